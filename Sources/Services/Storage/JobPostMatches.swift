public import FoundationEssentials
public import Model
public import Postgres

/// How a recruiter's resumes were ranked for a job post the last time.
public struct JobPostRanking: RowDecodable, Sendable {
    /// The posting that stands for the job post; `nil` until something is ranked.
    public let posting: UUID?
    public let task: UUID?
    public let endedAt: Date?
    /// How many resumes were scored.
    public let resumes: Int
    /// Whether the job post has changed since.
    public let isOutdated: Bool

    public init(row: inout Row) throws {
        posting = try row.next()
        task = try row.next()
        endedAt = try row.next()
        resumes = try row.next() ?? 0
        isOutdated = try row.next()
    }
}

/// A resume that fits a job post, with what the built-in scorer says of the two.
public struct JobPostMatch: RowDecodable, Sendable {
    public let id: UUID
    public let resumeID: UUID
    public let fileName: String
    public let personName: String?
    public let headline: String?
    public let email: String?
    public let years: Double?
    public let score: Double
    /// The first reason's sentence.
    public let firstReason: String?
    public let matched: [String]
    public let missing: [String]
    /// How far the person has come, where the resume stands for the job post already.
    public let candidacy: CandidacyStatus?
    public let updatedAt: Date

    static let columns: SQL =
        """
        matches.id, matches.resume_id, file_name, profile->>'name', profile->>'headline',
        coalesce(contact_email, profile->>'email'), (profile->>'years')::double precision, score,
        result->'reasons'->0->>'text', result->'matched', result->'missing', candidacies.status, matches.updated_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        resumeID = try row.next()
        fileName = try row.next()
        personName = try row.next()
        headline = try row.next()
        email = try row.next()
        years = try row.next()
        score = try row.next()
        firstReason = try row.next()
        matched = try row.json()
        missing = try row.json()
        candidacy = try row.next()
        updatedAt = try row.next()
    }
}

/// A resume's text with where it stands among its owner's, for going through all of them.
public struct ListedResumeText: RowDecodable, Sendable {
    public let text: ResumeText
    public let createdAt: Date

    public init(row: inout Row) throws {
        text = try ResumeText(row: &row)
        createdAt = try row.next()
    }
}

extension Connection {
    /// How the resumes were ranked for a job post, if it is `user`'s.
    public func jobPostRanking(_ id: UUID, ownedBy user: UUID) throws -> JobPostRanking? {
        try first(
            """
            select posting_id, ranking_task_id, ranked_at, ranked_resumes, coalesce(updated_at > ranked_at, false) from job_posts
            where id = \(id) and user_id = \(user)
            """)
    }

    /// Notes that a task ranks resumes for a job post, and the posting that stands for it.
    public func beginJobPostRanking(_ id: UUID, posting: UUID, task: UUID) throws {
        try execute("update job_posts set posting_id = \(posting), ranking_task_id = \(task) where id = \(id)")
    }

    /// Notes that resumes have been ranked for a job post, and forgets the scores of those that are not among the best any more.
    /// - Parameters:
    ///   - resumes: how many were scored.
    ///   - best: those whose scores are kept.
    ///   - engineVersion: of the scorer that has scored them.
    ///   - start: when the job post was read: it may have changed meanwhile.
    public func endJobPostRanking(
        _ id: UUID, posting: UUID, resumes: Int, best: [UUID], engineVersion: String, since start: Date
    ) throws {
        try execute(
            """
            delete from matches where posting_id = \(posting) and engine = 'embedded'
                and (resume_id <> all(\(best)) or engine_version <> \(engineVersion))
            """)
        try execute(
            """
            update job_posts set ranked_resumes = \(resumes),
                ranked_at = case when updated_at > \(start) then \(start) else now() end
            where id = \(id)
            """)
    }

    /// How many of a person's resumes have been read.
    public func resumeTextCount(ownedBy user: UUID) throws -> Int {
        try value("select count(*) from resumes where user_id = \(user) and text is not null")
    }

    /// The readings of a person's resumes, those they collected among them, the last first, those after `cursor` where there is one.
    public func resumeTexts(
        ownedBy user: UUID, after cursor: (Date, UUID)?, limit: Int
    ) throws -> [ListedResumeText] {
        var query: SQL =
            """
            select \(ResumeText.columns), resumes.created_at from \(ResumeText.tables)
            where resumes.user_id = \(user) and text is not null
            """
        if let (date, id) = cursor { query += " and (resumes.created_at, resumes.id) < (\(date), \(id))" }
        query += " order by resumes.created_at desc, resumes.id desc limit \(limit)"
        return try self.query(query)
    }

    /// The resumes that fit a job post of `user`'s, the best first, those after `cursor` where there is one.
    /// - Parameter cursor: the last one's score and the id of its match.
    public func jobPostMatches(
        of post: UUID, ownedBy user: UUID, after cursor: (Double, UUID)? = nil, limit: Int
    ) throws -> [JobPostMatch] {
        var query: SQL =
            """
            select \(JobPostMatch.columns) from job_posts
            join matches on matches.posting_id = job_posts.posting_id and matches.engine = 'embedded'
            join resumes on resumes.id = matches.resume_id
            left join candidacies on candidacies.resume_id = resumes.id and candidacies.job_post_id = job_posts.id
            where job_posts.id = \(post) and job_posts.user_id = \(user) and matches.user_id = \(user) and score is not null
            """
        if let (score, id) = cursor { query += " and (score, matches.id) < (\(score), \(id))" }
        query += " order by score desc, matches.id desc limit \(limit)"
        return try self.query(query)
    }
}
