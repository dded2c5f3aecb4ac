public import Base
public import FoundationEssentials
public import Model
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
    /// How many of the best a language model looks at; 0 for none.
    public var refineTop: Int
    /// Millionths of a US dollar, as shown before it began: about, and at most.
    public var expectedCost: Int?
    public var highestCost: Int?
    /// What became of it.
    public var refining: Refining?

    /// How the refining of a ranking went.
    public struct Refining: Codable, Sendable, Equatable {
        /// Pairs that were to be refined, and those that were.
        public var wanted: Int
        public var refined: Int
        /// Why it ended before all were; nil where it did not.
        @Nullable public var stopped: ModelNote.Outcome?
        /// Claims of the model without a quote that is in the text.
        public var dropped: Int
        /// Millionths of a US dollar.
        public var cost: Int

        public init(wanted: Int, refined: Int = 0, stopped: ModelNote.Outcome? = nil, dropped: Int = 0, cost: Int = 0) {
            self.wanted = wanted
            self.refined = refined
            self.stopped = stopped
            self.dropped = dropped
            self.cost = cost
        }
    }

    static let columns: SQL =
        """
        rankings.id, rankings.user_id, rankings.resume_id, rankings.engine, rankings.engine_version, rankings.search,
        rankings.posting_ids, rankings.task_id, rankings.created_at, rankings.refine_top, rankings.expected_cost,
        rankings.highest_cost, rankings.refining
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
        refineTop = try row.next()
        expectedCost = try row.next()
        highestCost = try row.next()
        refining = try row.json()
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
        id: UUID, user: UUID, resume: UUID, engine: String, engineVersion: String, search: String, postings: [UUID],
        refineTop: Int = 0, cost: (expected: Int, highest: Int)? = nil
    ) throws {
        try execute(
            """
            insert into rankings (id, user_id, resume_id, engine, engine_version, search, posting_ids, refine_top,
                expected_cost, highest_cost)
            values (\(id), \(user), \(resume), \(engine), \(engineVersion), \(search), \(postings), \(refineTop),
                \(cost?.expected), \(cost?.highest))
            """)
    }

    /// Notes what became of a ranking's refining.
    public func setRefining(_ refining: Ranking.Refining, of ranking: UUID) throws {
        try execute("update rankings set refining = \(json: refining), updated_at = now() where id = \(ranking)")
    }

    /// The scored matches of a ranking, best first: of each posting the one by the ranking's own engine, where there is one of
    /// both texts as they are, else the embedded one. A ranking that is refined has both. Without those that its owner has hidden since.
    public func matches(of ranking: Ranking, base: String, limit: Int) throws -> [MatchSummary] {
        try query(
            """
            select \(MatchSummary.columns)
            from (
                select distinct on (posting_id) matches.*
                from matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
                where matches.user_id = \(ranking.userID) and matches.resume_id = \(ranking.resumeID)
                    and posting_id = any(\(ranking.postingIDs)) and score is not null\(try postingBlocks(for: ranking.userID).condition)
                    and (engine = \(ranking.engine) and engine_version = \(ranking.engineVersion) or engine = \(base))
                order by posting_id, (engine = \(base) or \(Match.isOfPresentTexts)) desc,
                    (engine = \(ranking.engine)) desc, matches.updated_at desc
            ) matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
            order by score desc, matches.id desc limit \(limit)
            """)
    }

    /// Bytes of the texts of postings, the longest first, and of the resume.
    public func textBytes(resume: UUID, postings: [UUID], limit: Int) throws -> (resume: Int, postings: [Int]) {
        let ours: Int? = try scalar("select octet_length(coalesce(text, '')) from resumes where id = \(resume)")
        let theirs: [Int] = try scalars(
            """
            select octet_length(title) + octet_length(description_markdown) as bytes
            from postings where id = any(\(postings)) order by bytes desc limit \(limit)
            """)
        return (ours ?? 0, theirs)
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
