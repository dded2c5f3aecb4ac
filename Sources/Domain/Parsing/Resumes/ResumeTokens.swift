/// Cuts a line into words, numbers and signs.
enum ResumeTokens {
    static func all(in text: String) -> [ResumeLine.Token] {
        var tokens: [ResumeLine.Token] = []
        var text = text
        text.withUTF8 { bytes in
            var index = 0
            while index < bytes.count {
                let byte = bytes[index]
                let start = index
                switch classify(bytes, index) {
                case (nil, let length):
                    index += length
                case (.number, _):
                    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
                    tokens.append(number(bytes, start..<index))
                case (.sign, let length):
                    index += length
                    let sign = String(decoding: bytes[start..<index], as: UTF8.self)
                    tokens.append(token(.sign, sign, start..<index))
                case (.word, var length):
                    let isCapital = byte < 0x80 ? byte < 0x61 : isUpper(bytes, start, length)
                    var isPlain = true
                    repeat {
                        isPlain = isPlain && bytes[index] < 0x80
                        index += length
                        guard index < bytes.count else { break }
                        let next = classify(bytes, index)
                        guard next.kind == .word else { break }
                        length = next.length
                    } while true
                    tokens.append(word(bytes, start..<index, isPlain: isPlain, isCapital: isCapital))
                }
            }
        }
        return tokens
    }

    private static func token(
        _ kind: ResumeLine.Token.Kind, _ text: String, _ range: Range<Int>, value: Int = -1
    ) -> ResumeLine.Token {
        ResumeLine.Token(kind: kind, text: text, range: range, value: value, isCapital: false, marks: [])
    }

    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> ResumeLine.Token {
        let value = range.count > 9 ? -1 : bytes[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return token(.number, String(decoding: bytes[range], as: UTF8.self), range, value: value)
    }

    private static func word(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, isPlain: Bool, isCapital: Bool
    ) -> ResumeLine.Token {
        let text =
            isPlain
            ? String(unsafeUninitializedCapacity: range.count) { buffer in
                // Letters alone: the bit sets lower case.
                for (offset, byte) in bytes[range].enumerated() { buffer[offset] = byte | 0x20 }
                return range.count
            }
            : String(decoding: bytes[range], as: UTF8.self).lowercased()
        return ResumeLine.Token(
            kind: .word, text: text, range: range, value: -1, isCapital: isCapital, marks: ResumeWords.marks(of: text))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// What a character is part of, `nil` for white space, and its length in bytes.
    private static func classify(
        _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int
    ) -> (kind: ResumeLine.Token.Kind?, length: Int) {
        let byte = bytes[index]
        if byte < 0x80 {
            if isDigit(byte) { return (.number, 1) }
            let letter = byte | 0x20
            if letter >= 0x61, letter <= 0x7A { return (.word, 1) }
            return (byte <= 0x20 || byte == 0x7F ? nil : .sign, 1)
        }
        let (scalar, length) = scalar(bytes, index)
        let properties = scalar.properties
        if properties.isAlphabetic || properties.generalCategory == .nonspacingMark { return (.word, length) }
        return (properties.isWhitespace ? nil : .sign, length)
    }

    private static func isUpper(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ length: Int) -> Bool {
        let properties = scalar(bytes, index).0.properties
        return properties.isUppercase || !properties.isCased
    }

    /// The character at `index` of valid UTF-8.
    private static func scalar(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> (Unicode.Scalar, Int) {
        let first = UInt32(bytes[index])
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = first & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
        for next in 1..<length { value = value << 6 | UInt32(bytes[index + next] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}
