/// E-mail addresses and telephone numbers.
enum ResumeAddress {
    /// The first e-mail address of a line.
    static func email(in line: ResumeLine) -> ResumeLine? {
        guard line.tokens.contains(where: { $0.text == "@" }) else { return nil }
        let bytes = Array(line.text.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "@") {
            var start = index
            while start > 0, isLocal(bytes[start - 1]) { start -= 1 }
            var end = index + 1
            while end < bytes.count, isDomain(bytes[end]) { end += 1 }
            while end > index, isEdge(bytes[end - 1]) { end -= 1 }
            while start < index, isEdge(bytes[start]) { start += 1 }
            let domain = bytes[min(index + 1, end)..<end]
            guard start < index, let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex,
                end - dot > 2
            else { continue }
            return line.piece(start..<end)
        }
        return nil
    }

    private static func isEdge(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isDomain(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "%")
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (letter >= 0x61 && letter <= 0x7A) || isDigit(byte) || isEdge(byte)
    }

    /// The first phone number of a line: 8 to 15 digits in groups, not a range of years.
    static func phone(in line: ResumeLine) -> ResumeLine? {
        guard line.tokens.contains(where: { $0.kind == .number }) else { return nil }
        let bytes = Array(line.text.utf8)
        var index = 0
        while index < bytes.count {
            let isStart =
                bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "(") || isDigit(bytes[index])
            guard isStart, index == 0 || !isWordByte(bytes[index - 1]) else {
                index += 1
                continue
            }
            var end = index
            var digits = 0
            var lastDigit = index
            while end < bytes.count, isDigit(bytes[end]) || between.contains(bytes[end]) {
                if isDigit(bytes[end]) {
                    digits += 1
                    lastDigit = end
                }
                end += 1
            }
            let isWord = lastDigit + 1 < bytes.count && isWordByte(bytes[lastDigit + 1])
            if digits >= 8, digits <= 15, !isWord {
                let phone = line.piece(index..<lastDigit + 1)
                if ResumeDates.range(in: phone) == nil { return phone }
            }
            index = max(end, index + 1)
        }
        return nil
    }

    /// What may stand between the digits of a number: signs, spaces of all kinds and dashes, byte by byte.
    private static let between = Set(" +-().\u{A0}/\u{2011}\u{2013}\u{202F}".utf8)

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte == 0x40
    }
}

extension StringProtocol {
    /// Where `needle` first occurs, compared byte by byte.
    func firstRange(of needle: String) -> Range<Index>? {
        let bytes = Array(needle.utf8)
        guard let first = bytes.first else { return nil }
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: first) {
            if utf8[found...].starts(with: bytes) { return found..<utf8.index(found, offsetBy: bytes.count) }
            start = utf8.index(after: found)
        }
        return nil
    }
}
