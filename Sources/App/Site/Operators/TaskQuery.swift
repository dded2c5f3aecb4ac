internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// A filter of tasks as it stands in an address, for the page and for the API.
struct TaskQuery {
    /// The parameters that mean something; empty ones are left out.
    let parameters: Parameters
    let search: TaskSearch
    /// Those that cannot be used, each with what it must be.
    let problems: [Problem.FieldError]

    static let names = [
        "queue", "kind", "state", "user", "error", "since", "failed", "until", "task", "subject", "worker",
    ]
    /// Spans of time by their names in an address, in seconds.
    static let spans = [("1h", 3600), ("3h", 10_800), ("24h", 86_400), ("3d", 259_200), ("7d", 604_800)]
    /// The states of the filter: those of tasks, and waiting for other tasks.
    static let states = ["queued", "joining", "running", "failed", "succeeded", "dead", "cancelled"]

    /// Longer than any name, id or address.
    private static let longest = 254

    /// - Parameter user: the account with a mail address; nil where there is none.
    init(_ given: Parameters, now: Date, user: (String) throws -> UUID?) rethrows {
        var kept = Parameters()
        for name in Self.names {
            guard let value = given[name]?.trimmed.cut(to: Self.longest), !value.isEmpty else { continue }
            kept.append(name, value)
        }
        parameters = kept
        var (search, problems) = (TaskSearch(), [Problem.FieldError]())
        // A filter that cannot be used must not show, or change, what it was to leave out.
        func refuse(_ name: String, _ message: String) { problems.append(.init(field: name, message: message)) }
        func date(_ name: String) -> Date? {
            guard let value = kept[name] else { return nil }
            if let seconds = Self.spans.first(where: { $0.0 == value })?.1 {
                return now.addingTimeInterval(Double(-seconds))
            }
            let date = UTCDate.parse(value)
            if date == nil { refuse(name, "must be 1h, 3h, 24h, 3d, 7d or a date such as 2026-01-31") }
            return date
        }
        func id(_ name: String) -> UUID? {
            guard let value = kept[name] else { return nil }
            let id = UUID(text: value)
            if id == nil { refuse(name, "must be an id of 36 characters") }
            return id
        }
        search.queue = kept["queue"]
        search.kind = kept["kind"]
        switch kept["state"] {
        case "joining": search.isJoining = true
        case let state?:
            search.state = TaskState(rawValue: state)
            if search.state == nil { refuse("state", "must be one of " + Self.states.joined(separator: ", ")) }
        case nil: break
        }
        (search.id, search.subject, search.worker) = (id("task"), id("subject"), id("worker"))
        if let value = kept["user"] {
            if let id = UUID(text: value) {
                search.user = id
            } else if value.contains("@") {
                search.user = try user(value) ?? Self.nobody
            } else {
                refuse("user", "must be an id of 36 characters or a mail address")
            }
        }
        search.errorCode = kept["error"]
        let (since, until) = (date("since"), date("until"))
        search.failedSince = date("failed")
        if search.state == .succeeded { search.finishedSince = since } else { search.createdSince = since }
        // The end of the span that is asked for.
        if search.failedSince != nil {
            search.failedUntil = until
        } else if search.state == .succeeded {
            search.finishedUntil = until
        } else {
            search.createdUntil = until
        }
        (self.search, self.problems) = (search, problems)
    }

    /// No filter at all, for links into the list.
    static let everything = TaskQuery(Parameters(), now: .distantPast) { _ in nil }

    /// The id that no account has.
    private static let nobody = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))

    /// The list's address with one parameter changed, or taken away.
    func href(_ name: String, _ value: String?) -> String { Self.href(parameters.replacing(name, with: value)) }

    static func href(_ parameters: Parameters) -> String {
        parameters.isEmpty ? "/admin/tasks" : "/admin/tasks?" + parameters.encoded
    }

    var fields: [HiddenField] { parameters.map { HiddenField(name: $0.name, value: $0.value) } }

    /// The address of the question before something is done to all that match.
    func confirmHref(_ action: String) -> String {
        var all = parameters
        all.append("action", action)
        all.append("scope", "all")
        return "/admin/tasks/confirm?" + all.encoded
    }
}

extension Context {
    /// The filter of a list of tasks.
    func taskQuery(_ given: Parameters) throws -> TaskQuery {
        try TaskQuery(given, now: now) { mail in
            try services.database.withConnection { try $0.user(email: mail)?.id }
        }
    }

    /// The same for programs and for what changes tasks.
    /// - Throws: 422 with what is wrong.
    func usableTaskQuery(_ given: Parameters) throws -> TaskQuery {
        let query = try taskQuery(given)
        guard query.problems.isEmpty else { throw Problem.unprocessable(query.problems) }
        return query
    }
}
