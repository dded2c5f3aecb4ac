internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Match: RowDecodable {
    static let columns: SQL =
        """
        matches.id, matches.user_id, resume_id, posting_id, engine, engine_version, result, matches.task_id,
        matches.created_at, matches.updated_at
        """

    /// Whether a score is of the resume and the posting as they are; of rows joined with both. What models said of other texts
    /// does not lead lists: the built-in scorer's scores are made again, theirs are not.
    static let isOfPresentTexts: SQL =
        "(resume_revision = resumes.revision and posting_hash = postings.content_hash) is true"

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), userID: try row.next(), resumeID: try row.next(), postingID: try row.next(),
            engine: try row.next(), engineVersion: try row.next(), score: try row.json(),
            taskID: try row.next(), createdAt: try row.next(), updatedAt: try row.next())
    }
}

/// A match as lists show it.
public struct MatchSummary: RowDecodable, Sendable {
    public let id: UUID
    public let resumeID: UUID
    public let resumeName: String
    public let postingID: UUID
    public let title: String
    public let company: String
    public let location: String?
    public let pay: Pay?
    /// Who gave the score: the embedded scorer also where the engine that was asked for failed.
    public let engine: String
    public let engineVersion: String
    public let score: Double
    /// The first reason's sentence.
    public let firstReason: String?
    public let matched: [String]
    public let missing: [String]
    public let eligibility: Eligibility
    public let updatedAt: Date

    static let columns: SQL =
        """
        matches.id, resume_id, resumes.file_name, posting_id, postings.title, postings.company, postings.location,
        salary_min, salary_max, currency, period, coalesce(result->>'engine', engine),
        coalesce(result->>'engine_version', engine_version), score, result->'reasons'->0->>'text',
        result->'matched', result->'missing', result->'eligibility', matches.updated_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        resumeID = try row.next()
        resumeName = try row.next()
        postingID = try row.next()
        title = try row.next()
        company = try row.next()
        location = try row.next()
        pay = try Pay(row: &row)
        engine = try row.next()
        engineVersion = try row.next()
        score = try row.next()
        firstReason = try row.next()
        matched = try row.json()
        missing = try row.json()
        eligibility = try row.json()
        updatedAt = try row.next()
    }
}

/// A match with both its texts, for its page.
public struct MatchView: RowDecodable, Sendable {
    public let match: Match
    public let resumeName: String
    public let resumeText: String
    public let title: String
    public let company: String
    public let descriptionMarkdown: String
    /// What has changed since it was scored: `resume`, `posting`, `settings`.
    public let changes: [String]
    /// Whoever looks is not the person that the resume is about.
    public let isOfCandidate: Bool
    /// The person, where the resume names one.
    public let personName: String?
    /// The job post whose posting it is, where whoever looks has it.
    public let jobPostID: UUID?

    public init(row: inout Row) throws {
        match = try Match(row: &row)
        resumeName = try row.next()
        resumeText = try row.next()
        title = try row.next()
        company = try row.next()
        descriptionMarkdown = try row.next()
        changes = try row.next()
        isOfCandidate = try row.next()
        personName = try row.next()
        jobPostID = try row.next()
    }
}

/// Which matches of a user to list.
public struct MatchFilter: Sendable {
    public enum Order: String, Sendable, CaseIterable {
        case best, newest
    }

    public var resumeID: UUID?
    public var postingIDs: [UUID]?
    public var minimumScore: Double?
    /// Without one, what a model said of other texts than there are now is left out where there is a built-in score.
    public var engine: String?
    /// Only those that no hard constraint rules out; what is not stated rules nothing out.
    public var isEligible: Bool
    /// Only those with postings that are open.
    public var isOpen: Bool
    /// What the posting's title, its company or its place has in it.
    public var text: String?
    /// Only those that came after that.
    public var since: Date?
    public var order: Order

    public init(
        resumeID: UUID? = nil, postingIDs: [UUID]? = nil, minimumScore: Double? = nil, engine: String? = nil,
        isEligible: Bool = false, isOpen: Bool = false, text: String? = nil, since: Date? = nil, order: Order = .best
    ) {
        self.resumeID = resumeID
        self.postingIDs = postingIDs
        self.minimumScore = minimumScore
        self.engine = engine
        self.isEligible = isEligible
        self.isOpen = isOpen
        self.text = text
        self.since = since
        self.order = order
    }

    /// What is asked of a match of `user`'s, from `from` on.
    fileprivate func rows(of user: UUID) -> SQL {
        var rows: SQL =
            """
            from matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
            where matches.user_id = \(user) and score is not null
            """
        if let resumeID { rows += " and resume_id = \(resumeID)" }
        if let postingIDs { rows += " and posting_id = any(\(postingIDs))" }
        if let minimumScore { rows += " and score >= \(minimumScore)" }
        if let engine {
            rows += " and engine = \(engine)"
        } else {
            rows += """
                 and (engine in ('embedded', 'simulated') or \(Match.isOfPresentTexts) or not exists (
                    select from matches as base
                    where base.resume_id = matches.resume_id and base.posting_id = matches.posting_id
                        and base.engine = 'embedded' and base.score is not null))
                """
        }
        if let since { rows += " and matches.created_at > \(since)" }
        if isOpen { rows += " and postings.status = 'open' and postings.liveness <> 'closed'" }
        if isEligible { rows += " and not jsonb_path_exists(result, '$.eligibility.* ? (@ == \"no\")')" }
        if let text {
            rows +=
                " and position(lower(\(text)) in lower(concat_ws(' ', postings.title, company, postings.location))) > 0"
        }
        return rows
    }
}

/// The pair a match is about and the engine that scores it.
public struct MatchKey: Sendable {
    public var user: UUID
    public var resume: UUID
    public var posting: UUID
    public var engine: String
    public var engineVersion: String

    public init(user: UUID, resume: UUID, posting: UUID, engine: String, engineVersion: String) {
        self.user = user
        self.resume = resume
        self.posting = posting
        self.engine = engine
        self.engineVersion = engineVersion
    }
}

extension Connection {
    /// The match of a pair, made where there is none. It has no score until ``storeScore(_:of:)`` gives it one.
    public func matchID(for key: MatchKey) throws -> UUID {
        try execute(
            """
            insert into matches (id, user_id, resume_id, posting_id, engine, engine_version)
            values (\(UUID.v7()), \(key.user), \(key.resume), \(key.posting), \(key.engine), \(key.engineVersion))
            on conflict (resume_id, posting_id, engine, engine_version) do nothing
            """)
        let id: UUID? = try scalar(
            """
            select id from matches
            where resume_id = \(key.resume) and posting_id = \(key.posting) and engine = \(key.engine)
                and engine_version = \(key.engineVersion)
            """)
        guard let id else { throw PostgresError(.decoding, "the match was removed while it was being made") }
        return id
    }

    /// Whether the match's score is of the resume's and the posting's present text and of its owner's present settings, and of
    /// the engine that was asked for: what stands in for it after a failure is not.
    public func isMatchCurrent(_ id: UUID) throws -> Bool {
        try scalar(
            """
            select score is not null and resume_revision = resumes.revision and posting_hash = postings.content_hash
                and coalesce(result->>'engine', engine) = engine
                and not exists (
                    select from preferences
                    where \(Preferences.areOfMatch) and preferences.updated_at > matches.updated_at)
            from matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
            where matches.id = \(id)
            """) ?? false
    }

    /// Notes the task that scores the match.
    public func setMatchTask(_ match: UUID, task: UUID) throws {
        try execute("update matches set task_id = \(task), updated_at = now() where id = \(match)")
    }

    /// Stores a score for its pair, once: a second score for the pair replaces the first.
    /// - Parameter task: the task whose result the score is; `nil` for one that came with a ranking.
    public func storeScore(
        _ score: Score, of key: MatchKey, resumeRevision: Int, postingHash: [UInt8], task: UUID?
    ) throws -> UUID {
        let id: UUID? = try scalar(
            """
            insert into matches (id, user_id, resume_id, posting_id, engine, engine_version, score, result,
                resume_revision, posting_hash, task_id)
            values (\(UUID.v7()), \(key.user), \(key.resume), \(key.posting), \(key.engine), \(key.engineVersion),
                \(score.score), \(json: score), \(resumeRevision), \(postingHash), \(task))
            on conflict (resume_id, posting_id, engine, engine_version) do update
            set score = excluded.score, result = excluded.result, resume_revision = excluded.resume_revision,
                posting_hash = excluded.posting_hash, task_id = excluded.task_id, updated_at = now()
            returning id
            """)
        guard let id else { throw PostgresError(.decoding, "a stored match has no id") }
        return id
    }

    /// The match, if it is `user`'s.
    public func match(_ id: UUID, ownedBy user: UUID) throws -> Match? {
        try first("select \(Match.columns) from matches where id = \(id) and user_id = \(user)")
    }

    /// The match with both its texts, if it is `user`'s.
    public func matchView(_ id: UUID, ownedBy user: UUID) throws -> MatchView? {
        try first(
            """
            select \(Match.columns), resumes.file_name, coalesce(resumes.text, ''), postings.title, postings.company,
                description_markdown, array_remove(array[
                    case when resume_revision <> resumes.revision then 'resume' end,
                    case when posting_hash <> postings.content_hash then 'posting' end,
                    case when preferences.updated_at > matches.updated_at then 'settings' end], null),
                resumes.source_id is not null
                    or exists (select from job_posts where job_posts.posting_id = matches.posting_id)
                    or exists (select from users where users.id = matches.user_id and users.role = 'recruiter'),
                resumes.profile->>'name',
                (select job_posts.id from job_posts
                    where job_posts.posting_id = matches.posting_id and job_posts.user_id = matches.user_id limit 1)
            from matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
                left join preferences on \(Preferences.areOfMatch)
            where matches.id = \(id) and matches.user_id = \(user)
            """)
    }

    /// A user's scored matches, best or newest first, those after `cursor` where there is one.
    /// - Parameter cursor: the last one's score, or its seconds since 1970, and its id.
    public func matches(
        ownedBy user: UUID, filter: MatchFilter, after cursor: (Double, UUID)? = nil, limit: Int
    ) throws -> [MatchSummary] {
        let key: SQL = filter.order == .best ? "score" : "extract(epoch from matches.updated_at)::double precision"
        var query: SQL =
            "select \(MatchSummary.columns) \(filter.rows(of: user))\(try postingBlocks(for: user).condition)"
        if let (value, id) = cursor { query += " and (\(key), matches.id) < (\(value), \(id))" }
        query += " order by \(key) desc, matches.id desc limit \(limit)"
        return try self.query(query)
    }

    /// How a user's scored matches spread: ten numbers, of the scores below 10, below 20 and so on up to 100.
    public func scoreDistribution(ownedBy user: UUID, filter: MatchFilter) throws -> [Int] {
        var counts = [Int](repeating: 0, count: 10)
        let rows = try query(
            """
            select least(floor(score / 10), 9)::bigint, count(*) \(filter.rows(of: user))\(try postingBlocks(for: user).condition)
            group by 1
            """
        ) { (try $0.next(Int.self), try $0.next(Int.self)) }
        for (tenth, count) in rows where counts.indices.contains(tenth) { counts[tenth] = count }
        return counts
    }

    /// How many scored matches a user has, and how many of them came after a moment; of one resume where it is given.
    public func matchCounts(
        ownedBy user: UUID, resume: UUID? = nil, since: Date = .distantFuture
    ) throws -> (all: Int, new: Int) {
        let counts = try query(
            """
            select count(*), count(*) filter (where matches.created_at > \(since))
            from matches join postings on postings.id = posting_id
            where matches.user_id = \(user) and score is not null
                and (\(resume)::uuid is null or resume_id = \(resume))
                \(try postingBlocks(for: user).condition)
            """
        ) { (all: try $0.next(Int.self), new: try $0.next(Int.self)) }
        return counts.first ?? (0, 0)
    }
}
