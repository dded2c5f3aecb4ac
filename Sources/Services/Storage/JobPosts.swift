public import FoundationEssentials
public import Model
public import Postgres

extension JobPost: RowDecodable {
    static let columns: SQL =
        """
        job_posts.id, job_posts.user_id, title, description, location, skills, job_posts.status, job_posts.created_at,
        job_posts.updated_at
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), userID: try row.next(), title: try row.next(), description: try row.next(),
            location: try row.next(), skills: try row.next(), status: try row.next(), createdAt: try row.next(),
            updatedAt: try row.next())
    }
}

/// A job post in a list.
public struct JobPostSummary: RowDecodable, Sendable {
    public let post: JobPost
    /// Resumes that stand for it, counted up to ``limit``.
    public let candidacyCount: Int

    static let limit = 10_000

    static let columns: SQL =
        """
        \(JobPost.columns), (
            select count(*) from (select from candidacies where job_post_id = job_posts.id limit \(limit)) as counted)
        """

    public init(row: inout Row) throws {
        post = try JobPost(row: &row)
        candidacyCount = try row.next()
    }
}

extension Connection {
    /// Stores a recruiter's opening.
    public func insertJobPost(
        id: UUID, ownedBy user: UUID, title: String, description: String, location: String?, skills: [String],
        status: JobPostStatus
    ) throws -> JobPost {
        try one(
            """
            insert into job_posts (id, user_id, title, description, location, skills, status)
            values (\(id), \(user), \(title), \(description), \(location), \(skills), \(status.rawValue))
            returning \(JobPost.columns)
            """)
    }

    /// Stores a changed opening; answers whether it is `user`'s.
    public func updateJobPost(_ post: JobPost, ownedBy user: UUID) throws -> JobPost? {
        try first(
            """
            update job_posts set title = \(post.title), description = \(post.description), location = \(post.location),
                skills = \(post.skills), status = \(post.status.rawValue), updated_at = now()
            where id = \(post.id) and user_id = \(user)
            returning \(JobPost.columns)
            """)
    }

    /// The opening, if it is `user`'s.
    public func jobPost(_ id: UUID, ownedBy user: UUID) throws -> JobPost? {
        try first("select \(JobPost.columns) from job_posts where id = \(id) and user_id = \(user)")
    }

    /// The opening with how many stand for it, if it is `user`'s.
    public func jobPostSummary(_ id: UUID, ownedBy user: UUID) throws -> JobPostSummary? {
        try first("select \(JobPostSummary.columns) from job_posts where id = \(id) and user_id = \(user)")
    }

    /// Deletes an opening with its candidacies and what was scored for it, where it is `user`'s; the resumes stay.
    public func deleteJobPost(_ id: UUID, ownedBy user: UUID) throws -> Bool {
        try transaction { db in
            let gone = try db.first(
                "delete from job_posts where id = \(id) and user_id = \(user) returning posting_id"
            ) { row in try row.next(UUID?.self) }
            guard let gone else { return false }
            if let posting = gone { try db.execute("delete from postings where id = \(posting) and user_id = \(user)") }
            return true
        }
    }

    /// A recruiter's openings, newest first, those after `cursor` where there is one.
    public func jobPosts(
        ownedBy user: UUID, status: JobPostStatus? = nil, after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [JobPostSummary] {
        var query: SQL =
            "select \(JobPostSummary.columns) from job_posts where user_id = \(user)"
        if let status { query += " and status = \(status.rawValue)" }
        if let (date, id) = cursor { query += " and (created_at, id) < (\(date), \(id))" }
        query += " order by created_at desc, id desc limit \(limit)"
        return try self.query(query)
    }
}
