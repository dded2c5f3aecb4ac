internal import Base
public import FoundationEssentials
public import Logging
internal import Model
public import Postgres
internal import Storage
internal import Synchronization

/// What a handler knows of its task and may do while it runs.
///
/// It can read, report progress, ask whether to stop, and store a part of a long task's work. Its effects it leaves in its
/// ``Completion``.
public final class TaskContext: Sendable {
    public let id: UUID
    /// From 1; a retry is the next one.
    public let attempt: Int
    public let maxAttempts: Int
    /// Whose task it is.
    public let userID: UUID?
    /// What it is about.
    public let subjectID: UUID?
    /// Names the task in every line.
    public let logger: Logger

    /// The lines of this attempt that operators will read.
    private let log: TaskLog
    let kind: String
    let lease: UUID
    private let pool: Pool
    private let board: StatusBoard
    private let interval: Duration
    private let timeout: Duration
    /// When its kind's timeout is over. Give outside calls no longer; what runs on ends at its next ``checkCancelled()``.
    public let deadline: ContinuousClock.Instant
    private let lost = Atomic(false)
    private let isNotedOverdue = Atomic(false)
    private let state: Mutex<State>

    private struct State {
        var status: TaskStatus
        var steps: Int64 = 0
        var writtenAt: ContinuousClock.Instant?
    }

    init(_ task: ClaimedTask, pool: Pool, board: StatusBoard, interval: Duration, timeout: Duration, logger: Logger) {
        id = task.snapshot.id
        attempt = task.snapshot.attempt
        maxAttempts = task.snapshot.maxAttempts
        userID = task.snapshot.userID
        subjectID = task.snapshot.subjectID
        kind = task.snapshot.kind
        lease = task.lease
        self.pool = pool
        self.board = board
        self.interval = interval
        self.timeout = timeout
        deadline = ContinuousClock.now + timeout
        var logger = logger
        let log = TaskLog()
        self.log = log
        logger.handler = TaskLogHandler(logger.handler, log)
        logger[metadataKey: "task.id"] = "\(task.snapshot.id.text)"
        logger[metadataKey: "task.kind"] = "\(task.snapshot.kind)"
        logger[metadataKey: "task.attempt"] = "\(task.snapshot.attempt)"
        self.logger = logger
        state = Mutex(State(status: TaskStatus(task.snapshot)))
    }

    /// Shows how far the work has come. Cheap: written to Redis a few times a second at most, to PostgreSQL with the end.
    /// - Parameter stage: a stable word for what is happening; a new one is always written.
    public func progress(_ done: Int, of total: Int, stage: String) {
        let status: TaskStatus? = state.withLock { state in
            let isNews = state.status.progress?.stage != stage || done >= total
            state.status.progress = TaskProgress(done: done, total: total, stage: stage)
            let now = ContinuousClock.now
            if let last = state.writtenAt, !isNews, now - last < interval { return nil }
            state.writtenAt = now
            state.steps = min(state.steps + 1, TaskStatus.progressSteps - 1)
            state.status.updatedAt = Date()
            var status = state.status
            status.revision += state.steps
            return status
        }
        if let status, !lost.load(ordering: .relaxed) { board.write(status) }
    }

    /// Throws ``TaskCancelled`` when the task was cancelled or given to another worker, and a failure that is retried when it
    /// has run for longer than its kind's timeout. Call it between the steps of long work; it costs next to nothing.
    public func checkCancelled() throws {
        if lost.load(ordering: .relaxed) { throw TaskCancelled() }
        if ContinuousClock.now > deadline {
            throw TaskFailure.retry(code: "timeout", "It took longer than \(Int(timeout.seconds)) seconds.")
        }
    }

    /// Reads the database, in a transaction that refuses changes. Not inside a ``Completion``, which has its own connection.
    public func read<R>(_ body: (Connection) throws -> R) throws -> R {
        try pool.transaction(readOnly: true, body)
    }

    /// Stores a part of a long task's work, with its progress, in a transaction of its own that holds only if the task is
    /// still this worker's. After a crash the task starts again: what was stored must tell it where to go on.
    /// - Throws: ``TaskCancelled`` when it is not.
    public func checkpoint<R>(_ body: (Connection) throws -> R) throws -> R {
        do {
            let (value, snapshot) = try pool.transaction { db in
                // First, so that the row stays ours until the commit.
                let snapshot = try db.checkpointTask(id, lease: lease, progress: latestProgress)
                return (try body(db), snapshot)
            }
            let status = state.withLock { state in
                state.status = TaskStatus(snapshot)
                state.steps = 0
                return state.status
            }
            board.write(status)
            return value
        } catch is LostLease {
            markLost()
            throw TaskCancelled()
        }
    }

    /// Stores what the attempt wrote to the log since the last time, if anything. Losing it loses nothing else.
    func keepLog() {
        do {
            try log.flush { lines in
                try pool.withConnection { db in
                    try db.storeTaskLogLines(
                        lines, task: id, attempt: attempt, first: TaskLog.first, last: TaskLog.last)
                }
            }
        } catch {
            logger.debug("log lines not kept", metadata: ["error": "\(error)"])
        }
    }

    /// Tells operators, once, of a task that does not look at its deadline: its thread is lost to the queue until it does.
    func noteIfOverdue(by grace: Duration) {
        let time = ContinuousClock.now - deadline
        guard time > grace, !isNotedOverdue.exchange(true, ordering: .relaxed) else { return }
        logger.error(
            "a task is overdue and does not stop", metadata: ["overdue.seconds": "\(Int(time.seconds))"])
    }

    var latestProgress: TaskProgress? { state.withLock { $0.status.progress } }

    func markLost() { lost.store(true, ordering: .relaxed) }
}
