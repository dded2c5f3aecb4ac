internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage

/// Registering, logging in and out, and one's own account.
enum Accounts {
    static func start(_ context: Context) throws -> Response {
        guard context.owner == nil else { return .redirect(to: "/dashboard") }
        return context.page(StartPage(becomesAdmin: try context.site.nextIsAdmin()), title: "")
    }

    static func showRegister(_ context: Context) throws -> Response {
        guard context.owner == nil else { return .redirect(to: "/dashboard") }
        return try registerPage(context, RegistrationErrors())
    }

    static func register(_ context: Context) throws -> Response {
        let draft = Registration(
            email: context.field("email"), name: context.field("name"), password: context.form?["password"] ?? "")
        do {
            let user = try context.site.register(draft, words: context.words)
            return try logIn(user.id, context, target: "/dashboard", telling: .welcome)
        } catch let errors as RegistrationErrors {
            return try registerPage(context, errors, status: .unprocessableContent)
        }
    }

    private static func registerPage(
        _ context: Context, _ errors: RegistrationErrors, status: Status = .ok
    ) throws -> Response {
        let page = RegisterPage(
            formName: context.field("name"), formEmail: context.field("email"), next: next(context),
            becomesAdmin: try context.site.nextIsAdmin(),
            isClosed: !context.services.settings.accounts.isRegistrationOpen, nameError: errors.name,
            emailError: errors.email, passwordError: errors.password, errors: errors.list)
        return context.page(page, title: context.words.text("register.title"), status: status)
    }

    static func showLogin(_ context: Context) throws -> Response {
        guard context.owner == nil else { return .redirect(to: "/dashboard") }
        return loginPage(context, problem: nil)
    }

    static func login(_ context: Context) throws -> Response {
        let email = context.field("email")
        switch try context.site.authenticate(
            email: email, password: context.form?["password"] ?? "", address: context.request.remoteAddress)
        {
        case .success(let user):
            return try logIn(user, context, target: LocalRedirect.target(next(context), otherwise: "/dashboard"))
        case .wrong:
            return loginPage(context, problem: context.words.text("login.wrong"), status: .unprocessableContent)
        case .wait(let seconds):
            let time = context.phrases.wait(seconds: seconds)
            var response = loginPage(
                context, problem: context.words.text("login.throttled", ["time": time]), status: .tooManyRequests)
            response.headers.set("Retry-After", String(seconds))
            return response
        }
    }

    private static func loginPage(_ context: Context, problem: String?, status: Status = .ok) -> Response {
        let page = LoginPage(
            formEmail: context.field("email"), next: next(context), problem: problem,
            canRegister: context.services.settings.accounts.isRegistrationOpen)
        return context.page(page, title: context.words.text("login.title"), status: status)
    }

    /// A new session under a new token: what the visitor's browser held before is worth nothing afterwards.
    private static func logIn(
        _ user: UUID, _ context: Context, target: String, telling notice: Notice? = nil
    ) throws -> Response {
        let site = context.site
        if context.owner != nil, let replaced = context.secret { try site.sessions.close(replaced) }
        let (token, _) = try site.sessions.open(
            for: user, kind: .browser, userAgent: context.request.headers["User-Agent"] ?? "",
            address: context.request.remoteAddress)
        var response = context.redirect(to: target, telling: notice)
        response.setCookie(site.cookie("session", token.text, maxAge: nil, context.request))
        response.setCookie(site.cookie("visitor", "", maxAge: 0, context.request))
        return response
    }

    static func logout(_ context: Context) throws -> Response {
        if let token = context.secret { try context.site.sessions.close(token) }
        var response = context.redirect(to: "/login", telling: .loggedOut)
        response.setCookie(context.site.cookie("session", "", maxAge: 0, context.request))
        return response
    }

    /// How many sessions the page lists.
    private static let listed = 100

    static func account(_ context: Context) throws -> Response {
        let user = try context.user()
        let lifetime = context.site.sessions.lifetime
        let sessions = try context.services.database.withConnection {
            try $0.sessions(of: user.id, lifetime: lifetime, limit: listed)
        }
        let current = context.owner?.sessionID
        let rows = (sessions.filter { $0.id == current } + sessions.filter { $0.id != current }).map { session in
            SessionRow(
                device: context.phrases.device(session.userAgent),
                kind: context.words.text("account.kind." + session.kind.rawValue), address: session.address,
                started: context.moment(session.createdAt), lastUsed: context.moment(session.seenAt),
                revokeAction: session.id == current ? nil : "/account/sessions/\(session.id.text)/revoke")
        }
        let page = AccountPage(
            accountName: user.name, accountEmail: user.email, role: context.words.text("role." + user.role.rawValue),
            joined: context.moment(user.createdAt), sessions: rows)
        return context.page(page, title: context.words.text("account.title"))
    }

    /// Ends one session of the caller's.
    static func revoke(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        if id == context.owner?.sessionID { return try logout(context) }
        let hash = try context.services.database.withConnection { try $0.sessionTokenHash(id, ownedBy: user.id) }
        guard let hash else { throw Problem.notFound() }
        try context.site.sessions.close([hash])
        return context.redirect(to: "/account", telling: .sessionEnded)
    }

    /// Ends every session of the caller's but this one.
    static func revokeOthers(_ context: Context) throws -> Response {
        let (user, current) = (try context.user(), context.owner?.sessionID)
        let hashes = try context.services.database.withConnection {
            try $0.sessionTokenHashes(of: user.id, except: current)
        }
        try context.site.sessions.close(hashes)
        return context.redirect(to: "/account", telling: .sessionsEnded)
    }

    private static func next(_ context: Context) -> String {
        context.form?["next"] ?? context.request.query["next"] ?? ""
    }
}
