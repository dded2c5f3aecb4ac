/// What the attributes of a tag, or the declarations of a rule, say about whether people see its text.
struct InlineStyle: Equatable {
    /// Whether each of the properties that hide does so; nil where nothing is said.
    private var display: Bool?
    private var visibility: Bool?
    private var opacity: Bool?
    /// Whether each property that moves does so, out of the page.
    private var moves: [String: Bool] = [:]
    private var color: InkColor?
    private var size: Double?
    private var backdrop: Backdrop?

    init(_ tag: HTMLTokenizer.Tag, in bytes: [UInt8]) {
        display = tag.isHidden ? true : nil
        color = tag.color.flatMap { Self.color(Self.text(bytes[$0])) }
        backdrop = tag.background.map { Self.color(Self.text(bytes[$0])).map { .color($0) } ?? .unknown }
        if let style = tag.style { take(bytes[style]) }
    }

    /// - Parameter declarations: "color: red; display: none".
    init(declarations: ArraySlice<UInt8>) { take(declarations) }

    private init() {}

    /// Whether nothing is said.
    var isEmpty: Bool { self == InlineStyle() }

    var hasBackdrop: Bool { backdrop != nil }
    var hasColor: Bool { color != nil }

    /// Without what it says of the text's colour.
    var colorless: InlineStyle {
        var style = self
        style.color = nil
        return style
    }

    /// Of what is said, what shows a text; nil for nothing.
    var showingOnly: InlineStyle? {
        var shown = InlineStyle()
        if display == false { shown.display = false }
        if visibility == false { shown.visibility = false }
        if opacity == false { shown.opacity = false }
        shown.moves = moves.filter { !$0.value }
        if let size, size >= TextLook.leastSize { shown.size = size }
        return shown.isEmpty ? nil : shown
    }

    /// This, and what `other` says instead.
    func overridden(by other: InlineStyle) -> InlineStyle {
        var result = self
        result.display = other.display ?? display
        result.visibility = other.visibility ?? visibility
        result.opacity = other.opacity ?? opacity
        result.moves.merge(other.moves) { $1 }
        result.color = other.color ?? color
        result.size = other.size ?? size
        result.backdrop = other.backdrop ?? backdrop
        return result
    }

    private mutating func take(_ declarations: ArraySlice<UInt8>) {
        for declaration in declarations.split(separator: UInt8(ascii: ";")).prefix(64) {
            guard let colon = declaration.firstIndex(of: UInt8(ascii: ":")) else { continue }
            take(Self.text(declaration[..<colon]), Self.text(declaration[(colon + 1)...]))
        }
    }

    private mutating func take(_ property: String, _ value: String) {
        switch property {
        case "display": display = value.hasPrefix("none")
        case "visibility": visibility = value.hasPrefix("hidden") || value.hasPrefix("collapse")
        case "opacity": if let value = Double(value) { opacity = value < 0.1 }
        // Moved out of the page.
        case "left", "top", "text-indent", "margin-left", "margin-top":
            if let points = Self.points(value) { moves[property] = points < -500 }
        case "font-size": size = Self.points(value) ?? size
        case "color": color = Self.color(value) ?? color
        case "background-color", "background":
            backdrop =
                Self.color(value).map { .color($0) }
                ?? (value == "transparent" || value == "none" ? backdrop : .unknown)
        case "background-image": if !value.hasPrefix("none") { backdrop = .unknown }
        default: break
        }
    }

    func apply(to look: inout TextLook, _ behind: inout Backdrop) {
        if [display, visibility, opacity].contains(true) || moves.values.contains(true) { look.isMarkedHidden = true }
        if let color { look.color = color }
        if let size { look.size = size }
        if let backdrop { behind = backdrop }
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        let lowered = bytes.prefix(200).map(HTMLTokenizer.lower)
        return Markdown.trimmed(lowered).replacing("!important", with: "")
    }

    /// A length in points where its unit says how long it is.
    private static func points(_ value: String) -> Double? {
        let number = value.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        guard let length = Double(number) else { return nil }
        switch value.dropFirst(number.count) {
        case "": return length == 0 ? 0 : nil
        case "px": return length * 0.75
        case "pt": return length
        case "em", "rem": return length * 12
        case "in": return length * 72
        case "cm": return length * 28.35
        case "mm": return length * 2.835
        default: return nil
        }
    }

    private static func color(_ value: String) -> InkColor? {
        if value.hasPrefix("rgb") {
            let parts = value.split { !$0.isNumber && $0 != "." }.compactMap { Double($0) }
            guard parts.count >= 3, parts.count < 4 || parts[3] >= 0.9 else { return nil }
            let whole = parts.prefix(3).map { UInt8(min(max(0, $0), 255)) }
            return InkColor(red: whole[0], green: whole[1], blue: whole[2])
        }
        if value.utf8.count == 4, value.hasPrefix("#") {
            return InkColor(hex: value.dropFirst().map { "\($0)\($0)" }.joined())
        }
        return InkColor(hex: value) ?? names[value]
    }

    private static let names: [String: InkColor] = [
        "white": .white, "black": InkColor(red: 0, green: 0, blue: 0),
        "snow": InkColor(red: 255, green: 250, blue: 250),
        "ivory": InkColor(red: 255, green: 255, blue: 240), "whitesmoke": InkColor(red: 245, green: 245, blue: 245),
        "ghostwhite": InkColor(red: 248, green: 248, blue: 255), "gray": InkColor(red: 128, green: 128, blue: 128),
        "silver": InkColor(red: 192, green: 192, blue: 192), "navy": InkColor(red: 0, green: 0, blue: 128),
        "red": InkColor(red: 255, green: 0, blue: 0), "green": InkColor(red: 0, green: 128, blue: 0),
        "blue": InkColor(red: 0, green: 0, blue: 255),
    ]
}
