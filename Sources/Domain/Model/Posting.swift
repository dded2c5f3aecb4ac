internal import Base
public import FoundationEssentials

/// How much of a week a posting asks for, and for how long.
public enum PostingType: String, Codable, Sendable, CaseIterable {
    case fullTime = "full_time"
    case partTime = "part_time"
    case contract, temporary, internship, volunteer, other
}

/// How senior a posting is.
public enum PostingLevel: String, Codable, Sendable, CaseIterable {
    case intern, junior, mid, senior, lead, executive
}

/// Whether the product still offers a posting.
public enum PostingStatus: String, Codable, Sendable, CaseIterable {
    case open, expired, archived
    /// It is one with another posting, which stands for both.
    case merged
}

/// Whether the posting was found to be still up where it came from.
public enum Liveness: String, Codable, Sendable, CaseIterable {
    case open, closed, unknown
}

/// When and how a posting was last looked for where it came from.
public struct LivenessCheck: Sendable, Equatable {
    public enum Method: String, Codable, Sendable, CaseIterable {
        /// The source's listing has it, or has it no more.
        case listing
        /// Its own page was fetched.
        case page
    }

    public var at: Date
    public var method: Method
    /// A code for what was found, such as `not_listed` or `status_404`.
    public var reason: String?

    public init(at: Date, method: Method, reason: String? = nil) {
        self.at = at
        self.method = method
        self.reason = reason
    }
}

/// What a source says of a posting, cleaned and validated, before it has a row.
public struct PostingDraft: Sendable, Equatable {
    /// The address as the source gave it; the path's case is kept.
    public var url: String
    /// The address by which duplicates are found; see the parsing module for its rules.
    public var canonicalURL: String
    public var title: String
    public var company: String
    public var location: String?
    /// ISO 3166-1 alpha-2, upper case.
    public var country: String?
    /// `nil` when the source does not say.
    public var isRemote: Bool?
    public var type: PostingType?
    public var level: PostingLevel?
    public var pay: Pay?
    /// CommonMark without raw HTML.
    public var descriptionMarkdown: String
    public var skills: [String]
    public var postedAt: Date?
    public var expiresAt: Date?
    /// Places, work mode, languages, visa and the like.
    public var details: PostingDetails

    public init(
        url: String, canonicalURL: String, title: String, company: String, location: String? = nil,
        country: String? = nil, isRemote: Bool? = nil, type: PostingType? = nil, level: PostingLevel? = nil,
        pay: Pay? = nil, descriptionMarkdown: String, skills: [String] = [], postedAt: Date? = nil,
        expiresAt: Date? = nil, details: PostingDetails = PostingDetails()
    ) {
        self.url = url
        self.canonicalURL = canonicalURL
        self.title = title
        self.company = company
        self.location = location
        self.country = country
        self.isRemote = isRemote
        self.type = type
        self.level = level
        self.pay = pay
        self.descriptionMarkdown = descriptionMarkdown
        self.skills = skills
        self.postedAt = postedAt
        self.expiresAt = expiresAt
        self.details = details
    }

    /// Whether it is an internship, by its type or its level.
    public var isInternship: Bool { type == .internship || level == .intern }

    /// UUIDv5 of the canonical URL, so that nothing is stored twice.
    public var id: UUID { UUID.v5(name: canonicalURL, namespace: .urlNamespace) }
}

/// A job advert.
public struct Posting: Sendable, Equatable {
    public struct SourceLink: Codable, Sendable, Equatable {
        public var name: String
        public var url: String

        public init(name: String, url: String) {
            self.name = name
            self.url = url
        }
    }

    public var id: UUID
    public var draft: PostingDraft
    /// Everywhere the posting was seen.
    public var sources: [SourceLink]
    public var status: PostingStatus
    public var liveness: Liveness
    /// nil where nobody has looked.
    public var check: LivenessCheck?
    /// The posting that stands for this one where both are one.
    public var canonicalID: UUID?
    public var createdAt: Date
    public var updatedAt: Date

    public init(
        id: UUID, draft: PostingDraft, sources: [SourceLink], status: PostingStatus, liveness: Liveness,
        check: LivenessCheck? = nil, canonicalID: UUID? = nil, createdAt: Date, updatedAt: Date
    ) {
        self.id = id
        self.draft = draft
        self.sources = sources
        self.status = status
        self.liveness = liveness
        self.check = check
        self.canonicalID = canonicalID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}
