internal import Base
public import FoundationEssentials
public import Logging
public import Postgres
public import Redis
internal import Storage

/// What ``TaskQueue/enqueue(_:on:)`` answers.
public struct Enqueued: Sendable, Equatable {
    public let id: UUID
    /// False when a live task with the unique key was there already; `id` is then its.
    public let isNew: Bool
}

/// Where tasks are put, cancelled and looked up.
///
/// The row is inserted in the transaction of the change that needs the task, so both are stored or neither. After the
/// commit one script pushes it on its Redis list; when that fails, or the process dies before it, the sweep of some worker
/// finds the row.
public final class TaskQueue: Sendable {
    /// How tasks stand, for pollers.
    public let board: StatusBoard
    let lists: TaskLists

    public init(
        redis: RedisPool, settings: TaskingSettings = TaskingSettings(), logger: Logger = Logger(label: "tasking")
    ) {
        lists = TaskLists(redis: redis, settings: settings, logger: logger)
        board = lists.board
    }

    /// Inserts a task in the caller's transaction; see ``TaskDraft`` for the parameters.
    @discardableResult
    public func enqueue<Kind: TaskKind>(
        _ task: Kind, user: UUID? = nil, subject: UUID? = nil, uniqueKey: String? = nil, runAt: Date? = nil,
        priority: Int = 0, on db: Connection
    ) throws -> Enqueued {
        try enqueue(
            TaskDraft(task, user: user, subject: subject, uniqueKey: uniqueKey, runAt: runAt, priority: priority),
            on: db)
    }

    /// Inserts a task in the caller's transaction.
    /// - Throws: ``TaskingError`` outside a transaction; what the database says.
    @discardableResult
    public func enqueue(_ draft: TaskDraft, on db: Connection) throws -> Enqueued {
        try requireTransaction(db)
        return try insert(try newTask(draft), on: db)
    }

    /// Inserts a task, or finds the live one that has its unique key.
    func insert(_ row: NewTask, on db: Connection) throws -> Enqueued {
        // Twice the key may be taken when inserting and free again when looking; more often somebody plays with it.
        for _ in 0..<10 {
            if let snapshot = try db.insertTask(row) {
                pushAfterCommit([TaskEntry(snapshot: snapshot, arguments: row.arguments)], on: db)
                return Enqueued(id: snapshot.id, isNew: true)
            }
            if let key = row.uniqueKey, let id = try db.liveTask(kind: row.kind, uniqueKey: key) {
                return Enqueued(id: id, isNew: false)
            }
        }
        throw TaskingError(.contested, "the unique key of a \(row.kind) was taken and freed again too often")
    }

    /// Inserts many tasks with one statement and pushes them with one script.
    /// - Returns: their ids, in order.
    @discardableResult
    public func enqueue(_ drafts: [TaskDraft], on db: Connection) throws -> [UUID] {
        try requireTransaction(db)
        guard drafts.allSatisfy({ $0.uniqueKey == nil }) else {
            return try drafts.map { try enqueue($0, on: db).id }
        }
        let rows = try drafts.map { try newTask($0) }
        try insert(rows, on: db)
        return rows.map(\.id)
    }

    /// Inserts a task that starts when all `children` are over, however they end.
    @discardableResult
    public func enqueue(_ parent: TaskDraft, after children: [TaskDraft], on db: Connection) throws -> UUID {
        try requireTransaction(db)
        guard parent.uniqueKey == nil, children.allSatisfy({ $0.uniqueKey == nil }) else {
            throw TaskingError(.uniqueChild, "tasks of a join cannot have unique keys")
        }
        var first = try newTask(parent)
        first.childrenLeft = children.count
        let rest = try children.map { draft in
            var row = try newTask(draft)
            row.parentID = first.id
            return row
        }
        try insert([first] + rest, on: db)
        return first.id
    }

    /// Cancels a task, and those it waits for, in the caller's transaction. What runs can store nothing from the commit on, and
    /// is told within ``TaskingSettings/pulse``.
    /// - Parameter user: cancels it only if it is theirs; nil for the operator.
    /// - Returns: whether there was anything to cancel.
    @discardableResult
    public func cancel(_ id: UUID, ownedBy user: UUID?, on db: Connection) throws -> Bool {
        let transitions = try db.cancelTask(id, ownedBy: user)
        try announceAfterCommit(transitions, on: db)
        return !transitions.isEmpty
    }

    /// Starts a failed, dead or cancelled task over with all its attempts; its history stays.
    /// - Returns: whether there was one.
    @discardableResult
    public func restart(_ id: UUID, on db: Connection) throws -> Bool {
        try restart([id], on: db) == 1
    }

    /// How many entries each queue's lists in Redis have, those in hand included, for operators; nil while Redis does not answer. How many tasks wait
    /// is PostgreSQL's to say: `Connection.queueCounts()`.
    public func listLengths() -> [QueueName: Int]? {
        let queues = QueueName.allCases
        let commands = queues.map { queue -> [RedisArgument] in
            ["SCARD", RedisArgument(TaskKeys.members(queue.rawValue))]
        }
        guard let replies = try? lists.redis.pipeline(commands), replies.count == queues.count else { return nil }
        return Dictionary(uniqueKeysWithValues: zip(queues, replies.map { $0.int ?? 0 }))
    }

    /// Shows changed states to pollers and pushes parents that wait no longer, after the commit.
    func announceAfterCommit(_ transitions: [TaskTransition], on db: Connection) throws {
        db.afterCommit { [board] in
            for transition in transitions { board.write(TaskStatus(transition.snapshot)) }
        }
        try pushParentsAfterCommit(transitions, on: db)
    }

    /// Pushes tasks that waited for the ended ones and wait no longer.
    func pushParentsAfterCommit(_ transitions: [TaskTransition], on db: Connection) throws {
        let ready = Set(transitions.compactMap(\.readyParent))
        pushAfterCommit(try db.taskEntries(Array(ready)), on: db)
    }

    func pushAfterCommit(_ entries: [TaskEntry], on db: Connection) {
        guard !entries.isEmpty else { return }
        // What is to start later is shown now and pushed by the sweep when it is due.
        let due = entries.filter { $0.snapshot.runAt <= $0.snapshot.updatedAt }
        let later = entries.filter { $0.snapshot.runAt > $0.snapshot.updatedAt }
        db.afterCommit { [lists, board] in
            lists.push(due)
            for entry in later { board.write(TaskStatus(entry.snapshot)) }
        }
    }

    private func insert(_ rows: [NewTask], on db: Connection) throws {
        let snapshots = try db.insertTasks(rows)
        let arguments = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        pushAfterCommit(
            snapshots.compactMap { snapshot in
                guard let row = arguments[snapshot.id], row.childrenLeft == 0 else { return nil }
                return TaskEntry(snapshot: snapshot, arguments: row.arguments)
            }, on: db)
    }

    private func newTask(_ draft: TaskDraft) throws -> NewTask {
        try Envelope.check(kind: draft.kind)
        return NewTask(
            id: UUID.v7(), queue: draft.queue.rawValue, kind: draft.kind, arguments: try draft.encode(),
            userID: draft.user, subjectID: draft.subject, priority: draft.priority,
            maxAttempts: draft.policy.maxAttempts, runAt: draft.runAt, uniqueKey: draft.uniqueKey,
            parentID: draft.follows)
    }

    private func requireTransaction(_ db: Connection) throws {
        guard db.isInTransaction else {
            throw TaskingError(.outsideTransaction, "a task is inserted in the transaction of the change that needs it")
        }
    }
}
