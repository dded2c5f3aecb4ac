internal import FoundationEssentials

/// Passwords that guessers try first: lists of leaked ones, installed by `make setup`.
struct CommonPasswords: Sendable {
    private let passwords: Set<String>

    /// Reads one password a line.
    /// - Throws: ``MissingFile`` where the list is not installed.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else { throw MissingFile(path: path) }
        passwords = Set(String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
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
