internal import Base
internal import Cryptography
internal import HTTP
internal import Logging
internal import Storage

extension Site {
    /// A page that says what happened, what was kept and what to do.
    func errorPage(_ problem: Problem, _ request: Request, _ context: Context?, _ logger: Logger) -> Response {
        let words = words.language(language)
        let phrases = Phrases(words: words, now: services.time.now)
        let code = problem.status.code
        let known = [400, 403, 404, 405, 413, 415, 422, 429, 500, 503]
        let key = "error." + (known.contains(code) ? String(code) : "other")
        let retryAfter = problem.headers["Retry-After"].flatMap { Int($0) } ?? 5
        let values = [
            "size": phrases.bytes(services.settings.uploads.byteLimit), "time": phrases.wait(seconds: retryAfter),
        ]
        var links = [
            Link(label: words.text("error.home"), href: "/"), Link(label: words.text("error.goBack"), href: "/jobs"),
        ]
        if code == 401 || context?.owner == nil { links.append(Link(label: words.text("error.logIn"), href: "/login")) }
        let page = ErrorPage(
            status: String(code), heading: words.text(key + ".heading"),
            message: problem.detail ?? words.text(key + ".message", values),
            advice: words.text(key + ".advice", values),
            links: links, requestID: request.id)
        let around =
            context
            ?? Context(
                request: request, route: Self.errorRoute, site: self, owner: knownOwner(request), secret: nil,
                form: nil,
                companion: nil, words: words, logger: logger)
        return around.page(page, title: words.text(key + ".heading"), status: problem.status)
    }

    /// Who asks, for the menu of an error page; failing to find out is no further error.
    private func knownOwner(_ request: Request) -> SessionOwner? {
        guard let token = request.cookies[cookieName("session", request)].flatMap({ Token(text: $0) }) else {
            return nil
        }
        return try? sessions.owner(of: token, presence: .poll)
    }

    private static let errorRoute = Route(.get, "/error", .anyone) { _ in throw Problem.notFound() }
}
