internal import Base
internal import Composition
public import FoundationEssentials
public import Model
public import Postgres
public import Storage
public import Tasking

/// What an administrator can do to tasks, one or a million.
public enum TaskAction: String, Sendable, Codable, CaseIterable {
    case retry, discard, copy

    /// The states of the tasks it fits, where the search names none: what one means by it.
    public var usualStates: [TaskState] {
        switch self {
        case .retry: [.dead, .failed]
        case .discard: [.queued, .failed, .running, .dead]
        case .copy: [.dead, .cancelled]
        }
    }

    /// The states in which it can be done at all.
    public var possibleStates: [TaskState] {
        switch self {
        case .retry: [.dead, .failed, .cancelled]
        case .discard: [.queued, .failed, .running, .dead, .cancelled]
        case .copy: [.dead, .cancelled, .succeeded]
        }
    }

    public var logged: OperatorAction.Kind {
        switch self {
        case .retry: .retryTasks
        case .discard: .discardTasks
        case .copy: .copyTasks
        }
    }

    /// The searches, one for each state, whose tasks are meant by one search. Those that succeeded are only meant one by one.
    public func searches(_ search: TaskSearch) -> [TaskSearch] {
        let states = search.state.map { [$0] } ?? usualStates
        return states.filter { possibleStates.contains($0) && $0 != .succeeded }.map { state in
            var one = search
            one.state = state
            return one
        }
    }

    /// Does it to these tasks, in the caller's transaction.
    /// - Returns: how many were changed or made.
    public func apply(to ids: [UUID], _ queue: TaskQueue, on db: Connection) throws -> Int {
        switch self {
        case .retry: try queue.restart(ids, on: db)
        case .discard: try queue.discard(ids, on: db)
        case .copy: try queue.runAgain(ids, on: db).count
        }
    }
}

/// Does to many tasks what an administrator confirmed, a batch at a time; see the log of actions for how far it is.
public struct ChangeTasks: TaskKind {
    public static let kind = "change_tasks"
    public static let queue = QueueName.maintenance
    public static let shownArguments: Set = ["action"]
    /// It may be this queue that is to be cleared up.
    public static let ignoresPause = true

    public var actionID: UUID
    public var action: String

    public init(actionID: UUID, action: String) {
        self.actionID = actionID
        self.action = action
    }

    /// Puts it in before whatever waits.
    /// - Returns: the task's id.
    public static func enqueue(
        _ action: TaskAction, logged id: UUID, by user: UUID, queue: TaskQueue, on db: Connection
    ) throws -> UUID {
        let task = try queue.enqueue(
            ChangeTasks(actionID: id, action: action.rawValue), user: user, subject: id, uniqueKey: id.text,
            priority: 10, on: db)
        try db.setActionTask(id, task: task.id)
        return task.id
    }

    /// Tasks that change in one transaction.
    public static let batch = 500

    /// Where it stands: which of the searches, and behind which task.
    private struct Position: Codable {
        var search: Int
        var after: String?
    }

    /// After a crash it goes on behind the last batch that was stored.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ChangeTasks.self) { task, context in
            guard let logged = try context.read({ try $0.operatorAction(task.actionID) }), logged.finishedAt == nil,
                let action = TaskAction(rawValue: task.action)
            else { return .nothing }
            var target = try logged.target.decode(TaskSearch.self)
            target.unchangedSince = target.unchangedSince ?? logged.createdAt
            let searches = action.searches(target)
            var position = try logged.position?.decode(Position.self) ?? Position(search: 0)
            var done = logged.affected
            while position.search < searches.count {
                try context.checkCancelled()
                let search = searches[position.search]
                let cursor = position.after.flatMap(TaskCursor.init(text:))
                let page = try context.read { try $0.tasks(matching: search, after: cursor, limit: batch, isHot: true) }
                position.after = page.next?.text
                if page.next == nil { position.search += 1 }
                let next = position
                done += try context.checkpoint { db in
                    let ids = page.tasks.map(\.id).filter { $0 != context.id }
                    let count = try action.apply(to: ids, services.queue, on: db)
                    try db.advanceAction(task.actionID, by: count, position: try JSON(encoding: next))
                    return count
                }
                context.progress(done, of: max(done, logged.expected ?? done), stage: action.rawValue)
            }
            return Completion { db in try db.finishAction(task.actionID) }
        }
    }
}
