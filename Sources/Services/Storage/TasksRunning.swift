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

/// The successful end of a task, and what it leaves.
public struct TaskEnd: Sendable {
    public var id: UUID
    public var lease: UUID
    public var result: JSON?
    public var progress: JSON?

    public init(id: UUID, lease: UUID, result: JSON? = nil, progress: JSON? = nil) {
        self.id = id
        self.lease = lease
        self.result = result
        self.progress = progress
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

// Statements that hold several rows take them in one order, or they would wait for each other: by descending ids, which puts
// children before the join that waits for them, as each end does.

// Rows named by their ids are to be found by the primary key. Written plainly, these two would allow the indexes over queued
// and running rows, which look small to the planner and are walked from end to end, dead entries and all. And arrays stand in
// sub-selects: the planner does not count them then, finds each plan as good as the last, and keeps one instead of making
// it anew for each length, which takes longer than the statement.
private let isQueued: SQL = "coalesce(tasks.state, '') = 'queued'"
private let isRunning: SQL = "coalesce(tasks.state, '') = 'running'"

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
            where id = any((select \(ids))::uuid[]) and \(isQueued) and run_at <= now() and children_left = 0 and alone = \(alone)
                and not exists (select from queue_pauses where queue_pauses.queue = tasks.queue)
                and quick is not null
            returning \(ClaimedTask.columns)
            """)
    }

    /// Claims the oldest task of some kinds that may start, though its queue is paused. Only those with unique keys are found: their
    /// index is small, whatever waits.
    public func claimDespitePause(queue: String, kinds: [String], worker: UUID) throws -> ClaimedTask? {
        try first(
            """
            update tasks set
                state = 'running', attempt = attempt + 1, lease = gen_random_uuid(), worker_id = \(worker),
                started_at = now(), updated_at = now(), revision = revision + 1, progress = null
            where state = 'queued' and id = (
                select id from tasks
                where kind = any(\(kinds)) and unique_key is not null and state in ('queued', 'running', 'failed')
                    and state = 'queued' and queue = \(queue) and run_at <= now() and children_left = 0 and not alone
                order by run_at, id limit 1 for update skip locked
            )
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
        let ended = try completeTasks([TaskEnd(id: id, lease: lease, result: result, progress: progress)])
        guard let transition = ended.first else { throw LostLease(task: id) }
        return transition
    }

    /// Ends many tasks at once, each fenced by its own lease.
    /// - Returns: nothing for those whose lease is lost; the caller sees to it that their effects are not committed.
    public func completeTasks(_ ends: [TaskEnd]) throws -> [TaskTransition] {
        try query(
            """
            with ended as (
                update tasks set
                    state = 'succeeded', lease = null, result = done.result, progress = done.progress,
                    error_code = null, error = null, revision = revision + 1, updated_at = now(), finished_at = now()
                from unnest(
                    (select \(ends.map(\.id))), (select \(ends.map(\.lease))), (select \(ends.map(\.result))),
                    (select \(ends.map(\.progress)))) as done (id, lease, result, progress)
                where tasks.id = done.id and tasks.lease = done.lease and \(isRunning)
                returning tasks.*
            )\(taskSettling)
            """)
    }

    /// Holds the rows of running tasks until the end of the transaction, so that nobody can take their leases meanwhile.
    /// - Returns: those whose lease is still the caller's.
    public func holdTasks(_ ids: [UUID], leases: [UUID]) throws -> [UUID] {
        try scalars(
            """
            select tasks.id from tasks
            join unnest((select \(ids)), (select \(leases))) as held (id, lease) on held.id = tasks.id and held.lease = tasks.lease
            where \(isRunning) order by tasks.id desc for no key update of tasks
            """)
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
                where id = \(id) and lease = \(lease) and \(isRunning)
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
            where id = \(id) and lease = \(lease) and \(isRunning)
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
                select from tasks where tasks.id = held.id and tasks.lease = held.lease and \(isRunning)
            )
            """)
    }

    /// Gives back what a worker still runs when it must stop. The attempts do not count.
    public func releaseTasks(of worker: UUID) throws -> [TaskTransition] {
        try query(
            """
            with held as (
                select id, attempt, started_at from tasks where state = 'running' and worker_id = \(worker)
                order by id desc for update
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
