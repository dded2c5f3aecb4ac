/// Addresses that text may link to: `http`, `https` and `mailto`.
enum WebLink {
    /// The address with everything percent-encoded that could end it in Markdown or HTML, or be invalid there; `nil`
    /// when it is relative, of another scheme, empty, or longer than `maximumBytes`.
    static func normalised(_ address: some Collection<UInt8>, maximumBytes: Int = 2_000) -> String? {
        // Browsers drop tabs and line ends anywhere in an address, and blanks around it.
        let visible = address.filter { $0 != 9 && $0 != 10 && $0 != 13 }
        let trimmed = visible.drop { $0 <= 32 }
        let bytes = Array(
            trimmed.prefix((trimmed.lastIndex { $0 > 32 }.map { $0 + 1 } ?? trimmed.startIndex) - trimmed.startIndex))
        guard bytes.count <= maximumBytes, let rest = schemes.firstNonNil({ dropping($0, from: bytes) }) else {
            return nil
        }
        guard let first = rest.first, HTMLTokenizer.isAlphanumeric(first) || first >= 0x80 || first == UInt8(ascii: "[")
        else { return nil }
        var out = Array(bytes.prefix(bytes.count - rest.count)).map(HTMLTokenizer.lower)
        let hostEnd = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        for index in rest.indices {
            let byte = rest[index]
            let isInHost = index < hostEnd ?? rest.endIndex
            if isAllowed(byte) || isInHost && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")) {
                out.append(byte)
            } else {
                out.append(UInt8(ascii: "%"))
                out.append(hexDigits[Int(byte >> 4)])
                out.append(hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static let schemes = ["https://", "http://", "mailto:"]
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func dropping(_ scheme: String, from bytes: [UInt8]) -> ArraySlice<UInt8>? {
        let isPrefix =
            bytes.count > scheme.utf8.count
            && zip(bytes, scheme.utf8).allSatisfy { HTMLTokenizer.lower($0) == $1 }
        return isPrefix ? bytes.dropFirst(scheme.utf8.count) : nil
    }

    /// RFC 3986's characters, without the brackets, parentheses and quotes that Markdown and HTML end an address with.
    private static func isAllowed(_ byte: UInt8) -> Bool {
        if HTMLTokenizer.isAlphanumeric(byte) { return true }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"),
            UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "!"),
            UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="), UInt8(ascii: "%"), UInt8(ascii: "*"):
            return true
        default: return false
        }
    }
}

extension Sequence {
    fileprivate func firstNonNil<Result>(_ transform: (Element) -> Result?) -> Result? {
        for element in self {
            if let result = transform(element) { return result }
        }
        return nil
    }
}
