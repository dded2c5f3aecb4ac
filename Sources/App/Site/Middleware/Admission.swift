internal import Composition
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Model
internal import Redis
internal import Storage
internal import Tasking

extension Site {
    /// Finds out who asks, whether they may, and whether they mean it.
    /// - Throws: ``Stop`` with a redirect to the log-in, or the ``Problem`` that refuses.
    func admit(_ request: Request, to route: Route, logger: Logger) throws -> Context {
        let changes = ![Method.get, .head].contains(request.method)
        if changes { try refuseForeignOrigin(request) }
        let token = sessionToken(of: request, route: route)
        let (owner, companion) = try identify(token, request, route)
        switch route.access {
        case .anyone: break
        case .user, .recruiter, .operator, .admin:
            guard let owner else {
                if request.wantsJSON {
                    throw Problem.unauthorized("Log in at \(Self.apiBase)/login and send the token as a bearer token.")
                }
                throw Stop(response: redirectToLogin(request))
            }
            if route.access == .admin, owner.user.role != .admin {
                throw Problem.forbidden("This page is for administrators.")
            }
            if route.access == .recruiter, ![.recruiter, .admin].contains(owner.user.role) {
                throw Problem.forbidden("This page is for recruiters.")
            }
            if route.access == .operator, ![.operator, .admin].contains(owner.user.role) {
                throw Problem.forbidden("This page is for operators.")
            }
        }
        let secret = owner == nil ? visitorToken(of: request) : token
        var form: Form?
        if changes, !route.isAPI {
            let read = try request.form(formLimits(of: route))
            try refuseForgery(read, secret: secret)
            form = read
        }
        return Context(
            request: request, route: route, site: self, owner: owner, secret: secret, form: form, companion: companion,
            words: words.language(language), logger: logger)
    }

    /// How much of a route's form is read.
    func formLimits(of route: Route) -> FormLimits {
        let (uploads, bodyLimit) = (services.settings.uploads, services.settings.web.bodyLimit)
        let (bytes, files) =
            switch route.body {
            case .form: (uploads.byteLimit, 100)
            case .bulk: (uploads.bulkByteLimit, uploads.bulkFileLimit)
            }
        return FormLimits(
            urlEncodedBytes: bodyLimit, totalBytes: bytes + bodyLimit, fileBytes: bytes, fieldBytes: bodyLimit,
            parts: files + 156, files: files)
    }

    /// Programs send a bearer token, browsers a cookie; neither is taken for the other, so that a page elsewhere can
    /// make nobody's browser call the API in their name.
    func sessionToken(of request: Request, route: Route) -> Token? {
        if route.isAPI {
            guard let value = request.headers["Authorization"], value.count > 7,
                value.prefix(7).lowercased() == "bearer "
            else { return nil }
            return Token(text: value.dropFirst(7).description.trimmed)
        }
        return request.cookies[cookieName("session", request)].flatMap { Token(text: $0) }
    }

    /// The session's owner, and the reply to what the route reads in the same round trip to Redis.
    private func identify(
        _ token: Token?, _ request: Request, _ route: Route
    ) throws -> (SessionOwner?, Reply?) {
        guard let token else { return (nil, nil) }
        let reading = request.preparation as? FirstReading ?? FirstReading(token, request, route)
        let replies = reading.replies ?? (try? services.redis.pipeline(reading.commands))
        let owner = try sessions.owner(hash: reading.tokenHash, cached: replies?[0].bytes, presence: route.presence)
        return (owner, reading.commands.count > 1 ? replies?[1] : nil)
    }

    /// Leads back to the page afterwards; who sent a form is told that it was not kept, and comes back to its page.
    private func redirectToLogin(_ request: Request) -> Response {
        let isForm = ![Method.get, .head].contains(request.method)
        let next = isForm ? request.pageBefore.flatMap(page) : request.isFragment ? nil : request.rawTarget
        let query = next.map { "?" + Parameters([.init(name: "next", value: $0)]).encoded } ?? ""
        var response = Response.redirect(to: "/login" + query)
        if isForm { response.setCookie(cookie("notice", Notice.notKept.rawValue, maxAge: 60, request)) }
        return response
    }

    /// The address, where there is a page at it: a form that was refused stands where it was sent to, which may take forms alone.
    private func page(_ address: String) -> String? {
        let path = String(address.prefix { $0 != "?" && $0 != "#" })
        guard LocalRedirect.isLocal(address), case .found = router.match(.get, path) else { return nil }
        return address
    }
}
