import Model

/// The styles of an OpenDocument text, as far as they decide what people see.
struct OpenDocumentStyles {
    private struct Style {
        var parent: String?
        var isMarkedHidden: Bool?
        /// `.some(nil)` is the automatic colour.
        var color: InkColor??
        var size: Double?
        /// Behind the text itself, and behind the paragraph or cell.
        var backdrop: Backdrop?
        var area: Backdrop?
    }

    /// Styles by their family and name.
    private var styles: [String: Style] = [:]
    private static let deepest = 16

    init() {}

    /// Reads the styles in a part, "content.xml" or "styles.xml"; those read later win.
    mutating func read(_ xml: [UInt8], limits: DocumentLimits) throws(DocumentError) {
        var read = self
        try XMLStream.read(xml, maximumDepth: limits.depth) { (stream: inout XMLStream) throws(DocumentError) in
            try read.walk(&stream)
        }
        self = read
    }

    private mutating func walk(_ stream: inout XMLStream) throws(DocumentError) {
        var key: String?
        var style = Style()
        while let event = try stream.next() {
            switch (event, stream.name) {
            case (.begin, "office:body"): stream.skipElement()
            case (.begin, "style:style"), (.begin, "style:default-style"):
                key = Self.key(stream.attribute("family"), stream.attribute("name"))
                style = Style(parent: stream.attribute("parent-style-name"))
            case (.end, "style:style"), (.end, "style:default-style"):
                if let key { styles[key] = style }
                key = nil
            case (.begin, "style:text-properties") where key != nil: Self.take(stream, &style)
            case (.begin, "style:paragraph-properties"), (.begin, "style:table-cell-properties"),
                (.begin, "style:table-properties"), (.begin, "style:table-row-properties"):
                style.area = stream.attribute("background-color").flatMap(Self.backdrop) ?? style.area
            case (.begin, "style:page-layout-properties"):
                let color = stream.attribute("background-color").flatMap(Self.backdrop)
                let hasPicture = stream.attribute("fill").map { $0 != "none" && $0 != "solid" } ?? false
                if hasPicture || color.map({ $0 != .color(.white) }) ?? false { page = .unknown }
            // A drawing behind the text of any paragraph may be behind that of all.
            case (.begin, "style:graphic-properties") where stream.attribute("run-through") == "background":
                page = .unknown
            default: break
            }
        }
    }

    /// What is behind the pages.
    private(set) var page = Backdrop.color(.white)

    private static func take(_ stream: borrowing XMLStream, _ style: inout Style) {
        if let display = stream.attribute("display") { style.isMarkedHidden = display == "none" }
        if let color = stream.attribute("color").flatMap({ InkColor(hex: $0) }) { style.color = .some(color) }
        if stream.attribute("use-window-font-color") == "true" { style.color = .some(nil) }
        if let size = stream.attribute("font-size"), size.hasSuffix("pt") { style.size = Double(size.dropLast(2)) }
        style.backdrop = stream.attribute("background-color").flatMap(backdrop) ?? style.backdrop
    }

    private static func backdrop(_ value: String) -> Backdrop? {
        value == "transparent" ? nil : InkColor(hex: value).map { .color($0) } ?? .unknown
    }

    private static func key(_ family: String?, _ name: String?) -> String { "\(family ?? "")/\(name ?? "")" }

    /// Applies a style, and those it comes from, to how text looks; answers what it puts behind a paragraph or cell.
    @discardableResult
    func apply(_ family: String, _ name: String?, to look: inout TextLook) -> Backdrop? {
        var chain: [Style] = []
        var next = name
        while let name = next, let style = styles[Self.key(family, name)], chain.count < Self.deepest {
            chain.append(style)
            next = style.parent
        }
        if family == "paragraph", let style = styles[Self.key(family, nil)] { chain.append(style) }
        var area: Backdrop?
        for style in chain.reversed() {
            if let isMarkedHidden = style.isMarkedHidden { look.isMarkedHidden = isMarkedHidden }
            if let color = style.color { look.color = color }
            if let size = style.size { look.size = size }
            if let backdrop = style.backdrop { look.backdrop = backdrop }
            area = style.area ?? area
        }
        return area
    }
}
