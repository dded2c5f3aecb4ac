/// How two postings are alike, and what follows from it.
public struct PostingLikeness: Codable, Sendable, Equatable {
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// One opening at two addresses.
        case same
        /// The same opening, posted again.
        case repost
        /// An agency's advert of another's opening.
        case agencyCopy = "agency_copy"
        /// The same work at the same company in another city: a posting of its own.
        case sibling
        case different

        /// Whether both are shown as one.
        public var isMerged: Bool { self == .same || self == .repost || self == .agencyCopy }
    }

    public enum Company: String, Codable, Sendable {
        case same, related, hidden, different
    }

    public enum Place: String, Codable, Sendable {
        case same, different, unknown
    }

    public var kind: Kind
    public var company: Company
    /// Words that both titles have, 0 to 1.
    public var title: Double
    public var place: Place
    /// How much of the shorter text is in the longer, 0 to 1.
    public var text: Double

    public init(kind: Kind, company: Company, title: Double, place: Place, text: Double) {
        self.kind = kind
        self.company = company
        self.title = title
        self.place = place
        self.text = text
    }
}
