internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// The tasks that an action is meant for: some, by their ids, or all that match.
enum TaskSelection {
    case some([UUID])
    /// With the instant they were counted at for the confirmation, where there was one: what has changed since was not confirmed.
    case all(TaskQuery, asked: Date?)

    /// Ids that one form or one request may name.
    static let limit = 1000
    /// Up to this many are changed while the browser waits; more by a task.
    static let atOnce = 200

    /// - Throws: 422 where it names nothing that can be used.
    init(_ parameters: Parameters, _ context: Context) throws {
        let texts = parameters.all("id") + parameters.all("ids").flatMap { $0.split(separator: ",").map(String.init) }
        if parameters["scope"] == "all" {
            self = .all(try context.usableTaskQuery(parameters), asked: try Self.asked(parameters))
        } else {
            let ids = texts.filter { !$0.isEmpty }.compactMap { UUID(text: $0) }
            guard ids.count <= Self.limit, ids.count == texts.filter({ !$0.isEmpty }).count else {
                throw Problem.unprocessable([.init(field: "ids", message: "must be the ids of 1000 tasks at most")])
            }
            self = .some(ids)
        }
    }
}

extension TaskSelection {
    /// The field of the confirmation that says when it was asked for: microseconds, or tasks of that second would be left out.
    static let askedField = "asked"

    static func field(asked date: Date) -> HiddenField {
        HiddenField(name: askedField, value: String(Int64((date.timeIntervalSince1970 * 1_000_000).rounded())))
    }

    private static func asked(_ parameters: Parameters) throws -> Date? {
        guard let text = parameters[askedField] else { return nil }
        guard let microseconds = Int64(text), (0..<253_402_300_800_000_000).contains(microseconds) else {
            throw Problem.unprocessable([.init(field: askedField, message: "cannot be used")])
        }
        return Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}

/// What an action came to.
struct TaskChange {
    /// The line in the log of actions.
    var id: UUID
    var expected: Int
    /// `nil` where a task does it.
    var affected: Int?
}

/// What an action would change.
struct TaskExtent {
    var count: Int
    /// Of chosen tasks those that are there and in a state that the action fits.
    var chosen: [UUID] = []
    /// When they were counted, by PostgreSQL's clock.
    var date: Date
}

extension Context {
    /// How many tasks an action would change: of those in a search only what has not changed since the confirmation, or else
    /// since now.
    func extent(of action: TaskAction, _ selection: TaskSelection) throws -> TaskExtent {
        try services.database.transaction(readOnly: true) { db in
            let now = try db.currentTime()
            switch selection {
            case .some(let ids):
                let chosen = try db.tasks(ids, in: action.possibleStates)
                return TaskExtent(count: chosen.count, chosen: chosen, date: now)
            case .all(let query, let asked):
                let date = min(asked ?? now, now)
                let count = try action.searches(query.search.unchanged(since: date)).reduce(0) {
                    try $0 + db.exactTaskCount(matching: $1)
                }
                return TaskExtent(count: count, date: date)
            }
        }
    }

    /// Does it, and writes it down. Many tasks are left to a task. All that were meant by a search are changed only where they have
    /// not moved since they were counted.
    func change(_ action: TaskAction, _ selection: TaskSelection) throws -> TaskChange {
        let extent = try extent(of: action, selection)
        let (expected, user) = (extent.count, try user())
        return try services.database.transaction { db in
            switch selection {
            case .some(let ids):
                let count = try action.apply(to: extent.chosen, services.queue, on: db)
                if count == 0, action != .discard, ids.count == 1, try !db.tasksOfEndedRuns(ids).isEmpty {
                    throw Problem.conflict(words.text("tasks.runEnded"))
                }
                let id = try log(
                    action.logged, ["ids": ids.map(\.text)], expected: expected, affected: count, on: db)
                return TaskChange(id: id, expected: expected, affected: count)
            case .all(let query, _) where expected <= TaskSelection.atOnce:
                let search = query.search.unchanged(since: extent.date)
                let ids = try action.searches(search).flatMap {
                    try db.tasks(
                        matching: $0, limit: TaskSelection.atOnce, scan: Int(Int32.max), missesNone: true
                    ).tasks.map(\.id)
                }
                let count = try action.apply(to: ids, services.queue, on: db)
                let id = try log(action.logged, search, expected: expected, affected: count, on: db)
                return TaskChange(id: id, expected: expected, affected: count)
            case .all(let query, _):
                let search = query.search.unchanged(since: extent.date)
                let id = try log(action.logged, search, expected: expected, affected: nil, on: db)
                _ = try ChangeTasks.enqueue(action, logged: id, by: user.id, queue: services.queue, on: db)
                return TaskChange(id: id, expected: expected, affected: nil)
            }
        }
    }
}
