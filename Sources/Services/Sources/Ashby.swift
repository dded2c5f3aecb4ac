internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A board at Ashby: `GET /posting-api/job-board/{board}?includeCompensation=true`, without a key and without pages.
///
/// It may take more than ten seconds to answer. A board that does not exist is a 404, or an empty board.
public struct Ashby: PostingSource {
    public static let kind = "ashby"
    public static let publicAddress = "https://api.ashbyhq.com"
    public static let capabilities = SourceCapabilities(fields: [.init("board", isRequired: true), .init("company")])

    private static let patience = Duration.seconds(45)
    private let board: String
    private let company: String
    private let address: String

    public init(_ settings: SourceSettings) throws(SourceError) {
        board = try settings.token("board")
        company = settings["company"] ?? board
        address = settings.address(Self.kind, default: Self.publicAddress)
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let url = "\(address)/posting-api/job-board/\(board)?includeCompensation=true"
        let document = try SourceFetching.document(url, timeout: Self.patience, client: client)
        // What is not listed has an address, and is not meant to be found.
        let records = try SourceFetching.records("jobs", of: document, id: "id").filter { record in
            (try? JSONDocument(record.body))?.decode(Loose.self, "isListed")?.flag != false
        }
        return SourcePage(records: records, total: records.count, pagesTotal: 1)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        let places = [posting.location?.string] + (posting.secondaryLocations ?? []).map { $0.location?.string }
        var fields = PostingFields(
            url: posting.jobUrl?.string, title: SourceFetching.text(posting.title?.string), company: company,
            location: places.compactMap { $0 }.joined(separator: "; "),
            country: posting.address?.postalAddress?.addressCountry?.string)
        // "Hybrid" with isRemote set means some days of the week.
        fields.isRemote =
            posting.workplaceType?.string.flatMap { PostingWords.remote($0) } ?? posting.isRemote?.flag
        fields.type = posting.employmentType?.string.flatMap { PostingWords.type($0) }.flatMap {
            $0 == .other ? nil : $0
        }
        fields.pay = posting.compensation?.pay ?? PayFields()
        fields.postedAt = posting.publishedAt?.string.flatMap { UTCDate.parse($0) }
        fields.description = posting.descriptionHtml?.string ?? posting.descriptionPlain?.string ?? fields.summary
        return try fields.draft()
    }

    private struct Record: Decodable {
        struct Place: Decodable {
            var location: Loose?
        }

        struct Address: Decodable {
            struct Postal: Decodable {
                var addressCountry: Loose?
            }

            var postalAddress: Postal?
        }

        struct Compensation: Decodable {
            struct Component: Decodable {
                var compensationType: Loose?
                var interval: Loose?
                var currencyCode: Loose?
                var minValue: Loose?
                var maxValue: Loose?
            }

            var summaryComponents: [Component]?

            var pay: PayFields? {
                guard let salary = summaryComponents?.first(where: { $0.compensationType?.string == "Salary" }) else {
                    return nil
                }
                return PayFields.believed(
                    minimum: salary.minValue?.minorUnits, maximum: salary.maxValue?.minorUnits,
                    currency: salary.currencyCode?.string,
                    period: salary.interval?.string.flatMap { PostingWords.period($0) })
            }
        }

        var title: Loose?
        var jobUrl: Loose?
        var location: Loose?
        var secondaryLocations: [Place]?
        var address: Address?
        var workplaceType: Loose?
        var isRemote: Loose?
        var employmentType: Loose?
        var publishedAt: Loose?
        var descriptionHtml: Loose?
        var descriptionPlain: Loose?
        var compensation: Compensation?
    }
}
