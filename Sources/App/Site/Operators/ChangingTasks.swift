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
    case all(TaskQuery)

    /// Ids that one form or one request may name.
    static let limit = 1000
    /// Up to this many are changed while the browser waits; more by a task.
    static let atOnce = 200

    /// - Throws: 422 where it names nothing that can be used.
    init(_ parameters: Parameters, now: Date) throws {
        let texts = parameters.all("id") + parameters.all("ids").flatMap { $0.split(separator: ",").map(String.init) }
        if parameters["scope"] == "all" {
            let query = TaskQuery(parameters, now: now)
            guard query.problems.isEmpty else {
                throw Problem.unprocessable(query.problems.map { .init(field: $0, message: "cannot be used") })
            }
            self = .all(query)
        } else {
            let ids = texts.filter { !$0.isEmpty }.compactMap { UUID(text: $0) }
            guard ids.count <= Self.limit, ids.count == texts.filter({ !$0.isEmpty }).count else {
                throw Problem.unprocessable([.init(field: "ids", message: "must be the ids of 1000 tasks at most")])
            }
            self = .some(ids)
        }
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

extension Context {
    /// How many tasks an action would change.
    func count(_ action: TaskAction, _ selection: TaskSelection) throws -> Int {
        switch selection {
        case .some(let ids): ids.count
        case .all(let query):
            try services.database.transaction(readOnly: true) { db in
                try action.searches(query.search).reduce(0) { try $0 + db.exactTaskCount(matching: $1) }
            }
        }
    }

    /// Does it, and writes it down. Many tasks are left to a task, which changes only what has not moved since now.
    func change(_ action: TaskAction, _ selection: TaskSelection) throws -> TaskChange {
        let expected = try count(action, selection)
        let user = try user()
        return try services.database.transaction { db in
            switch selection {
            case .some(let ids):
                let count = try action.apply(to: ids, services.queue, on: db)
                let id = try log(
                    action.logged, ["ids": ids.map(\.text)], expected: expected, affected: count, on: db)
                return TaskChange(id: id, expected: expected, affected: count)
            case .all(let query) where expected <= TaskSelection.atOnce:
                let ids = try action.searches(query.search).flatMap {
                    try db.tasks(matching: $0, limit: TaskSelection.atOnce, isHot: true).tasks.map(\.id)
                }
                let count = try action.apply(to: ids, services.queue, on: db)
                let id = try log(action.logged, query.search, expected: expected, affected: count, on: db)
                return TaskChange(id: id, expected: expected, affected: count)
            case .all(let query):
                let id = try log(action.logged, query.search, expected: expected, affected: nil, on: db)
                let task = try services.queue.enqueue(
                    ChangeTasks(actionID: id, action: action.rawValue), user: user.id, subject: id, on: db)
                try db.setActionTask(id, task: task.id)
                return TaskChange(id: id, expected: expected, affected: nil)
            }
        }
    }
}
