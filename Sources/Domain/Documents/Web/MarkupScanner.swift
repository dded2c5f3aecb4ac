/// Cuts a web page into texts, tags with their attributes, and the contents of scripts, in one pass over the bytes.
///
/// Like ``HTMLTokenizer`` it builds no tree, so that no page costs more than its bytes; unlike it, it tells attributes and
/// what stands in scripts, which is where sites keep what they say to machines.
struct MarkupScanner {
    enum Event {
        case text(Range<Int>)
        /// A tag, with where it begins.
        case open(name: String, attributes: [String: String], at: Int)
        case close(name: String, at: Int)
        /// The whole of a script, style or title: what stands between its tags, undecoded.
        case raw(name: String, attributes: [String: String], content: Range<Int>)
    }

    let bytes: [UInt8]
    private(set) var at = 0
    private var entities = HTMLEntities.Decoder()
    /// Raw elements of which no further end tag follows.
    private var unclosed: Set<String> = []

    private static let rawNames: Set<String> = [
        "script", "style", "title", "textarea", "noembed", "noframes", "xmp", "iframe",
    ]
    /// Attributes of one tag that are kept; nobody needs more.
    private static let attributeLimit = 40
    private static let valueLimit = 8_000

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// `nil` at the end.
    mutating func next() -> Event? {
        while at < bytes.count {
            guard bytes[at] == UInt8(ascii: "<"), at + 1 < bytes.count else { return text() }
            switch bytes[at + 1] {
            case UInt8(ascii: "!") where bytes[at...].starts(with: "<!--".utf8):
                skip(past: Array("-->".utf8), from: at + 4)
            case UInt8(ascii: "!"), UInt8(ascii: "?"): skip(past: [UInt8(ascii: ">")], from: at + 1)
            case UInt8(ascii: "/") where at + 2 < bytes.count && HTMLTokenizer.isLetter(bytes[at + 2]):
                let start = at
                at += 2
                let name = name()
                skip(past: [UInt8(ascii: ">")], from: at)
                return .close(name: name, at: start)
            case let byte where HTMLTokenizer.isLetter(byte): return tag()
            default: return text()
            }
        }
        return nil
    }

    private mutating func text() -> Event {
        let start = at
        at += 1
        while at < bytes.count, bytes[at] != UInt8(ascii: "<") { at += 1 }
        return .text(start..<at)
    }

    private mutating func tag() -> Event {
        let start = at
        at += 1
        let name = name()
        let attributes = attributes()
        guard Self.rawNames.contains(name), !unclosed.contains(name) else {
            return .open(name: name, attributes: attributes, at: start)
        }
        let content = at
        guard let end = endTag(of: name) else {
            // A title that never ends is no title; a script that never ends hides the rest, as in a browser.
            unclosed.insert(name)
            if name == "script" || name == "style" { at = bytes.count }
            return .open(name: name, attributes: attributes, at: start)
        }
        at = end
        skip(past: [UInt8(ascii: ">")], from: end)
        return .raw(name: name, attributes: attributes, content: content..<end)
    }

    private func endTag(of name: String) -> Int? {
        let letters = Array(name.utf8)
        var cursor = at
        while let found = bytes[cursor...].firstIndex(of: UInt8(ascii: "<")) {
            let start = found + 2
            let end = start + letters.count
            if end <= bytes.count, bytes[found + 1] == UInt8(ascii: "/"),
                bytes[start..<end].elementsEqual(letters, by: { HTMLTokenizer.lower($0) == $1 }),
                end == bytes.count || !HTMLTokenizer.isAlphanumeric(bytes[end])
            {
                return found
            }
            cursor = found + 1
        }
        return nil
    }

    private mutating func name() -> String {
        let start = at
        while at < bytes.count, !HTMLTokenizer.isSpace(bytes[at]), bytes[at] != UInt8(ascii: ">"),
            bytes[at] != UInt8(ascii: "/")
        {
            at += 1
        }
        return String(decoding: bytes[start..<min(at, start + 24)].map(HTMLTokenizer.lower), as: UTF8.self)
    }

    private mutating func attributes() -> [String: String] {
        var found: [String: String] = [:]
        while at < bytes.count, bytes[at] != UInt8(ascii: ">") {
            let start = at
            while at < bytes.count, !HTMLTokenizer.isSpace(bytes[at]), bytes[at] != UInt8(ascii: "="),
                bytes[at] != UInt8(ascii: ">"), bytes[at] != UInt8(ascii: "/")
            {
                at += 1
            }
            guard at > start else {
                at += 1
                continue
            }
            let name = String(decoding: bytes[start..<min(at, start + 24)].map(HTMLTokenizer.lower), as: UTF8.self)
            while at < bytes.count, HTMLTokenizer.isSpace(bytes[at]) { at += 1 }
            let value = at < bytes.count && bytes[at] == UInt8(ascii: "=") ? value() : at..<at
            guard found.count < Self.attributeLimit, found[name] == nil else { continue }
            let decoded = entities.decode(bytes[value].prefix(Self.valueLimit), isAttribute: true)
            found[name] = String(decoding: decoded, as: UTF8.self)
        }
        at = min(at + 1, bytes.count)
        return found
    }

    private mutating func value() -> Range<Int> {
        at += 1
        while at < bytes.count, HTMLTokenizer.isSpace(bytes[at]) { at += 1 }
        guard at < bytes.count else { return at..<at }
        let quote = bytes[at]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        let start = isQuoted ? at + 1 : at
        at = start
        while at < bytes.count,
            isQuoted ? bytes[at] != quote : !HTMLTokenizer.isSpace(bytes[at]) && bytes[at] != UInt8(ascii: ">")
        {
            at += 1
        }
        let end = at
        if isQuoted { at = min(at + 1, bytes.count) }
        return start..<end
    }

    private mutating func skip(past mark: [UInt8], from start: Int) {
        at = bytes[min(start, bytes.count)...].firstRange(of: mark)?.upperBound ?? bytes.count
    }
}
