public import FoundationEssentials
public import Model
public import Postgres

/// How many tasks of a queue are in a live state, or dead.
public struct QueueCount: Sendable, Equatable, RowDecodable {
    public var queue: String
    public var state: TaskState
    public var count: Int
    /// Of queued ones: since when the oldest that may start has waited.
    public var oldest: Date?

    public init(row: inout Row) throws {
        queue = try row.next()
        state = try row.next()
        count = try row.next()
        oldest = try row.next()
    }
}

/// What a list of tasks shows; nil leaves a condition out.
public struct TaskFilter: Sendable, Equatable {
    public var queue: String?
    public var kind: String?
    public var state: TaskState?
    public var userID: UUID?

    public init(queue: String? = nil, kind: String? = nil, state: TaskState? = nil, userID: UUID? = nil) {
        self.queue = queue
        self.kind = kind
        self.state = state
        self.userID = userID
    }
}

/// How often a cancellation looks for what was left behind while it looked.
private let cancelRounds = 100

extension Connection {
    /// Cancels a task and all its descendants: those it waits for, those that follow it, and theirs. What runs loses its lease
    /// and can store nothing any more. A task that is over is no obstacle: what follows it is found through it.
    /// - Parameter user: cancels only if the task is theirs; nil for the operator.
    /// - Returns: what changed; empty when there is no such task or all is over.
    public func cancelTask(_ id: UUID, ownedBy user: UUID?) throws -> [TaskTransition] {
        try cancelTasks([id], ownedBy: user)
    }

    /// Cancels many tasks with all their descendants; see ``cancelTask(_:ownedBy:)``.
    public func cancelTasks(_ ids: [UUID], ownedBy user: UUID?) throws -> [TaskTransition] {
        var all: [TaskTransition] = []
        // A task that ended while this waited for its row may have left a follower, which the statement could not see: the next
        // one does. Each step of a chain can get away like that once, so it is caught sooner or later.
        for _ in 0..<cancelRounds {
            all += try cancelLiveTasks(below: ids, ownedBy: user)
            let isLeft: Bool? = try scalar(
                """
                \(tree(ids, ownedBy: user))
                select exists (
                    select from tasks where id in (select id from tree) and state in ('queued', 'running', 'failed'))
                """)
            if isLeft != true { break }
        }
        return all
    }

    /// Tasks with all their descendants.
    private func tree(_ ids: [UUID], ownedBy user: UUID?) -> SQL {
        """
        with recursive tree (id) as (
            select id from all_tasks where id = any(\(ids)) and (\(user)::uuid is null or user_id = \(user))
            union
            select all_tasks.id from all_tasks join tree on all_tasks.parent_id = tree.id
        )
        """
    }

    private func cancelLiveTasks(below ids: [UUID], ownedBy user: UUID?) throws -> [TaskTransition] {
        try query(
            """
            \(tree(ids, ownedBy: user)), live as (
                select id, state, attempt, worker_id, started_at from tasks
                where id in (select id from tree) and state in ('queued', 'running', 'failed')
                order by id desc for update
            ), ended as (
                update tasks set
                    state = 'cancelled', lease = null, finished_at = now(), revision = revision + 1, updated_at = now()
                from live where tasks.id = live.id
                returning tasks.*
            ), recorded as (
                insert into task_attempts (task_id, queue, kind, attempt, worker_id, outcome, started_at)
                select ended.id, queue, kind, live.attempt, live.worker_id, 'cancelled', live.started_at
                from ended join live on live.id = ended.id where live.state = 'running'
            )\(taskSettling)
            """)
    }

    /// Counts by queue and state, from the indexes over live rows alone: as fast with ten million finished ones.
    public func queueCounts() throws -> [QueueCount] {
        try query(
            """
            select queue, 'queued', count(*), min(run_at) filter (where run_at <= now()) from tasks
                where state = 'queued' and children_left = 0 group by queue
            union all select queue, 'running', count(*), null from tasks where state = 'running' group by queue
            union all select queue, 'failed', count(*), null from tasks where state = 'failed' group by queue
            union all select queue, 'dead', count(*), null from tasks where state = 'dead' group by queue
            order by 1, 2
            """)
    }

    /// Lets one transaction at a time count what a person has and add to it; until the end of the transaction.
    public func holdCaps(of user: UUID) throws {
        try execute("select pg_advisory_xact_lock(hashtextextended('hunter.caps:' || \(user)::text, 0))")
    }

    /// How many of a person's tasks are not over, counted up to `limit`.
    public func liveTaskCount(of user: UUID, limit: Int) throws -> Int {
        try scalar(
            """
            select count(*) from (
                select from tasks where user_id = \(user) and state in ('queued', 'running', 'failed') limit \(limit)
            ) as live
            """) ?? 0
    }

    /// How many tasks are not over, whoever's they are; each state is counted up to `limit`. Parents that wait for their children
    /// are left out: their children are counted.
    public func liveTaskCount(limit: Int) throws -> Int {
        try scalar(
            """
            select sum(count)::bigint from (
                select count(*) from (
                    select from tasks where state = 'queued' and children_left = 0 limit \(limit)) as queued
                union all
                select count(*) from (select from tasks where state = 'running' limit \(limit)) as running
                union all
                select count(*) from (select from tasks where state = 'failed' limit \(limit)) as failed
            ) as counts (count)
            """) ?? 0
    }

    /// Tasks, newest first, those of the history among them.
    /// - Parameter after: the last id of the page before.
    public func recentTasks(
        _ filter: TaskFilter = TaskFilter(), after: UUID? = nil, limit: Int
    ) throws -> [TaskSnapshot] {
        var conditions: [SQL] = ["true"]
        if let queue = filter.queue { conditions.append("queue = \(queue)") }
        if let kind = filter.kind { conditions.append("kind = \(kind)") }
        // The state stands in the text, so that the partial index of that state can serve.
        if let state = filter.state { conditions.append("state = '\(raw: state.rawValue)'") }
        if let user = filter.userID { conditions.append("user_id = \(user)") }
        if let after { conditions.append("id < \(after)") }
        return try query(
            """
            select \(TaskSnapshot.columns) from all_tasks where \(conditions.joined(separator: " and "))
            order by id desc limit \(limit)
            """)
    }

    /// Starts nothing more from a queue. What runs goes on.
    public func pauseQueue(_ queue: String, by user: UUID?) throws {
        try execute(
            "insert into queue_pauses (queue, paused_by) values (\(queue), \(user)) on conflict (queue) do nothing")
    }

    /// Lets a paused queue go on.
    public func resumeQueue(_ queue: String) throws {
        try execute("delete from queue_pauses where queue = \(queue)")
    }

    /// The queues that are paused.
    public func pausedQueues() throws -> [String] {
        try scalars("select queue from queue_pauses order by queue")
    }
}
