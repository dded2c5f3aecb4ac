internal import Base
public import Documents
internal import FoundationEssentials
public import Outbound
internal import Parsing

/// Goes from a career page through its list of postings and takes note of what leads to one.
public struct LinkHarvest: Sendable {
    /// How far it goes.
    public struct Limits: Sendable {
        public var links: Int
        public var pages: Int
        public var depth: Int

        public init(links: Int, pages: Int, depth: Int) {
            self.links = links
            self.pages = pages
            self.depth = depth
        }
    }

    /// What it found, in the order of the pages.
    public private(set) var links: [(url: String, label: String)] = []
    /// Pages of the list that were read.
    public private(set) var pages = 0
    private let limits: Limits
    private var waiting: [(url: String, depth: Int)]
    private var seen: Set<String> = []
    private var known: Set<String> = []
    private let classifier = LinkClassifier()

    public init(from url: String, limits: Limits) {
        self.limits = limits
        waiting = [(url, 0)]
        _ = CanonicalURL(url).map { seen.insert($0.canonical) }
    }

    /// Nothing but one page, which is a posting.
    public init(of url: String) {
        limits = Limits(links: 1, pages: 0, depth: 0)
        waiting = []
        links = [(url, "")]
    }

    /// The next page of the list to read, or nil.
    public mutating func next() -> (url: String, depth: Int)? {
        guard pages < limits.pages, links.count < limits.links, !waiting.isEmpty else { return nil }
        pages += 1
        return waiting.removeFirst()
    }

    /// Whether a page says so little that its links are likely made by its scripts. Empty shells too say to machines whose they
    /// are and where they stand in a site: what counts is whether they describe a posting.
    public static func needsScripts(_ page: WebPage, at location: WebLocation, links: Int) -> Bool {
        page.scripts > 0 && links == 0 && PostingPage(page, url: location.url).way != .linkedData
    }

    /// Takes note of what a page leads to.
    /// - Returns: how many postings that it had not found before.
    @discardableResult
    public mutating func take(_ page: WebPage, at location: WebLocation, depth: Int) -> Int {
        guard !page.asksNotToFollow else { return 0 }
        let base = page.base.flatMap { WebLocation($0, relativeTo: location) } ?? location
        var found = 0
        // What the page says to machines is certain.
        let described = PostingPage(page, url: location.url)
        if described.way == .linkedData {
            for draft in described.drafts { found += add(draft.url, draft.title) }
        }
        var absolute: [(link: LinkClassifier.Link, url: String)] = []
        for link in page.links {
            guard let target = WebLocation(link.href, relativeTo: base) else { continue }
            absolute.append((.init(url: target.url, text: link.text, isAside: link.isAside), target.url))
        }
        let verdicts = classifier.verdicts(absolute.map(\.link), on: location.url)
        for (entry, verdict) in zip(absolute, verdicts) {
            switch verdict.kind {
            case .posting: found += add(entry.url, entry.link.text)
            case .listing:
                guard depth < limits.depth, let canonical = CanonicalURL(entry.url)?.canonical,
                    seen.insert(canonical).inserted
                else { continue }
                waiting.append((entry.url, depth + 1))
            case .other: continue
            }
        }
        return found
    }

    /// Takes the page itself for a posting.
    public mutating func takeItself(_ location: WebLocation, _ page: WebPage) {
        _ = add(location.url, page.heading.isEmpty ? page.title : page.heading)
    }

    private mutating func add(_ url: String, _ label: String) -> Int {
        guard links.count < limits.links, let address = CanonicalURL(url), known.insert(address.canonical).inserted
        else {
            return 0
        }
        links.append((address.url, PostingText.line(label, limit: 300)))
        return 1
    }
}
