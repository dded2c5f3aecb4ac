/// Finds the part of a page that people come for.
///
/// The stack of open elements is all it keeps of the page's structure. Each element that holds text directly counts for
/// its parent, and for half as much for that one's parent, by its length and its commas, as the readers of browsers do
/// it; links count against the element that holds them, and names such as `nav` or `job-description` for or against
/// theirs. A `main` or an `article` with enough text is taken at its word.
struct RegionFinder {
    private struct Region {
        var name: String
        var start: Int
        var end: Int
        var score: Double
        var text = 0
        var linked = 0
        var isNamedMain: Bool
        var isAside: Bool
        /// Whether it stands in an aside, or is one.
        var isExcluded: Bool
    }

    private let bytes: [UInt8]
    private var regions: [Region] = []
    /// Indices in `regions` of the elements that are open.
    private var open: [Int] = []
    private var excluded: [Range<Int>] = []
    private var asides = 0
    private var linkDepth = 0

    /// Elements within one another that are told apart; deeper ones belong to the last.
    private static let depthLimit = 200
    private static let regionLimit = 50_000
    private static let containers: Set<String> = [
        "body", "div", "section", "main", "article", "td", "nav", "header", "footer", "aside", "form", "ul", "ol",
        "li", "p", "dl", "dd", "blockquote", "pre", "table", "tr", "tbody", "details", "template", "noscript", "dialog",
    ]
    private static let asideNames: Set<String> = [
        "nav", "header", "footer", "aside", "form", "template", "noscript", "dialog",
    ]
    private static let against = [
        "nav", "menu", "footer", "sidebar", "cookie", "consent", "banner", "breadcrumb", "related", "similar", "share",
        "social", "newsletter", "comment", "modal", "popup", "advert",
    ]
    private static let inFavour = [
        "job-description", "jobdescription", "job_description", "description", "posting", "vacancy", "job-detail",
        "content", "article", "main", "body", "stelle", "position",
    ]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether what comes now stands in navigation, a header, a footer or a form.
    var isAside: Bool { asides > 0 }
    /// Whether what comes now is not shown at all.
    var isHidden: Bool { open.last.map { ["template", "noscript"].contains(regions[$0].name) } ?? false }

    mutating func take(_ event: MarkupScanner.Event, end: Int) {
        switch event {
        case .text(let range): count(range)
        case .open("a", _, _): linkDepth = 1
        case .close("a", _): linkDepth = 0
        case .open(let name, let attributes, let start):
            // A paragraph or an item ends where the next begins.
            if name == "p" || name == "li", let last = open.last, regions[last].name == name { close(at: start) }
            guard Self.containers.contains(name), open.count < Self.depthLimit, regions.count < Self.regionLimit else {
                return
            }
            begin(name, attributes, at: start)
        case .close(let name, let start):
            guard Self.containers.contains(name), let place = open.lastIndex(where: { regions[$0].name == name }) else {
                return
            }
            while open.count > place + 1 { close(at: start) }
            close(at: end)
        case .raw: break
        }
    }

    private mutating func begin(_ name: String, _ attributes: [String: String], at start: Int) {
        let marks = ((attributes["class"] ?? "") + " " + (attributes["id"] ?? "")).lowercased()
        let role = attributes["role"]?.lowercased()
        var score = 0.0
        if Self.inFavour.contains(where: { marks.contains($0) }) { score += 25 }
        if Self.against.contains(where: { marks.contains($0) }) { score -= 25 }
        if name == "div" || name == "section" { score += 5 }
        // The header of an article is part of it.
        let isInMain = open.contains { regions[$0].isNamedMain }
        let isAside =
            Self.asideNames.contains(name) && !(name == "header" && isInMain) || role == "navigation"
            || role == "banner" && !isInMain || role == "contentinfo" || attributes["hidden"] != nil
            || attributes["aria-hidden"] == "true"
        if isAside { asides += 1 }
        open.append(regions.count)
        regions.append(
            Region(
                name: name, start: start, end: bytes.count, score: score,
                isNamedMain: name == "main" || name == "article" || role == "main"
                    || attributes["itemprop"] == "description", isAside: isAside, isExcluded: asides > 0))
    }

    private mutating func close(at end: Int) {
        guard let index = open.popLast() else { return }
        regions[index].end = end
        if regions[index].isAside {
            asides -= 1
            excluded.append(regions[index].start..<end)
        } else if let parent = open.last {
            regions[parent].text += regions[index].text
            regions[parent].linked += regions[index].linked
        }
    }

    private mutating func count(_ range: Range<Int>) {
        guard let index = open.last, asides == 0 else { return }
        let length = bytes[range].count { !HTMLTokenizer.isSpace($0) }
        regions[index].text += length
        guard linkDepth == 0 else {
            regions[index].linked += length
            return
        }
        guard length >= 25 else { return }
        let commas = bytes[range].count { $0 == UInt8(ascii: ",") }
        let worth = 1 + Double(commas) + min(3, Double(length) / 100)
        let isLeaf = ["p", "li", "td", "pre", "blockquote", "dd"].contains(regions[index].name)
        // Text that stands in a container itself is that container's.
        var shares = [1.0, 0.5, 0.25][...]
        for ancestor in open.reversed().dropFirst(isLeaf ? 1 : 0) {
            guard let share = shares.popFirst() else { break }
            regions[ancestor].score += worth * share
        }
    }

    /// The main part's HTML, without the navigation, forms and asides that stand in it.
    mutating func main() -> [UInt8] {
        while !open.isEmpty { close(at: bytes.count) }
        let candidates = regions.filter { !$0.isExcluded && $0.text - $0.linked >= 80 }
        let named = candidates.filter { $0.isNamedMain && $0.text - $0.linked >= 200 }
        let most = named.max { $0.text - $0.linked < $1.text - $1.linked }
        guard let best = most ?? candidates.max(by: { worth($0) < worth($1) }) else { return [] }
        var out: [UInt8] = []
        var cursor = best.start
        for range in excluded.sorted(by: { $0.lowerBound < $1.lowerBound })
        where range.lowerBound >= cursor && range.upperBound <= best.end {
            out += bytes[cursor..<range.lowerBound]
            cursor = range.upperBound
        }
        return out + bytes[cursor..<max(cursor, best.end)]
    }

    private func worth(_ region: Region) -> Double {
        region.score * (1 - Double(region.linked) / Double(max(1, region.text)))
    }
}
