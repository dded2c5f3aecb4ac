internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Work

/// What operators did: who, when, what, to how many.
enum ActionLog {
    static func show(_ context: Context) throws -> Response {
        let size = OperatorTasks.pageSize
        let after = context.request.query["after"].flatMap { UUID(text: $0) }
        let actions = try context.services.database.withConnection { db in
            try db.operatorActions(after: after, limit: size + 1)
        }
        let words = context.words
        let next = actions.count > size ? actions[size - 1].id : nil
        let page = ActionLogPage(
            desk: context.desk(), rows: actions.prefix(size).map { row($0, context) },
            next: next.map { Link(label: words.text("log.older"), href: "/admin/log?after=" + $0.text) })
        return context.page(page, title: words.text("log.title"))
    }

    private static func row(_ action: OperatorAction, _ context: Context) -> ActionRow {
        let (words, phrases) = (context.words, context.phrases)
        let target = Target(action)
        var count = phrases.count(action.affected)
        if let expected = action.expected, expected != action.affected {
            count = words.text("progress.counts", ["done": count, "total": phrases.count(expected)])
        }
        let isKnown = OperatorAction.Kind(rawValue: action.action) != nil
        return ActionRow(
            when: context.moment(action.createdAt), who: action.userEmail,
            what: isKnown ? words.text("log.action." + action.action) : action.action, target: target.text,
            href: target.href, count: count,
            task: action.finishedAt == nil
                ? action.taskID.map { Link(label: words.text("log.underWay"), href: "/admin/tasks/" + $0.text) } : nil)
    }

    /// What was changed, in a few words, and where it is.
    private struct Target {
        var text: String
        var href: String?

        private static let names = ["queue", "schedule", "source", "posting", "value"]

        init(_ action: OperatorAction) {
            if let named = try? action.target.decode([String: String].self), !named.isEmpty {
                // What it is by its name, then what was changed about it.
                let name = Self.names.first { named[$0] != nil }
                let changes = named.filter { $0.key != name }.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
                text = ([name.flatMap { named[$0] }].compactMap(\.self) + changes).joined(separator: ", ")
                if let queue = named["queue"] { href = TaskQuery.href(["queue": queue]) }
            } else if let ids = try? action.target.decode([String: [String]].self)["ids"] {
                text = ids.count == 1 ? ids[0] : ids.prefix(3).map { String($0.suffix(8)) }.joined(separator: ", ")
                if ids.count > 3 { text += " …" }
                if ids.count == 1 { href = "/admin/tasks/" + ids[0] }
            } else if let search = try? action.target.decode(TaskSearch.self) {
                var parameters = Parameters()
                let values = [
                    ("queue", search.queue), ("kind", search.kind),
                    ("state", search.isJoining ? "joining" : search.state?.rawValue),
                    ("user", search.user?.text), ("error", search.errorCode), ("task", search.id?.text),
                    ("subject", search.subject?.text), ("worker", search.worker?.text),
                    ("since", (search.createdSince ?? search.finishedSince).map(UTCDate.format)),
                    ("failed", search.failedSince.map(UTCDate.format)),
                    (
                        "until",
                        (search.failedUntil ?? search.finishedUntil ?? search.createdUntil).map(UTCDate.format)
                    ),
                ]
                for case (let name, let value?) in values { parameters.append(name, value) }
                text = parameters.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
                href = TaskQuery.href(parameters)
            } else {
                text = ""
            }
        }
    }
}
