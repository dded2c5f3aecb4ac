internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Run: RowDecodable {
    /// A run whose task is over without having ended it, such as one that crashed its worker each time, has failed; one whose
    /// task is nowhere any more likewise.
    static let state: SQL =
        """
        case when runs.state in ('queued', 'running') and runs.task_id is not null
            then coalesce((select case all_tasks.state when 'dead' then 'failed' when 'cancelled' then 'cancelled'
                else runs.state end from all_tasks where all_tasks.id = runs.task_id limit 1), 'failed')
            else runs.state end
        """

    /// A column of the run's task while that waits for its next try; null at any other time.
    private static func waiting(_ column: SQL) -> SQL {
        """
        (select tasks.\(column) from tasks
            where tasks.id = runs.task_id and tasks.state = 'failed' and runs.state in ('queued', 'running'))
        """
    }

    static let columns: SQL =
        """
        runs.id, source_id, sources.name, runs.user_id, \(state), pages_done, pages_total, done, total, created, updated,
        failed, checkpoint, failures, warnings, requests, bytes, is_from_store, task_id, runs.created_at, started_at, finished_at,
        \(waiting("error_code")), \(waiting("error")), \(waiting("run_at"))
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), sourceID: try row.next(), sourceName: try row.next(), userID: try row.next(),
            state: try row.next(), pagesDone: try row.next(), pagesTotal: try row.next(), done: try row.next(),
            total: try row.next(), created: try row.next(), updated: try row.next(), failed: try row.next(),
            checkpoint: try row.next(), failures: try row.json(), warnings: try row.json(),
            requests: try row.next(), bytes: try row.next(), isFromStore: try row.next(), taskID: try row.next(),
            createdAt: try row.next(),
            startedAt: try row.next(), finishedAt: try row.next())
        let (code, reason, date) = (try row.next(String?.self), try row.next(String?.self), try row.next(Date?.self))
        wait = date.map { Wait(code: code ?? "", reason: reason ?? "", nextTryAt: $0) }
    }
}

/// What one page added to its run.
public struct RunPage: Sendable {
    public var done: Int
    public var created: Int
    public var updated: Int
    public var failures: [Run.Failure]
    public var total: Int?
    public var pagesTotal: Int?
    /// Where the next page starts; `nil` after the last.
    public var next: String?
    /// What the source did not give.
    public var warning: String?
    /// What the page cost.
    public var requests = 0
    public var bytes = 0
    public var milliseconds = 0

    public init(
        done: Int, created: Int = 0, updated: Int = 0, failures: [Run.Failure] = [], total: Int?, pagesTotal: Int?,
        next: String?
    ) {
        self.done = done
        self.created = created
        self.updated = updated
        self.failures = failures
        self.total = total
        self.pagesTotal = pagesTotal
        self.next = next
    }
}

extension Connection {
    /// Starts a run of the installation's own. `nil` when the source has one that has not ended.
    /// - Parameter isFromStore: whether it reads what is stored instead of asking the source.
    public func insertRun(
        id: UUID, source: UUID, startedBy user: UUID?, isFromStore: Bool = false
    ) throws -> UUID? {
        _ = try settleRuns(where: "source_id = \(source) and user_id is null")
        return try scalar(
            """
            insert into runs (id, source_id, started_by, state, is_from_store)
            values (\(id), \(source), \(user), 'queued', \(isFromStore))
            on conflict (source_id) where state in ('queued', 'running') and user_id is null do nothing
            returning id
            """)
    }

    /// Notes the task that does the run's next page.
    public func setRunTask(_ run: UUID, task: UUID) throws {
        try execute("update runs set task_id = \(task), updated_at = now() where id = \(run)")
    }

    /// The run, or `nil`.
    public func run(_ id: UUID) throws -> Run? {
        try first("select \(Run.columns) from runs join sources on sources.id = source_id where runs.id = \(id)")
    }

    /// The run of a source that has not ended, or `nil`.
    public func activeRun(source: UUID) throws -> Run? {
        try first(
            """
            select \(Run.columns) from runs join sources on sources.id = source_id
            where source_id = \(source) and state in ('queued', 'running') and runs.user_id is null
            """)
    }

    /// The run of a source that `user` has of their own, or of the installation's where there is no user.
    public func sourceRun(_ id: UUID, ownedBy user: UUID?) throws -> Run? {
        try first(
            """
            select \(Run.columns) from runs join sources on sources.id = source_id
            where runs.id = \(id) and runs.user_id is null and sources.user_id is not distinct from \(user)
            """)
    }

    /// The last runs of the installation's own, newest first, those after `cursor` where there is one; of one source where
    /// it is given.
    /// - Parameter name: of the source, its id or its kind; the name in any case.
    public func runs(
        source: UUID? = nil, sourceNamed name: String? = nil, state: RunState? = nil,
        after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [Run] {
        var query: SQL =
            "select \(Run.columns) from runs join sources on sources.id = source_id where runs.user_id is null"
        query += source.map { " and source_id = \($0)" } ?? " and sources.user_id is null"
        if let name {
            query +=
                " and (lower(sources.name) = lower(\(name)) or sources.kind = \(name) or sources.id::text = \(name))"
        }
        if let state { query += " and \(Run.state) = \(state.rawValue)" }
        if let (date, id) = cursor { query += " and (runs.created_at, runs.id) < (\(date), \(id))" }
        query += " order by runs.created_at desc, runs.id desc limit \(limit)"
        return try self.query(query)
    }

    /// The last run of the installation's own of each of some sources that has one.
    func lastRuns(of sources: [UUID]) throws -> [UUID: Run] {
        let runs: [Run] = try query(
            """
            select \(Run.columns) from unnest(\(sources)) as wanted cross join lateral (
                select * from runs where source_id = wanted and user_id is null order by created_at desc, id desc limit 1) as runs
            join sources on sources.id = runs.source_id
            """)
        return Dictionary(uniqueKeysWithValues: runs.map { ($0.sourceID, $0) })
    }

    /// Adds a page to its run, with the checkpoint after it; the run began with the first. At most 100 failures are kept with their reasons.
    public func advanceRun(_ id: UUID, by page: RunPage) throws {
        try execute(
            """
            update runs
            set state = case when \(page.next == nil) then 'succeeded' else 'running' end,
                started_at = coalesce(
                    started_at, greatest(runs.created_at, now() - \(page.milliseconds) * interval '1 millisecond')),
                finished_at = case when \(page.next == nil) then now() end,
                pages_done = pages_done + 1, pages_total = coalesce(\(page.pagesTotal), pages_total),
                done = done + \(page.done), total = coalesce(\(page.total), total),
                created = created + \(page.created), updated = updated + \(page.updated),
                failed = failed + \(page.failures.count), checkpoint = \(page.next),
                requests = requests + \(page.requests), bytes = bytes + \(page.bytes),
                warnings = warnings || \(json: page.warning.map { [$0] } ?? []),
                failures = case when jsonb_array_length(failures) < 100
                    then failures || \(json: page.failures) else failures end,
                updated_at = now()
            where id = \(id) and state in ('queued', 'running')
            """)
    }

    /// Notes what somebody should know of a run, also of one that is over.
    public func warnRun(_ id: UUID, _ warning: String) throws {
        try execute("update runs set warnings = warnings || \(json: [warning]), updated_at = now() where id = \(id)")
    }

    /// Ends a run that cannot go on.
    public func endRun(_ id: UUID, state: RunState, failure: Run.Failure?) throws {
        try execute(
            """
            update runs
            set state = \(state.rawValue), started_at = coalesce(started_at, now()), finished_at = now(),
                failures = failures || \(json: failure.map { [$0] } ?? []), updated_at = now()
            where id = \(id) and state in ('queued', 'running')
            """)
    }
}
