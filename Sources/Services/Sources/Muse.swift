internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// themuse.com: `GET /api/public/jobs?page=N`, pages from 0, twenty a page; no key is needed, and with one we ask no more often.
///
/// Page 99 is the last that is given, whatever the answer says of their number, and 403 asks for fewer requests.
public struct Muse: PostingSource {
    public static let kind = "muse"
    public static let publicAddress = "https://www.themuse.com"
    public static let capabilities = SourceCapabilities(
        fields: [.init("category"), .init("level"), .init("location"), .init("key", isSecret: true)],
        budgets: [.init(500, per: .seconds(3600))])

    private static let pageLimit = 100
    private let address: String
    private let parameters: [(String, String?)]

    public init(_ settings: SourceSettings) throws(SourceError) {
        address = settings.address(Self.kind, default: Self.publicAddress)
        parameters = ["category", "level", "location"].map { ($0, settings[$0]) } + [("api_key", settings["key"])]
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        guard let number = Int(cursor?.text ?? "0"), (0..<Self.pageLimit).contains(number) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let query = SourceFetching.query([("page", "\(number)")] + parameters)
        let document = try SourceFetching.document(
            "\(address)/api/public/jobs?\(query)", throttle: [403, 429], client: client)
        let records = try SourceFetching.records("results", of: document, id: "id")
        let pages = document.decode(Loose.self, "page_count")?.integer ?? 0
        let last = min(pages, Self.pageLimit) - 1
        let isLast = records.isEmpty || number >= last
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor("\(number + 1)"),
            total: document.decode(Loose.self, "total")?.integer, pagesTotal: max(1, last + 1),
            warning: isLast && pages > Self.pageLimit && !records.isEmpty
                ? "The Muse gives \(Self.pageLimit) pages of \(pages): narrow the source down to see the rest." : nil)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        let places = posting.locations?.compactMap { $0.name?.string } ?? []
        var fields = PostingFields(
            url: posting.refs?.landingPage?.string, title: SourceFetching.text(posting.name?.string),
            company: SourceFetching.text(posting.company?.name?.string),
            location: places.isEmpty ? nil : places.joined(separator: "; "))
        fields.isRemote = places.contains { PostingWords.remote($0) == true } ? true : nil
        fields.level = posting.levels?.compactMap { $0.name?.string }.compactMap { PostingWords.level($0) }.first
        fields.postedAt = posting.publicationDate?.string.flatMap { UTCDate.parse($0) }
        fields.description = posting.contents?.string ?? fields.summary
        return try fields.draft()
    }

    private struct Record: Decodable {
        struct Named: Decodable {
            var name: Loose?
        }

        struct References: Decodable {
            var landingPage: Loose?
        }

        var name: Loose?
        var contents: Loose?
        var publicationDate: Loose?
        var locations: [Named]?
        var levels: [Named]?
        var company: Named?
        var refs: References?
    }
}
