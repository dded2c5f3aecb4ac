internal import Base
internal import FoundationEssentials
internal import Model
public import Outbound

/// An interface that gives resumes page by page: `GET {address}?page=N&per_page=M`, answered with an object whose `data` (or
/// `results`, `resumes`, `items`) is an array of records, beside `total` and `pages` where it knows them.
///
/// As with postings, fetching and reading are apart: a page's records are returned as they came, and ``CollectedResume``
/// reads one of them.
public struct ResumeAPI: Sendable {
    /// The name under which sources of this kind are stored.
    public static let kind = "resume_api"

    private let address: String
    private let key: String?

    /// - Parameters:
    ///   - address: where the interface is.
    ///   - key: sent as a bearer token.
    public init(address: String, key: String? = nil) {
        self.address = SourceFetching.base(address)
        self.key = key.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Fetches one page.
    /// - Parameters:
    ///   - number: from 1.
    ///   - errorsFor: asks a source that can do so to misbehave, by this word for one collection; nil for no such wish.
    /// - Returns: `next` is set where there is another page.
    /// - Throws: when the page cannot be had at all.
    public func page(
        _ number: Int, perPage: Int, errorsFor run: String? = nil, client: any HTTPClient
    ) throws(SourceError) -> SourcePage {
        var query = "page=\(number)&per_page=\(perPage)"
        if let run { query += "&error_mode=true&run=\(run)" }
        let document = try SourceFetching.document(
            address + (address.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + query,
            headers: key.map { [OutboundHeader("Authorization", "Bearer \($0)")] } ?? [], client: client)
        guard let name = Self.lists.first(where: { document.members[$0] != nil }) else {
            throw SourceError(.schema, "the answer has no array named data")
        }
        let records = try SourceFetching.records(name, of: document, id: "id")
        let total = Self.number(["total", "count"], of: document)
        let pages = Self.number(["pages", "total_pages"], of: document)
        let isLast =
            records.isEmpty
            || pages.map { number >= $0 } ?? total.map { number * perPage >= $0 }
                ?? (records.count < perPage)
        return SourcePage(
            records: records, next: isLast ? nil : SourceCursor(String(number + 1)), total: total, pagesTotal: pages)
    }

    private static let lists = ["data", "results", "resumes", "items"]

    private static func number(_ names: [String], of document: JSONDocument) -> Int? {
        names.lazy.compactMap { document.decode(Loose.self, $0)?.integer }.first { $0 >= 0 }
    }
}
