public import Model
public import Postgres

/// A source as operators see it: with its last run and how many open postings it has.
public struct SourceStanding: Sendable {
    public let source: Source
    public let postingCount: Int
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
    /// Every source with its last run, by name.
    public func sourceStandings() throws -> [SourceStanding] {
        try sources().map { source in
            let count: Int = try value(
                """
                select count(*) from posting_sources join postings on postings.id = posting_id
                where source_id = \(source.id) and status = 'open'
                """)
            return SourceStanding(
                source: source, postingCount: count, lastRun: try runs(source: source.id, limit: 1).first)
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
