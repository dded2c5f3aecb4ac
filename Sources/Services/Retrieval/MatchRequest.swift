internal import Base
internal import Cryptography
public import FoundationEssentials
public import Model
public import Storage

/// Postings that are wanted for a text.
public struct MatchRequest: Sendable {
    /// What the text is.
    public enum Kind: String, Sendable, CaseIterable {
        case resume
        case jobDescription = "job_description"
    }

    public var kind: Kind
    public var text: String
    public var filter: CandidateFilter
    public var limit: Int

    public init(kind: Kind, text: String, filter: CandidateFilter = CandidateFilter(), limit: Int = 20) {
        self.kind = kind
        self.text = text
        self.filter = filter
        self.limit = limit
    }

    /// What an answer is kept under: it differs where anything differs that the answer rests on.
    func key(user: UUID, engine: String, revisions: String, position: Int64, month: Int) -> [UInt8] {
        let parts = [
            "1", kind.rawValue, text, filter.location ?? "\u{0}", "\(filter.internshipOnly)",
            filter.type?.rawValue ?? "", filter.level?.rawValue ?? "", filter.minimumPay.map(String.init) ?? "",
            "\(limit)", user.text, engine, revisions, "\(position)", "\(month)",
        ]
        // With their lengths, so that no two lists of parts are one text.
        return Digest.sha256(parts.map { "\($0.utf8.count):\($0)" }.joined())
    }
}

/// The postings found for a text, the best first.
public struct MatchAnswer: Codable, Sendable, Equatable {
    /// How many postings have a score above 0.
    public var total: Int
    public var engine: String
    public var engineVersion: String
    public var postings: [FoundPosting]
    /// Whether vectors took part; else words alone chose what was scored.
    public var byMeaning: Bool
}

/// A posting of an answer.
public struct FoundPosting: Codable, Sendable, Equatable {
    public var id: UUID
    public var title: String
    public var company: String
    public var location: String?
    public var pay: Pay?
    public var isInternship: Bool
    public var url: String
    /// 0 to 100, not rounded.
    public var score: Double
    public var reasons: [FoundReason]
}

/// A sentence of why, with verbatim words of both texts.
public struct FoundReason: Codable, Sendable, Equatable {
    public struct Quote: Codable, Sendable, Equatable {
        /// `resume`, `job_description` or `posting`.
        public var side: String
        public var text: String
    }

    public var text: String
    public var quotes: [Quote]
}
