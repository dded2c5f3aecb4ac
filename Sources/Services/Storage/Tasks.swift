public import FoundationEssentials
public import Model
public import Postgres

// The life of a task, as its row shows it:
//
//     queued ──claim──▶ running ──complete──▶ succeeded
//       ▲                 │ └──fail──▶ failed ──due──▶ queued      (dead after the last attempt)
//       └─reclaim/release─┘ └──fail permanently──▶ dead
//     queued, running, failed ──cancel──▶ cancelled
//
// Each claim makes a new lease. Whatever a worker writes for a task is fenced by `id and lease and running`, so one that
// was frozen, cancelled or given up for dead changes nothing when it wakes.

/// What is to be inserted for one task.
public struct NewTask: Sendable {
    public var id: UUID
    public var queue: String
    public var kind: String
    public var arguments: JSON
    public var userID: UUID?
    public var subjectID: UUID?
    public var priority: Int
    public var maxAttempts: Int
    /// When it may start; nil for at once.
    public var runAt: Date?
    /// At most one live task of a kind has this key.
    public var uniqueKey: String?
    public var parentID: UUID?
    /// How many other tasks must end before it may start.
    public var childrenLeft: Int

    public init(
        id: UUID, queue: String, kind: String, arguments: JSON, userID: UUID? = nil, subjectID: UUID? = nil,
        priority: Int = 0, maxAttempts: Int = 8, runAt: Date? = nil, uniqueKey: String? = nil, parentID: UUID? = nil,
        childrenLeft: Int = 0
    ) {
        self.id = id
        self.queue = queue
        self.kind = kind
        self.arguments = arguments
        self.userID = userID
        self.subjectID = subjectID
        self.priority = priority
        self.maxAttempts = maxAttempts
        self.runAt = runAt
        self.uniqueKey = uniqueKey
        self.parentID = parentID
        self.childrenLeft = childrenLeft
    }
}

/// How a task stands, without its arguments and result: what pollers and lists show.
public struct TaskSnapshot: Sendable, Equatable, RowDecodable {
    public var id: UUID
    public var queue: String
    public var kind: String
    /// The owner; nil for the installation's own work.
    public var userID: UUID?
    public var subjectID: UUID?
    public var state: TaskState
    public var priority: Int
    public var attempt: Int
    public var maxAttempts: Int
    public var progress: TaskProgress?
    public var errorCode: String?
    public var error: String?
    public var revision: Int64
    /// When it may start: of a failed task its retry.
    public var runAt: Date
    public var createdAt: Date
    public var updatedAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?

    static let columns: SQL = """
        id, queue, kind, user_id, subject_id, state, priority, attempt, max_attempts, progress, error_code, error, \
        revision, run_at, created_at, updated_at, started_at, finished_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        queue = try row.next()
        kind = try row.next()
        userID = try row.next()
        subjectID = try row.next()
        state = try row.next()
        priority = try row.next()
        attempt = try row.next()
        maxAttempts = try row.next()
        progress = try row.json()
        errorCode = try row.next()
        error = try row.next()
        revision = try row.next()
        runAt = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        startedAt = try row.next()
        finishedAt = try row.next()
    }
}

/// A task with what its list entry in Redis carries.
public struct TaskEntry: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    public var arguments: JSON

    static let columns: SQL = "\(TaskSnapshot.columns), arguments"

    public init(snapshot: TaskSnapshot, arguments: JSON) {
        self.snapshot = snapshot
        self.arguments = arguments
    }

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        arguments = try row.next()
    }
}

/// What a change of state left behind.
public struct TaskTransition: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    /// The task that waited for this one, when it waits for none any more.
    public var readyParent: UUID?

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        readyParent = try row.next()
    }
}

/// Everything about one task.
public struct TaskDetail: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    public var arguments: JSON
    public var result: JSON?
    public var crashes: Int
    public var alone: Bool
    public var workerID: UUID?
    public var parentID: UUID?
    public var childrenLeft: Int

    static let columns: SQL = """
        \(TaskSnapshot.columns), arguments, result, crashes, alone, worker_id, parent_id, children_left
        """

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        arguments = try row.next()
        result = try row.next()
        crashes = try row.next()
        alone = try row.next()
        workerID = try row.next()
        parentID = try row.next()
        childrenLeft = try row.next()
    }
}

/// An attempt that ended otherwise than in success.
public struct TaskAttempt: Sendable, RowDecodable {
    /// How it ended.
    public enum Outcome: String, Sendable {
        case failed, dead, crashed
        /// Given back by a worker that shut down.
        case released
        case cancelled
    }

    public var attempt: Int
    public var workerID: UUID?
    public var outcome: Outcome
    public var errorCode: String?
    public var error: String?
    public var startedAt: Date?
    public var finishedAt: Date

    public init(row: inout Row) throws {
        attempt = try row.next()
        workerID = try row.next()
        outcome = try row.next()
        errorCode = try row.next()
        error = try row.next()
        startedAt = try row.next()
        finishedAt = try row.next()
    }
}

extension Connection {
    /// Inserts a task in the caller's transaction. `nil` means that a live task of this kind already has the key: its id
    /// is then ``liveTask(kind:uniqueKey:)``.
    public func insertTask(_ task: NewTask) throws -> TaskSnapshot? {
        try first(
            """
            insert into tasks (
                id, queue, kind, arguments, user_id, subject_id, priority, max_attempts, run_at, unique_key, parent_id,
                children_left
            ) values (
                \(task.id), \(task.queue), \(task.kind), \(task.arguments), \(task.userID), \(task.subjectID),
                \(task.priority), \(task.maxAttempts), coalesce(\(task.runAt), now()), \(task.uniqueKey),
                \(task.parentID), \(task.childrenLeft)
            )
            on conflict (kind, unique_key)
                where unique_key is not null and state in ('queued', 'running', 'failed') do nothing
            returning \(TaskSnapshot.columns)
            """)
    }

    /// Inserts many tasks at once, none of which may have a unique key.
    public func insertTasks(_ tasks: [NewTask]) throws -> [TaskSnapshot] {
        guard !tasks.isEmpty else { return [] }
        return try query(
            """
            insert into tasks (
                id, queue, kind, arguments, user_id, subject_id, priority, max_attempts, run_at, parent_id, children_left
            )
            select id, queue, kind, arguments, user_id, subject_id, priority, max_attempts, coalesce(run_at, now()),
                parent_id, children_left
            from unnest(
                \(tasks.map(\.id)), \(tasks.map(\.queue)), \(tasks.map(\.kind)), \(tasks.map(\.arguments)),
                \(tasks.map(\.userID)), \(tasks.map(\.subjectID)), \(tasks.map(\.priority)),
                \(tasks.map(\.maxAttempts)), \(tasks.map(\.runAt)), \(tasks.map(\.parentID)),
                \(tasks.map(\.childrenLeft))
            ) as new (id, queue, kind, arguments, user_id, subject_id, priority, max_attempts, run_at, parent_id,
                children_left)
            returning \(TaskSnapshot.columns)
            """)
    }

    /// The task that holds a unique key now.
    public func liveTask(kind: String, uniqueKey: String) throws -> UUID? {
        try scalar(
            """
            select id from tasks
            where kind = \(kind) and unique_key = \(uniqueKey) and state in ('queued', 'running', 'failed')
            """)
    }

    /// How a task stands. The caller compares the owner.
    public func taskSnapshot(_ id: UUID) throws -> TaskSnapshot? {
        try find(TaskSnapshot.columns, "id = \(id)")
    }

    /// How a person's task stands; nil for others' tasks as for none.
    public func taskSnapshot(_ id: UUID, ownedBy user: UUID) throws -> TaskSnapshot? {
        try find(TaskSnapshot.columns, "id = \(id) and user_id = \(user)")
    }

    /// Everything about a task, for its owner's or the operator's page.
    public func task(_ id: UUID) throws -> TaskDetail? {
        try find(TaskDetail.columns, "id = \(id)")
    }

    /// Everything about a person's task; nil for others' tasks as for none.
    public func task(_ id: UUID, ownedBy user: UUID) throws -> TaskDetail? {
        try find(TaskDetail.columns, "id = \(id) and user_id = \(user)")
    }

    /// The attempts of a task that did not succeed, oldest first.
    public func taskAttempts(_ id: UUID) throws -> [TaskAttempt] {
        try query(
            """
            select attempt, worker_id, outcome, error_code, error, started_at, finished_at from task_attempts
            where task_id = \(id) order by task_attempts.id
            """)
    }

    /// The row of `tasks`, or else of the history: in this order, because that is the way rows go.
    private func find<R: RowDecodable>(_ columns: SQL, _ condition: SQL) throws -> R? {
        try first("select \(columns) from tasks where \(condition)")
            ?? first("select \(columns) from tasks_history where \(condition)")
    }
}
