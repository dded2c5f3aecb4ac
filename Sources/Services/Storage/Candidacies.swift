public import FoundationEssentials
public import Model
public import Postgres

/// A resume that stands for a job post, as its list shows it.
public struct CandidacySummary: RowDecodable, Sendable {
    public let id: UUID
    public let jobPostID: UUID
    public let resumeID: UUID
    public let status: CandidacyStatus
    public let fileName: String
    public let personName: String?
    public let headline: String?
    public let email: String?
    public let skills: [String]
    public let years: Double?
    /// Whether the document has been read.
    public let resumeStatus: ResumeStatus
    public let createdAt: Date
    public let updatedAt: Date

    static let columns: SQL =
        """
        candidacies.id, job_post_id, resume_id, candidacies.status, resumes.file_name, resumes.profile->>'name',
        resumes.profile->>'headline', coalesce(resumes.contact_email, resumes.profile->>'email'),
        array(select jsonb_array_elements_text(resumes.profile->'skills')), (resumes.profile->>'years')::double precision,
        \(ResumeSummary.status), candidacies.created_at, candidacies.updated_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        jobPostID = try row.next()
        resumeID = try row.next()
        status = try row.next()
        fileName = try row.next()
        personName = try row.next()
        headline = try row.next()
        email = try row.next()
        skills = try row.next()
        years = try row.next()
        resumeStatus = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }
}

/// Which candidacies of a job post to list.
public struct CandidacyFilter: Sendable {
    public var status: CandidacyStatus?
    /// Matches the address exactly, whatever its case.
    public var email: String?
    public var createdAfter: Date?
    public var createdBefore: Date?

    public init(
        status: CandidacyStatus? = nil, email: String? = nil, createdAfter: Date? = nil, createdBefore: Date? = nil
    ) {
        self.status = status
        self.email = email
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
    }
}

extension Connection {
    /// Lets a resume stand for a job post; one that stands for it already stays as it is.
    /// - Returns: the candidacy; nil where the job post or the resume is not `user`'s.
    public func insertCandidacy(
        id: UUID, jobPost: UUID, resume: UUID, status: CandidacyStatus = .new, ownedBy user: UUID
    ) throws -> UUID? {
        try execute(
            """
            insert into candidacies (id, job_post_id, resume_id, status)
            select \(id), job_posts.id, resumes.id, \(status.rawValue) from job_posts, resumes
            where job_posts.id = \(jobPost) and job_posts.user_id = \(user)
                and resumes.id = \(resume) and resumes.user_id = \(user)
            on conflict (resume_id, job_post_id) do nothing
            """)
        return try scalar(
            """
            select candidacies.id from candidacies join job_posts on job_posts.id = job_post_id
            where resume_id = \(resume) and job_post_id = \(jobPost) and job_posts.user_id = \(user)
            """)
    }

    /// The candidacy, if its job post is `user`'s.
    public func candidacy(_ id: UUID, ownedBy user: UUID) throws -> CandidacySummary? {
        try first(
            """
            select \(CandidacySummary.columns)
            from candidacies join job_posts on job_posts.id = job_post_id join resumes on resumes.id = resume_id
            where candidacies.id = \(id) and job_posts.user_id = \(user)
            """)
    }

    /// Says how far a candidacy has come; answers whether its job post is `user`'s.
    public func setCandidacyStatus(_ status: CandidacyStatus, of id: UUID, ownedBy user: UUID) throws -> Bool {
        try execute(
            """
            update candidacies set status = \(status.rawValue), updated_at = now() from job_posts
            where candidacies.id = \(id) and job_posts.id = job_post_id and job_posts.user_id = \(user)
            """) > 0
    }

    /// Takes a resume away from a job post; answers whether that is `user`'s.
    public func deleteCandidacy(_ id: UUID, ownedBy user: UUID) throws -> Bool {
        try execute(
            """
            delete from candidacies using job_posts
            where candidacies.id = \(id) and job_posts.id = job_post_id and job_posts.user_id = \(user)
            """) > 0
    }

    /// Those who stand for a job post of `user`'s, newest first, those after `cursor` where there is one. Each filter has an
    /// index that serves it and the order.
    public func candidacies(
        of jobPost: UUID, ownedBy user: UUID, filter: CandidacyFilter = CandidacyFilter(),
        after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [CandidacySummary] {
        try query(candidaciesQuery(of: jobPost, ownedBy: user, filter: filter, after: cursor, limit: limit))
    }

    /// The statement of ``candidacies(of:ownedBy:filter:after:limit:)``, which tests explain.
    package func candidaciesQuery(
        of jobPost: UUID, ownedBy user: UUID, filter: CandidacyFilter, after cursor: (Date, UUID)? = nil, limit: Int
    ) -> SQL {
        var query: SQL =
            """
            select \(CandidacySummary.columns) from candidacies join resumes on resumes.id = resume_id
            where job_post_id = \(jobPost)
                and exists (select from job_posts where job_posts.id = \(jobPost) and job_posts.user_id = \(user))
            """
        if let status = filter.status { query += " and candidacies.status = \(status.rawValue)" }
        if let email = filter.email {
            query += " and resumes.user_id = \(user) and \(ResumeSummary.address) = lower(\(email))"
        }
        if let date = filter.createdAfter { query += " and candidacies.created_at >= \(date)" }
        if let date = filter.createdBefore { query += " and candidacies.created_at < \(date)" }
        if let (date, id) = cursor { query += " and (candidacies.created_at, candidacies.id) < (\(date), \(id))" }
        query += " order by candidacies.created_at desc, candidacies.id desc limit \(limit)"
        return query
    }

    /// How many stand for a job post, by status, each counted up to `limit`. The caller has checked whose it is.
    public func candidacyCounts(of jobPost: UUID, limit: Int) throws -> [CandidacyStatus: Int] {
        var counts: [CandidacyStatus: Int] = [:]
        for status in CandidacyStatus.allCases {
            counts[status] = try scalar(
                """
                select count(*) from (
                    select from candidacies where job_post_id = \(jobPost) and status = \(status.rawValue) limit \(limit)
                ) as counted
                """)
        }
        return counts
    }
}
