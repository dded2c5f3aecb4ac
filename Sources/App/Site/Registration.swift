internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Templates

/// What somebody who registers sends.
struct Registration {
    var email: String
    var name: String
    var password: String

    static let emailLimit = 254
    static let nameLimit = 200
    /// Characters of a password, at least and at most. The upper bound keeps hashing cheap for us, not for guessers.
    static let passwordLength = 8...256
}

/// What is wrong with a registration, field by field.
struct RegistrationErrors: Error {
    var name: String?
    var email: String?
    var password: String?

    var isEmpty: Bool { name == nil && email == nil && password == nil }

    var list: [FieldProblem] {
        [("name", name), ("email", email), ("password", password)].compactMap { field, message in
            message.map { FieldProblem(field: field, message: $0) }
        }
    }
}

/// How a try to log in ended.
enum Authentication {
    case success(UUID)
    case wrong
    /// Too many failures: try again in this many seconds.
    case wait(Int)
}

extension Site {
    /// Whether whoever registers next becomes the administrator.
    func nextIsAdmin() throws -> Bool {
        guard services.settings.accounts.firstIsAdmin else { return false }
        return try services.database.withConnection { try $0.userCount() } == 0
    }

    /// Creates an account.
    /// - Throws: ``RegistrationErrors``.
    func register(_ draft: Registration, words: Vocabulary) throws -> User {
        guard services.settings.accounts.isRegistrationOpen else {
            throw Problem.forbidden(words.text("register.closed"))
        }
        var errors = RegistrationErrors()
        if draft.name.unicodeScalars.count > Registration.nameLimit { errors.name = words.text("register.nameInvalid") }
        if !EmailAddress.isPlausible(draft.email) { errors.email = words.text("register.emailInvalid") }
        let length = draft.password.unicodeScalars.count
        if length < Registration.passwordLength.lowerBound {
            errors.password = words.text("register.passwordShort")
        } else if length > Registration.passwordLength.upperBound {
            errors.password = words.text("register.passwordLong")
        } else if commonPasswords.contains(draft.password) || draft.password.lowercased() == draft.email.lowercased() {
            errors.password = words.text("register.passwordCommon")
        }
        guard errors.isEmpty else { throw errors }
        let hash = try hasher.hash(draft.password)
        do {
            let user = try services.database.withConnection { db in
                try db.insertUser(
                    id: UUID.v7(), email: draft.email, name: draft.name, role: .seeker, passwordHash: hash,
                    firstIsAdmin: services.settings.accounts.firstIsAdmin)
            }
            guard let user else { throw Problem(.internalServerError) }
            return user
        } catch let error as PostgresError where error.constraint == "users_email_key" {
            errors.email = words.text("register.emailTaken")
            throw errors
        }
    }

    /// Checks a password. An unknown address takes as long as a wrong password.
    func authenticate(email: String, password: String, address: String) throws -> Authentication {
        let wait = throttle.delay(account: email, address: address)
        guard wait == 0 else { return .wait(wait) }
        guard password.unicodeScalars.count <= Registration.passwordLength.upperBound,
            email.utf8.count <= Registration.emailLimit
        else { return .wrong }
        let credentials = try services.database.withConnection { try $0.credentials(email: email) }
        let matches = try hasher.verify(password, against: credentials?.passwordHash ?? decoyHash)
        guard let credentials, matches, !credentials.isDisabled else {
            throttle.noteFailure(account: email, address: address)
            return .wrong
        }
        throttle.noteSuccess(account: email, address: address)
        if hasher.needsRehash(credentials.passwordHash) {
            let hash = try hasher.hash(password)
            try services.database.withConnection { try $0.updatePasswordHash(hash, of: credentials.userID) }
        }
        return .success(credentials.userID)
    }
}

/// Addresses that could receive mail; whether they do, only mail can tell.
enum EmailAddress {
    static func isPlausible(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= Registration.emailLimit else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, labels.allSatisfy({ !$0.isEmpty }) else { return false }
        return text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value > 32 && $0.value != 127 }
            && !text.contains(where: { "<>()[],;:\\\"".contains($0) })
    }
}
