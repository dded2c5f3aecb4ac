internal import Base

/// What addresses, names and passwords of accounts must be like; the same for pages, API and command line.
public struct AccountRules: Sendable {
    /// What is wrong with one field, as a key of the words and the sentence of the command line.
    enum Problem: String {
        case nameInvalid = "Use at most 200 characters for the name."
        case emailInvalid = "Give an email address, such as name@example.com."
        case passwordShort = "Use at least 8 characters for the password."
        case passwordLong = "Use at most 256 characters for the password."
        case passwordCommon = "This password is on lists of leaked passwords. Choose another one."

        /// The key of the sentence on pages.
        var word: String {
            switch self {
            case .nameInvalid: "register.nameInvalid"
            case .emailInvalid: "register.emailInvalid"
            case .passwordShort: "register.passwordShort"
            case .passwordLong: "register.passwordLong"
            case .passwordCommon: "register.passwordCommon"
            }
        }
    }

    static let emailLimit = 254
    static let nameLimit = 200
    /// Characters of a password, at least and at most. The upper bound keeps hashing cheap for us, not for guessers.
    static let passwordLength = 8...256

    private let commonPasswords: CommonPasswords

    /// - Parameter home: where the installed copy is, with its list of leaked passwords.
    public init(home: String) throws {
        commonPasswords = try CommonPasswords(path: home + "/.deps/lib/frequency_lists.py")
    }

    /// Everything that is wrong, one sentence each.
    public func problems(email: String, name: String, password: String) -> [String] {
        [self.problem(email: email), problem(name: name), problem(password: password, email: email)]
            .compactMap { $0?.rawValue }
    }

    func problem(email: String) -> Problem? {
        EmailAddress.isPlausible(email) ? nil : .emailInvalid
    }

    func problem(name: String) -> Problem? {
        name.unicodeScalars.count <= Self.nameLimit ? nil : .nameInvalid
    }

    func problem(password: String, email: String) -> Problem? {
        let length = password.unicodeScalars.count
        if length < Self.passwordLength.lowerBound { return .passwordShort }
        if length > Self.passwordLength.upperBound { return .passwordLong }
        return commonPasswords.contains(password) || password.lowercased() == email.lowercased() ? .passwordCommon : nil
    }
}

/// Addresses that could receive mail; whether they do, only mail can tell.
enum EmailAddress {
    static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= AccountRules.emailLimit else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }) else { return false }
        return text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value > 32 && $0.value != 127 }
            && !text.contains(where: { "<>()[],;:\\\"".contains($0) })
    }
}
