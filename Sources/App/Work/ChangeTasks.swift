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

    /// Whether a list of this search can hold a task that it fits.
    public func fits(_ search: TaskSearch) -> Bool {
        search.isJoining ? possibleStates.contains(.queued) : search.state.map { possibleStates.contains($0) } ?? true
    }

    /// The searches whose tasks are meant by one search, one for each state and one for those that wait for others of their own;
    /// no task is in two of them. Those that succeeded are only meant one by one.
    public func searches(_ search: TaskSearch) -> [TaskSearch] {
        func one(_ state: TaskState?, isJoining: Bool = false) -> TaskSearch {
            var one = search
            (one.state, one.isJoining) = (state, isJoining)
            return one
        }
        let joining = one(nil, isJoining: true)
        if search.isJoining || search.state != nil {
            return fits(search) && search.state != .succeeded ? [search.isJoining ? joining : search] : []
        }
        // Those that wait for others go first: once the others are cancelled nothing would hold them any more.
        return (usualStates.contains(.queued) ? [joining] : []) + usualStates.map { one($0) }
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

    /// Where it stands: at which of the searches, and behind which task.
    private struct Position: Codable {
        var step: Int
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
            // One that cannot be read is of an earlier version: what was changed is left out when it begins anew.
            var position = logged.position.flatMap { try? $0.decode(Position.self) } ?? Position(step: 0)
            var done = logged.affected
            while position.step < searches.count {
                try context.checkCancelled()
                let search = searches[position.step]
                let cursor = position.after.flatMap(TaskCursor.init(text:))
                let page = try context.read {
                    try $0.tasks(matching: search, after: cursor, limit: batch, missesNone: true)
                }
                position.after = page.next?.text
                if page.next == nil { position.step += 1 }
                let next = position
                done += try context.checkpoint { db in
                    var ids = page.tasks.map(\.id).filter { $0 != context.id }
                    if search.isJoining {
                        // These are cancelled along, and count where they are meant as well.
                        let known = Set(ids)
                        ids += try db.tasks(try db.tasksBelow(ids), matching: searches).filter { !known.contains($0) }
                    }
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
