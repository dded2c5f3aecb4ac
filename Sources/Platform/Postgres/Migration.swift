/// One step of the schema's history, and the way back.
///
/// A migration is a file `V0001_accounts.sql`: statements, then a line `-- down` and the statements that undo them. A line
/// `-- up` at the head is allowed. With a line `-- no-transaction` its statements run one by one outside a transaction (for
/// `create index concurrently`); they must bear being run again (`if not exists`), because a crash may leave some done.
public struct Migration: Sendable, Equatable {
    /// The number in the file's name; migrations run in its order.
    public let version: Int
    public let name: String
    public let up: String
    /// Nil where there is no way back.
    public let down: String?
    public let isTransactional: Bool

    public init(version: Int, name: String, up: String, down: String?, isTransactional: Bool = true) {
        self.version = version
        self.name = name
        self.up = up
        self.down = down
        self.isTransactional = isTransactional
    }

    /// Reads a migration from a file's name and text. Throws `PostgresError(.migration)` for a malformed one.
    public init(fileName: String, text: String) throws {
        let stem = fileName.hasSuffix(".sql") ? fileName.dropLast(4) : Substring(fileName)
        guard stem.first == "V", let underscore = stem.firstIndex(of: "_"),
            let version = Int(stem[stem.index(after: stem.startIndex)..<underscore]), version > 0,
            underscore < stem.index(before: stem.endIndex)
        else {
            throw PostgresError(.migration, "\(fileName): a migration is named like V0001_name.sql")
        }
        var up: [Substring] = []
        var down: [Substring]?
        var isTransactional = true
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            switch Self.marker(line) {
            case "up" where down == nil: continue
            case "down":
                guard down == nil else { throw PostgresError(.migration, "\(fileName): two lines `-- down`") }
                down = []
            case "no-transaction": isTransactional = false
            default:
                if down == nil { up.append(line) } else { down?.append(line) }
            }
        }
        self.init(
            version: version, name: String(stem[stem.index(after: underscore)...]),
            up: Self.trimmed(up), down: down.map(Self.trimmed), isTransactional: isTransactional)
        guard !self.up.isEmpty else { throw PostgresError(.migration, "\(fileName): no statement") }
    }

    /// The word of a line that is nothing but `-- word`.
    private static func marker(_ line: Substring) -> String? {
        let words = line.split(whereSeparator: \.isWhitespace)
        return words.count == 2 && words[0] == "--" ? String(words[1]) : nil
    }

    private static func trimmed(_ lines: [Substring]) -> String {
        let text = lines.joined(separator: "\n")
        guard let start = text.firstIndex(where: { !$0.isWhitespace }),
            let end = text.lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(text[start...end])
    }
}
