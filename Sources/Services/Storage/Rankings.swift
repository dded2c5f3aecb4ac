public import FoundationEssentials
public import Postgres

/// The postings of one search, ranked for one resume.
public struct Ranking: RowDecodable, Sendable, Equatable {
    public var id: UUID
    public var userID: UUID
    public var resumeID: UUID
    public var engine: String
    public var engineVersion: String
    /// The search as a query string.
    public var search: String
    public var postingIDs: [UUID]
    public var taskID: UUID?
    public var createdAt: Date

    static let columns: SQL =
        """
        rankings.id, rankings.user_id, rankings.resume_id, rankings.engine, rankings.engine_version, rankings.search,
        rankings.posting_ids, rankings.task_id, rankings.created_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        userID = try row.next()
        resumeID = try row.next()
        engine = try row.next()
        engineVersion = try row.next()
        search = try row.next()
        postingIDs = try row.next()
        taskID = try row.next()
        createdAt = try row.next()
    }
}

/// A ranking with the name of its resume.
public struct RankingSummary: RowDecodable, Sendable {
    public let ranking: Ranking
    public let resumeName: String

    public init(row: inout Row) throws {
        ranking = try Ranking(row: &row)
        resumeName = try row.next()
    }
}

extension Connection {
    /// Stores a ranking that is yet to be made.
    public func insertRanking(
        id: UUID, user: UUID, resume: UUID, engine: String, engineVersion: String, search: String, postings: [UUID]
    ) throws {
        try execute(
            """
            insert into rankings (id, user_id, resume_id, engine, engine_version, search, posting_ids)
            values (\(id), \(user), \(resume), \(engine), \(engineVersion), \(search), \(postings))
            """)
    }

    /// Notes the task that makes the ranking.
    public func setRankingTask(_ ranking: UUID, task: UUID) throws {
        try execute("update rankings set task_id = \(task), updated_at = now() where id = \(ranking)")
    }

    /// The ranking, if it is `user`'s.
    public func ranking(_ id: UUID, ownedBy user: UUID) throws -> Ranking? {
        try first("select \(Ranking.columns) from rankings where id = \(id) and user_id = \(user)")
    }

    /// The ranking whoever owns it: for work that was started by its owner.
    public func ranking(_ id: UUID) throws -> Ranking? {
        try first("select \(Ranking.columns) from rankings where id = \(id)")
    }

    /// A user's rankings that are being made, newest first.
    public func liveRankings(ownedBy user: UUID, limit: Int) throws -> [RankingSummary] {
        try query(
            """
            select \(Ranking.columns), resumes.file_name
            from rankings join resumes on resumes.id = resume_id join tasks on tasks.id = rankings.task_id
            where rankings.user_id = \(user) and tasks.state in ('queued', 'running', 'failed')
            order by rankings.created_at desc limit \(limit)
            """)
    }
}
