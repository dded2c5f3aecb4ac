import Model

/// The text of a web page as a document: what a browser shows of it.
///
/// Styles count where they stand in the tags themselves, and rules of the page's own sheets by name, class and id
/// (``StyleSheet``). Sheets that stand elsewhere are not fetched.
struct HTMLTextReader {
    let limits: DocumentLimits

    func read(_ bytes: [UInt8]) -> RawText {
        let text = String(String.UnicodeScalarView(Self.decode(bytes)))
        let page = Array(text.utf8)
        let sheet = StyleSheet(ofPage: page)
        // Where nobody can tell what is behind a text, nothing is concluded from its colour.
        var walker = HTMLTextWalker(
            page, sheet: sheet, page: sheet.hasUnknownBackdrop ? .unknown : .color(.white), limits: limits)
        walker.walk()
        var raw = RawText(scalars: walker.out.finish(), limits: limits)
        raw.hidden = walker.out.hidden
        raw.isTruncated = raw.scalars.count > limits.textBytes
        return raw
    }

    /// The page's characters: by its byte order mark, the encoding it names, or what it looks like.
    static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        guard !PlainText.hasByteOrderMark(bytes), let label = encodingLabel(bytes.prefix(1024)),
            label.lowercased() != "utf-8", let text = ByteEncoding(label: label)?.decode(bytes)
        else { return PlainText.decode(bytes) }
        return text
    }

    /// What follows "charset=" near the beginning.
    private static func encodingLabel(_ head: ArraySlice<UInt8>) -> String? {
        let lowered = head.map(HTMLTokenizer.lower)
        for key in ["charset=", "encoding="] {
            guard let start = lowered.indices.first(where: { lowered[$0...].starts(with: key.utf8) }) else { continue }
            let value = lowered[(start + key.utf8.count)...].drop { $0 == 0x22 || $0 == 0x27 || $0 == 0x20 }
            let label = value.prefix { HTMLTokenizer.isAlphanumeric($0) || "-_:.".utf8.contains($0) }
            if !label.isEmpty { return String(decoding: label, as: UTF8.self) }
        }
        return nil
    }
}

/// Takes the tags and texts of a page and writes down what it shows.
struct HTMLTextWalker {
    private struct Element {
        let name: String
        var look: TextLook
        var backdrop: Backdrop
        var isPreformatted = false
    }

    private var tokenizer: HTMLTokenizer
    private var entities = HTMLEntities.Decoder()
    private let limits: DocumentLimits
    private let page: Backdrop
    private let sheet: StyleSheet
    private var open: [Element] = []
    private var wasSpace = true
    fileprivate(set) var out: FlowWriter

    private static let void: Set<String> = [
        "br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "param",
    ]
    /// What the beginning of an element ends, as far up as one of the elements that hold it in.
    private static let ends: [String: (ended: Set<String>, within: Set<String>)] = [
        "li": (["li"], ["ul", "ol", "menu"]), "dt": (["dt", "dd"], ["dl"]), "dd": (["dt", "dd"], ["dl"]),
        "td": (["td", "th"], ["tr", "table"]), "th": (["td", "th"], ["tr", "table"]), "tr": (["tr"], ["table"]),
        "thead": (["tr", "tbody", "thead"], ["table"]), "tbody": (["tr", "tbody", "thead"], ["table"]),
        "option": (["option"], ["select"]),
    ]

    init(_ bytes: [UInt8], sheet: StyleSheet, page: Backdrop, limits: DocumentLimits) {
        self.sheet = sheet
        tokenizer = HTMLTokenizer(bytes)
        self.page = page
        self.limits = limits
        out = FlowWriter(limits: limits)
    }

    mutating func walk() {
        while out.count <= limits.textBytes * 2, let token = tokenizer.next() {
            switch token {
            case .text(let range): write(entities.decode(tokenizer.bytes[range]))
            case .open(let element, _): begin(element, tokenizer.tag)
            case .close(let element): end(element, tokenizer.tag.name)
            }
        }
        while !open.isEmpty { leave() }
    }

    private mutating func write(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let top = open.last
        var scalars: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            let isSpace = scalar == " " || scalar == "\n" || scalar == "\t" || scalar == "\r" || scalar == "\u{C}"
            if top?.isPreformatted == true || !isSpace {
                scalars.append(scalar)
            } else if !wasSpace {
                scalars.append(" ")
            }
            wasSpace = isSpace
        }
        let look = top?.look ?? TextLook()
        out.write(scalars, hiding: look.hiding(on: top?.backdrop ?? page))
    }

    private mutating func begin(_ element: HTMLElement, _ tag: HTMLTokenizer.Tag) {
        if element == .lineBreak {
            out.write("\n")
            wasSpace = true
            return
        }
        if let (ended, within) = Self.ends[tag.name] { endImplied(ended, within) }
        let isBlock = Self.isBlock(element)
        if isBlock, open.last?.name == "p" { leave() }
        if isBlock { breakBlock(tag.name) }
        guard !Self.void.contains(tag.name), open.count < limits.depth else { return }
        var inner = open.last ?? Element(name: "", look: TextLook(), backdrop: page)
        inner = Element(
            name: tag.name, look: inner.look, backdrop: inner.backdrop,
            isPreformatted: inner.isPreformatted || element == .preformatted)
        let own = InlineStyle(tag, in: tokenizer.bytes)
        let style = sheet.style(of: tag, in: tokenizer.bytes)?.overridden(by: own) ?? own
        style.apply(to: &inner.look, &inner.backdrop)
        open.append(inner)
        switch tag.name {
        case "table": out.beginTable()
        case "tr": out.beginRow()
        case "td", "th": out.beginCell()
        case "li": out.beginItem()
        default: break
        }
    }

    private mutating func end(_ element: HTMLElement, _ name: String) {
        guard let place = open.lastIndex(where: { $0.name == name }) else { return }
        // A cell's text closes no table around it.
        if let wall = open.lastIndex(where: { $0.name == "td" || $0.name == "th" }), place < wall,
            name != "tr" && name != "table" && name != "tbody" && name != "thead" && name != "html" && name != "body"
        {
            return
        }
        while open.count > place { leave() }
    }

    private mutating func endImplied(_ ended: Set<String>, _ within: Set<String>) {
        for place in open.indices.reversed() {
            if within.contains(open[place].name) { return }
            if ended.contains(open[place].name) {
                while open.count > place { leave() }
                return
            }
        }
    }

    /// Closes the innermost element.
    private mutating func leave() {
        guard let closed = open.popLast() else { return }
        switch closed.name {
        case "table": out.endTable()
        case "tr": out.endRow()
        case "td", "th": out.endCell()
        default: if let element = HTMLElement.named(closed.name), Self.isBlock(element) { breakBlock(closed.name) }
        }
    }

    private static func isBlock(_ element: HTMLElement) -> Bool {
        switch element {
        case .heading, .list, .item, .quote, .preformatted, .block, .rule: true
        default: false
        }
    }

    /// A line ends; paragraphs, headings and the like have an empty line around them.
    private mutating func breakBlock(_ name: String) {
        guard name != "tr" && name != "tbody" && name != "thead" else { return }
        out.endLine()
        if !["div", "li", "dt", "dd", "address", "body", "html", "table"].contains(name) { out.write("\n") }
        wasSpace = true
    }
}
