internal import FoundationEssentials
public import Model
public import Postgres

/// A source as operators see it: with its last run and how many open postings it has.
public struct SourceStanding: Sendable {
    public let source: Source
    public let postings: Tally
    public let lastRun: Run?
}

/// An account as operators see it: counts, never contents.
public struct AccountSummary: RowDecodable, Sendable {
    public let user: User
    public let resumeCount: Int
    public let matchCount: Int

    public init(row: inout Row) throws {
        user = try User(row: &row)
        resumeCount = try row.next()
        matchCount = try row.next()
    }
}

extension Connection {
    /// Every source of the installation's own with its last run, by name. The postings of each are counted up to a limit.
    public func sourceStandings(countLimit limit: Int) throws -> [SourceStanding] {
        let sources = try sources()
        let ids = sources.map(\.id)
        let counts = try query(
            """
            select wanted, (select count(*) from (
                select from posting_sources join postings on postings.id = posting_id
                where source_id = wanted and status = 'open' limit \(limit + 1)) as counted)
            from unnest(\(ids)) as wanted
            """
        ) { row in (try row.next(UUID.self), try row.next(Int.self)) }
        let (table, runs) = (Dictionary(uniqueKeysWithValues: counts), try lastRuns(of: ids))
        return sources.map { source in
            let count = table[source.id] ?? 0
            return SourceStanding(
                source: source, postings: Tally(min(count, limit), isExact: count <= limit), lastRun: runs[source.id])
        }
    }

    /// Accounts, newest first, with the number of their resumes and matches, `limit` at the most.
    public func accountSummaries(limit: Int) throws -> [AccountSummary] {
        try query(
            """
            select \(User.columns),
                (select count(*) from resumes where user_id = users.id),
                (select count(*) from matches where user_id = users.id and score is not null)
            from users order by created_at desc, id desc limit \(limit)
            """)
    }
}
