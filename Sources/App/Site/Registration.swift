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
        return try !services.database.withConnection { try $0.hasUsers() }
    }

    /// Creates an account.
    /// - Throws: ``RegistrationErrors``.
    func register(_ draft: Registration, words: Vocabulary) throws -> User {
        guard services.settings.accounts.isRegistrationOpen else {
            throw Problem.forbidden(words.text("register.closed"))
        }
        var errors = RegistrationErrors()
        errors.name = rules.problem(name: draft.name).map { words.text($0.word) }
        errors.email = rules.problem(email: draft.email).map { words.text($0.word) }
        errors.password = rules.problem(password: draft.password, email: draft.email).map { words.text($0.word) }
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
        guard password.unicodeScalars.count <= AccountRules.passwordLength.upperBound,
            email.utf8.count <= AccountRules.emailLimit
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
