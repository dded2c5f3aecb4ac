public import FoundationEssentials

/// Where postings come from: an API, a board, a feed.
public struct Source: Sendable, Equatable {
    public var id: UUID
    /// Which reader of the sources module serves it, such as `arbeitnow`.
    public var kind: String
    /// Unique; shown beside its postings.
    public var name: String
    /// What the reader needs, such as a board's token.
    public var settings: [String: String]
    public var isEnabled: Bool
    public var createdAt: Date

    public init(id: UUID, kind: String, name: String, settings: [String: String], isEnabled: Bool, createdAt: Date) {
        self.id = id
        self.kind = kind
        self.name = name
        self.settings = settings
        self.isEnabled = isEnabled
        self.createdAt = createdAt
    }
}

/// How a run stands.
public enum RunState: String, Codable, Sendable, CaseIterable {
    case queued, running, succeeded, failed, cancelled

    public var isFinal: Bool { self != .queued && self != .running }
}

/// One collection from one source.
public struct Run: Sendable, Equatable {
    /// One record that was refused, or one page that could not be had.
    public struct Failure: Codable, Sendable, Equatable {
        /// The record's id at its source, or the page.
        public var subject: String
        public var reason: String

        public init(subject: String, reason: String) {
            self.subject = subject
            self.reason = reason
        }
    }

    public var id: UUID
    public var sourceID: UUID
    public var sourceName: String
    /// Who started it for themselves, and is the only one to see it; nil for the installation's own.
    public var userID: UUID?
    public var state: RunState
    public var pagesDone: Int
    public var pagesTotal: Int?
    /// Records seen; `total` when the source says how many there are.
    public var done: Int
    public var total: Int?
    public var created: Int
    public var updated: Int
    public var failed: Int
    /// Where the next page starts; written with each page, so that a crash repeats one page at most.
    public var checkpoint: String?
    public var failures: [Failure]
    public var taskID: UUID?
    public var createdAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?

    public init(
        id: UUID, sourceID: UUID, sourceName: String, userID: UUID? = nil, state: RunState, pagesDone: Int = 0,
        pagesTotal: Int? = nil, done: Int = 0, total: Int? = nil, created: Int = 0, updated: Int = 0,
        failed: Int = 0, checkpoint: String? = nil, failures: [Failure] = [], taskID: UUID? = nil, createdAt: Date,
        startedAt: Date? = nil, finishedAt: Date? = nil
    ) {
        self.id = id
        self.sourceID = sourceID
        self.sourceName = sourceName
        self.userID = userID
        self.state = state
        self.pagesDone = pagesDone
        self.pagesTotal = pagesTotal
        self.done = done
        self.total = total
        self.created = created
        self.updated = updated
        self.failed = failed
        self.checkpoint = checkpoint
        self.failures = failures
        self.taskID = taskID
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}
