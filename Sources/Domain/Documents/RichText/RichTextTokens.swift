/// Cuts RTF into its tokens.
struct RichTextTokens {
    enum Token: Equatable {
        case open, close
        /// A control word with its number.
        case word(String, Int?)
        /// A control symbol other than `\'`.
        case symbol(UInt8)
        /// A byte of text, written as itself or as `\'hh`.
        case byte(UInt8)
    }

    private let bytes: [UInt8]
    private var at = 0
    /// Longer control words than any that there is are cut.
    private static let longestWord = 32

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next token; nil at the end.
    mutating func next() -> Token? {
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "{"): return .open
            case UInt8(ascii: "}"): return .close
            case UInt8(ascii: "\\"): return control()
            // Line ends of the file mean nothing.
            case 0x0A, 0x0D, 0: continue
            default: return .byte(byte)
            }
        }
        return nil
    }

    private mutating func control() -> Token? {
        guard at < bytes.count else { return nil }
        guard HTMLTokenizer.isLetter(bytes[at]) else {
            let symbol = bytes[at]
            at += 1
            guard symbol == UInt8(ascii: "'") else { return .symbol(symbol) }
            return .byte(hex() ?? UInt8(ascii: "?"))
        }
        let start = at
        while at < bytes.count, HTMLTokenizer.isLetter(bytes[at]) { at += 1 }
        let name = String(decoding: bytes[start..<min(at, start + Self.longestWord)], as: UTF8.self)
        let number = number()
        if at < bytes.count, bytes[at] == 0x20 { at += 1 }
        // Bytes that are neither text nor tokens.
        if name == "bin", let number, number > 0 { at += min(number, bytes.count - at) }
        return .word(name, number)
    }

    private mutating func number() -> Int? {
        var end = at
        let isNegative = end < bytes.count && bytes[end] == UInt8(ascii: "-")
        if isNegative { end += 1 }
        let start = end
        var value = 0
        while end < bytes.count, (0x30...0x39).contains(bytes[end]) {
            value = min(value * 10 + Int(bytes[end] - 0x30), 1 << 31)
            end += 1
        }
        guard end > start else { return nil }
        at = end
        return isNegative ? -value : value
    }

    private mutating func hex() -> UInt8? {
        guard at + 1 < bytes.count, let value = UInt8(String(decoding: bytes[at..<at + 2], as: UTF8.self), radix: 16)
        else { return nil }
        at += 2
        return value
    }
}
