public import FoundationEssentials

/// What a search of a career page was asked for.
public struct CareerPlan: Codable, Sendable, Equatable {
    /// The page where it begins.
    public var url: String
    /// Whether the page is one posting, which whoever adds it keeps for themselves.
    public var isPosting: Bool

    public init(url: String, isPosting: Bool = false) {
        self.url = url
        self.isPosting = isPosting
    }
}

/// A link of a career page that leads to a posting, and what became of it.
public struct SearchLink: Sendable, Equatable {
    public enum State: String, Codable, Sendable, CaseIterable {
        case waiting, read, scored, refused
    }

    public var ordinal: Int
    public var url: String
    /// The words on the link.
    public var label: String
    public var state: State
    /// Why it was refused, as a sentence.
    public var reason: String?
    public var postingID: UUID?
    /// 0 to 100.
    public var score: Double?
    public var reasoning: [String]
    /// The match of the score, where a resume was scored.
    public var matchID: UUID?

    public init(
        ordinal: Int, url: String, label: String, state: State = .waiting, reason: String? = nil,
        postingID: UUID? = nil, score: Double? = nil, reasoning: [String] = [], matchID: UUID? = nil
    ) {
        self.ordinal = ordinal
        self.url = url
        self.label = label
        self.state = state
        self.reason = reason
        self.postingID = postingID
        self.score = score
        self.reasoning = reasoning
        self.matchID = matchID
    }
}
