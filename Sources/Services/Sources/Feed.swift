internal import Base
internal import Documents
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// A feed of postings, RSS or Atom, at an address that somebody names.
///
/// The company is where feeds of postings have it: an element of its own, the author, or the title as "Company: Role". What
/// has none of these belongs to the company of the source's settings.
public struct Feed: PostingSource {
    public static let kind = "feed"
    public static let capabilities = SourceCapabilities(
        fields: [.init("address", isRequired: true), .init("company")], fetchesAnyAddress: true)

    private static let accept = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
    private let address: String
    private let company: String?

    public init(_ settings: SourceSettings) throws(SourceError) {
        guard let address = CanonicalURL(try settings.required("address")) else {
            throw SourceError(.settings, "the address is not that of a web page", setting: "address")
        }
        self.address = address.url
        company = settings["company"]
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        let body = try SourceFetching.body(address, accept: Self.accept, client: client)
        let entries: [[UInt8]]
        do throws(DocumentError) {
            entries = try FeedReader.entries(body)
        } catch {
            throw SourceError(.schema, "the answer is not a feed: \(error.message)")
        }
        let records = entries.map { entry in
            let fields = try? FeedReader.read(entry)
            return RawRecord(
                externalID: SourceFetching.externalID(fields?.id ?? fields?.link, entry), body: entry)
        }
        return SourcePage(records: records, total: records.count, pagesTotal: 1)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let entry: FeedEntry
        do throws(DocumentError) {
            entry = try FeedReader.read(record.body)
        } catch {
            throw PostingError(.malformed, "the entry cannot be read: \(error.message)")
        }
        let named = entry.first(of: ["company", "company_name", "companyname", "employer", "hiringorganization"])
        let (before, after) = Self.split(entry.title)
        let isInTitle = named == nil && company == nil && before != nil
        var fields = PostingFields(
            // Addresses within a feed may be relative to it.
            url: entry.link.flatMap { URL(string: $0, relativeTo: URL(string: address))?.absoluteString },
            title: isInTitle ? after : entry.title,
            company: named ?? company ?? before ?? entry.author ?? URL(string: address)?.host(),
            location: entry.first(of: ["location", "region", "locations", "city"]),
            country: entry.first(of: ["country"]))
        let types = entry.all(of: ["type", "job_type", "jobtype", "employmenttype", "job-type"])
        fields.type = types.compactMap { PostingWords.type($0) }.first { $0 != .other }
        fields.isRemote = entry.first(of: ["remotestatus", "remote"]).flatMap { PostingWords.remote($0) }
        fields.postedAt = entry.date.flatMap { UTCDate.parse($0) ?? UTCDate.parseMail($0) }
        fields.expiresAt = entry.first(of: ["expires_at", "expiration", "expires"]).flatMap {
            UTCDate.parse($0) ?? UTCDate.parseMail($0)
        }
        fields.description = entry.content ?? fields.summary
        return try fields.draft()
    }

    /// "Company: Role", when both sides are there.
    private static func split(_ title: String?) -> (String?, String?) {
        guard let title, let colon = title.utf8.firstIndex(of: UInt8(ascii: ":")) else { return (nil, title) }
        let (company, role) = (title[..<colon], title[title.utf8.index(after: colon)...].drop { $0 == " " })
        guard !company.isEmpty, company.utf8.count <= 80, !role.isEmpty else { return (nil, title) }
        return (String(company), String(role))
    }
}

/// Whether an answer is a feed.
enum FeedProbe {
    static func entries(_ body: [UInt8]) throws(DocumentError) -> Int {
        try FeedReader.entries(body).count
    }
}
