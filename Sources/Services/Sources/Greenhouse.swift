internal import Base
internal import Documents
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A board at Greenhouse: `GET /v1/boards/{board}/jobs?content=true&pay_transparency=true`, without a key and without
/// pages.
public struct Greenhouse: PostingSource {
    public static let kind = "greenhouse"
    public static let publicAddress = "https://boards-api.greenhouse.io"

    public static let capabilities = SourceCapabilities(fields: [.init("board", isRequired: true), .init("company")])

    private let board: String
    private let company: String?
    private let address: String

    /// - Parameters:
    ///   - board: the board's token, as in its address.
    ///   - company: the name for records that give none; without it the token.
    ///   - address: where the interface is, without `/v1`.
    public init(
        board: String, company: String? = nil, address: String = Greenhouse.publicAddress
    ) throws(SourceError) {
        let isToken = board.utf8.allSatisfy {
            (97...122).contains($0 | 32) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard !board.isEmpty, isToken else {
            throw SourceError(.settings, "the board is not a token of Greenhouse", setting: "board")
        }
        self.board = board
        self.company = company
        self.address = SourceFetching.base(address)
    }

    public init(_ settings: SourceSettings) throws(SourceError) {
        try self.init(
            board: try settings.required("board"), company: settings["company"],
            address: settings.addresses[Self.kind] ?? Self.publicAddress)
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let url = "\(address)/v1/boards/\(board)/jobs?content=true&pay_transparency=true"
        let document = try SourceFetching.document(url, client: client)
        let records = try SourceFetching.records("jobs", of: document, id: "id")
        let total = document.decode(Meta.self, "meta")?.total?.integer
        return SourcePage(records: records, total: total.flatMap { $0 >= 0 ? $0 : nil } ?? records.count, pagesTotal: 1)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        let title = SourceFetching.text(posting.title?.string)
        let company = SourceFetching.text(posting.companyName?.string) ?? self.company ?? board
        let place = SourceFetching.text(posting.location?.name?.string)
        let offices = posting.offices?.compactMap { SourceFetching.text($0.location?.string ?? $0.name?.string) } ?? []
        var fields = PostingFields(url: posting.absoluteUrl?.string, title: title, company: company, location: place)
        // "Hybrid" is no place: the offices say where.
        if place.map({ $0.isEmpty || PostingWords.isWorkMode($0) }) ?? true, !offices.isEmpty {
            fields.location = offices.joined(separator: "; ")
        }
        fields.isRemote =
            posting.value(of: "Workplace Type").flatMap { PostingWords.remote($0) }
            ?? place.flatMap { PostingWords.remote($0) }
        fields.type = posting.value(of: "Employment Type").flatMap { PostingWords.type($0) }.flatMap {
            $0 == .other ? nil : $0
        }
        fields.pay = posting.pay
        fields.postedAt = (posting.firstPublished ?? posting.updatedAt)?.string.flatMap { UTCDate.parse($0) }
        fields.expiresAt = posting.applicationDeadline?.string.flatMap { UTCDate.parse($0) }
        fields.description =
            Self.content(posting.content?.string)
            // Boards that are asked without their contents still say what is offered.
            ?? [title, company, fields.location].compactMap { $0 }.joined(separator: ", ")
        return try fields.draft()
    }

    /// The content is HTML escaped as a text, so its references are decoded once before it is read as HTML.
    private static func content(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        let bytes = Array(text.utf8)
        return HTMLToMarkdown.isHTML(bytes) ? text : String(decoding: HTMLEntities.decode(bytes), as: UTF8.self)
    }

    /// The names are the interface's, in camel case.
    private struct Record: Decodable {
        struct Place: Decodable {
            var name: Loose?
            var location: Loose?
        }

        struct Metadata: Decodable {
            var name: Loose?
            var value: Loose?
        }

        struct PayRange: Decodable {
            var minCents: Loose?
            var maxCents: Loose?
            var currencyType: Loose?
            var title: Loose?
        }

        var absoluteUrl: Loose?
        var title: Loose?
        var companyName: Loose?
        var location: Place?
        var offices: [Place]?
        var content: Loose?
        var metadata: [Metadata]?
        var firstPublished: Loose?
        var updatedAt: Loose?
        var applicationDeadline: Loose?
        var payInputRanges: [PayRange]?

        func value(of name: String) -> String? {
            metadata?.first { $0.name?.string?.lowercased() == name.lowercased() }?.value?.string
        }

        /// The first range; one that contradicts itself is left out.
        var pay: PayFields {
            guard let range = payInputRanges?.first else { return PayFields() }
            let pay = PayFields(
                minimum: range.minCents?.integer, maximum: range.maxCents?.integer,
                currency: range.currencyType?.string,
                period: range.title?.string.flatMap { PostingWords.period($0) })
            return (try? pay.pay(country: nil)) == nil ? PayFields() : pay
        }
    }

    private struct Meta: Decodable {
        var total: Loose?
    }
}
