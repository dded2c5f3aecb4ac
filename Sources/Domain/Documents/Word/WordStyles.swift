/// What properties of a run, as one place in a document gives them, change of a look.
struct LookChanges: Equatable {
    private var isMarkedHidden: Bool?
    /// `.some(nil)` is the automatic colour.
    private var color: InkColor??
    private var size: Double?
    private var backdrop: Backdrop?

    /// Takes the property at hand, if it is one that matters.
    mutating func take(_ stream: borrowing XMLStream) {
        switch stream.name {
        case "w:vanish": isMarkedHidden = Self.isOn(stream)
        case "w:color": color = .some(stream.attribute("val").flatMap { InkColor(hex: $0) })
        case "w:sz": size = stream.attribute("val").flatMap { Double($0) }.map { $0 / 2 }
        case "w:shd": backdrop = Self.shading(stream) ?? backdrop
        case "w:highlight":
            switch stream.attribute("val") {
            case nil, "none": break
            case "white": backdrop = .color(.white)
            default: backdrop = .unknown
            }
        default: break
        }
    }

    func apply(to look: inout TextLook) {
        if let isMarkedHidden { look.isMarkedHidden = isMarkedHidden }
        if let color { look.color = color }
        if let size { look.size = size }
        if let backdrop { look.backdrop = backdrop }
    }

    /// What a shading puts behind; nil where it is none.
    static func shading(_ stream: borrowing XMLStream) -> Backdrop? {
        let pattern = stream.attribute("val") ?? "clear"
        guard pattern == "clear" else { return pattern == "nil" ? nil : .unknown }
        guard let fill = stream.attribute("fill"), fill != "auto" else { return nil }
        return InkColor(hex: fill).map { .color($0) } ?? .unknown
    }

    private static func isOn(_ stream: borrowing XMLStream) -> Bool {
        switch stream.attribute("val") {
        case "0", "false", "off": false
        default: true
        }
    }
}

/// The styles of a Word document, as far as they decide what people see.
struct WordStyles {
    private struct Style {
        var parent: String?
        var changes = LookChanges()
        var backdrop: Backdrop?
        /// Whether any part of a table of this style has a colour of its own.
        var isShaded = false
    }

    private var styles: [String: Style] = [:]
    private var defaultParagraph: String?
    private var defaults = LookChanges()

    /// Parents of parents that are followed: files may go in circles.
    private static let deepest = 16

    init() {}

    /// Reads "word/styles.xml". Throws `unreadable` or `limit`.
    init(_ xml: [UInt8], limits: DocumentLimits) throws(DocumentError) {
        var read = WordStyles()
        try XMLStream.read(xml, maximumDepth: limits.depth) { (stream: inout XMLStream) throws(DocumentError) in
            try read.walk(&stream)
        }
        self = read
    }

    private mutating func walk(_ stream: inout XMLStream) throws(DocumentError) {
        var id: String?
        var style = Style()
        var isDefault = false
        while let event = try stream.next() {
            switch (event, stream.name) {
            case (.begin, "w:style"):
                id = stream.attribute("styleId")
                style = Style()
                let flag = stream.attribute("default")
                if flag == "1" || flag == "true", stream.attribute("type") == "paragraph" { defaultParagraph = id }
            case (.end, "w:style"):
                if let id { styles[id] = style }
                id = nil
            case (.begin, "w:rPrDefault"): isDefault = true
            case (.end, "w:rPrDefault"): isDefault = false
            case (.begin, "w:basedOn"): style.parent = stream.attribute("val")
            // Of the paragraph's mark, not of its text.
            case (.begin, "w:shd") where id != nil:
                let shading = LookChanges.shading(stream)
                style.isShaded = style.isShaded || shading != nil
                style.backdrop = shading ?? style.backdrop
            case (.begin, _):
                if isDefault { defaults.take(stream) } else if id != nil { style.changes.take(stream) }
            default: break
            }
        }
    }

    /// How text looks in a paragraph of this style, and what the style puts behind it.
    func paragraph(_ id: String?) -> (look: TextLook, backdrop: Backdrop?) {
        var look = TextLook()
        defaults.apply(to: &look)
        var backdrop: Backdrop?
        for style in chain(id ?? defaultParagraph) {
            style.changes.apply(to: &look)
            backdrop = style.backdrop ?? backdrop
        }
        return (look, backdrop)
    }

    /// Applies a style of characters.
    func apply(_ id: String, to look: inout TextLook) {
        for style in chain(id) {
            style.changes.apply(to: &look)
            if let backdrop = style.backdrop { look.backdrop = backdrop }
        }
    }

    /// Whether tables of this style may have coloured cells.
    func isShadedTable(_ id: String) -> Bool { chain(id).contains { $0.isShaded } }

    /// The style and those it is based on, the furthest first.
    private func chain(_ id: String?) -> [Style] {
        var found: [Style] = []
        var next = id
        while let id = next, let style = styles[id], found.count < Self.deepest {
            found.append(style)
            next = style.parent
        }
        return found.reversed()
    }
}
