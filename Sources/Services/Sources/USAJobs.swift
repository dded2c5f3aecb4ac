internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A search at usajobs.gov: `GET /api/search?Keyword&LocationName&Page`, with a key and the mail address that it was given to.
///
/// Ten thousand postings at the most, and a search for nothing in particular is answered with 503, so one is required.
public struct USAJobs: PostingSource {
    public static let kind = "usajobs"
    public static let publicAddress = "https://data.usajobs.gov"
    public static let capabilities = SourceCapabilities(fields: [
        .init("query"), .init("place"), .init("email", isRequired: true),
        .init("key", isRequired: true, isSecret: true),
    ])

    private static let (pageSize, recordLimit) = (250, 10_000)
    private let address: String
    private let headers: [OutboundHeader]
    private let parameters: [(String, String?)]

    public init(_ settings: SourceSettings) throws(SourceError) {
        address = settings.address(Self.kind, default: Self.publicAddress)
        guard settings["query"] != nil || settings["place"] != nil else {
            throw SourceError(.settings, "the source needs words to search for, or a place")
        }
        headers = [
            OutboundHeader("User-Agent", try settings.required("email")),
            OutboundHeader("Authorization-Key", try settings.required("key")),
        ]
        parameters = [
            ("Keyword", settings["query"]), ("LocationName", settings["place"]),
            ("ResultsPerPage", "\(Self.pageSize)"), ("Fields", "Full"),
        ]
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let pageLimit = Self.recordLimit / Self.pageSize
        guard let number = Int(cursor?.text ?? "1"), (1...pageLimit).contains(number) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let query = SourceFetching.query(parameters + [("Page", "\(number)")])
        let document = try SourceFetching.document("\(address)/api/search?\(query)", headers: headers, client: client)
        guard let result = document.object("SearchResult") else {
            throw SourceError(.schema, "the answer has no SearchResult")
        }
        let records = try SourceFetching.records("SearchResultItems", of: result, id: "MatchedObjectId")
        let total = result.decode(Loose.self, "SearchResultCountAll")?.integer ?? records.count
        let pages = max(1, (total + Self.pageSize - 1) / Self.pageSize)
        let isLast = records.isEmpty || number >= min(pages, pageLimit)
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor("\(number + 1)"), total: total,
            pagesTotal: min(pages, pageLimit),
            warning: isLast && pages > pageLimit && !records.isEmpty
                ? "USAJOBS gives \(Self.recordLimit) postings of \(total): narrow the source down to see the rest."
                : nil)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        guard let posting = try SourceFetching.decode(Record.self, record).matchedObjectDescriptor else {
            throw PostingError(.malformed, "the record describes nothing")
        }
        let places = posting.positionLocation?.compactMap { $0.locationName?.string } ?? []
        let countries = Set(posting.positionLocation?.compactMap { $0.countryCode?.string } ?? [])
        var fields = PostingFields(
            url: posting.positionURI?.string, title: SourceFetching.text(posting.positionTitle?.string),
            company: SourceFetching.text(posting.organizationName?.string),
            location: places.isEmpty ? posting.positionLocationDisplay?.string : places.joined(separator: "; "),
            country: countries.count == 1 ? countries.first : nil)
        let details = posting.userArea?.details
        fields.isRemote = details?.remoteIndicator?.flag
        fields.type = posting.positionSchedule?.compactMap { $0.name?.string }.compactMap { PostingWords.type($0) }
            .first { $0 != .other }
        fields.pay = posting.pay
        fields.postedAt = posting.publicationStartDate?.string.flatMap(Self.date)
        fields.expiresAt = posting.applicationCloseDate?.string.flatMap(Self.date)
        let parts = [details?.jobSummary?.string].compactMap { $0 } + (details?.majorDuties?.compactMap(\.string) ?? [])
        let texts = parts + [posting.qualificationSummary?.string].compactMap { $0 }
        fields.description = texts.isEmpty ? fields.summary : texts.joined(separator: "\n\n")
        return try fields.draft()
    }

    /// `2026-11-02T00:00:00.0000`, without a zone: taken for UTC.
    private static func date(_ text: String) -> Date? {
        UTCDate.parse(text) ?? UTCDate.parse(text.prefix { $0 != "." } + "Z")
    }

    private struct Record: Decodable {
        var matchedObjectDescriptor: Descriptor?

        enum CodingKeys: String, CodingKey {
            case matchedObjectDescriptor = "MatchedObjectDescriptor"
        }
    }

    private struct Descriptor: Decodable {
        struct Place: Decodable {
            var locationName: Loose?
            var countryCode: Loose?

            enum CodingKeys: String, CodingKey {
                case locationName = "LocationName"
                case countryCode = "CountryCode"
            }
        }

        struct Named: Decodable {
            var name: Loose?

            enum CodingKeys: String, CodingKey {
                case name = "Name"
            }
        }

        struct Remuneration: Decodable {
            var minimum: Loose?
            var maximum: Loose?
            var interval: Loose?

            enum CodingKeys: String, CodingKey {
                case minimum = "MinimumRange"
                case maximum = "MaximumRange"
                case interval = "RateIntervalCode"
            }
        }

        struct UserArea: Decodable {
            struct Details: Decodable {
                var jobSummary: Loose?
                var majorDuties: [Loose]?
                var remoteIndicator: Loose?

                enum CodingKeys: String, CodingKey {
                    case jobSummary = "JobSummary"
                    case majorDuties = "MajorDuties"
                    case remoteIndicator = "RemoteIndicator"
                }
            }

            var details: Details?

            enum CodingKeys: String, CodingKey {
                case details = "Details"
            }
        }

        var positionTitle: Loose?
        var positionURI: Loose?
        var organizationName: Loose?
        var positionLocationDisplay: Loose?
        var positionLocation: [Place]?
        var positionSchedule: [Named]?
        var positionRemuneration: [Remuneration]?
        var qualificationSummary: Loose?
        var publicationStartDate: Loose?
        var applicationCloseDate: Loose?
        var userArea: UserArea?

        enum CodingKeys: String, CodingKey {
            case positionTitle = "PositionTitle"
            case positionURI = "PositionURI"
            case organizationName = "OrganizationName"
            case positionLocationDisplay = "PositionLocationDisplay"
            case positionLocation = "PositionLocation"
            case positionSchedule = "PositionSchedule"
            case positionRemuneration = "PositionRemuneration"
            case qualificationSummary = "QualificationSummary"
            case publicationStartDate = "PublicationStartDate"
            case applicationCloseDate = "ApplicationCloseDate"
            case userArea = "UserArea"
        }

        /// For an hour, a day, a month or a year. Two weeks' and a week's pay is no period that postings have here.
        var pay: PayFields {
            let periods: [String: Pay.Period] = ["PH": .hour, "PD": .day, "PM": .month, "PA": .year]
            guard let range = positionRemuneration?.first, let code = range.interval?.string,
                let period = periods[code] ?? PostingWords.period(code)
            else { return PayFields() }
            return .believed(
                minimum: range.minimum?.minorUnits, maximum: range.maximum?.minorUnits, currency: "USD", period: period)
        }
    }
}
