public import FoundationEssentials

/// What an account may do; see the access rules of the route table.
public enum Role: String, Codable, Sendable, CaseIterable {
    case seeker, recruiter
    /// Sees how the installation stands and changes nothing.
    case `operator`
    case admin
}

/// A person with an account.
public struct User: Sendable, Equatable {
    public let id: UUID
    public let email: String
    public let name: String
    public let role: Role
    public let createdAt: Date
    public let disabledAt: Date?

    public init(id: UUID, email: String, name: String, role: Role, createdAt: Date, disabledAt: Date?) {
        self.id = id
        self.email = email
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.disabledAt = disabledAt
    }
}
