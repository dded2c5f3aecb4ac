public import FoundationEssentials
public import Postgres

/// Where a sweep over queued rows stands.
public struct SweepCursor: Sendable, RowDecodable {
    public var runAt: Date
    public var id: UUID

    public init(row: inout Row) throws {
        runAt = try row.next()
        id = try row.next()
    }
}

/// A task that may start, taken with those of others.
public struct TaskInTurn: Sendable, RowDecodable {
    public var id: UUID
    public var priority: Int
    /// The last user that was looked at, where there may be more.
    public var lastUser: UUID?

    public init(row: inout Row) throws {
        id = try row.next()
        priority = try row.next()
        lastUser = try row.next()
    }
}

extension Connection {
    /// Whether the caller is the one who does `name` now: true for one caller in each `interval`, by PostgreSQL's clock.
    ///
    /// A row instead of a held lock, because a process that is frozen while it holds a lock stops everybody's upkeep.
    /// - Parameter interval: in seconds.
    public func takeTick(_ name: String, interval: Double) throws -> Bool {
        try execute(
            """
            update maintenance_ticks set ran_at = now()
            where name = \(name) and (
                ran_at <= now() - make_interval(secs => \(interval))
                -- The clock was set back. By more than a moment: who waited here for another's tick began before it.
                or ran_at > now() + make_interval(secs => \(interval))
            )
            """) == 1
    }

    /// Takes tasks away from workers whose heartbeat has stopped.
    ///
    /// A crash costs no attempt. From its second one on the task runs alone, and only what crashes while alone counts: at
    /// `maxCrashes` it is dead. The first may be another's doing, and what runs alone
    /// holds up everybody else. Nobody is given up for dead by a server that has itself just started; callers see to it that they
    /// have reached it for long enough themselves.
    /// - Parameters:
    ///   - deadAfter: seconds without heartbeat.
    ///   - limit: at most so many at once, so that no transaction grows long.
    public func reclaimTasks(deadAfter: Double, maxCrashes: Int, limit: Int) throws -> [TaskTransition] {
        try query(
            """
            with lost as (
                select id, attempt, started_at from tasks
                where state = 'running' and not exists (
                        select from workers
                        where workers.id = tasks.worker_id and workers.stopped_at is null
                            and workers.heartbeat_at > now() - make_interval(secs => \(deadAfter))
                    )
                    and pg_postmaster_start_time() < now() - make_interval(secs => \(deadAfter))
                order by id desc limit \(limit) for update skip locked
            ), ended as (
                update tasks set
                    state = case when crashes + alone::int >= \(maxCrashes) then 'dead' else 'queued' end,
                    finished_at = case when crashes + alone::int >= \(maxCrashes) then now() end,
                    attempt = greatest(tasks.attempt - (crashes + alone::int < \(maxCrashes))::int, 0),
                    crashes = crashes + alone::int, lease = null,
                    alone = alone or exists (
                        select from task_attempts where task_id = tasks.id and task_attempts.outcome = 'crashed'), run_at = now(), error_code = 'crashed',
                    error = 'The worker process ended while it ran this task.',
                    revision = revision + 1, updated_at = now()
                from lost where tasks.id = lost.id
                returning tasks.*
            ), recorded as (
                insert into task_attempts (task_id, queue, kind, attempt, worker_id, outcome, error_code, error, started_at)
                select ended.id, queue, kind, lost.attempt, worker_id,
                    case when state = 'dead' then 'dead' else 'crashed' end, error_code, error, lost.started_at
                from ended join lost on lost.id = ended.id
            )\(taskSettling)
            """)
    }

    /// How often a worker died while it ran the task.
    public func crashCount(of task: UUID) throws -> Int {
        try value("select count(*) from task_attempts where task_id = \(task) and outcome = 'crashed'")
    }

    /// Notes that a task that ran alone has company from now on: its crash proves nothing any more.
    public func endIsolation(of task: UUID, lease: UUID) throws {
        try execute("update tasks set alone = false where id = \(task) and lease = \(lease) and state = 'running'")
    }

    /// Queues the failed tasks whose retry is due.
    public func requeueDueTasks(limit: Int) throws -> [TaskEntry] {
        try query(
            """
            update tasks set state = 'queued', revision = revision + 1, updated_at = now()
            where id in (
                select id from tasks where state = 'failed' and run_at <= now()
                order by run_at limit \(limit) for update skip locked
            )
            returning \(TaskEntry.columns)
            """)
    }

    /// Lets joins go ahead whose children are all over. Each end counts down; but an end and a restart of the join that come at
    /// the same moment do not see each other.
    /// - Parameter quiet: seconds in which nothing changed for a join: none that has just been given another child.
    public func releaseJoins(quiet: Double, limit: Int) throws -> [TaskEntry] {
        try query(
            """
            update tasks set
                children_left = 0, run_at = greatest(run_at, now()), revision = revision + 1, updated_at = now()
            where id in (
                select id from tasks
                where state = 'queued' and children_left > 0 and updated_at < now() - make_interval(secs => \(quiet))
                    and not exists (
                        select from tasks as child
                        where child.parent_id = tasks.id and child.state in ('queued', 'running', 'failed'))
                order by id desc limit \(limit) for update skip locked
            )
            returning \(TaskEntry.columns)
            """)
    }

    /// One page of the tasks of a queue that may start now, oldest first.
    public func queuedTasks(queue: String, after cursor: SweepCursor?, limit: Int) throws -> [SweepCursor] {
        let rest: SQL = cursor.map { "and (run_at, id) > (\($0.runAt), \($0.id))" } ?? ""
        return try query(
            """
            select run_at, id from tasks
            where queue = \(queue) and state = 'queued' and children_left = 0 and run_at <= now() \(rest)
            order by run_at, id limit \(limit)
            """)
    }

    /// Some tasks of a queue that may start now, a few of each user, those of most priority and then the oldest. It looks at the oldest
    /// and the newest rows, at tasks with unique keys, and at some users with live tasks, so that nobody waits behind all that others
    /// have put in.
    /// - Parameters:
    ///   - rows: of the oldest, of the newest, and of each user.
    ///   - user: the users after this one.
    ///   - users: so many of them.
    ///   - each: tasks of one user, or of the installation.
    public func tasksInTurn(
        queue: String, rows: Int, after user: UUID?, users: Int, each: Int
    ) throws -> [TaskInTurn] {
        let isDue: SQL = "queue = \(queue) and state = 'queued' and children_left = 0 and run_at <= now()"
        // As the partial indexes of users and keys have it; the rest is hidden from the planner, or it may walk the whole queue.
        let isLive: SQL = "state in ('queued', 'running', 'failed')"
        let isTheirs: SQL = """
            \(isLive) and queue = \(queue) and coalesce(tasks.state, '') = 'queued' and children_left = 0 and run_at <= now()
            """
        let columns: SQL = "id, user_id, priority, run_at"
        return try query(
            """
            with recursive users (id, number) as (
                select * from (
                    select user_id, 1 from tasks
                    where user_id is not null and \(isLive) and (\(user)::uuid is null or user_id > \(user))
                    order by user_id limit 1) as first
                union all
                select (select user_id from tasks where user_id > users.id and \(isLive) order by user_id limit 1), number + 1
                from users where users.id is not null and number < \(users)
            ), candidates as (
                (select \(columns) from tasks where \(isDue) order by run_at, id limit \(rows))
                union
                (select \(columns) from tasks where \(isDue) order by run_at desc, id desc limit \(rows))
                union
                (select \(columns) from tasks where unique_key is not null and \(isTheirs) limit \(rows))
                union
                select theirs.* from users, lateral (
                    select \(columns) from tasks where user_id = users.id and \(isTheirs) limit \(rows)
                ) as theirs
            ), ranked as (
                select id, user_id, priority, run_at,
                    row_number() over (partition by user_id order by priority desc, run_at, id) as place
                from candidates
            )
            select id, priority, (select users.id from users where number = \(users)) from ranked where place <= \(each)
            """)
    }

    /// How many tasks of a queue could have started so many seconds ago, counted up to `limit`.
    public func waitingTasks(queue: String, longerThan seconds: Double, limit: Int) throws -> Int {
        try scalar(
            """
            select count(*) from (
                select from tasks
                where queue = \(queue) and state = 'queued' and children_left = 0
                    and run_at <= now() - make_interval(secs => \(seconds))
                limit \(limit)
            ) as waiting
            """) ?? 0
    }

    /// Those of the tasks that may start now, as list entries.
    public func taskEntries(_ ids: [UUID]) throws -> [TaskEntry] {
        guard !ids.isEmpty else { return [] }
        return try query(
            """
            select \(TaskEntry.columns) from tasks
            where id = any(\(ids)) and state = 'queued' and children_left = 0 and run_at <= now()
            order by run_at, id
            """)
    }
}
