internal import Base
public import FoundationEssentials
internal import Model
public import Postgres

/// What one page of a run brought and cost.
public struct RunPageRecord: RowDecodable, Sendable {
    public enum Outcome: String, Encodable, Sendable, CaseIterable {
        case fetched
        /// The source, or the bytes, said that nothing had changed.
        case same
        /// Read from what was stored.
        case stored
    }

    public var ordinal: Int
    public var records: Int
    public var created: Int
    public var updated: Int
    public var failed: Int
    public var requests: Int
    public var bytes: Int
    public var milliseconds: Int
    public var outcome: Outcome
    public var createdAt: Date

    public init(row: inout Row) throws {
        ordinal = try row.next()
        records = try row.next()
        created = try row.next()
        updated = try row.next()
        failed = try row.next()
        requests = try row.next()
        bytes = try row.next()
        milliseconds = try row.next()
        outcome = try row.next()
        createdAt = try row.next()
    }
}

extension Connection {
    /// Notes a page in its run's log.
    public func logRunPage(_ page: RunPage, of run: UUID, ordinal: Int, outcome: RunPageRecord.Outcome) throws {
        try execute(
            """
            insert into run_pages (run_id, ordinal, records, created, updated, failed, requests, bytes, milliseconds, outcome)
            values (\(run), \(ordinal), \(page.done), \(page.created), \(page.updated), \(page.failures.count),
                \(page.requests), \(page.bytes), \(page.milliseconds), \(outcome.rawValue))
            on conflict (run_id, ordinal) do nothing
            """)
    }

    /// The last pages of a run, the latest first.
    public func runPages(of run: UUID, limit: Int) throws -> [RunPageRecord] {
        try query(
            """
            select ordinal, records, created, updated, failed, requests, bytes, milliseconds, outcome, created_at
            from run_pages where run_id = \(run) order by ordinal desc limit \(limit)
            """)
    }

    /// The pages of a run in order, those after `ordinal` where there is one.
    public func runPages(of run: UUID, after ordinal: Int?, limit: Int) throws -> [RunPageRecord] {
        try query(
            """
            select ordinal, records, created, updated, failed, requests, bytes, milliseconds, outcome, created_at
            from run_pages where run_id = \(run) and ordinal > \(ordinal ?? 0) order by ordinal limit \(limit)
            """)
    }

    /// Adds what a page that failed has cost, and why the run goes no further.
    public func noteRunCost(_ run: UUID, requests: Int, bytes: Int) throws {
        try execute("update runs set requests = requests + \(requests), bytes = bytes + \(bytes) where id = \(run)")
    }

    /// Notes a run that is over as soon as it is stored.
    public func insertFinishedRun(id: UUID, source: UUID, startedBy user: UUID) throws {
        try execute(
            """
            insert into runs (id, source_id, started_by, state, started_at, finished_at)
            values (\(id), \(source), \(user), 'succeeded', now(), now())
            """)
    }

    /// Adds to a run that is over what its page brought and cost.
    public func addToFinishedRun(_ id: UUID, _ page: RunPage) throws {
        try execute(
            """
            update runs set pages_done = 1, done = \(page.done), created = \(page.created), updated = \(page.updated),
                failed = \(page.failures.count), failures = \(json: page.failures), requests = \(page.requests),
                bytes = \(page.bytes)
            where id = \(id)
            """)
    }

    /// Ends a run whose later page could not be had: what it brought counts.
    public func truncateRun(_ id: UUID, warning: String) throws {
        try execute(
            """
            update runs set state = 'succeeded', finished_at = now(), warnings = warnings || \(json: [warning]), updated_at = now()
            where id = \(id) and state in ('queued', 'running')
            """)
    }

    /// How many of a source's last runs have failed in a row, `limit` at the most.
    public func failedRunsInARow(of source: UUID, limit: Int) throws -> Int {
        let states: [String] = try scalars(
            """
            select \(Run.state) from runs where source_id = \(source) and state not in ('queued', 'running')
            order by created_at desc, id desc limit \(limit)
            """)
        return states.prefix { $0 == "failed" }.count
    }
}
