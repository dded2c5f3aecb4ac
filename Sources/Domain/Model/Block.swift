public import FoundationEssentials

/// Something that somebody does not want to see in lists, rankings and matches.
public struct Block: Sendable, Equatable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// Postings of this company.
        case company
        /// Postings by this agency, and those that name it.
        case agency
        /// Postings with these words, one behind the other, in title or text.
        case word
    }

    public var id: UUID
    /// nil for everybody.
    public var userID: UUID?
    public var kind: Kind
    /// As it was typed.
    public var value: String
    public var createdAt: Date

    public init(id: UUID, userID: UUID?, kind: Kind, value: String, createdAt: Date) {
        self.id = id
        self.userID = userID
        self.kind = kind
        self.value = value
        self.createdAt = createdAt
    }
}
