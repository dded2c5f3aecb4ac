/// A line of a resume, or a piece of one, cut into tokens. It knows where in the document it stands.
struct ResumeLine: Sendable {
    struct Token: Sendable {
        enum Kind: Sendable { case word, number, sign }

        let kind: Kind
        /// In lower case.
        let text: String
        /// UTF-8 offsets within the line's text.
        let range: Range<Int>
        /// The value of a number of at most nine digits, else -1.
        let value: Int
        /// Whether a word begins with a capital, or is written in letters that have none.
        let isCapital: Bool
        let marks: WordMarks

        func moved(by distance: Int) -> Token {
            Token(
                kind: kind, text: text, range: range.lowerBound + distance..<range.upperBound + distance, value: value,
                isCapital: isCapital, marks: marks)
        }
    }

    /// Without white space at its ends and without its bullet.
    let text: String
    /// Where `text` begins in the document, in UTF-8 bytes.
    let start: Int
    let isBullet: Bool
    /// Whether an empty line stands before it.
    let isApart: Bool
    let tokens: [Token]
    /// What the words among the tokens are marked with, together.
    let marks: WordMarks
    let wordCount: Int

    /// Where the line stands in the document, in UTF-8 bytes.
    var range: Range<Int> { start..<start + text.utf8.count }

    /// The lines of `text` that say something.
    static func all(in text: String) -> [ResumeLine] {
        var text = text
        return text.withUTF8 { bytes in
            var lines: [ResumeLine] = []
            var isApart = true
            var start = 0
            while start < bytes.count {
                var end = start
                while end < bytes.count, bytes[end] != 0x0A { end += 1 }
                let trimmed = trim(bytes, start..<end)
                // Control characters at its ends are left out, and part it from its neighbours.
                isApart = isApart || holdsControl(bytes, start..<trimmed.lowerBound)
                let endsApart = holdsControl(bytes, trimmed.upperBound..<end)
                start = end + 1
                guard !trimmed.isEmpty else {
                    isApart = true
                    continue
                }
                let body = withoutBullet(bytes, trimmed)
                guard !body.isEmpty else {
                    isApart = true
                    continue
                }
                lines.append(
                    ResumeLine(
                        String(decoding: bytes[body], as: UTF8.self), start: body.lowerBound,
                        isBullet: body.lowerBound != trimmed.lowerBound, isApart: isApart))
                isApart = endsApart
            }
            return lines
        }
    }

    /// A line of `text` alone.
    init(_ text: String, start: Int = 0, isBullet: Bool = false, isApart: Bool = false) {
        self.init(text, start: start, isBullet: isBullet, isApart: isApart, tokens: ResumeTokens.all(in: text))
    }

    private init(_ text: String, start: Int, isBullet: Bool, isApart: Bool, tokens: [Token]) {
        self.text = text
        self.start = start
        self.isBullet = isBullet
        self.isApart = isApart
        self.tokens = tokens
        var marks: WordMarks = []
        var words = 0
        for token in tokens where token.kind == .word {
            marks.formUnion(token.marks)
            words += 1
        }
        self.marks = marks
        wordCount = words
    }

    // MARK: Pieces

    /// The bytes in `range`, without what stands loosely at their ends.
    func piece(_ range: Range<Int>) -> ResumeLine {
        let bytes = text.utf8.dropFirst(range.lowerBound).prefix(range.count)
        let bare = Self.bareRange(Substring(bytes).unicodeScalars)
        let from = range.lowerBound + bare.lowerBound
        let until = range.lowerBound + bare.upperBound
        var inside: [Token] = []
        for token in tokens where token.range.lowerBound >= from && token.range.upperBound <= until {
            inside.append(token.moved(by: -from))
        }
        return ResumeLine(
            String(Substring(text.utf8.dropFirst(from).prefix(until - from))), start: start + from, isBullet: isBullet,
            isApart: isApart, tokens: inside)
    }

    /// The whole line without what stands loosely at its ends.
    var bare: ResumeLine { piece(0..<text.utf8.count) }

    /// What stands before and after the bytes in `range`.
    func without(_ range: Range<Int>) -> (before: ResumeLine, after: ResumeLine) {
        (piece(0..<range.lowerBound), piece(range.upperBound..<text.utf8.count))
    }

    /// The pieces between the tokens that `isMark` names; empty ones are left out.
    func cut(where isMark: (_ token: Int) -> Bool) -> [ResumeLine] {
        var pieces: [ResumeLine] = []
        var from = 0
        for index in tokens.indices where isMark(index) {
            pieces.append(piece(from..<tokens[index].range.lowerBound))
            from = tokens[index].range.upperBound
        }
        guard !pieces.isEmpty else { return [self] }
        pieces.append(piece(from..<text.utf8.count))
        return pieces.filter { !$0.text.isEmpty }
    }

    /// Whether white space, or the line's end, stands on both sides of a token.
    func standsFree(_ index: Int) -> Bool {
        let range = tokens[index].range
        return (index == 0 || tokens[index - 1].range.upperBound < range.lowerBound)
            && (index + 1 == tokens.count || range.upperBound < tokens[index + 1].range.lowerBound)
    }

    /// `text` without white space, brackets left open, commas and dashes at the ends.
    static func bare(_ text: some StringProtocol) -> String {
        let text = Substring(text)
        let range = bareRange(text.unicodeScalars)
        return String(Substring(text.utf8.dropFirst(range.lowerBound).prefix(range.count)))
    }

    private static func bareRange(_ scalars: Substring.UnicodeScalarView) -> Range<Int> {
        func isLoose(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar {
            case ",", ";", ":", "|", "-", "–", "—", "•", "·", "/", "~": true
            default: scalar.properties.isWhitespace
            }
        }
        var rest = scalars
        var start = 0
        while let first = rest.first, isLoose(first) || first == ")" || first == "]" {
            start += UTF8.width(first)
            rest.removeFirst()
        }
        while let last = rest.last, isLoose(last) || last == "(" || last == "[" { rest.removeLast() }
        return start..<start + Substring(rest).utf8.count
    }

    // MARK: Ends of lines

    /// Whether there is more than white space.
    private static func holdsControl(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        bytes[range].contains { $0 != 0x20 && !(0x09...0x0D).contains($0) }
    }

    private static func trim(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    private static func withoutBullet(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Range<Int> {
        guard let first = bytes[line].first else { return line }
        var length = 1
        if first < 0x80 {
            let isSign = "-*+o".utf8.contains(first) && line.count > 1 && bytes[line.lowerBound + 1] <= 0x20
            guard isSign else { return line }
        } else {
            let head = bytes[line.lowerBound..<min(line.lowerBound + 4, line.upperBound)]
            guard let scalar = String(decoding: head, as: UTF8.self).unicodeScalars.first else { return line }
            length = UTF8.width(scalar)
            let isDash =
                (scalar == "–" || scalar == "—") && line.count > length
                && bytes[line.lowerBound + length] <= 0x20
            guard isDash || bullets.contains(scalar) else { return line }
        }
        return trim(bytes, line.lowerBound + length..<line.upperBound)
    }

    /// Signs that lists begin with; those of private use are what symbol fonts leave.
    private static let bullets = Set("•·●○◦▪▫■□◆◇➢➤►▶❖✓✔➔→‣⁃☑〓❑¬✦★◾➣»\u{F0B7}\u{F0A7}\u{F0D8}\u{F076}".unicodeScalars)
}
