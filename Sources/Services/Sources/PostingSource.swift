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

    /// Fetches one page.
    /// - Parameter cursor: where the page before said that this one starts; `nil` for the first.
    /// - Throws: when the page cannot be had at all. A page that fails is never an empty page.
    func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage

    /// Reads one record.
    /// - Throws: why the record is not a posting.
    func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft
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
    /// JSON, untouched.
    public var body: [UInt8]

    public init(externalID: String, body: [UInt8]) {
        self.externalID = externalID
        self.body = body
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

    public init(records: [RawRecord], next: SourceCursor? = nil, total: Int? = nil, pagesTotal: Int? = nil) {
        self.records = records
        self.next = next
        self.total = total
        self.pagesTotal = pagesTotal
    }
}
