extension [UInt8] {
    /// Appends the text as a JSON string, in quotes: what `JSONEncoder` writes with slashes unescaped.
    public mutating func appendJSON(_ text: some StringProtocol) {
        append(UInt8(ascii: "\""))
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(octet)
            case 0x20...: append(octet)
            case 0x08: append(contentsOf: "\\b".utf8)
            case 0x09: append(contentsOf: "\\t".utf8)
            case 0x0a: append(contentsOf: "\\n".utf8)
            case 0x0c: append(contentsOf: "\\f".utf8)
            case 0x0d: append(contentsOf: "\\r".utf8)
            default:
                append(contentsOf: "\\u00".utf8)
                append(Hex.digit(octet >> 4))
                append(Hex.digit(octet & 15))
            }
        }
        append(UInt8(ascii: "\""))
    }

    /// Appends the number in decimals.
    public mutating func append(decimals number: some BinaryInteger) {
        append(contentsOf: String(number).utf8)
    }
}
