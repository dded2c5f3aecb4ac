public import FoundationEssentials
public import Model
public import Postgres

/// What a source has brought, as its ledger shows it.
public struct SourceLedger: Sendable {
    public let source: Source
    /// Open postings, and those of them that another source has as well.
    public let open: Int
    public let duplicates: Int
    /// When a run last ended well.
    public let freshAt: Date?
    public let lastRun: Run?
}

/// How often something was refused or could not be had, in thirty days.
public struct SourceProblem: RowDecodable, Sendable {
    public let reason: String
    public let count: Int
    public let lastAt: Date

    public init(row: inout Row) throws {
        reason = try row.next()
        count = try row.next()
        lastAt = try row.next()
    }
}

extension Connection {
    /// How some sources stand, in their order.
    public func ledgers(of sources: [Source]) throws -> [SourceLedger] {
        guard !sources.isEmpty else { return [] }
        let ids = sources.map(\.id)
        let counts = try query(
            """
            select source_id, count(*), count(*) filter (where exists (select from posting_sources other
                where other.posting_id = postings.id and other.source_id <> posting_sources.source_id))
            from posting_sources join postings on postings.id = posting_id
            where source_id = any(\(ids)) and status = 'open'
            group by source_id
            """
        ) { row in (try row.next(UUID.self), (open: try row.next(Int.self), duplicates: try row.next(Int.self))) }
        let fresh = try query(
            """
            select source_id, max(finished_at) from runs
            where source_id = any(\(ids)) and state = 'succeeded' and not is_from_store and finished_at is not null
            group by source_id
            """
        ) { row in (try row.next(UUID.self), try row.next(Date.self)) }
        let (counted, dates) = (Dictionary(uniqueKeysWithValues: counts), Dictionary(uniqueKeysWithValues: fresh))
        let runs = try lastRuns(of: ids)
        return sources.map { source in
            let count = counted[source.id]
            return SourceLedger(
                source: source, open: count?.open ?? 0, duplicates: count?.duplicates ?? 0, freshAt: dates[source.id],
                lastRun: runs[source.id])
        }
    }

    /// How a source stands.
    public func ledger(of source: Source) throws -> SourceLedger { try ledgers(of: [source])[0] }

    /// Why records were refused and pages could not be had, the most frequent first.
    public func sourceProblems(of source: UUID, limit: Int) throws -> [SourceProblem] {
        try query(
            """
            select failure->>'reason', count(*), max(runs.created_at)
            from runs, jsonb_array_elements(failures) as failure
            where source_id = \(source) and runs.created_at > now() - interval '30 days'
            group by 1 order by 2 desc, 1 limit \(limit)
            """)
    }
}
