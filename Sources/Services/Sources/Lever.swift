internal import Base
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A site at Lever: `GET /v0/postings/{site}?mode=json&skip=N&limit=100`, without a key; sites of the European Union have a
/// host of their own.
///
/// The answer is a bare array and names no total: a page that is not full is the last. Some sites pass over `skip` and give
/// their first page again and again, so a page that begins as the first did is the end.
public struct Lever: PostingSource {
    public static let kind = "lever"
    public static let publicAddress = "https://api.lever.co"
    public static let europeanAddress = "https://api.eu.lever.co"
    public static let capabilities = SourceCapabilities(
        fields: [.init("board", isRequired: true), .init("company"), .init("region")])

    private static let pageSize = 100
    private static let maximumPages = 200
    private let site: String
    private let company: String
    private let address: String

    public init(_ settings: SourceSettings) throws(SourceError) {
        site = try settings.token("board")
        company = settings["company"] ?? site
        switch settings["region"] {
        case nil, "global": address = settings.address(Self.kind, default: Self.publicAddress)
        case "eu": address = settings.address("lever_eu", default: Self.europeanAddress)
        default: throw SourceError(.settings, "the region must be eu or nothing", setting: "region")
        }
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let parts = cursor?.text.split(separator: " ", maxSplits: 1).map(String.init) ?? []
        guard let skip = parts.isEmpty ? 0 : Int(parts[0]), (0..<Self.maximumPages * Self.pageSize).contains(skip)
        else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let elements = try SourceFetching.list(
            "\(address)/v0/postings/\(site)?mode=json&skip=\(skip)&limit=\(Self.pageSize)", client: client)
        let records = SourceFetching.records(elements, id: "id")
        guard let first = records.first, parts.count < 2 || parts[1] != first.externalID else {
            return SourcePage(records: [])
        }
        // More than asked for means that the limit was passed over: that is all there is.
        let isLast = records.count != Self.pageSize
        let start = parts.count < 2 ? first.externalID : parts[1]
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor("\(skip + Self.pageSize) \(start)"),
            total: isLast ? skip + records.count : nil)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let posting = try SourceFetching.decode(Record.self, record)
        let categories = posting.categories
        let places = categories?.allLocations?.compactMap(\.string) ?? []
        var fields = PostingFields(
            url: posting.hostedUrl?.string, title: SourceFetching.text(posting.text?.string), company: company,
            location: places.isEmpty ? categories?.location?.string : places.joined(separator: "; "),
            country: posting.country?.string)
        fields.isRemote =
            posting.workplaceType?.string.flatMap { PostingWords.remote($0) }
            ?? categories?.location?.string.flatMap { PostingWords.remote($0) }
        fields.type = categories?.commitment?.string.flatMap { PostingWords.type($0) }.flatMap {
            $0 == .other ? nil : $0
        }
        fields.pay = posting.salaryRange.pay
        fields.postedAt = posting.createdAt?.integer.map { Date(timeIntervalSince1970: Double($0) / 1000) }
        fields.description = posting.content ?? fields.summary
        return try fields.draft()
    }

    private struct Record: Decodable {
        struct Categories: Decodable {
            var location: Loose?
            var allLocations: [Loose]?
            var commitment: Loose?
        }

        struct Part: Decodable {
            var text: Loose?
            var content: Loose?
        }

        var text: Loose?
        var hostedUrl: Loose?
        var categories: Categories?
        var country: Loose?
        var workplaceType: Loose?
        var createdAt: Loose?
        var description: Loose?
        var descriptionPlain: Loose?
        var lists: [Part]?
        var additional: Loose?
        var salaryRange: SalaryRange?

        /// Introduction, lists with their headings, closing words.
        var content: String? {
            let parts = lists?.map { part in
                let heading = part.text?.string.map { "<h3>\(SourceFetching.escaped($0))</h3>" } ?? ""
                return heading + (part.content?.string.map { "<ul>\($0)</ul>" } ?? "")
            }
            let body = description?.string ?? descriptionPlain?.string.map { "<p>\(SourceFetching.escaped($0))</p>" }
            let all = [body].compactMap { $0 } + (parts ?? []) + [additional?.string].compactMap { $0 }
            let text = all.joined()
            return text.isEmpty ? nil : text
        }
    }
}

/// Pay as several boards write it.
struct SalaryRange: Decodable {
    var currency: Loose?
    var interval: Loose?
    var min: Loose?
    var max: Loose?
}

extension SalaryRange? {
    /// A range that contradicts itself is left out.
    var pay: PayFields {
        guard let self else { return PayFields() }
        return PayFields.believed(
            minimum: self.min?.minorUnits, maximum: self.max?.minorUnits, currency: self.currency?.string,
            period: self.interval?.string.flatMap { PostingWords.period($0) })
    }
}

extension PayFields {
    /// The pay, or none where it could not be stored: a mistake in a salary costs nobody the posting.
    static func believed(minimum: Int?, maximum: Int?, currency: String?, period: Pay.Period?) -> PayFields {
        let pay = PayFields(minimum: minimum, maximum: maximum, currency: currency, period: period)
        return (try? pay.pay(country: nil)) == nil ? PayFields() : pay
    }
}

extension Loose {
    /// An amount in hundredths.
    var minorUnits: Int? {
        switch self {
        case .integer(let amount): amount.multipliedReportingOverflow(by: 100).overflow ? nil : amount * 100
        case .number(let amount): Int(exactly: (amount * 100).rounded())
        case .text(let text): PayFields.minorUnits(text)
        case .flag, .none: nil
        }
    }

    /// Yes or no, as a flag or in words.
    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text, .integer, .number: string.flatMap { PostingWords.remote($0) }
        case .none: nil
        }
    }
}

extension PostingFields {
    /// What is offered, where the source gives no description.
    var summary: String {
        [title, company, location].compactMap { $0 }.joined(separator: ", ")
    }
}
