public import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// Reads the postings of one board, page by page.
///
/// Fetching and reading are apart: ``page(_:client:)`` returns records as the source wrote them, and
/// ``normalise(_:)`` reads one of them, so that a record nobody can read spoils no other, and records can be read again
/// when the reading has improved.
public protocol PostingSource: Sendable {
    /// The name under which sources of this kind are stored.
    static var kind: String { get }
    /// What sources of this kind need and can do.
    static var capabilities: SourceCapabilities { get }

    /// - Throws: `settings` for what is missing or cannot be.
    init(_ settings: SourceSettings) throws(SourceError)

    /// Fetches one page.
    /// - Parameter cursor: where the page before said that this one starts; `nil` for the first.
    /// - Throws: when the page cannot be had at all. A page that fails is never an empty page.
    func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage

    /// Reads one record.
    /// - Throws: why the record is not a posting.
    func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft

    /// Asks whether the source is there and answers us, with one request.
    func health(client: any HTTPClient) throws(SourceError) -> SourceHealth
}

extension PostingSource {
    /// The first page says it.
    public func health(client: any HTTPClient) throws(SourceError) -> SourceHealth {
        let page = try page(nil, client: client)
        return SourceHealth(postings: page.total ?? page.records.count)
    }
}

/// A source whose pages hold summaries, and which gives the whole of one posting when asked for it.
public protocol DetailedSource: PostingSource {
    /// Fetches all that the source has of one posting; `normalise` reads it as it reads a page's.
    func detail(_ externalID: String, client: any HTTPClient) throws(SourceError) -> RawRecord
}

/// What sources of one kind need and can do.
public struct SourceCapabilities: Sendable, Equatable {
    /// One thing that a source is set up with.
    public struct Field: Sendable, Equatable {
        public let name: String
        public let isRequired: Bool
        /// A key: stored encrypted and never shown.
        public let isSecret: Bool

        public init(_ name: String, isRequired: Bool = false, isSecret: Bool = false) {
            self.name = name
            self.isRequired = isRequired
            self.isSecret = isSecret
        }
    }

    /// Requests that the other side allows one key in a time.
    public struct Budget: Sendable, Equatable {
        public let calls: Int
        public let window: Duration

        public init(_ calls: Int, per window: Duration) {
            self.calls = calls
            self.window = window
        }
    }

    public var fields: [Field]
    public var budgets: [Budget]
    /// Whether an address is fetched that anybody may name, so that `robots.txt` of its host counts.
    public var fetchesAnyAddress: Bool

    /// Whether a page of it is one answer, which may say that it is as it was.
    public var isOneAnswer: Bool

    public init(
        fields: [Field] = [], budgets: [Budget] = [], fetchesAnyAddress: Bool = false, isOneAnswer: Bool = true
    ) {
        self.fields = fields
        self.budgets = budgets
        self.fetchesAnyAddress = fetchesAnyAddress
        self.isOneAnswer = isOneAnswer
    }
}

/// What a reader is set up with.
public struct SourceSettings: Sendable {
    /// The source's own values and keys; where it has none, the installation's.
    public var values: [String: String]
    /// Base addresses by kind, where the installation sets others than the public ones.
    public var addresses: [String: String]
    public var now: Date

    public init(_ values: [String: String], addresses: [String: String] = [:], now: Date = Date()) {
        self.values = values
        self.addresses = addresses
        self.now = now
    }

    /// A value that is there and not empty.
    public subscript(name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Throws: `settings` where it is missing.
    func required(_ name: String) throws(SourceError) -> String {
        guard let value = self[name] else {
            throw SourceError(.settings, "the source has no setting named \(name)", setting: name)
        }
        return value
    }

    /// A value that becomes part of an address: letters, digits, `-`, `_` and `.` that is not the first.
    func token(_ name: String) throws(SourceError) -> String {
        let value = try required(name)
        let isToken = value.utf8.allSatisfy {
            (97...122).contains($0 | 32) || (48...57).contains($0) || [45, 46, 95].contains($0)
        }
        guard isToken, !value.hasPrefix("."), value.utf8.count <= 100 else {
            throw SourceError(.settings, "the \(name) is not a name as it stands in addresses", setting: name)
        }
        return value
    }

    func number(_ name: String, default standard: Int, in range: ClosedRange<Int>) throws(SourceError) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw SourceError(
                .settings, "\(name) must be from \(range.lowerBound) to \(range.upperBound)", setting: name)
        }
        return number
    }

    func address(_ kind: String, default standard: String) -> String {
        SourceFetching.base(addresses[kind] ?? standard)
    }
}

/// How a source answered.
public struct SourceHealth: Sendable, Equatable {
    /// How many postings it says it has.
    public var postings: Int

    public init(postings: Int) {
        self.postings = postings
    }
}

/// Where a page starts, in words only its source understands; kept as a run's checkpoint.
public struct SourceCursor: Sendable, Equatable {
    public let text: String

    public init(_ text: String) {
        self.text = text
    }
}

/// One posting as its source wrote it.
public struct RawRecord: Sendable, Equatable {
    /// The source's own id; made from the bytes where the record has none.
    public var externalID: String
    /// JSON or XML, untouched.
    public var body: [UInt8]
    /// What of it tells whether the posting has changed; the body, where `nil`. Some sources write something new into
    /// every answer.
    public var essence: [UInt8]?

    public init(externalID: String, body: [UInt8], essence: [UInt8]? = nil) {
        self.externalID = externalID
        self.body = body
        self.essence = essence
    }
}

/// One page of a source.
public struct SourcePage: Sendable, Equatable {
    public var records: [RawRecord]
    /// `nil` after the last page.
    public var next: SourceCursor?
    /// How many records the source says it has in all.
    public var total: Int?
    /// How many pages the source says it has.
    public var pagesTotal: Int?
    /// What the source does not give, as a sentence for who reads the run.
    public var warning: String?

    public init(
        records: [RawRecord], next: SourceCursor? = nil, total: Int? = nil, pagesTotal: Int? = nil,
        warning: String? = nil
    ) {
        self.records = records
        self.next = next
        self.total = total
        self.pagesTotal = pagesTotal
        self.warning = warning
    }
}
