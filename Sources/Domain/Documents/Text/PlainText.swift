/// Plain text of unknown encoding.
enum PlainText {
    /// Whether the bytes may be text: no NUL outside UTF-16, and next to no control characters.
    static func isText(_ bytes: [UInt8]) -> Bool {
        if byteOrderMark(bytes) != nil { return true }
        var controls = 0
        for byte in bytes {
            if byte == 0 { return false }
            if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D, byte != 0x0C { controls += 1 }
        }
        return controls * 50 <= bytes.count
    }

    /// The text: by its byte order mark, as UTF-8 where it is that, else as windows-1251 where it is mostly Cyrillic and
    /// windows-1252 where it is not.
    static func decode(_ bytes: [UInt8]) -> [Unicode.Scalar] {
        switch byteOrderMark(bytes) {
        case .utf8: return Array(String(decoding: bytes.dropFirst(3), as: UTF8.self).unicodeScalars)
        case .utf16(let isBig): return utf16(bytes.dropFirst(2), isBig)
        case nil: break
        }
        if let text = String(validating: bytes, as: UTF8.self) { return Array(text.unicodeScalars) }
        return bytes.map(isCyrillic(bytes) ? cyrillic : western)
    }

    static func hasByteOrderMark(_ bytes: [UInt8]) -> Bool { byteOrderMark(bytes) != nil }

    private enum Mark: Equatable { case utf8, utf16(isBig: Bool) }

    private static func byteOrderMark(_ bytes: [UInt8]) -> Mark? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if bytes.starts(with: [0xFF, 0xFE]) { return .utf16(isBig: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return .utf16(isBig: true) }
        return nil
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, _ isBig: Bool) -> [Unicode.Scalar] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = bytes.startIndex
        while index + 1 < bytes.endIndex {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(isBig ? first << 8 | second : second << 8 | first)
            index += 2
        }
        return Array(String(decoding: units, as: UTF16.self).unicodeScalars)
    }

    /// Cyrillic text is made of bytes from 0xC0 up; of western text only its accents are.
    private static func isCyrillic(_ bytes: [UInt8]) -> Bool {
        var high = 0
        var latin = 0
        for byte in bytes {
            if byte >= 0xC0 { high += 1 } else if (byte | 0x20) >= 0x61, (byte | 0x20) <= 0x7A { latin += 1 }
        }
        return high > latin
    }

    private static func cyrillic(_ byte: UInt8) -> Unicode.Scalar {
        switch byte {
        case 0xC0...0xFF: Unicode.Scalar(0x410 + UInt32(byte - 0xC0)) ?? " "
        case 0xA8: "Ё"
        case 0xB8: "ё"
        case 0xB9: "№"
        case 0xA1, 0xA2, 0xA3, 0xA5, 0xAA, 0xAF, 0xB2, 0xB3, 0xB4, 0xBA, 0xBC...0xBF: "\u{FFFD}"
        default: western(byte)
        }
    }

    private static func western(_ byte: UInt8) -> Unicode.Scalar {
        guard byte >= 0x80, byte < 0xA0 else { return Unicode.Scalar(byte) }
        return Self.windows1252[Int(byte - 0x80)]
    }

    private static let windows1252: [Unicode.Scalar] = [
        "€", " ", "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", " ", "Ž", " ", " ", "‘", "’", "“", "”", "•",
        "–", "—",
        "˜", "™", "š", "›", "œ", " ", "ž", "Ÿ",
    ]
}
