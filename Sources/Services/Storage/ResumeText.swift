public import FoundationEssentials
public import Model
public import Postgres

/// What engines read of a resume.
public struct ResumeText: RowDecodable, Sendable {
    public let id: UUID
    public let text: String
    public let profile: Profile?
    public let revision: Int
    /// What its owner's settings say.
    public let wishes: HardWishes

    static let columns: SQL = "resumes.id, text, profile, revision, minimum_pay, currency, work_mode"
    static let tables: SQL = "resumes left join preferences on preferences.user_id = resumes.user_id"

    public init(row: inout Row) throws {
        id = try row.next()
        text = try row.next()
        profile = try row.json()
        revision = try row.next()
        wishes = HardWishes(minimumPay: try row.next(), currency: try row.next(), workMode: try row.next())
    }
}

extension Connection {
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
