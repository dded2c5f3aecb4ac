public import FoundationEssentials
public import Model
public import Postgres

/// What engines read of a resume.
public struct ResumeText: RowDecodable, Sendable {
    public let id: UUID
    public let text: String
    public let profile: Profile?
    public let revision: Int

    public init(row: inout Row) throws {
        id = try row.next()
        text = try row.next()
        profile = try row.json()
        revision = try row.next()
    }
}

extension Connection {
    /// The reading of `user`'s resume; `nil` when there is none, or none yet.
    public func resumeText(_ id: UUID, ownedBy user: UUID) throws -> ResumeText? {
        try first(
            """
            select id, text, profile, revision from resumes
            where id = \(id) and user_id = \(user) and text is not null
            """)
    }
}
