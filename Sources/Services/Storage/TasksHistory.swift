public import FoundationEssentials
public import Postgres

// Finished tasks move from `tasks` to `tasks_history`, a statement for each batch: a row is in one of the two tables at
// any instant, whoever dies where. Doing it twice, or by two at once, moves each row once.

/// How far one step of moving finished tasks came.
public struct HistoryMove: Sendable, Equatable, RowDecodable {
    /// Rows that were looked at; fewer than asked for when it came to the end.
    public var seen: Int
    /// Rows that left the table.
    public var moved: Int
    /// Where the next step goes on.
    public var last: UUID?

    public init(row: inout Row) throws {
        seen = try row.next()
        moved = try row.next()
        last = try row.next()
    }
}

/// A week of the history.
public struct HistoryPartition: Sendable, Equatable, RowDecodable {
    public var name: String
    public var start: Date

    public init(row: inout Row) throws {
        name = try row.next()
        start = try row.next()
    }
}

private let historyColumns: SQL = """
    id, queue, kind, arguments, user_id, subject_id, priority, state, attempt, max_attempts, crashes, alone, worker_id, \
    run_at, unique_key, parent_id, children_left, progress, result, error_code, error, revision, created_at, updated_at, \
    started_at, finished_at
    """

extension Connection {
    /// Moves the finished tasks of one page of the table, oldest first. What would fall before the oldest partition is as
    /// good as dropped already, and goes.
    ///
    /// The walk is along the primary key: ids begin with the time they were made at, so old tasks stand at its front, and
    /// no index of finished ones has to be kept with each task that ends.
    /// - Parameters:
    ///   - keep: seconds since their end that succeeded and cancelled tasks stay,
    ///   - keepDead: and dead ones, which somebody may want to start over.
    ///   - after: the last id of the step before.
    ///   - limit: rows to look at.
    public func moveFinishedTasks(keep: Double, keepDead: Double, after: UUID?, limit: Int) throws -> HistoryMove {
        let rest: SQL = after.map { "and id > \($0)" } ?? ""
        // An hour for clocks that differ: the time in an id is its maker's.
        let age = min(keep, keepDead) - 3600
        let move = try first(
            """
            with page as materialized (
                select id from tasks
                where id < (lpad(to_hex(floor(extract(epoch from now() - make_interval(secs => \(age))) * 1000)::bigint),
                    12, '0') || repeat('0', 20))::uuid \(rest)
                order by id limit \(limit)
            ), old as (
                select id from tasks
                where id in (select page.id from page) and state in ('succeeded', 'dead', 'cancelled')
                    and finished_at < now() - make_interval(
                        secs => case state when 'dead' then \(keepDead)::float8 else \(keep)::float8 end)
                -- Somebody else moves it, or starts it over.
                for update skip locked
            ), gone as (
                delete from tasks using old where tasks.id = old.id returning tasks.*
            ), moved as (
                insert into tasks_history (\(historyColumns)) select \(historyColumns) from gone
                where finished_at >= (
                    select min(to_date(right(relname, 8), 'YYYYMMDD'))::timestamp at time zone 'UTC'
                    from pg_inherits join pg_class on pg_class.oid = inhrelid
                    where inhparent = 'tasks_history'::regclass
                )
            )
            select (select count(*) from page), (select count(*) from gone),
                (select page.id from page order by page.id desc limit 1)
            """, as: HistoryMove.self)
        guard let move else { throw PostgresError(.decoding, "a count gave no row") }
        return move
    }

    /// Takes a dead or cancelled task back out of the history, so that it can be started over.
    /// - Returns: whether there was one.
    public func restoreTask(_ id: UUID) throws -> Bool {
        try execute(
            """
            with gone as (
                delete from tasks_history where id = \(id) and state in ('dead', 'cancelled') returning *
            )
            insert into tasks (\(historyColumns)) select \(historyColumns) from gone
            """) == 1
    }

    /// Makes the history's partitions, from the newest there is up to the week in `ahead` seconds.
    /// - Returns: how many were made.
    /// - Throws: `SQLState.lockNotAvailable` when something has held the table for longer than a second.
    public func extendHistory(ahead: Double) throws -> Int {
        try value("select extend_tasks_history(now(), now() + make_interval(secs => \(ahead)))")
    }

    /// Drops the partitions whose tasks all ended longer ago than `age` seconds.
    /// - Returns: how many were dropped.
    /// - Throws: as ``extendHistory(ahead:)``.
    public func dropHistory(olderThan age: Double) throws -> Int {
        try value("select drop_tasks_history(now() - make_interval(secs => \(age)))")
    }

    /// The history's partitions, oldest first.
    public func historyPartitions() throws -> [HistoryPartition] {
        try query(
            """
            select relname::text, to_date(right(relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC'
            from pg_inherits join pg_class on pg_class.oid = inhrelid
            where inhparent = 'tasks_history'::regclass order by relname
            """)
    }

    /// Removes attempts that ended longer ago than `age` seconds, with tasks that are in the history or gone.
    public func deleteOldAttempts(olderThan age: Double, limit: Int) throws -> Int {
        try execute(
            """
            delete from task_attempts where (task_id, id) in (
                select task_id, id from task_attempts where finished_at < now() - make_interval(secs => \(age))
                order by finished_at limit \(limit)
            )
            """)
    }
}
