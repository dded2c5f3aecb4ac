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
        fields: [.init("address", isRequired: true)], fetchesAnyAddress: true, isOneAnswer: false)

    /// What is read of a site in one run, and with one page of it.
    private static let limits = LinkHarvest.Limits(links: 200, pages: 5, depth: 2)
    private static let linksOfPage = 20
    private static let pageBytes = 4_000_000
    /// A site's turn is waited for, up to so long and so often, because the page would have to be begun anew.
    private static let (longestTurn, turns) = (Duration.seconds(30), 3)
    private let address: String

    public init(_ settings: SourceSettings) throws(SourceError) {
        guard let address = CanonicalURL(try settings.required("address")) else {
            throw SourceError(.settings, "the address is not that of a web page", setting: "address")
        }
        self.address = address.url
    }

    public func page(_ cursor: SourceCursor?, client: any HTTPClient) throws(SourceError) -> SourcePage {
        guard let first = Int(cursor?.text ?? "0"), (0..<Self.limits.links).contains(first) else {
            throw SourceError(.settings, "the checkpoint is not a page")
        }
        let (links, lacksScripts) = try harvest(client)
        var records: [RawRecord] = []
        var failure: SourceError?
        for link in links.dropFirst(first).prefix(Self.linksOfPage) {
            do throws(SourceError) {
                if let record = try record(link, client) { records.append(record) }
            } catch {
                // One page that is not to be had is no reason to miss the others.
                if error.code == .busy || error.code == .suspended { throw error }
                failure = error
            }
        }
        if let failure, records.isEmpty, !failure.isPermanent { throw failure }
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
                if isFirst || error.code == .busy || error.code == .suspended { throw error }
            }
        }
        return (harvest.links.map(\.url), lacksScripts && harvest.links.isEmpty)
    }

    /// What one page says; nil for one that is no posting.
    private func record(_ url: String, _ client: any HTTPClient) throws(SourceError) -> RawRecord? {
        let response = try send(url, client)
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
            throw SourceError(.settings, "the address is not that of a web page", setting: "address")
        }
        return (WebPage(response.body), location)
    }

    private func send(_ url: String, _ client: any HTTPClient) throws(SourceError) -> OutboundResponse {
        let request = OutboundRequest(
            url: url, headers: [OutboundHeader("Accept", "text/html,application/xhtml+xml;q=0.9")],
            maximumBodyBytes: Self.pageBytes)
        for _ in 1..<Self.turns {
            do throws(SourceError) {
                return try SourceFetching.send(request, client: client)
            } catch {
                guard error.code == .suspended, let wait = error.retryAfter, wait <= Self.longestTurn else {
                    throw error
                }
                RetryingClient.block(wait + .milliseconds(1))
            }
        }
        return try SourceFetching.send(request, client: client)
    }
}
