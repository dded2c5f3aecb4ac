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
    /// Whether it is collected; what is not was paused by a person or by ``pauseReason``.
    public var isEnabled: Bool
    /// Whose it is: its postings are theirs alone. Nil for the installation's own.
    public var userID: UUID?
    /// Its keys, sealed.
    public var secrets: [UInt8]?
    /// Why it was paused, as a sentence; nil where a person did it.
    public var pauseReason: String?
    /// How often it is collected.
    public var cadence: SourceCadence
    /// When next, unless ``SourceCadence/daily`` or by hand.
    public var nextRunAt: Date?
    public var createdAt: Date

    public init(
        id: UUID, kind: String, name: String, settings: [String: String], isEnabled: Bool, userID: UUID? = nil,
        secrets: [UInt8]? = nil, pauseReason: String? = nil, cadence: SourceCadence = .daily, nextRunAt: Date? = nil,
        createdAt: Date
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.settings = settings
        self.isEnabled = isEnabled
        self.userID = userID
        self.secrets = secrets
        self.pauseReason = pauseReason
        self.cadence = cadence
        self.nextRunAt = nextRunAt
        self.createdAt = createdAt
    }
}

/// How often a source is collected.
public enum SourceCadence: String, Codable, Sendable, CaseIterable {
    case hourly
    case sixHourly = "six_hourly"
    /// With all others, at the installation's time of day.
    case daily
    case weekly
    /// When somebody asks for it.
    case manual

    /// Seconds from one run to the next; nil where no clock of its own starts it.
    public var seconds: Int? {
        switch self {
        case .hourly: 3600
        case .sixHourly: 21_600
        case .weekly: 604_800
        case .daily, .manual: nil
        }
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

    /// Why a run waits for the next try of its task, and until when.
    public struct Wait: Sendable, Equatable {
        /// A stable word, such as `source_busy`.
        public var code: String
        public var reason: String
        public var nextTryAt: Date

        public init(code: String, reason: String, nextTryAt: Date) {
            self.code = code
            self.reason = reason
            self.nextTryAt = nextTryAt
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
    /// What the source did not give, as sentences.
    public var warnings: [String]
    /// What it cost.
    public var requests: Int
    public var bytes: Int
    /// Whether it read what was stored, and asked the source for nothing.
    public var isFromStore: Bool
    public var taskID: UUID?
    public var createdAt: Date
    public var startedAt: Date?
    public var finishedAt: Date?
    /// Nil while it is at work or in its queue, and where it is over.
    public var wait: Wait?

    /// Records that were as the last time.
    public var unchanged: Int { max(0, done - created - updated - failed) }

    public init(
        id: UUID, sourceID: UUID, sourceName: String, userID: UUID? = nil, state: RunState, pagesDone: Int = 0,
        pagesTotal: Int? = nil, done: Int = 0, total: Int? = nil, created: Int = 0, updated: Int = 0,
        failed: Int = 0, checkpoint: String? = nil, failures: [Failure] = [], warnings: [String] = [],
        requests: Int = 0, bytes: Int = 0, isFromStore: Bool = false, taskID: UUID? = nil, createdAt: Date,
        startedAt: Date? = nil, finishedAt: Date? = nil, wait: Wait? = nil
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
        self.warnings = warnings
        self.requests = requests
        self.bytes = bytes
        self.isFromStore = isFromStore
        self.taskID = taskID
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.wait = wait
    }
}
