/// Cuts HTML into texts and tags in one pass over the bytes.
///
/// No tree is built, so that neither 200,000 nested elements nor a table inside a table inside a table costs more than
/// its bytes; Markdown needs no more than the order of things. Comments, declarations, scripts and styles are passed
/// over. Of attributes only `href` is told with a tag; what decides whether people see it is in `tag`. Text stays undecoded.
struct HTMLTokenizer {
    enum Token {
        case text(Range<Int>)
        case open(HTMLElement, href: Range<Int>?)
        case close(HTMLElement)
    }

    /// What a tag says besides its kind.
    struct Tag {
        var name = ""
        var id: Range<Int>?
        var classes: Range<Int>?
        var style: Range<Int>?
        var color: Range<Int>?
        var background: Range<Int>?
        var isHidden = false
    }

    let bytes: [UInt8]
    /// The tag that was read last.
    private(set) var tag = Tag()
    private var at = 0
    /// Names of hidden elements of which no further end tag follows, so that each is searched for in vain only once.
    private var unclosed: Set<String> = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// `nil` at the end.
    mutating func next() -> Token? {
        while at < bytes.count {
            switch bytes[at] == UInt8(ascii: "<") ? markup() : .text {
            case .token(let token): return token
            case .passedOver: continue
            case .text:
                let start = at
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
                return .text(start..<at)
            }
        }
        return nil
    }

    /// What a `<` begins.
    private enum Markup {
        case token(Token), passedOver, text
    }

    private mutating func markup() -> Markup {
        guard at + 1 < bytes.count else { return .text }
        switch bytes[at + 1] {
        case UInt8(ascii: "!"):
            skipDeclaration()
            return .passedOver
        case UInt8(ascii: "?"):
            skip(past: UInt8(ascii: ">"))
            return .passedOver
        case UInt8(ascii: "/"):
            guard at + 2 < bytes.count else { return .text }
            guard Self.isLetter(bytes[at + 2]) else {
                skip(past: UInt8(ascii: ">"))
                return .passedOver
            }
            at += 2
            let name = name()
            tag = Tag(name: name)
            _ = attributes()
            return HTMLElement.named(name).map { .token(.close($0)) } ?? .passedOver
        case let byte where Self.isLetter(byte):
            at += 1
            let name = name()
            tag = Tag(name: name)
            let href = attributes()
            guard let element = HTMLElement.named(name) else { return .passedOver }
            if element == .rawText || element == .hidden {
                skipContent(of: name, isRawText: element == .rawText)
                return .passedOver
            }
            return .token(.open(element, href: href))
        default:
            return .text
        }
    }

    /// The lower-case name at the cursor; longer ones than any element's are cut.
    private mutating func name() -> String {
        let start = at
        while at < bytes.count, !Self.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "/")
        {
            at += 1
        }
        return String(decoding: bytes[start..<min(at, start + 15)].map(Self.lower), as: UTF8.self)
    }

    /// Reads to the end of a tag. Returns where the value of the first `href` stands.
    private mutating func attributes() -> Range<Int>? {
        var href: Range<Int>?
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: ">") {
                at += 1
                return href
            }
            if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
                at += 1
                continue
            }
            let start = at
            at += 1
            while at < bytes.count, !Self.isSpace(bytes[at]), !Self.endsName(bytes[at]) { at += 1 }
            let name = start..<at
            while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
            guard at < bytes.count, bytes[at] == UInt8(ascii: "=") else {
                if has(name, "hidden") { tag.isHidden = true }
                continue
            }
            at += 1
            let value = value()
            switch name.count {
            case 2 where tag.id == nil && has(name, "id"): tag.id = value
            case 4 where href == nil && has(name, "href"): href = value
            case 5 where tag.classes == nil && has(name, "class"): tag.classes = value
            case 5 where has(name, "style"): tag.style = value
            case 5 where has(name, "color"): tag.color = value
            case 6 where has(name, "hidden"): tag.isHidden = true
            case 7 where has(name, "bgcolor"): tag.background = value
            default: break
            }
        }
        return href
    }

    private func has(_ range: Range<Int>, _ name: StaticString) -> Bool {
        range.count == name.utf8CodeUnitCount
            && name.withUTF8Buffer { bytes[range].elementsEqual($0, by: { Self.lower($0) == $1 }) }
    }

    private mutating func value() -> Range<Int> {
        while at < bytes.count, Self.isSpace(bytes[at]) { at += 1 }
        guard at < bytes.count else { return at..<at }
        let quote = bytes[at]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            at += 1
            let start = at
            while at < bytes.count, bytes[at] != quote { at += 1 }
            let end = at
            at = min(at + 1, bytes.count)
            return start..<end
        }
        let start = at
        while at < bytes.count, !Self.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">") { at += 1 }
        return start..<at
    }

    /// `<!-- ... -->`, `<!DOCTYPE ...>` and other declarations.
    private mutating func skipDeclaration() {
        guard at + 3 < bytes.count, bytes[at + 2] == UInt8(ascii: "-"), bytes[at + 3] == UInt8(ascii: "-") else {
            skip(past: UInt8(ascii: ">"))
            return
        }
        // `<!-->` and `<!--->` are whole comments: the search for `--` begins inside the opening.
        at += 2
        while at + 2 < bytes.count {
            if bytes[at] == UInt8(ascii: "-"), bytes[at + 1] == UInt8(ascii: "-") {
                if bytes[at + 2] == UInt8(ascii: ">") {
                    at += 3
                    return
                }
                if bytes[at + 2] == UInt8(ascii: "!"), at + 3 < bytes.count, bytes[at + 3] == UInt8(ascii: ">") {
                    at += 4
                    return
                }
            }
            at += 1
        }
        at = bytes.count
    }

    private mutating func skip(past byte: UInt8) {
        while at < bytes.count, bytes[at] != byte { at += 1 }
        at = min(at + 1, bytes.count)
    }

    /// Moves behind the end tag of an element that was just opened. Raw text without one hides the rest, as in a
    /// browser; other hidden elements without one hide nothing.
    private mutating func skipContent(of name: String, isRawText: Bool) {
        guard !HTMLElement.voidNames.contains(name), !unclosed.contains(name) else { return }
        let letters = Array(name.utf8)
        var depth = 1
        var cursor = at
        while cursor < bytes.count {
            guard bytes[cursor] == UInt8(ascii: "<") else {
                cursor += 1
                continue
            }
            let isEnd = cursor + 1 < bytes.count && bytes[cursor + 1] == UInt8(ascii: "/")
            let start = cursor + (isEnd ? 2 : 1)
            cursor = start
            guard isTag(letters, at: start), isEnd || !isRawText else { continue }
            depth += isEnd ? -1 : 1
            guard depth == 0 else { continue }
            at = start
            skip(past: UInt8(ascii: ">"))
            return
        }
        unclosed.insert(name)
        if isRawText { at = bytes.count }
    }

    private func isTag(_ name: [UInt8], at start: Int) -> Bool {
        let end = start + name.count
        guard end <= bytes.count, bytes[start..<end].elementsEqual(name, by: { Self.lower($0) == $1 }) else {
            return false
        }
        return end == bytes.count || Self.isSpace(bytes[end]) || bytes[end] == UInt8(ascii: ">")
            || bytes[end] == UInt8(ascii: "/")
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) && byte != 11 }
    static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || (48...57).contains(byte) }
    static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "=") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/")
    }
}
