internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

enum AccountsAPI {
    /// What is missing is empty, so that everything that is wrong is told at once.
    private struct RegisterBody: Decodable {
        var email: String?
        var password: String?
        var name: String?
    }

    private struct Registered: Encodable {
        var id: String
        var email: String
    }

    static func register(_ context: Context) throws -> Response {
        let body: RegisterBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let draft = Registration(
            email: (body.email ?? "").trimmed, name: (body.name ?? "").trimmed, password: body.password ?? "")
        let key = try context.site.idempotencyKey(of: context.request)
        do {
            let user = try context.site.register(draft, words: context.words)
            let response = try Response.json(Registered(id: user.id.text, email: user.email), status: .created)
            if let key { context.site.keep(response, to: draft, of: user.id, under: key, context) }
            return response
        } catch let errors as RegistrationErrors {
            if errors.email == context.words.text("register.emailTaken") {
                if let key, let first = try context.site.firstAnswer(to: draft, under: key, context) { return first }
                throw Problem.conflict(errors.email)
            }
            throw Problem.unprocessable(errors.list.map { .init(field: $0.field, message: $0.message) })
        }
    }

    private struct LoginBody: Decodable {
        var email: String
        var password: String
    }

    private struct LoggedIn: Encodable {
        var token: String
        var tokenType = "bearer"
        var expiresAt: Date
    }

    static func login(_ context: Context) throws -> Response {
        let body: LoginBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let address = context.request.remoteAddress
        switch try context.site.authenticate(email: body.email.trimmed, password: body.password, address: address) {
        case .success(let user):
            let (token, expiresAt) = try context.site.sessions.open(
                for: user, kind: .api, userAgent: context.request.headers["User-Agent"] ?? "", address: address)
            return try .json(LoggedIn(token: token.text, expiresAt: expiresAt))
        case .wrong: throw Problem.unauthorized(context.words.text("login.wrong"))
        case .wait(let seconds):
            let time = context.phrases.wait(seconds: seconds)
            throw Problem.tooMany(retryAfter: seconds, detail: context.words.text("login.throttled", ["time": time]))
        }
    }

    static func logout(_ context: Context) throws -> Response {
        if let token = context.secret { try context.site.sessions.close(token) }
        return Response(status: .noContent)
    }

    static func me(_ context: Context) throws -> Response {
        try .json(UserBody(try context.user()))
    }

    private struct RenameBody: Decodable {
        var name: String
    }

    static func rename(_ context: Context) throws -> Response {
        let body: RenameBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let (user, name) = (try context.user(), body.name.trimmed)
        guard name.unicodeScalars.count <= AccountRules.nameLimit else {
            throw Problem.unprocessable([.init(field: "name", message: context.words.text("register.nameInvalid"))])
        }
        let renamed = try context.services.database.withConnection { db -> User? in
            try db.rename(user.id, to: name)
            return try db.user(user.id)
        }
        guard let renamed else { throw Problem.notFound() }
        return try .json(UserBody(renamed))
    }
}
