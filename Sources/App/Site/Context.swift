internal import Base
internal import Composition
internal import Cryptography
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Model
internal import Redis
internal import Storage
internal import Tasking
internal import Templates

/// What a handler works with: the request, who asks, and the product around it.
struct Context {
    let request: Request
    let route: Route
    let site: Site
    let owner: SessionOwner?
    /// The secret the caller's form token is made of: the session's token or, before there is one, the visitor's.
    let secret: Token?
    /// The form, where the request has one; read before the handler runs, because its token is in it.
    let form: Form?
    /// The reply to what the route reads together with the session.
    let companion: Reply?
    let words: Vocabulary
    let logger: Logger

    var services: Services { site.services }
    var now: Date { services.time.now }

    /// The account that asks. Routes for users have one.
    func user() throws -> User {
        guard let owner else { throw Problem.unauthorized() }
        return owner.user
    }

    /// An id of the route's pattern.
    /// - Throws: 404, because what is no id names nothing.
    func id(_ name: String = "id") throws -> UUID {
        guard let id = request.parameters[name].flatMap({ UUID(text: $0) }) else { throw Problem.notFound() }
        return id
    }

    /// How the task `{id}` stands, from Redis or PostgreSQL; nil where there is none. The caller compares the owner.
    func taskStatus(_ id: UUID) throws -> TaskStatus? {
        let known = companion.flatMap { StatusBoard.decode($0) }
        if let known, known.id == id { return known }
        return try services.queue.board.status(id, orFrom: services.database)
    }

    /// A word that differs after every change of the postings; nil without Redis.
    func postingRevision() -> String? {
        companion.flatMap { Services.postingRevision($0) } ?? services.postingRevision()
    }

    /// A field of the form, without spaces around it; empty where there is none.
    func field(_ name: String) -> String {
        (form?.fields[name] ?? "").trimmed
    }

    /// The token that this caller's forms must carry.
    var csrfToken: String { secret?.derived("csrf") ?? "" }

    var phrases: Phrases { Phrases(words: words, now: now) }

    /// A point in time as pages say it.
    func moment(_ date: Date) -> Moment {
        Moment(ago: phrases.ago(date), exact: phrases.exact(date), iso: UTCDate.format(date))
    }

    /// A page in its shell. Visitors get the cookie that their forms' token is made of.
    func page<P: Page>(
        _ page: P, title: String, status: Status = .ok, refreshSeconds: Int? = nil, section: String? = nil
    ) -> Response {
        var context = self
        var visitor: Token?
        if owner == nil, secret == nil {
            visitor = Token()
            context = with(secret: visitor)
        }
        let flash = notice.map { Flash(kind: $0.kind, text: words.text($0.word)) }
        let shell = Shell.make(
            for: context, title: title, refreshSeconds: refreshSeconds, flash: flash, section: section)
        var response = Response.html(site.renderer.render(page, in: shell, language: site.language), status: status)
        if let visitor { response.setCookie(site.cookie("visitor", visitor.text, maxAge: nil, request)) }
        if notice != nil { response.setCookie(site.cookie("notice", "", maxAge: 0, request)) }
        return response
    }

    /// A piece of a page, for a page that polls: fresh each time, and 304 where nothing has moved.
    /// - Parameter tag: the entity tag, where something cheaper than the bytes tells whether they changed.
    func fragment<P: Page>(_ page: P, tag: String? = nil) -> Response {
        let shell = Shell.make(for: self, title: "", refreshSeconds: nil, flash: nil)
        var response = Response.html(site.renderer.render(page, in: shell, language: site.language))
        response.headers.set("Cache-Control", "private, no-cache")
        return response.withETag(tag, for: request)
    }

    private func with(secret: Token?) -> Context {
        Context(
            request: request, route: route, site: site, owner: owner, secret: secret, form: form, companion: companion,
            words: words, logger: logger)
    }
}

extension String {
    /// Without white space at either end.
    var trimmed: String {
        var view = Substring(self)
        while let first = view.first, first.isWhitespace { view.removeFirst() }
        while let last = view.last, last.isWhitespace { view.removeLast() }
        return String(view)
    }

    /// The text, or nil where there is none.
    var nonEmpty: String? { isEmpty ? nil : self }
}
