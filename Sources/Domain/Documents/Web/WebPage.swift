/// What a page of the web says, as far as it is about postings: its names for itself, what it says to machines, where it
/// leads, and what people are to read on it.
public struct WebPage: Sendable {
    /// A link with the words that stand on it.
    public struct Link: Sendable, Equatable {
        /// As written: it may be relative.
        public var href: String
        public var text: String
        /// Whether it stands in the page's navigation, header or footer rather than in what it is about.
        public var isAside: Bool

        public init(href: String, text: String, isAside: Bool = false) {
            self.href = href
            self.text = text
            self.isAside = isAside
        }
    }

    public private(set) var title = ""
    /// The first heading of the highest rank.
    public private(set) var heading = ""
    /// `og:title`, `og:site_name`, `description`, ... by name in lower case.
    public private(set) var meta: [String: String] = [:]
    /// The address that the page calls its own, as written.
    public private(set) var canonical: String?
    /// What relative addresses are relative to, where the page says.
    public private(set) var base: String?
    public private(set) var links: [Link] = []
    /// Every block of JSON-LD, undecoded.
    public private(set) var linkedData: [[UInt8]] = []
    /// The page's main text as HTML of the page itself; empty where it has none.
    public private(set) var mainHTML: [UInt8] = []
    /// Bytes of text that people see, and of scripts that stand in the page or are named by it.
    public private(set) var textBytes = 0
    public private(set) var scripts = 0
    /// Whether the page asks robots to follow none of its links, or to keep nothing of it.
    public private(set) var asksNotToFollow = false

    /// What one page may cost.
    public struct Limits: Sendable {
        public var inputBytes: Int
        public var links: Int
        public var linkedDataBytes: Int

        public init(inputBytes: Int = 8_000_000, links: Int = 5_000, linkedDataBytes: Int = 2_000_000) {
            self.inputBytes = inputBytes
            self.links = links
            self.linkedDataBytes = linkedDataBytes
        }
    }

    /// - Parameter bytes: HTML in any encoding that the page names or that can be told from it.
    public init(_ bytes: [UInt8], limits: Limits = Limits()) {
        let text = String(String.UnicodeScalarView(HTMLTextReader.decode(Array(bytes.prefix(limits.inputBytes)))))
        let html = Array(text.utf8)
        var scanner = MarkupScanner(html)
        var regions = RegionFinder(html)
        var entities = HTMLEntities.Decoder()
        var link: (href: String, text: [UInt8], isAside: Bool)?
        var heading: (rank: Int, text: [UInt8])?
        var bestRank = 7
        func plain(_ bytes: [UInt8]) -> String { Self.line(bytes) }
        func endLink(_ page: inout WebPage) {
            guard let ended = link else { return }
            link = nil
            guard page.links.count < limits.links else { return }
            page.links.append(Link(href: ended.href, text: plain(ended.text), isAside: ended.isAside))
        }
        while let event = scanner.next() {
            regions.take(event, end: scanner.at)
            switch event {
            case .text(let range):
                let decoded = entities.decode(html[range])
                if !regions.isHidden { textBytes += decoded.count { !HTMLTokenizer.isSpace($0) } }
                if link != nil, (link?.text.count ?? 0) < Self.lineLimit { link?.text += decoded }
                if heading != nil, (heading?.text.count ?? 0) < Self.lineLimit { heading?.text += decoded }
            case .raw("title", _, let content):
                if title.isEmpty { title = plain(entities.decode(html[content])) }
            case .raw("script", let attributes, let content):
                let isData = attributes["type"].map { $0.lowercased().hasPrefix("application/ld+json") } ?? false
                if isData {
                    let room = limits.linkedDataBytes - linkedData.reduce(0) { $0 + $1.count }
                    if content.count <= room { linkedData.append(Array(html[content])) }
                } else {
                    scripts += 1
                }
            case .raw: break
            case .open(let name, let attributes, _):
                switch name {
                case "a":
                    endLink(&self)
                    if let href = attributes["href"] {
                        link = (href, Array((attributes["aria-label"] ?? "").utf8), regions.isAside)
                    }
                case "base": if base == nil { base = attributes["href"] }
                case "link":
                    if attributes["rel"]?.lowercased() == "canonical", canonical == nil {
                        canonical = attributes["href"]
                    }
                case "meta": note(attributes)
                case "h1", "h2", "h3":
                    let rank = Int(name.dropFirst()) ?? 3
                    if rank < bestRank, !regions.isAside { heading = (rank, []) }
                default:
                    // Words in neighbouring elements are not one word.
                    if link != nil { link?.text.append(32) }
                    if heading != nil { heading?.text.append(32) }
                }
            case .close("a", _): endLink(&self)
            case .close(let name, _):
                guard let ended = heading, name == "h\(ended.rank)" else { break }
                heading = nil
                let words = plain(ended.text)
                if !words.isEmpty { (self.heading, bestRank) = (words, ended.rank) }
            }
        }
        endLink(&self)
        mainHTML = regions.main()
    }

    private mutating func note(_ attributes: [String: String]) {
        guard let name = (attributes["property"] ?? attributes["name"])?.lowercased(),
            let content = attributes["content"]
        else { return }
        if name == "robots" {
            let words = content.lowercased()
            if words.contains("nofollow") || words.contains("none") { asksNotToFollow = true }
        }
        if meta[name] == nil, meta.count < 200 { meta[name] = Self.line(Array(content.utf8)) }
    }

    private static let lineLimit = 2_000

    /// One line: every run of white space one space, none at the ends.
    private static func line(_ bytes: [UInt8]) -> String {
        let words = bytes.prefix(lineLimit).split { HTMLTokenizer.isSpace($0) }
        return String(decoding: Array(words.joined(separator: [32])), as: UTF8.self)
    }

    /// The main text as Markdown.
    public func mainMarkdown(limits: HTMLToMarkdown.Limits = HTMLToMarkdown.Limits()) -> String {
        mainHTML.isEmpty ? "" : HTMLToMarkdown.convert(mainHTML, limits: limits)
    }
}
