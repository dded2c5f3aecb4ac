public import FoundationEssentials
public import Postgres

/// How long tasks waited and ran, by classes of time: enough for a median and a 95th percentile of any span, and small.
public struct Latencies: Sendable, Equatable {
    /// The upper bounds of the classes in milliseconds; one more class has none.
    public static let bounds = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 300_000, 1_800_000,
    ]

    public var counts: [Int]

    public init(counts: [Int]) {
        self.counts = counts
    }

    public var total: Int { counts.reduce(0, +) }

    /// The time that this share of the tasks did not exceed, in milliseconds, evenly spread within its class; nil for none.
    public func percentile(_ share: Double) -> Int? {
        let total = total
        guard total > 0 else { return nil }
        let wanted = share * Double(total)
        var before = 0.0
        for (index, count) in counts.enumerated() where count > 0 {
            if before + Double(count) >= wanted {
                let low = index == 0 ? 0 : Self.bounds[index - 1]
                guard index < Self.bounds.count else { return low }
                let within = max(0, (wanted - before) / Double(count))
                return low + Int((Double(Self.bounds[index] - low) * within).rounded())
            }
            before += Double(count)
        }
        return Self.bounds.last
    }
}

/// What was done in one span of time.
public struct TaskSpan: Sendable, RowDecodable {
    public var start: Date
    public var succeeded: Int
    public var failed: Int
    public var dead: Int
    public var waits: Latencies
    public var runs: Latencies

    public init(row: inout Row) throws {
        start = try row.next()
        succeeded = try row.next()
        failed = try row.next()
        dead = try row.next()
        waits = Latencies(counts: try row.next())
        runs = Latencies(counts: try row.next())
    }
}

/// Attempts that failed in the same way, and how often in the last hours and days.
public struct FailureGroup: Sendable, RowDecodable {
    /// The windows counted, in hours.
    public static let windows = [1, 3, 24, 72, 168]

    public var kind: String
    public var errorCode: String?
    public var counts: [Int]
    /// How many of all ended their task.
    public var dead: Int
    public var lastAt: Date
    /// What the latest said.
    public var lastError: String?

    public init(row: inout Row) throws {
        kind = try row.next()
        errorCode = try row.next()
        counts = try row.next()
        dead = try row.next()
        lastAt = try row.next()
        lastError = try row.next()
    }
}

extension Connection {
    /// Counts the last minutes, and those since the last count, into `task_minutes`.
    ///
    /// A transaction that ends a task may commit later than its `finished_at` says, so the last three minutes are counted
    /// each time; one that was open for longer is missing from the history.
    public func countTaskMinutes() throws {
        let bounds: SQL = "array[\(raw: Latencies.bounds.map(String.init).joined(separator: ", "))]::float8[]"
        func histogram(_ column: String) -> SQL {
            let classes = (0...Latencies.bounds.count).map { "count(*) filter (where \(column) = \($0))::int" }
            return "array[\(raw: classes.joined(separator: ", "))]"
        }
        // The span starts at a whole minute; a day is enough to make up for workers that were all stopped.
        let start: SQL = """
            date_trunc('minute', greatest(now() - interval '1 day', least(
                now() - interval '2 minutes', coalesce((select max(minute) from task_minutes), '-infinity'))))
            """
        try execute(
            """
            with done as (
                select minute, queue, kind, count(*)::int as succeeded, \(histogram("wait")) as waits,
                    \(histogram("run")) as runs
                from (
                    select date_trunc('minute', finished_at) as minute, queue, kind,
                        width_bucket(extract(epoch from started_at - run_at)::float8 * 1000, \(bounds)) as wait,
                        width_bucket(extract(epoch from finished_at - started_at)::float8 * 1000, \(bounds)) as run
                    from tasks where state = 'succeeded' and finished_at >= \(start)
                ) as ended group by minute, queue, kind
            ), lost as (
                select date_trunc('minute', finished_at) as minute, queue, kind,
                    count(*) filter (where outcome <> 'dead')::int as failed,
                    count(*) filter (where outcome = 'dead')::int as dead
                from task_attempts
                where finished_at >= \(start) and outcome in ('failed', 'dead', 'crashed')
                group by 1, 2, 3
            )
            insert into task_minutes as kept (minute, queue, kind, succeeded, failed, dead, waits, runs)
            select minute, queue, kind, coalesce(succeeded, 0), coalesce(failed, 0), coalesce(dead, 0),
                coalesce(waits, '{}'), coalesce(runs, '{}')
            from done full join lost using (minute, queue, kind)
            on conflict (minute, queue, kind) do update set
                waits = case when excluded.succeeded >= kept.succeeded then excluded.waits else kept.waits end,
                runs = case when excluded.succeeded >= kept.succeeded then excluded.runs else kept.runs end,
                succeeded = greatest(kept.succeeded, excluded.succeeded),
                failed = greatest(kept.failed, excluded.failed), dead = greatest(kept.dead, excluded.dead)
            where (kept.succeeded, kept.failed, kept.dead) <> (excluded.succeeded, excluded.failed, excluded.dead)
            """)
    }

    /// Forgets minutes older than this many days.
    public func forgetTaskMinutes(olderThanDays days: Int) throws -> Int {
        try execute("delete from task_minutes where minute < now() - make_interval(days => \(days)::int)")
    }

    /// What was done in each of `count` spans of time that end with the running one, those in which nothing was left out.
    /// - Parameter seconds: how long a span is.
    public func taskSpans(queue: String?, kind: String?, seconds: Int, count: Int) throws -> [TaskSpan] {
        func sums(_ column: String) -> SQL {
            let classes = (1...(Latencies.bounds.count + 1)).map { "coalesce(sum(\(column)[\($0)]), 0)::int8" }
            return "array[\(raw: classes.joined(separator: ", "))]"
        }
        var conditions: [SQL] = [
            """
            minute >= date_bin(make_interval(secs => \(Double(seconds))), now(), 'epoch')
                - make_interval(secs => \(Double(seconds * (count - 1))))
            """
        ]
        if let queue { conditions.append("queue = \(queue)") }
        if let kind { conditions.append("kind = \(kind)") }
        return try query(
            """
            select date_bin(make_interval(secs => \(Double(seconds))), minute, 'epoch') as start, sum(succeeded)::int8,
                sum(failed)::int8, sum(dead)::int8, \(sums("waits")), \(sums("runs"))
            from task_minutes \(where: conditions) group by start order by start
            """)
    }

    /// Failed attempts of the last seven days, grouped by kind and error, the most frequent of the last hours first.
    /// - Parameter scan: attempts looked at, the latest first.
    /// - Returns: the groups, and whether there were more attempts than were looked at.
    public func failureGroups(limit: Int, scan: Int = 200_000) throws -> (groups: [FailureGroup], isWhole: Bool) {
        let windows = FailureGroup.windows.map { hours in
            "count(*) filter (where finished_at >= now() - interval '\(hours) hours')"
        }
        let lately: SQL = """
            select kind, error_code, outcome, finished_at from task_attempts
            where finished_at >= now() - interval '168 hours' and outcome in ('failed', 'dead', 'crashed')
            order by finished_at desc limit \(scan)
            """
        let groups: [FailureGroup] = try query(
            """
            select kind, error_code, counts, dead, last_at, (
                select error from task_attempts as latest
                where latest.kind = grouped.kind and latest.error_code = grouped.error_code
                    and latest.finished_at = grouped.last_at limit 1
            ) from (
                select kind, error_code, array[\(raw: windows.joined(separator: ", "))] as counts,
                    count(*) filter (where outcome = 'dead') as dead, max(finished_at) as last_at
                from (\(lately)) as lately group by kind, error_code
            ) as grouped
            order by counts desc, last_at desc limit \(limit)
            """)
        let end: Date? = try scalar("select finished_at from (\(lately)) as lately offset \(scan - 1) limit 1")
        return (groups, end == nil)
    }

    /// The latest log lines of a task, oldest first.
    public func taskLogLines(_ id: UUID, limit: Int) throws -> [TaskLogLine] {
        try query(
            """
            select * from (
                select id, attempt, level, message, created_at from task_log_lines where task_id = \(id)
                order by id desc limit \(limit)
            ) as latest order by id
            """)
    }

    /// Keeps what a task wrote to the log, and of what the attempt wrote before it no more than the first and the last lines.
    public func storeTaskLogLines(
        _ lines: [NewTaskLogLine], task: UUID, attempt: Int, first: Int, last: Int
    ) throws {
        guard !lines.isEmpty else { return }
        try execute(
            """
            insert into task_log_lines (task_id, attempt, level, message, created_at)
            select \(task), \(attempt), level, left(message, 1000), created_at
            from unnest(\(lines.map(\.level)), \(lines.map(\.message)), \(lines.map(\.createdAt)))
                as new (level, message, created_at)
            """)
        try execute(
            """
            delete from task_log_lines using (
                select id, row_number() over (order by id) as number, row_number() over (order by id desc) as back
                from task_log_lines where task_id = \(task) and attempt = \(attempt)
            ) as kept
            where task_id = \(task) and task_log_lines.id = kept.id and number > \(first) and back > \(last)
            """)
    }

    /// Forgets log lines older than this many days, but for those of dead tasks: they help whoever looks why.
    public func forgetTaskLogLines(olderThanDays days: Int) throws -> Int {
        try execute(
            """
            delete from task_log_lines
            where created_at < now() - make_interval(days => \(days)::int)
                and not exists (select from all_tasks where all_tasks.id = task_id and all_tasks.state = 'dead')
            """)
    }
}

/// What a task wrote to the log.
public struct TaskLogLine: Sendable, RowDecodable {
    public var attempt: Int
    public var level: String
    public var message: String
    public var createdAt: Date

    public init(row: inout Row) throws {
        _ = try row.next() as Int
        attempt = try row.next()
        level = try row.next()
        message = try row.next()
        createdAt = try row.next()
    }
}

/// A line of the log on its way to the database.
public struct NewTaskLogLine: Sendable {
    public var level: String
    public var message: String
    public var createdAt: Date

    public init(level: String, message: String, createdAt: Date) {
        self.level = level
        self.message = message
        self.createdAt = createdAt
    }
}
