public import FoundationEssentials
public import Model
public import Postgres

/// What engines read of a resume.
public struct ResumeText: RowDecodable, Sendable {
    public let id: UUID
    public let text: String
    public let profile: Profile?
    public let revision: Int
    /// What its owner's settings say; nothing where the resume is another person's than its owner's.
    public var preferences: Preferences

    static let columns: SQL = "resumes.id, text, profile, revision, \(Preferences.columns)"
    static let tables: SQL = "resumes left join preferences on \(Preferences.areOfResume)"

    public init(row: inout Row) throws {
        id = try row.next()
        text = try row.next()
        profile = try row.json()
        revision = try row.next()
        preferences = try Preferences(row: &row)
    }

    /// The same of somebody whose wishes are not known.
    public var withoutPreferences: ResumeText {
        var copy = self
        copy.preferences = Preferences()
        return copy
    }
}

extension Preferences {
    /// Whether preferences are those of the person that a resume is about: what was collected, and what a recruiter has, is
    /// about somebody else than its owner.
    static let areOfResume: SQL =
        """
        preferences.user_id = resumes.user_id and resumes.source_id is null and not exists (
            select from users where users.id = resumes.user_id and users.role = 'recruiter')
        """
    /// The same of a match; for a job post its owner's own resume too is a candidate's.
    static let areOfMatch: SQL =
        "\(areOfResume) and not exists (select from job_posts where job_posts.posting_id = matches.posting_id)"
}

extension Connection {
    /// Those of some postings that stand for somebody's job post.
    public func jobPosts(among postings: [UUID]) throws -> Set<UUID> {
        Set(try scalars("select posting_id from job_posts where posting_id = any(\(postings))"))
    }

    /// Whether a posting stands for a job post.
    public func isJobPost(_ posting: UUID) throws -> Bool {
        try value("select exists (select from job_posts where posting_id = \(posting))")
    }

    /// The readings of the resumes that `user` uploaded, the last first, with their names. What recruiters collect is not among
    /// them.
    public func resumeTexts(ownedBy user: UUID, limit: Int) throws -> [(text: ResumeText, name: String)] {
        try query(
            """
            select \(ResumeText.columns), file_name from \(ResumeText.tables)
            where resumes.user_id = \(user) and text is not null and source_id is null
            order by resumes.created_at desc, resumes.id desc limit \(limit)
            """
        ) { row in (text: try ResumeText(row: &row), name: try row.next()) }
    }

    /// The reading of `user`'s resume; `nil` when there is none, or none yet.
    public func resumeText(_ id: UUID, ownedBy user: UUID) throws -> ResumeText? {
        try first(
            """
            select \(ResumeText.columns) from \(ResumeText.tables)
            where resumes.id = \(id) and resumes.user_id = \(user) and text is not null
            """)
    }
}
