internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// remoteok.com: `GET /api`, the hundred newest, without a key. The first element is not a posting but the terms: link back.
public struct RemoteOK: PostingSource {
    public static let kind = "remoteok"
    public static let publicAddress = "https://remoteok.com"
    public static let capabilities = SourceCapabilities()

    private let address: String

    public init(_ settings: SourceSettings) throws(SourceError) {
        address = settings.address(Self.kind, default: Self.publicAddress)
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let elements = try SourceFetching.list("\(address)/api", client: client)
        let postings = elements.filter { element in
            (try? JSONDocument(Array(element)))?.members["legal"] == nil
        }
        let records = SourceFetching.records(postings, id: "id")
        return SourcePage(records: records, total: records.count, pagesTotal: 1)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        var fields = PostingFields(
            url: posting.url?.string, title: SourceFetching.text(posting.position?.string),
            company: SourceFetching.text(posting.company?.string),
            location: SourceFetching.text(posting.location?.string), isRemote: true)
        fields.pay = .believed(
            minimum: posting.salaryMin?.minorUnits, maximum: posting.salaryMax?.minorUnits, currency: "USD",
            period: .year)
        fields.postedAt =
            posting.date?.string.flatMap { UTCDate.parse($0) }
            ?? posting.epoch?.integer.map { Date(timeIntervalSince1970: Double($0)) }
        let tags = posting.tags?.compactMap(\.string).map(SourceFetching.escaped).joined(separator: ", ") ?? ""
        fields.description =
            (posting.description?.string ?? SourceFetching.escaped(fields.summary))
            + (tags.isEmpty ? "" : "<p>Tags: \(tags)</p>")
        return try fields.draft()
    }

    private struct Record: Decodable {
        var url: Loose?
        var position: Loose?
        var company: Loose?
        var location: Loose?
        var tags: [Loose]?
        var salaryMin: Loose?
        var salaryMax: Loose?
        var date: Loose?
        var epoch: Loose?
        var description: Loose?
    }
}
