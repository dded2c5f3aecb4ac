/// Takes the markup out of a piece of Markdown that may begin and end anywhere.
struct MarkdownStripper {
    private let bytes: [UInt8]
    private var at = 0
    private var out: [UInt8] = []
    private var isAtLineStart = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func run() -> String {
        while at < bytes.count {
            if isAtLineStart { skipMarkers() }
            guard at < bytes.count else { break }
            step()
        }
        return Markdown.trimmed(HTMLEntities.decode(out))
    }

    private mutating func step() {
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\\") where at < bytes.count && Self.isPunctuation(bytes[at]):
            // A reference whose semicolon is escaped is none; decoding comes later, so its ampersand is kept from it.
            append(bytes[at])
            at += 1
        case UInt8(ascii: "\\") where at < bytes.count && bytes[at] == 10: break
        case UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "["): break
        case UInt8(ascii: "]") where at < bytes.count && bytes[at] == UInt8(ascii: "("):
            while at < bytes.count, bytes[at] != UInt8(ascii: ")"), !HTMLTokenizer.isSpace(bytes[at]) { at += 1 }
            if at < bytes.count, bytes[at] == UInt8(ascii: ")") { at += 1 }
        case UInt8(ascii: "]"): break
        case 10, 13:
            isAtLineStart = true
            append(32)
        default: append(byte)
        }
    }

    private mutating func append(_ byte: UInt8) {
        if HTMLTokenizer.isSpace(byte) {
            if let last = out.last, last != 32 { out.append(32) }
        } else {
            out.append(byte)
        }
    }

    /// Heading marks, bullets, numbers and quote marks at the start of a line.
    private mutating func skipMarkers() {
        isAtLineStart = false
        while at < bytes.count {
            let rest = bytes[at...]
            if HTMLTokenizer.isSpace(rest[at]) || rest[at] == UInt8(ascii: ">") {
                at += 1
                continue
            }
            let hashes = rest.prefix { $0 == UInt8(ascii: "#") }.count
            let digits = rest.prefix { (48...57).contains($0) }.count
            let isBullet = rest[at] == UInt8(ascii: "-") || rest[at] == UInt8(ascii: "+")
            let dot = digits > 0 && digits < 4 && rest.dropFirst(digits).first == UInt8(ascii: ".") ? digits + 1 : 0
            let length = (1...6).contains(hashes) ? hashes : isBullet ? 1 : dot
            guard length > 0, rest.dropFirst(length).first == 32 else { return }
            at += length + 1
        }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte > 32 && byte < 127 && !HTMLTokenizer.isAlphanumeric(byte)
    }
}
