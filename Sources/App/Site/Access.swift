internal import HTTP

/// Who may call a route. A route without one does not compile; the access tests walk the table with every role.
enum Access: Sendable, Equatable, CaseIterable {
    /// Whoever asks.
    case anyone
    /// Whoever is logged in; rows of others answer 404.
    case user
    /// Recruiters and administrators: resumes of many, and job posts; each their own.
    case recruiter
    /// Operators and administrators: how the installation stands.
    case `operator`
    /// Administrators only.
    case admin
}

/// How a route treats its caller's session.
enum Presence: Sendable, Equatable {
    /// The request shows that a person is there, and keeps the session alive.
    case person
    /// A page asks by itself: idle time goes on.
    case poll
}

/// What a route reads from Redis in the round trip that reads the session.
enum Companion: Sendable {
    case nothing
    /// The status of the task `{id}`.
    case status
    /// The word that tells whether postings have changed.
    case postingRevision
}

/// How much a route's body may hold.
enum BodySize: Sendable {
    /// A form with a file at most.
    case form
    /// Many files, or an archive of them.
    case bulk
}

/// One line of the route table.
struct Route: Sendable {
    typealias Handler = @Sendable (Context) throws -> Response

    let method: Method
    let pattern: String
    let access: Access
    let presence: Presence
    let companion: Companion
    let body: BodySize
    let handler: Handler

    init(
        _ method: Method, _ pattern: String, _ access: Access, presence: Presence = .person,
        with companion: Companion = .nothing, body: BodySize = .form, _ handler: @escaping Handler
    ) {
        self.method = method
        self.pattern = pattern
        self.access = access
        self.presence = presence
        self.companion = companion
        self.body = body
        self.handler = handler
    }

    /// Whether the route speaks JSON and takes bearer tokens only.
    var isAPI: Bool { pattern.hasPrefix(Site.apiBase + "/") }
}
