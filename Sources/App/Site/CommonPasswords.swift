internal import FoundationEssentials

/// Passwords that guessers try first: lists of leaked ones, installed by `make setup`.
struct CommonPasswords: Sendable {
    private let passwords: Set<String>

    /// Reads the list out of zxcvbn's frequency lists, which are Python: `"passwords": "one,two,three",`.
    /// - Throws: ``MissingFile`` where the list is not installed.
    init(path: String) throws {
        let start = Array("    \"passwords\": \"".utf8)
        guard let data = FileManager.default.contents(atPath: path),
            let line = Array(data).split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: start) })
        else { throw MissingFile(path: path) }
        let list = line.dropFirst(start.count).prefix { $0 != UInt8(ascii: "\"") }
        passwords = Set(list.split(separator: UInt8(ascii: ",")).map { String(decoding: $0, as: UTF8.self) })
    }

    /// Whether the list has the password, in whatever case.
    func contains(_ password: String) -> Bool {
        passwords.contains(password.lowercased())
    }
}

/// A file that belongs to the installation is not there.
struct MissingFile: Error, CustomStringConvertible {
    let path: String

    var description: String { "\(path) is missing: run `make setup`" }
}
