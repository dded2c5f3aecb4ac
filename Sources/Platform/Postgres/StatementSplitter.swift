/// Splits a text of SQL at its semicolons, but not at those in quotes, dollar quotes and comments (PostgreSQL manual, 4.1).
struct StatementSplitter {
    private let bytes: [UInt8]
    private var position = 0
    private var start = 0
    /// Whether the statement so far has more than blanks and comments.
    private var hasContent = false

    static func split(_ text: String) -> [String] {
        var splitter = StatementSplitter(bytes: [UInt8](text.utf8))
        return splitter.run()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func run() -> [String] {
        var statements: [String] = []
        func close(_ splitter: inout StatementSplitter) {
            if splitter.hasContent {
                statements.append(String(decoding: splitter.bytes[splitter.start..<splitter.position], as: UTF8.self))
            }
            splitter.hasContent = false
        }
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ";"):
                close(&self)
                position += 1
                start = position
            case UInt8(ascii: "-") where at(1) == UInt8(ascii: "-"): skipLine()
            case UInt8(ascii: "/") where at(1) == UInt8(ascii: "*"): skipComment()
            case UInt8(ascii: "'"): skipQuoted(UInt8(ascii: "'"), withEscapes: isEscapeString)
            case UInt8(ascii: "\""): skipQuoted(UInt8(ascii: "\""), withEscapes: false)
            case UInt8(ascii: "$"): skipDollarQuoted()
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                if !hasContent { start = position + 1 }
                position += 1
            default:
                hasContent = true
                position += 1
            }
        }
        close(&self)
        return statements
    }

    private func at(_ offset: Int) -> UInt8? {
        bytes.indices.contains(position + offset) ? bytes[position + offset] : nil
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    /// Block comments nest.
    private mutating func skipComment() {
        var depth = 0
        repeat {
            if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if at(0) == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
        position = min(position, bytes.count)
    }

    /// A doubled quote ends one string and begins the next, which comes to the same.
    private mutating func skipQuoted(_ quote: UInt8, withEscapes: Bool) {
        hasContent = true
        position += 1
        while position < bytes.count, bytes[position] != quote {
            position += withEscapes && bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        position = min(position + 1, bytes.count)
    }

    /// `E'...'`, unless the E ends a longer word.
    private var isEscapeString: Bool {
        guard let letter = at(-1), letter | 0x20 == UInt8(ascii: "e") else { return false }
        return at(-2).map { !Self.isWord($0) } ?? true
    }

    private mutating func skipDollarQuoted() {
        // `$1` is a parameter and `a$b` a name.
        let isInWord = at(-1).map(Self.isWord) ?? false
        hasContent = true
        var end = position + 1
        while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
        let isNumber = at(1).map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
        guard !isInWord, !isNumber, end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
            position += 1
            return
        }
        let tag = bytes[position...end]
        position = end + 1
        while position < bytes.count, !bytes[position...].starts(with: tag) { position += 1 }
        position = min(position + tag.count, bytes.count)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...: true
        default: (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
    }
}
