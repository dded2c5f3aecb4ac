internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A search at Adzuna: `GET /v1/api/jobs/{country}/search/{page}`, with an application's id and key.
///
/// The usual key may ask 25 times a minute and 250 times a day, so a run reads so many pages at the most. Salaries that Adzuna
/// predicts are left out: nobody stated them. The addresses lead through Adzuna's counter, whose parameters are new in every answer
/// and are dropped.
public struct Adzuna: PostingSource {
    public static let kind = "adzuna"
    public static let publicAddress = "https://api.adzuna.com"
    public static let capabilities = SourceCapabilities(
        fields: [
            .init("country", isRequired: true), .init("query"), .init("place"), .init("days"), .init("pages"),
            .init("app_id", isRequired: true), .init("app_key", isRequired: true, isSecret: true),
        ], budgets: [.init(25, per: .seconds(60)), .init(250, per: .seconds(86_400))])
    /// Where Adzuna searches, with the currency in which it writes salaries there.
    public static let countries = [
        "at": "EUR", "au": "AUD", "be": "EUR", "br": "BRL", "ca": "CAD", "ch": "CHF", "de": "EUR", "es": "EUR",
        "fr": "EUR", "gb": "GBP", "in": "INR", "it": "EUR", "mx": "MXN", "nl": "EUR", "nz": "NZD", "pl": "PLN",
        "sg": "SGD", "us": "USD", "za": "ZAR",
    ]

    private static let pageSize = 50
    private let address: String
    private let country: String
    private let pages: Int
    private let parameters: [(String, String?)]

    public init(_ settings: SourceSettings) throws(SourceError) {
        address = settings.address(Self.kind, default: Self.publicAddress)
        country = try settings.required("country").lowercased()
        guard Self.countries[country] != nil else {
            throw SourceError(
                .settings, "the country must be one of \(Self.countries.keys.sorted().joined(separator: ", "))",
                setting: "country")
        }
        pages = try settings.number("pages", default: 10, in: 1...100)
        let days = try settings.number("days", default: 30, in: 1...365)
        parameters = [
            ("app_id", try settings.required("app_id")), ("app_key", try settings.required("app_key")),
            ("results_per_page", "\(Self.pageSize)"), ("what", settings["query"]), ("where", settings["place"]),
            ("max_days_old", "\(days)"), ("sort_by", "date"), ("content-type", "application/json"),
        ]
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        guard let number = Int(cursor?.text ?? "1"), (1...pages).contains(number) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let url = "\(address)/v1/api/jobs/\(country)/search/\(number)?\(SourceFetching.query(parameters))"
        let document = try SourceFetching.document(url, client: client)
        var records = try SourceFetching.records("results", of: document, id: "id")
        for index in records.indices { records[index].essence = Self.essence(records[index].body) }
        let total = document.decode(Loose.self, "count")?.integer ?? records.count
        let there = max(1, (total + Self.pageSize - 1) / Self.pageSize)
        let isLast = records.isEmpty || number >= min(there, pages)
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor("\(number + 1)"), total: total,
            pagesTotal: min(there, pages))
    }

    /// Everything but what is new in every answer.
    private static func essence(_ body: [UInt8]) -> [UInt8]? {
        guard let document = try? JSONDocument(body) else { return nil }
        return document.members.sorted { $0.key < $1.key }.flatMap { name, range in
            ["adref", "redirect_url"].contains(name) ? [] : Array(name.utf8) + document.bytes[range]
        }
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        var fields = PostingFields(
            url: posting.redirectUrl?.string.map { String($0.prefix { $0 != "?" }) },
            title: SourceFetching.untagged(posting.title?.string),
            company: SourceFetching.text(posting.company?.displayName?.string),
            location: SourceFetching.text(posting.location?.displayName?.string), country: country)
        let words = [posting.contractTime?.string, posting.contractType?.string].compactMap { $0 }
        fields.type = words.compactMap { PostingWords.type($0) }.first { $0 != .other }
        if posting.salaryIsPredicted?.flag != true {
            fields.pay = .believed(
                minimum: posting.salaryMin?.minorUnits, maximum: posting.salaryMax?.minorUnits,
                currency: Self.countries[country], period: .year)
        }
        fields.postedAt = posting.created?.string.flatMap { UTCDate.parse($0) }
        fields.description = SourceFetching.untagged(posting.description?.string)
        return try fields.draft()
    }

    private struct Record: Decodable {
        struct Named: Decodable {
            var displayName: Loose?
        }

        var redirectUrl: Loose?
        var title: Loose?
        var description: Loose?
        var created: Loose?
        var company: Named?
        var location: Named?
        var contractTime: Loose?
        var contractType: Loose?
        var salaryMin: Loose?
        var salaryMax: Loose?
        var salaryIsPredicted: Loose?
    }
}
