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
    /// The names of those that cannot be used.
    let problems: [String]

    static let names = ["queue", "kind", "state", "user", "error", "since", "failed"]
    /// Spans of time by their names in an address, in seconds.
    static let spans = [("1h", 3600), ("3h", 10_800), ("24h", 86_400), ("3d", 259_200), ("7d", 604_800)]
    /// The states of the filter: those of tasks, and waiting for other tasks.
    static let states = ["queued", "joining", "running", "failed", "succeeded", "dead", "cancelled"]

    init(_ given: Parameters, now: Date) {
        var kept = Parameters()
        for name in Self.names {
            guard let value = given[name]?.trimmed.cut(to: 80), !value.isEmpty else { continue }
            kept.append(name, value)
        }
        parameters = kept
        var (search, problems) = (TaskSearch(), [String]())
        func span(_ name: String) -> Date? {
            guard let value = kept[name] else { return nil }
            if let seconds = Self.spans.first(where: { $0.0 == value })?.1 {
                return now.addingTimeInterval(Double(-seconds))
            }
            guard let date = UTCDate.parse(value) else {
                problems.append(name)
                return nil
            }
            return date
        }
        search.queue = kept["queue"]
        search.kind = kept["kind"]
        switch kept["state"] {
        case "joining": search.isJoining = true
        case let state?:
            search.state = TaskState(rawValue: state)
            if search.state == nil { problems.append("state") }
        case nil: break
        }
        if let user = kept["user"] {
            search.user = UUID(text: user)
            // A filter that cannot be used must not show, or change, what it was to leave out.
            if search.user == nil { problems.append("user") }
        }
        search.errorCode = kept["error"]
        let since = span("since")
        if search.state == .succeeded { search.finishedSince = since } else { search.createdSince = since }
        search.failedSince = span("failed")
        (self.search, self.problems) = (search, problems)
    }

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
