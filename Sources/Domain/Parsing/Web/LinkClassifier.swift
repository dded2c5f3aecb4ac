internal import Glibc

/// Tells which links of a career page lead to one posting, which to more of a list of postings, and which elsewhere.
///
/// It is a linear classifier over what an address and its words say: the weights of the features that are there add up, and
/// the logistic function of the sum is the probability. The weights are few and were set by hand, so that each can be
/// read; `Tests/ParsingTests/LinkClassifierTests.swift` holds them to links of many kinds of career pages.
public struct LinkClassifier: Sendable {
    public enum Kind: String, Sendable {
        case posting, listing, other
    }

    public struct Verdict: Sendable, Equatable {
        public var kind: Kind
        /// 0 to 1: that it leads to a posting.
        public var probability: Double
    }

    /// A link with its absolute address.
    public struct Link: Sendable {
        public var url: String
        public var text: String
        public var isAside: Bool

        public init(url: String, text: String, isAside: Bool = false) {
            self.url = url
            self.text = text
            self.isAside = isAside
        }
    }

    /// Above which a link is taken for one to a posting.
    public static let threshold = 0.5

    public init() {}

    /// The verdicts on all links of one page, in their order. Links are looked at together: what stands among its like, as the
    /// entries of a list do, is more likely an entry itself.
    public func verdicts(_ links: [Link], on page: String) -> [Verdict] {
        let own = Address(page)
        let addresses = links.map { Address($0.url) }
        let sums = zip(links, addresses).map { Self.sum($0, $1, on: own) }
        var families: [String: (likely: Int, all: Int)] = [:]
        for (address, sum) in zip(addresses, sums) {
            families[address.family, default: (0, 0)].all += 1
            if sum > -0.5 { families[address.family, default: (0, 0)].likely += 1 }
        }
        return links.indices.map { index in
            let address = addresses[index]
            var sum = sums[index]
            if let family = families[address.family], family.likely >= 3, family.likely * 2 > family.all, sum > -3 {
                sum += 1.2
            }
            let probability = 1 / (1 + exp(-sum))
            if probability >= Self.threshold { return Verdict(kind: .posting, probability: probability) }
            let isListing = Self.isListing(links[index], address, on: own)
            return Verdict(kind: isListing ? .listing : .other, probability: probability)
        }
    }

    /// The parts of an address that count.
    private struct Address {
        var host = ""
        /// Lower case.
        var segments: [String] = []
        var query = ""
        /// Host and path but for its last part: entries of one list share it.
        var family = ""
        var isWeb = false

        init(_ url: String) {
            guard let canonical = CanonicalURL(url)?.canonical.lowercased(),
                let start = canonical.firstRange(of: "://")
            else { return }
            isWeb = true
            let rest = canonical[start.upperBound...]
            let path = rest.prefix { $0 != "?" }
            query = String(rest.drop { $0 != "?" })
            let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
            host = parts.first ?? ""
            segments = Array(parts.dropFirst())
            family = ([host] + segments.dropLast()).joined(separator: "/")
        }

        var words: Set<String> {
            Set(segments.flatMap { $0.split { !$0.isLetter && !$0.isNumber }.map(String.init) })
        }
    }

    private static func sum(_ link: Link, _ address: Address, on page: Address) -> Double {
        guard address.isWeb else { return -20 }
        var sum = -2.2
        let last = address.segments.last ?? ""
        let before = address.segments.dropLast()
        let words = PostingWords.words(link.text)
        // The page itself, its start and its language versions.
        if address.segments.isEmpty { return -8 }
        if address.host == page.host, address.segments == page.segments, address.query == page.query { return -8 }
        // Boards have addresses of their own for postings.
        if isBoardPosting(address) { sum += 6 }
        // A part of the path that says "jobs", with something behind it.
        if before.contains(where: { segment in
            pathWords.contains { segment == $0 || segment.hasSuffix("-" + $0) || segment.hasPrefix($0 + "-") }
        }) {
            sum += 2.2
        } else if pathWords.contains(where: { last.hasPrefix($0 + "-") }) {
            sum += 1.2
        }
        // Below the page that was named.
        if address.host == page.host, address.segments.count > page.segments.count,
            !page.segments.isEmpty, address.segments.starts(with: page.segments)
        {
            sum += 1
        }
        // A number, an id, or several words with hyphens: one of many.
        if last.contains(where: \.isNumber), last.utf8.count >= 3 { sum += 0.8 }
        if last.utf8.count { $0 == UInt8(ascii: "-") } >= 2 { sum += 0.8 }
        // Words of titles.
        let titles = words.count { titleWords.contains($0) }
        sum += min(3, Double(titles) * 1.6)
        if titles == 0, address.words.contains(where: { titleWords.contains($0) }) { sum += 1.2 }
        if (2...12).contains(words.count) { sum += 0.3 }
        if link.text.isEmpty { sum -= 0.5 }
        if link.text.contains("(m/w/d)") || link.text.contains("(f/m/") || link.text.contains("(m/f/") { sum += 3 }
        // Places that are never postings.
        if let first = address.segments.first, otherSections.contains(first), titles == 0 { sum -= 3 }
        if address.words.contains(where: { otherWords.contains($0) }), titles == 0 { sum -= 2.5 }
        if words.count <= 3, words.contains(where: { otherWords.contains($0) }) { sum -= 3 }
        let isNumbered = queryKeys.contains { address.query.contains($0) }
        if isNumbered { sum += 2.5 }
        if listWords.contains(words.joined(separator: " ")) || listWords.contains(last) && !isNumbered { sum -= 4 }
        if link.isAside { sum -= 2 }
        if socialHosts.contains(where: { address.host == $0 || address.host.hasSuffix("." + $0) }) { sum -= 8 }
        if fileEndings.contains(where: { last.hasSuffix($0) }) { sum -= 8 }
        return sum
    }

    /// More of the list: its next pages, and the list itself where the page is only about it. Only of the same host, or of a
    /// board.
    private static func isListing(_ link: Link, _ address: Address, on page: Address) -> Bool {
        guard address.isWeb, address.host == page.host || isBoard(address.host) else { return false }
        let words = PostingWords.words(link.text).joined(separator: " ")
        if address.host == page.host, address.segments == page.segments {
            return address.query != page.query && pageKeys.contains { address.query.contains($0) }
        }
        if listWords.contains(words) { return true }
        let last = address.segments.last ?? ""
        if pathWords.contains(last), address.segments.count <= 3 { return true }
        return address.segments.dropLast().last == "page" && last.allSatisfy(\.isNumber)
    }

    private static func isBoard(_ host: String) -> Bool {
        boards.contains { host == $0.host || host.hasSuffix("." + $0.host) }
    }

    private static func isBoardPosting(_ address: Address) -> Bool {
        boards.contains { board in
            guard address.host == board.host || address.host.hasSuffix("." + board.host) else { return false }
            return address.segments.count >= board.segments
                && (board.marker.isEmpty || address.segments.contains(board.marker))
        }
    }

    /// Hosts of boards, how many parts the path to a posting has at least, and the part that it must have.
    private static let boards: [(host: String, segments: Int, marker: String)] = [
        ("greenhouse.io", 3, "jobs"), ("lever.co", 2, ""), ("ashbyhq.com", 2, ""), ("workable.com", 3, "j"),
        ("recruitee.com", 2, "o"), ("teamtailor.com", 2, "jobs"), ("bamboohr.com", 2, "careers"),
        ("smartrecruiters.com", 2, ""), ("personio.de", 2, "job"), ("personio.com", 2, "job"),
        ("myworkdayjobs.com", 3, "job"), ("breezy.hr", 2, "p"), ("jobvite.com", 3, "job"), ("icims.com", 2, "jobs"),
        ("pinpointhq.com", 3, "postings"), ("join.com", 3, "companies"),
    ]
    private static let pathWords: Set<String> = [
        "job", "jobs", "career", "careers", "position", "positions", "vacancy", "vacancies", "opening", "openings",
        "opportunity", "opportunities", "posting", "postings", "stelle", "stellen", "stellenangebote", "stellenangebot",
        "karriere", "emploi", "emplois", "offre", "offres", "offres-emploi", "empleo", "empleos", "vacature",
        "vacatures",
        "lavoro", "rekrytering", "vakansii", "vacancie", "join-us", "jointheteam", "work-with-us", "praca", "vagas",
    ]
    private static let queryKeys = ["gh_jid=", "jobid=", "job_id=", "vacancyid=", "positionid=", "jid=", "reqid="]
    private static let pageKeys = ["page=", "p=", "offset=", "start=", "skip=", "from="]
    private static let listWords: Set<String> = [
        "jobs", "careers", "career", "all jobs", "view all jobs", "see all jobs", "see all", "view all",
        "open positions",
        "see open positions", "view open positions", "open roles", "see open roles", "view open roles", "vacancies",
        "openings", "current openings", "job openings", "next", "next page", "more jobs", "load more", "show more",
        "more",
        "karriere", "stellenangebote", "offene stellen", "alle stellen", "weiter", "suivant", "offres d emploi",
        "вакансии", "все вакансии", "дальше",
    ]
    /// Words of titles, in several languages. What a company does ("Design", "Support") is no title by itself.
    private static let titleWords: Set<String> = [
        "engineer", "developer", "programmer", "architect", "manager", "analyst", "scientist", "designer", "consultant",
        "administrator", "specialist", "coordinator", "assistant", "director", "officer", "executive", "technician",
        "recruiter", "accountant", "nurse", "teacher", "driver", "cook", "chef", "clerk", "representative", "associate",
        "intern", "internship", "trainee", "apprentice", "junior", "senior", "lead", "principal", "head", "writer",
        "editor", "researcher", "operator", "mechanic", "electrician", "buyer", "planner", "advisor", "counsel",
        "lawyer",
        "frontend", "backend", "fullstack", "devops", "sre", "qa", "tester", "marketer", "controller", "physician",
        "entwickler", "entwicklerin", "ingenieur", "ingenieurin", "leiter", "leiterin", "mitarbeiter", "mitarbeiterin",
        "werkstudent", "praktikant", "praktikum", "sachbearbeiter", "berater", "beraterin", "d\u{e9}veloppeur",
        "ing\u{e9}nieur", "responsable", "charg\u{e9}", "stagiaire", "desarrollador", "ingeniero", "programmierer",
        "\u{440}\u{430}\u{437}\u{440}\u{430}\u{431}\u{43e}\u{442}\u{447}\u{438}\u{43a}",
        "\u{438}\u{43d}\u{436}\u{435}\u{43d}\u{435}\u{440}", "\u{43c}\u{435}\u{43d}\u{435}\u{434}\u{436}\u{435}\u{440}",
    ]
    private static let otherSections: Set<String> = [
        "blog", "news", "press", "legal", "privacy", "terms", "docs", "help", "support", "pricing", "product",
        "products", "customers", "login", "signin", "signup", "register", "about", "contact", "events", "tag",
        "category", "author", "shop", "cart", "account", "investors", "security", "status", "cookies", "imprint",
        "impressum", "datenschutz", "wiki", "forum", "media", "features", "solutions",
    ]
    private static let otherWords: Set<String> = [
        "privacy", "cookie", "cookies", "terms", "imprint", "impressum", "datenschutz", "login", "signin", "signup",
        "blog", "press", "contact", "about", "benefits", "culture", "values", "faq", "policy", "newsletter",
        "subscribe",
        "share", "team", "teams", "locations", "departments", "diversity", "life", "story", "stories", "feed", "rss",
        "alert", "alerts", "print", "accessibility", "sitemap", "search", "filter", "apply", "register", "home",
    ]
    private static let socialHosts = [
        "facebook.com", "twitter.com", "x.com", "instagram.com", "youtube.com", "tiktok.com", "pinterest.com",
        "whatsapp.com", "t.me", "medium.com", "github.com", "glassdoor.com", "kununu.com", "xing.com", "google.com",
        "apple.com", "linkedin.com",
    ]
    private static let fileEndings = [
        ".pdf", ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".zip", ".xml", ".json", ".css", ".js", ".ics",
        ".mp4",
        ".doc", ".docx",
    ]
}
