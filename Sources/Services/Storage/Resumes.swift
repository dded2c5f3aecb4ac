public import FoundationEssentials
public import Model
public import Postgres

extension Resume: RowDecodable {
    static let columns: SQL =
        """
        resumes.id, resumes.user_id, file_name, media_type, byte_count, storage_key, \(ResumeSummary.status), stages, error_code, text,
        profile, version, resumes.task_id, resumes.created_at, resumes.updated_at
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), userID: try row.next(), fileName: try row.next(), mediaType: try row.next(),
            byteCount: try row.next(), storageKey: try row.next(), status: try row.next(),
            stages: try row.json(), errorCode: try row.next(), text: try row.next(),
            profile: try row.json(), version: try row.next(), taskID: try row.next(), createdAt: try row.next(),
            updatedAt: try row.next())
    }
}

/// A resume as lists and menus show it, without its text.
public struct ResumeSummary: RowDecodable, Sendable {
    public let id: UUID
    public let fileName: String
    public let status: ResumeStatus
    public let errorCode: String?
    public let personName: String?
    public let headline: String?
    /// The first few.
    public let firstSkills: [String]
    public let years: Double?
    public let email: String?
    public let createdAt: Date
    public let updatedAt: Date

    /// A resume whose task is over without having ended its reading, or gone, has failed; one that was being read again is as it
    /// was.
    static let status: SQL =
        """
        case when resumes.status in ('queued', 'processing') and resumes.task_id is not null and not exists (
                select from all_tasks where all_tasks.id = resumes.task_id and all_tasks.state not in ('dead', 'cancelled'))
            then case when resumes.profile is null then 'failed' else 'done' end else resumes.status end
        """
    /// The mail address in lower case, as the index `resumes_email` has it.
    static let address: SQL = "lower(coalesce(resumes.contact_email, resumes.profile->>'email'))"
    static let columns: SQL =
        """
        resumes.id, resumes.file_name, \(status), resumes.error_code, resumes.profile->>'name', resumes.profile->>'headline',
        array(select jsonb_array_elements_text(resumes.profile->'skills') limit 6),
        (resumes.profile->>'years')::double precision, coalesce(resumes.contact_email, resumes.profile->>'email'),
        resumes.created_at, resumes.updated_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        fileName = try row.next()
        status = try row.next()
        errorCode = try row.next()
        personName = try row.next()
        headline = try row.next()
        firstSkills = try row.next()
        years = try row.next()
        email = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }
}

/// Which resumes of a user to list.
public struct ResumeFilter: Sendable {
    public var status: ResumeStatus?
    /// Matches the address exactly, whatever its case: the one given beside the document, else the profile's.
    public var email: String?
    /// Those that stand for this job post.
    public var jobPostID: UUID?
    public var createdAfter: Date?
    public var createdBefore: Date?

    public init(
        status: ResumeStatus? = nil, email: String? = nil, jobPostID: UUID? = nil, createdAfter: Date? = nil,
        createdBefore: Date? = nil
    ) {
        self.status = status
        self.email = email
        self.jobPostID = jobPostID
        self.createdAfter = createdAfter
        self.createdBefore = createdBefore
    }
}

extension Connection {
    /// Stores an uploaded resume that nobody has read yet.
    public func insertResume(
        id: UUID, user: UUID, fileName: String, mediaType: MediaType, byteCount: Int, storageKey: String,
        contactEmail: String? = nil
    ) throws {
        try execute(
            """
            insert into resumes (id, user_id, file_name, media_type, byte_count, storage_key, contact_email, status, stages)
            values (\(id), \(user), \(fileName), \(mediaType.rawValue), \(byteCount), \(storageKey), \(contactEmail),
                \(ResumeStatus.queued.rawValue), \(json: ResumeStage.initial))
            """)
    }

    /// Notes the task that reads the resume.
    public func setResumeTask(_ resume: UUID, task: UUID) throws {
        try execute("update resumes set task_id = \(task) where id = \(resume)")
    }

    /// The resume, if it is `user`'s.
    public func resume(_ id: UUID, ownedBy user: UUID) throws -> Resume? {
        try first("select \(Resume.columns) from resumes where id = \(id) and user_id = \(user)")
    }

    /// The resume whoever owns it: for work that was started by its owner.
    public func resume(_ id: UUID) throws -> Resume? {
        try first("select \(Resume.columns) from resumes where id = \(id)")
    }

    /// The revision of a resume's reading; see the column.
    public func resumeRevision(_ id: UUID) throws -> Int? {
        try scalar("select revision from resumes where id = \(id)")
    }

    /// A user's resumes, newest first, those after `cursor` where there is one.
    public func resumes(
        ownedBy user: UUID, filter: ResumeFilter = ResumeFilter(), after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [ResumeSummary] {
        var query: SQL = "select \(ResumeSummary.columns) from resumes where user_id = \(user)"
        if let status = filter.status { query += " and \(ResumeSummary.status) = \(status.rawValue)" }
        if let email = filter.email { query += " and \(ResumeSummary.address) = lower(\(email))" }
        if let post = filter.jobPostID {
            query += " and id in (select resume_id from candidacies where job_post_id = \(post))"
        }
        if let date = filter.createdAfter { query += " and created_at >= \(date)" }
        if let date = filter.createdBefore { query += " and created_at < \(date)" }
        if let (date, id) = cursor { query += " and (created_at, id) < (\(date), \(id))" }
        query += " order by created_at desc, id desc limit \(limit)"
        return try self.query(query)
    }

    /// How many resumes a user has, counted up to `limit`.
    public func resumeCount(ownedBy user: UUID, limit: Int = .max) throws -> Int {
        try scalar(
            "select count(*) from (select from resumes where user_id = \(user) limit \(limit)) as counted") ?? 0
    }

    /// Notes that reading has begun or gone on.
    public func updateResumeProgress(_ id: UUID, status: ResumeStatus, stages: [ResumeStage]) throws {
        try execute(
            """
            update resumes set status = \(status.rawValue), stages = \(json: stages), error_code = null,
                updated_at = now()
            where id = \(id)
            """)
    }

    /// Stores why the resume cannot be read. What an earlier reading gave stays.
    public func failResume(_ id: UUID, errorCode: String, stages: [ResumeStage]) throws {
        try execute(
            """
            update resumes
            set status = case when profile is null then 'failed' else 'done' end, stages = \(json: stages),
                error_code = \(errorCode), updated_at = now()
            where id = \(id)
            """)
    }

    /// Deletes a resume with its matches, where it is `user`'s. Its file is the caller's to remove.
    public func deleteResume(_ id: UUID, ownedBy user: UUID) throws {
        try execute("delete from resumes where id = \(id) and user_id = \(user)")
    }
}
