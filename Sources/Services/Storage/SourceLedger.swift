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
    /// How a source stands.
    public func ledger(of source: Source) throws -> SourceLedger {
        let counts: [(Int, Int)] = try query(
            """
            select count(*), count(*) filter (where exists (select from posting_sources other
                where other.posting_id = postings.id and other.source_id <> \(source.id)))
            from posting_sources join postings on postings.id = posting_id
            where source_id = \(source.id) and status = 'open'
            """
        ) { row in (try row.next(), try row.next()) }
        let fresh: Date? = try scalar(
            """
            select max(finished_at) from runs
            where source_id = \(source.id) and state = 'succeeded' and not is_from_store
            """)
        return SourceLedger(
            source: source, open: counts.first?.0 ?? 0, duplicates: counts.first?.1 ?? 0, freshAt: fresh,
            lastRun: try runs(source: source.id, limit: 1).first)
    }

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
