/// Bytes as text, for identifiers and digests.
public enum Hex {
    /// The value of one hexadecimal digit, or `nil`.
    public static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        case 65...70: digit - 55
        default: nil
        }
    }

    /// The lower-case digit of a value below 16.
    public static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 48 : value + 87 }
}

extension Collection<UInt8> {
    /// Lower-case hexadecimal.
    public var hex: String {
        String(unsafeUninitializedCapacity: 2 * count) { buffer in
            var at = 0
            for byte in self {
                buffer[at] = Hex.digit(byte >> 4)
                buffer[at + 1] = Hex.digit(byte & 15)
                at += 2
            }
            return at
        }
    }

    /// Base64 for URLs and cookies (RFC 4648, section 5), without padding.
    public var base64URL: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        var (text, buffer, bits) = ([UInt8](), UInt32(0), 0)
        text.reserveCapacity(count * 4 / 3 + 3)
        for byte in self {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(buffer >> UInt32(bits) & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(buffer << UInt32(6 - bits) & 63)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Base64 for URLs, read back.
public enum Base64URL {
    /// The bytes that `base64URL` wrote; `nil` for anything else.
    public static func decode(_ text: String) -> [UInt8]? {
        var (bytes, buffer, bits) = ([UInt8](), UInt32(0), 0)
        for character in text.utf8 {
            let value: UInt32
            switch character {
            case 65...90: value = UInt32(character) - 65
            case 97...122: value = UInt32(character) - 71
            case 48...57: value = UInt32(character) + 4
            case UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "_"): value = 63
            default: return nil
            }
            buffer = buffer << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
            }
        }
        return text.utf8.count % 4 == 1 ? nil : bytes
    }
}
