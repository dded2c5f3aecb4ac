internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// A task whose lease the caller holds.
public struct ClaimedTask: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    public var arguments: JSON
    public var lease: UUID
    /// Whether it was claimed to run with nothing else in its process.
    public var alone: Bool

    static let columns: SQL = "\(TaskEntry.columns), lease, alone"

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        arguments = try row.next()
        lease = try row.next()
        alone = try row.next()
    }
}

/// Why a task could not be claimed.
public struct TaskStanding: Sendable, RowDecodable {
    public var snapshot: TaskSnapshot
    public var alone: Bool
    /// Whether it may start as far as its time and its children go.
    public var isDue: Bool
    public var isPaused: Bool

    public init(row: inout Row) throws {
        snapshot = try TaskSnapshot(row: &row)
        alone = try row.next()
        isDue = try row.next()
        isPaused = try row.next()
    }
}

/// The caller holds the task no more: it was cancelled, or given to another worker. Roll back and stop.
public struct LostLease: Error, Sendable, CustomStringConvertible {
    public var task: UUID

    public init(task: UUID) {
        self.task = task
    }

    public var description: String { "the lease of task \(task.text) is lost" }
}

/// What follows a change of state named `ended`: parents that waited count down, and the changed rows are answered. The
/// last child to end makes its parent claimable.
let taskSettling: SQL = """
    , joined as (
        update tasks set
            children_left = greatest(children_left - children.count, 0), revision = revision + 1,
            run_at = case when children_left > children.count then run_at else greatest(run_at, now()) end,
            updated_at = now()
        from (
            select parent_id as id, count(*)::int as count from ended
            where parent_id is not null and state in ('succeeded', 'dead', 'cancelled') group by parent_id
        ) as children
        where tasks.id = children.id and tasks.state = 'queued' and tasks.children_left > 0
            and not exists (select from ended where ended.id = tasks.id)
        returning tasks.id, tasks.children_left
    )
    select \(TaskSnapshot.columns),
        (select joined.id from joined where joined.id = ended.parent_id and joined.children_left = 0)
    from ended
    """

extension Connection {
    /// Claims those of the tasks that are queued, due and not paused, each with a lease of its own.
    ///
    /// The claim does not wait for the disk (`synchronous_commit` off for this transaction): one that a crash of the
    /// server forgets is only taken again, and the completion that would have used it finds its lease gone.
    /// - Parameter alone: claims only those that must run alone, or only the others.
    public func claimTasks(_ ids: [UUID], worker: UUID, alone: Bool) throws -> [ClaimedTask] {
        try query(
            """
            update tasks set
                state = 'running', attempt = attempt + 1, lease = gen_random_uuid(), worker_id = \(worker),
                started_at = now(), updated_at = now(), revision = revision + 1, progress = null
            from set_config('synchronous_commit', 'off', true) as quick
            where id = any(\(ids)) and state = 'queued' and run_at <= now() and children_left = 0 and alone = \(alone)
                and not exists (select from queue_pauses where queue_pauses.queue = tasks.queue)
                and quick is not null
            returning \(ClaimedTask.columns)
            """)
    }

    /// How a task stands that could not be claimed; nil when there is no such task.
    public func taskStanding(_ id: UUID) throws -> TaskStanding? {
        try first(
            """
            select \(TaskSnapshot.columns), alone, run_at <= now() and children_left = 0,
                exists (select from queue_pauses where queue_pauses.queue = tasks.queue)
            from tasks where id = \(id)
            """)
    }

    /// The last statement of a task's transaction: everything the transaction wrote stands or falls with it.
    /// - Throws: ``LostLease``, so that the caller's transaction rolls back.
    public func completeTask(_ id: UUID, lease: UUID, result: JSON?, progress: TaskProgress?) throws -> TaskTransition {
        let progress = try progress.map { try JSON(encoding: $0) }
        let transition = try first(
            """
            with ended as (
                update tasks set
                    state = 'succeeded', lease = null, result = \(result), progress = \(progress),
                    error_code = null, error = null, revision = revision + 1, updated_at = now(), finished_at = now()
                where id = \(id) and lease = \(lease) and state = 'running'
                returning *
            )\(taskSettling)
            """, as: TaskTransition.self)
        guard let transition else { throw LostLease(task: id) }
        return transition
    }

    /// Ends an attempt that failed: the task waits for its retry, or is dead when its attempts are used up.
    /// - Parameters:
    ///   - retryAfter: seconds until the retry; nil when another try is useless.
    ///   - costsAttempt: false for a task that was put off before anything was tried; no attempt is recorded then.
    /// - Throws: ``LostLease``.
    public func failTask(
        _ id: UUID, lease: UUID, code: String, error: String, retryAfter: Double?, costsAttempt: Bool = true
    ) throws -> TaskTransition {
        let transition = try first(
            """
            with ended as (
                update tasks set
                    state = case when \(retryAfter == nil) or \(costsAttempt) and attempt >= max_attempts
                        then 'dead' else 'failed' end,
                    finished_at = case when \(retryAfter == nil) or \(costsAttempt) and attempt >= max_attempts
                        then now() end,
                    attempt = attempt - (not \(costsAttempt))::int,
                    run_at = now() + make_interval(secs => \(retryAfter ?? 0)), lease = null,
                    error_code = left(\(code), 80), error = left(\(error), 2000),
                    revision = revision + 1, updated_at = now()
                where id = \(id) and lease = \(lease) and state = 'running'
                returning *
            ), recorded as (
                insert into task_attempts (task_id, queue, kind, attempt, worker_id, outcome, error_code, error, started_at)
                select id, queue, kind, attempt, worker_id, state, error_code, error, started_at from ended
                where \(costsAttempt)
            )\(taskSettling)
            """, as: TaskTransition.self)
        guard let transition else { throw LostLease(task: id) }
        return transition
    }

    /// Fences what a long task stores before its end, and keeps its progress.
    /// - Throws: ``LostLease``, so that the caller's transaction rolls back.
    public func checkpointTask(_ id: UUID, lease: UUID, progress: TaskProgress?) throws -> TaskSnapshot {
        let progress = try progress.map { try JSON(encoding: $0) }
        let snapshot = try first(
            """
            update tasks set progress = \(progress), revision = revision + 1, updated_at = now()
            where id = \(id) and lease = \(lease) and state = 'running'
            returning \(TaskSnapshot.columns)
            """, as: TaskSnapshot.self)
        guard let snapshot else { throw LostLease(task: id) }
        return snapshot
    }

    /// Those of the held tasks whose lease is lost.
    public func lostLeases(tasks: [UUID], leases: [UUID]) throws -> [UUID] {
        try scalars(
            """
            select held.id from unnest(\(tasks), \(leases)) as held (id, lease)
            where not exists (
                select from tasks where tasks.id = held.id and tasks.lease = held.lease and tasks.state = 'running'
            )
            """)
    }

    /// Gives back what a worker still runs when it must stop. The attempts do not count.
    public func releaseTasks(of worker: UUID) throws -> [TaskTransition] {
        try query(
            """
            with held as (
                select id, attempt, started_at from tasks where state = 'running' and worker_id = \(worker)
                order by id for update
            ), ended as (
                update tasks set
                    state = 'queued', attempt = greatest(tasks.attempt - 1, 0), lease = null, run_at = now(),
                    revision = revision + 1, updated_at = now()
                from held where tasks.id = held.id
                returning tasks.*
            ), recorded as (
                insert into task_attempts (task_id, queue, kind, attempt, worker_id, outcome, started_at)
                select ended.id, queue, kind, held.attempt, worker_id, 'released', held.started_at
                from ended join held on held.id = ended.id
            )\(taskSettling)
            """)
    }

    /// Puts off a task that must run alone and found no quiet moment.
    /// - Parameter delay: in seconds.
    public func postponeTask(_ id: UUID, delay: Double) throws -> TaskSnapshot? {
        try first(
            """
            update tasks set run_at = now() + make_interval(secs => \(delay)), revision = revision + 1, updated_at = now()
            where id = \(id) and state = 'queued'
            returning \(TaskSnapshot.columns)
            """)
    }
}
