/// A line of a resume, cut into tokens. Offsets are UTF-8 offsets within `text`.
struct ResumeLine: Sendable {
    struct Token: Sendable {
        enum Kind: Sendable { case word, number, sign }

        let kind: Kind
        /// In lower case.
        let text: String
        let range: Range<Int>
        /// The value of a number of at most nine digits.
        let value: Int
    }

    /// Without white space at its ends and without its bullet.
    let text: String
    let isBullet: Bool
    /// Whether an empty line stands before it.
    let isApart: Bool
    let tokens: [Token]

    var wordCount: Int { tokens.reduce(0) { $0 + ($1.kind == .word ? 1 : 0) } }

    /// The lines of `text` that say something.
    static func all(in text: String) -> [ResumeLine] {
        var lines: [ResumeLine] = []
        var isApart = true
        for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            let trimmed = trim(line)
            if trimmed.isEmpty {
                isApart = true
                continue
            }
            let (body, isBullet) = withoutBullet(trimmed)
            guard !body.isEmpty else { continue }
            lines.append(ResumeLine(String(Substring(body)), isBullet: isBullet, isApart: isApart))
            isApart = false
        }
        return lines
    }

    /// A line of `text` alone.
    init(_ text: String, isBullet: Bool = false, isApart: Bool = false) {
        self.text = text
        self.isBullet = isBullet
        self.isApart = isApart
        tokens = Self.tokens(of: text)
    }

    /// The text without the bytes in `range`, and without the brackets and separators that stood around them.
    func without(_ range: Range<Int>) -> (before: String, after: String) {
        let bytes = Array(text.utf8)
        return (Self.bare(bytes[..<range.lowerBound]), Self.bare(bytes[range.upperBound...]))
    }

    /// `bytes` without white space, brackets left open, commas and dashes at the ends.
    static func bare(_ bytes: ArraySlice<UInt8>) -> String {
        var text = Substring(decoding: bytes, as: UTF8.self).unicodeScalars
        func isLoose(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || ",;:|-–—•·/~".unicodeScalars.contains(scalar)
        }
        while let first = text.first, isLoose(first) || first == ")" || first == "]" { text.removeFirst() }
        while let last = text.last, isLoose(last) || last == "(" || last == "[" { text.removeLast() }
        return String(text)
    }

    static func bare(_ text: some StringProtocol) -> String { bare(Array(text.utf8)[...]) }

    private static func trim(_ line: Substring.UTF8View) -> Substring.UTF8View {
        var line = line
        while let first = line.first, first <= 0x20 { line = line.dropFirst() }
        while let last = line.last, last <= 0x20 { line = line.dropLast() }
        return line
    }

    private static func withoutBullet(_ line: Substring.UTF8View) -> (Substring.UTF8View, Bool) {
        guard let first = Substring(line).unicodeScalars.first else { return (line, false) }
        let second = Substring(line).unicodeScalars.dropFirst().first
        let isSign: Bool
        switch first {
        case "-", "*", "–", "—", "+", "o": isSign = second == " " || second == "\t"
        case "•", "·", "●", "○", "◦", "▪", "▫", "■", "□", "◆", "◇", "➢", "➤", "►", "▶", "❖", "✓", "✔", "➔", "→", "‣",
            "⁃",
            "☑", "〓", "❑", "¬", "✦", "★", "◾", "➣", "»":
            isSign = true
        default: isSign = false
        }
        guard isSign else { return (line, false) }
        return (trim(Substring(Substring(line).unicodeScalars.dropFirst()).utf8), true)
    }

    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var offset = 0
        var run: (kind: Token.Kind, start: Int, scalars: String.UnicodeScalarView)?
        func close(_ end: Int) {
            guard let open = run else { return }
            let word = String(open.scalars)
            let isNumber = open.kind == .number
            tokens.append(
                Token(
                    kind: open.kind, text: isNumber ? word : word.lowercased(), range: open.start..<end,
                    value: isNumber && word.utf8.count <= 9 ? Int(word) ?? -1 : -1))
            run = nil
        }
        for scalar in text.unicodeScalars {
            let length = UTF8.width(scalar)
            let isDigit = scalar.value >= 0x30 && scalar.value <= 0x39
            let isLetter =
                !isDigit && (scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark)
            let kind: Token.Kind? = isDigit ? .number : isLetter ? .word : nil
            if run?.kind != kind || kind == nil { close(offset) }
            if let kind {
                if run == nil { run = (kind, offset, String.UnicodeScalarView()) }
                run?.scalars.append(scalar)
            } else if !scalar.properties.isWhitespace {
                tokens.append(
                    Token(kind: .sign, text: String(Character(scalar)), range: offset..<offset + length, value: -1))
            }
            offset += length
        }
        close(offset)
        return tokens
    }
}
