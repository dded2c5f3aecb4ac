/// What a place in a text is to a reader: something to see, space between words, or nothing.
enum TextByte {
    /// With the length of the UTF-8 sequence, at least 1.
    case visible(Int), space(Int), dropped(Int)

    /// Reads the sequence that begins at `at`. Controls, soft hyphens and byte order marks are dropped; every kind of
    /// space counts as one.
    static func read(_ text: ArraySlice<UInt8>, _ at: Int) -> TextByte {
        let byte = text[at]
        if byte < 0x80 {
            if HTMLTokenizer.isSpace(byte) { return .space(1) }
            return byte < 32 || byte == 127 ? .dropped(1) : .visible(1)
        }
        let length = min(byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1, text.endIndex - at)
        if length == 2 && byte == 0xc2 {
            let second = text[at + 1]
            if second == 0xa0 || second == 0x85 { return .space(2) }
            if second < 0xa0 || second == 0xad { return .dropped(2) }
        } else if length == 3 && (0xe2...0xef).contains(byte) {
            switch (byte, text[at + 1], text[at + 2]) {
            case (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8), (0xe2, 0x80, 0xa9), (0xe2, 0x80, 0xaf),
                (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
                return .space(3)
            case (0xe2, 0x80, 0x8b), (0xef, 0xbb, 0xbf): return .dropped(3)
            default: break
            }
        }
        return .visible(length)
    }
}

/// The character classes of CommonMark's flanking rules (section 6.2).
enum Flanking {
    static func scalar(_ text: ArraySlice<UInt8>, _ at: Int) -> Unicode.Scalar {
        String(decoding: text[at..<min(at + 4, text.endIndex)], as: UTF8.self).unicodeScalars.first ?? " "
    }

    /// The last character written; a line's start counts as a space.
    static func lastScalar(_ text: [UInt8]) -> Unicode.Scalar {
        var start = text.count - 1
        while start > 0, text[start] & 0xc0 == 0x80, text.count - start < 4 { start -= 1 }
        return start >= 0 ? scalar(text[...], start) : " "
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value <= 32 || scalar.properties.generalCategory == .spaceSeparator
    }

    static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 32 && !HTMLTokenizer.isAlphanumeric(UInt8(scalar.value)) }
        switch scalar.properties.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }
}
