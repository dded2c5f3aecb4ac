internal import Base
internal import Documents
internal import FoundationEssentials
public import Model
public import Outbound
public import Parsing

/// The page on which a company, or anybody, lists openings, each on a page of its own; or one page that describes them all to
/// machines.
///
/// The list is read anew with each page of a run, and so many of what it leads to: nothing has to be remembered between two.
/// A page is a posting where it says so to machines (schema.org's `JobPosting`) or reads like one. Scripts are not run: a
/// list that is made by them is searched with a browser under "Searches".
public struct CareersPage: PostingSource {
    public static let kind = "careers"
    public static let capabilities = SourceCapabilities(
        fields: [.init("address", isRequired: true)], fetchesAnyAddress: true)

    /// What is read of a site in one run, and with one page of it.
    private static let limits = LinkHarvest.Limits(links: 200, pages: 5, depth: 2)
    private static let linksOfPage = 20
    private static let pageBytes = 4_000_000
    private let address: String

    public init(_ settings: SourceSettings) throws(SourceError) {
        guard let address = CanonicalURL(try settings.required("address")) else {
            throw SourceError(.settings, "the address is not that of a web page")
        }
        self.address = address.url
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        guard let first = Int(cursor?.text ?? "0"), (0..<Self.limits.links).contains(first) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let (links, lacksScripts) = try harvest(client)
        var records: [RawRecord] = []
        for link in links.dropFirst(first).prefix(Self.linksOfPage) {
            if let record = try record(link, client) { records.append(record) }
        }
        let next = first + Self.linksOfPage
        return SourcePage(
            records: records, next: next < links.count ? SourceCursor("\(next)") : nil,
            total: links.count, pagesTotal: max(1, (links.count + Self.linksOfPage - 1) / Self.linksOfPage),
            warning: lacksScripts ? "The page makes its list with scripts, which are not run." : nil)
    }

    public func normalise(_ record: RawRecord) throws(PostingError) -> PostingDraft {
        let reading = PostingPage(WebPage(record.body), url: record.externalID)
        guard let draft = reading.drafts.first(where: { $0.canonicalURL == record.externalID }) ?? reading.drafts.first
        else { throw reading.refusal ?? PostingError(.malformed, "the page describes no posting") }
        return draft
    }

    public func health(client: any HTTPClient) throws(SourceError) -> SourceHealth {
        SourceHealth(postings: try harvest(client).links.count)
    }

    /// The addresses of what the list leads to, and whether it has none because its scripts were not run.
    private func harvest(_ client: any HTTPClient) throws(SourceError) -> (links: [String], lacksScripts: Bool) {
        var harvest = LinkHarvest(from: address, limits: Self.limits)
        var lacksScripts = false
        while let next = harvest.next() {
            let isFirst = next.depth == 0
            do throws(SourceError) {
                let (page, location) = try fetch(next.url, client)
                harvest.take(page, at: location, depth: next.depth)
                guard isFirst, harvest.links.isEmpty else { continue }
                // It may be a posting itself.
                if PostingPage(page, url: location.url).drafts.isEmpty {
                    lacksScripts = LinkHarvest.needsScripts(page, at: location, links: 0)
                } else {
                    harvest.takeItself(location, page)
                }
            } catch {
                // Another page of the list is no loss that a later run would not make good.
                if isFirst || !error.isPermanent { throw error }
            }
        }
        return (harvest.links.map(\.url), lacksScripts && harvest.links.isEmpty)
    }

    /// What one page says; nil for one that is not to be had, or is no posting.
    private func record(_ url: String, _ client: any HTTPClient) throws(SourceError) -> RawRecord? {
        let response: OutboundResponse
        do throws(SourceError) {
            response = try send(url, client)
        } catch {
            guard error.isPermanent else { throw error }
            return nil
        }
        let page = WebPage(response.body)
        let canonical = CanonicalURL(url)?.canonical ?? url
        guard !PostingPage(page, url: canonical).drafts.isEmpty else { return nil }
        // Marks and scripts may be new in every answer.
        return RawRecord(
            externalID: canonical, body: response.body, essence: page.linkedData.flatMap { $0 } + page.mainHTML)
    }

    private func fetch(
        _ url: String, _ client: any HTTPClient
    ) throws(SourceError) -> (page: WebPage, location: WebLocation) {
        let response = try send(url, client)
        guard let location = WebLocation(response.url) ?? WebLocation(url) else {
            throw SourceError(.settings, "the address is not that of a web page")
        }
        return (WebPage(response.body), location)
    }

    private func send(_ url: String, _ client: any HTTPClient) throws(SourceError) -> OutboundResponse {
        try SourceFetching.send(
            OutboundRequest(
                url: url, headers: [OutboundHeader("Accept", "text/html,application/xhtml+xml;q=0.9")],
                maximumBodyBytes: Self.pageBytes), client: client)
    }
}
