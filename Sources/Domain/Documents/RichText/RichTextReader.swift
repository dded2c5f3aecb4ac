import Model

/// The text of an RTF document: headers, the body, footnotes, footers.
///
/// Follows Microsoft's specification, version 1.9.1, as far as text and what hides it goes.
struct RichTextReader {
    let limits: DocumentLimits

    func read(_ bytes: [UInt8]) throws(DocumentError) -> RawText {
        // A drawing below the text anywhere may be behind all of it.
        let page: Backdrop = bytes.contains("\\shpfblwtxt1".utf8) ? .unknown : .color(.white)
        var walker = RichTextWalker(page: page, limits: limits)
        var tokens = RichTextTokens(bytes)
        while let token = tokens.next(), !walker.isOver { try walker.take(token) }
        var raw = RawText(scalars: walker.finish(), limits: limits)
        raw.hidden = walker.hidden
        raw.isTruncated = raw.scalars.count > limits.textBytes
        return raw
    }
}

/// Takes the tokens of an RTF document and writes down what it shows.
struct RichTextWalker {
    /// Where the text of a group goes.
    enum Destination: Equatable {
        case text, nowhere, fonts, colors, note, box, listText
        case aside(isFooter: Bool)
    }

    private struct Group {
        var destination = Destination.text
        /// Whether it, and not a group around it, opened its destination.
        var isDestination = false
        var look = TextLook()
        var font: Int?
        /// Behind the paragraph, and behind the cells of its row.
        var paragraph: Backdrop?
        var isInTable = false
        var isDeleted = false
        /// Characters that stand for a Unicode one where that is not known.
        var substitutes = 1
        /// The group's first word comes after `\*`, or the whole is passed over if it is not known.
        var isOptional = false
        /// The next group inside is the older way of writing the same.
        var skipsNextGroup = false
    }

    private var out: FlowWriter
    private let limits: DocumentLimits
    private let page: Backdrop
    private var groups: [Group] = []
    private(set) var isOver = false

    private var encoding = ByteEncoding.western
    private var encodings: [Int: ByteEncoding] = [:]
    private var symbolFonts: Set<Int> = []
    private var defaultFont: Int?
    private var colors: [InkColor?] = []
    private var color: (red: Int, green: Int, blue: Int)?

    /// Bytes of text that have not been decoded yet, all of one encoding.
    private var pending: [UInt8] = []
    private var pendingEncoding = ByteEncoding.western
    private var toSkip = 0
    private var highSurrogate: UInt32 = 0
    private var isInRow = false
    private var isInCell = false
    private var row: Backdrop?

    init(page: Backdrop, limits: DocumentLimits) {
        self.page = page
        self.limits = limits
        out = FlowWriter(limits: limits)
    }

    var hidden: HiddenCollector { out.hidden }
    private var group: Group { groups.last ?? Group() }

    private mutating func change(_ body: (inout Group) -> Void) {
        if !groups.isEmpty { body(&groups[groups.count - 1]) }
    }

    mutating func finish() -> [Unicode.Scalar] {
        while !groups.isEmpty { close() }
        endRow()
        return out.finish()
    }

    mutating func take(_ token: RichTextTokens.Token) throws(DocumentError) {
        switch token {
        case .open: try open()
        case .close: close()
        case .word(let name, let number): take(word: name, number)
        case .symbol(let symbol): take(symbol: symbol)
        case .byte(let byte): take(byte: byte)
        }
        if out.count > limits.textBytes * 2 { isOver = true }
    }

    // MARK: Groups

    private mutating func open() throws(DocumentError) {
        flush()
        toSkip = 0
        guard groups.count < limits.depth else {
            throw DocumentError(.limit, "groups nest deeper than \(limits.depth)")
        }
        var inner = groups.last ?? Group()
        (inner.isDestination, inner.isOptional, inner.skipsNextGroup) = (false, false, false)
        if group.skipsNextGroup {
            inner.destination = .nowhere
            change { $0.skipsNextGroup = false }
        }
        groups.append(inner)
    }

    private mutating func close() {
        flush()
        toSkip = 0
        guard let closed = groups.popLast() else { return }
        if closed.isDestination {
            switch closed.destination {
            case .note: out.endNote()
            case .box: out.endBox()
            case .aside(let isFooter): out.endAside(isFooter: isFooter)
            case .text, .nowhere, .fonts, .colors, .listText: break
            }
        }
        if groups.isEmpty { isOver = true }
    }

    private mutating func enter(_ destination: Destination) {
        guard group.destination != .nowhere else { return }
        change {
            $0.destination = destination
            $0.isDestination = true
        }
        switch destination {
        case .note: out.beginNote()
        case .box: out.beginBox()
        case .aside: out.beginAside()
        case .text, .nowhere, .fonts, .colors, .listText: break
        }
    }

    // MARK: Words

    private mutating func take(word: String, _ number: Int?) {
        if word != "u", toSkip > 0 {
            toSkip -= 1
            return
        }
        if group.isOptional {
            change { $0.isOptional = false }
            // "\*" begins what older readers pass over, and this one too, but for these.
            guard ["shpinst", "ud"].contains(word) else { return change { $0.destination = .nowhere } }
        }
        guard group.destination != .nowhere else { return }
        if let destination = Self.destinations[word] { return enter(destination) }
        if Self.passedOver.contains(word) { return change { $0.destination = .nowhere } }
        if let scalars = Self.characters[word] { return write(scalars) }
        switch group.destination {
        case .fonts: takeFont(word, number)
        case .colors: takeColor(word, number)
        default: takeProperty(word, number)
        }
    }

    private mutating func takeProperty(_ word: String, _ number: Int?) {
        let isOn = number != 0
        switch word {
        case "par", "line", "page", "sect", "column", "lbr", "nestrow": breakLine(isParagraph: word == "par")
        case "tab", "nestcell": write(group.destination == .listText ? " " : "\t")
        case "cell": endCell()
        case "row": endRow()
        case "trowd": row = nil
        case "clcbpat": if color(number) != nil { row = .unknown }
        case "u": takeUnicode(number ?? 0x3F)
        case "uc": change { $0.substitutes = min(max(0, number ?? 1), 16) }
        case "ansicpg": encoding = number.flatMap { ByteEncoding(codePage: $0) } ?? encoding
        case "mac": encoding = ByteEncoding(name: "MACINTOSH")
        case "pc": encoding = ByteEncoding(name: "CP437")
        case "pca": encoding = ByteEncoding(name: "CP850")
        case "deff": defaultFont = number
        case "f": change { $0.font = number }
        case "plain":
            let font = defaultFont
            change { ($0.look, $0.font, $0.isDeleted) = (TextLook(), font, false) }
        case "pard": change { ($0.isInTable, $0.paragraph) = (false, nil) }
        case "intbl": change { $0.isInTable = true }
        case "v": change { $0.look.isMarkedHidden = isOn }
        case "deleted": change { $0.isDeleted = isOn }
        case "fs": if let number, number > 0 { change { $0.look.size = Double(number) / 2 } }
        case "cf":
            let color = color(number)
            change { $0.look.color = color }
        case "cb", "chcbpat", "highlight":
            let color = color(number)
            change { $0.look.backdrop = color.map { .color($0) } }
        case "cbpat":
            let color = color(number)
            change { $0.paragraph = color.map { .color($0) } }
        case "upr": change { $0.skipsNextGroup = true }
        default: break
        }
    }

    private mutating func takeFont(_ word: String, _ number: Int?) {
        switch word {
        case "f": change { $0.font = number }
        case "fcharset":
            guard let font = group.font, let number else { return }
            if number == 2 { symbolFonts.insert(font) }
            if let page = Self.codePages[number] { encodings[font] = ByteEncoding(codePage: page) }
        case "cpg": if let font = group.font, let number { encodings[font] = ByteEncoding(codePage: number) }
        default: break
        }
    }

    private mutating func takeColor(_ word: String, _ number: Int?) {
        var parts = color ?? (0, 0, 0)
        let value = min(max(0, number ?? 0), 255)
        switch word {
        case "red": parts.red = value
        case "green": parts.green = value
        case "blue": parts.blue = value
        default: return
        }
        color = parts
    }

    private func color(_ index: Int?) -> InkColor? {
        guard let index, colors.indices.contains(index) else { return nil }
        return colors[index]
    }

    // MARK: Text

    private mutating func take(symbol: UInt8) {
        switch symbol {
        case UInt8(ascii: "*"): change { $0.isOptional = true }
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): take(byte: symbol)
        case UInt8(ascii: "~"): write(" ")
        case UInt8(ascii: "_"): write("-")
        case 0x0A, 0x0D: breakLine(isParagraph: true)
        case 0x09: write("\t")
        default: break
        }
    }

    private mutating func take(byte: UInt8) {
        if toSkip > 0 {
            toSkip -= 1
            return
        }
        switch group.destination {
        case .nowhere, .fonts: return
        case .colors:
            guard byte == UInt8(ascii: ";") else { return }
            colors.append(color.map { InkColor(red: UInt8($0.red), green: UInt8($0.green), blue: UInt8($0.blue)) })
            color = nil
        default:
            let font = group.font ?? defaultFont
            if let font, symbolFonts.contains(font), byte >= 0x80 { return write("•") }
            let encoding = font.flatMap { encodings[$0] } ?? self.encoding
            if encoding != pendingEncoding { flush() }
            pendingEncoding = encoding
            pending.append(byte)
        }
    }

    private mutating func takeUnicode(_ number: Int) {
        toSkip = group.substitutes
        let value = UInt32(truncatingIfNeeded: number < 0 ? number + 65536 : number)
        if value & 0xFFFF_FC00 == 0xD800 {
            highSurrogate = value
            return
        }
        var scalar = value
        if value & 0xFFFF_FC00 == 0xDC00 {
            scalar = highSurrogate == 0 ? 0xFFFD : 0x10000 + (highSurrogate - 0xD800) << 10 + (value - 0xDC00)
        }
        highSurrogate = 0
        write(CollectionOfOne(Unicode.Scalar(scalar) ?? "\u{FFFD}"))
    }

    private mutating func flush() {
        guard !pending.isEmpty else { return }
        let bytes = pending
        pending = []
        let isPlain = bytes.allSatisfy { $0 < 0x80 }
        let scalars = isPlain ? nil : pendingEncoding.decode(bytes)
        write(scalars ?? bytes.map { Unicode.Scalar($0) })
    }

    private mutating func write(_ text: StaticString) { write(Array(text.description.unicodeScalars)) }

    private mutating func write(_ scalars: some Collection<Unicode.Scalar>) {
        flush()
        guard group.destination != .nowhere, group.destination != .fonts, group.destination != .colors, !group.isDeleted
        else { return }
        openCell()
        let behind = group.destination == .box ? .unknown : group.paragraph ?? (group.isInTable ? row : nil) ?? page
        out.write(scalars, hiding: group.look.hiding(on: behind))
    }

    private mutating func breakLine(isParagraph: Bool) {
        flush()
        guard group.destination != .nowhere else { return }
        openCell()
        out.endParagraph()
        if isParagraph, group.destination == .text { out.writeBoxes() }
    }

    // MARK: Tables

    /// Rows and cells have no beginning of their own: the first text in a table begins them.
    private mutating func openCell() {
        guard group.destination == .text || group.destination == .listText else { return }
        guard group.isInTable else { return endRow() }
        if !isInRow {
            out.beginTable()
            out.beginRow()
            isInRow = true
        }
        if !isInCell {
            out.beginCell()
            isInCell = true
        }
    }

    private mutating func endCell() {
        flush()
        guard group.destination == .text else { return }
        change { $0.isInTable = true }
        openCell()
        out.endCell()
        isInCell = false
    }

    private mutating func endRow() {
        guard isInRow else { return }
        flush()
        if isInCell { out.endCell() }
        out.endRow()
        (isInRow, isInCell) = (false, false)
    }
}
