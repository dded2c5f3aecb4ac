internal import Base
public import Documents
internal import FoundationEssentials
public import Model

/// The postings that a page of the web says.
///
/// What the page says to machines comes first (schema.org's `JobPosting` in JSON-LD); where it says nothing, its main text
/// is taken for one posting, if it reads like one.
public struct PostingPage: Sendable {
    /// How a posting was read.
    public enum Way: String, Sendable, Codable {
        case linkedData = "linked_data"
        case mainText = "main_text"
    }

    public let drafts: [PostingDraft]
    public let way: Way
    /// Why there is no posting, where there is none.
    public let refusal: PostingError?

    /// Postings of one page that are read.
    private static let limit = 100

    /// - Parameters:
    ///   - url: where the page is; postings that name no address of the same site have this one.
    ///   - asPosting: whether a person said that this page is a posting: then its main text need not read like one.
    public init(_ page: WebPage, url: String, asPosting: Bool = false, limits: PostingLimits = PostingLimits()) {
        let described = JobPostingData.read(page.linkedData, limit: Self.limit)
        var drafts: [PostingDraft] = []
        var refusal: PostingError?
        for var fields in described {
            fields.url = Self.address(of: fields, at: url, isAlone: described.count == 1)
            if fields.company == nil { fields.company = Self.company(of: page, url) }
            if fields.description?.isEmpty ?? true { fields.description = page.mainMarkdown() }
            do throws(PostingError) {
                let draft = try fields.draft(limits: limits)
                if !drafts.contains(where: { $0.id == draft.id }) { drafts.append(draft) }
            } catch {
                refusal = error
            }
        }
        if described.isEmpty {
            do throws(PostingError) {
                drafts = [try Self.mainText(page, url, asPosting, limits)]
            } catch {
                refusal = error
            }
        }
        self.drafts = drafts
        self.refusal = drafts.isEmpty ? refusal : nil
        way = described.isEmpty ? .mainText : .linkedData
    }

    /// A posting alone on its page is that page. One of several is told by its own address, if that is of the same site.
    private static func address(of fields: PostingFields, at url: String, isAlone: Bool) -> String {
        guard let own = fields.url, let other = CanonicalURL(own), let page = CanonicalURL(url) else { return url }
        let sameSite = host(other.canonical) == host(page.canonical)
        return sameSite && !isAlone ? own : url
    }

    private static func host(_ canonical: String) -> Substring {
        canonical.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
    }

    private static func mainText(
        _ page: WebPage, _ url: String, _ asPosting: Bool, _ limits: PostingLimits
    ) throws(PostingError) -> PostingDraft {
        let markdown = page.mainMarkdown()
        guard asPosting || readsLikePosting(markdown) else {
            throw PostingError(.malformed, "the page does not read like a posting")
        }
        var fields = PostingFields(url: url, title: title(of: page), company: company(of: page, url))
        fields.description = markdown
        fields.isRemote = PostingWords.remote(fields.title ?? "")
        return try fields.draft(limits: limits)
    }

    /// The heading, or else the title without the name of the site.
    private static func title(of page: WebPage) -> String {
        if !page.heading.isEmpty { return page.heading }
        let title = page.meta["og:title"] ?? page.title
        for mark in [" | ", " \u{2013} ", " \u{2014} ", " :: ", " - "] {
            if let range = title.firstRange(of: mark), range.lowerBound > title.startIndex {
                return String(title[..<range.lowerBound])
            }
        }
        return title
    }

    /// The name the site gives itself, or else its host without `www`, `jobs` and the like.
    private static func company(of page: WebPage, _ url: String) -> String? {
        if let name = page.meta["og:site_name"], !name.isEmpty { return name }
        guard let canonical = CanonicalURL(url)?.canonical else { return nil }
        var labels = host(canonical).prefix { $0 != ":" }.split(separator: ".").map(String.init)
        while labels.count > 2, ["www", "jobs", "careers", "career", "karriere", "apply"].contains(labels[0]) {
            labels.removeFirst()
        }
        return labels.joined(separator: ".")
    }

    /// Whether a text has the words that postings have: at least two of what they are made of, in enough text.
    static func readsLikePosting(_ markdown: String) -> Bool {
        guard markdown.utf8.count >= 300 else { return false }
        let text = markdown.lowercased()
        let kinds = signs.count { words in words.contains { text.contains($0) } }
        return kinds >= 2
    }

    /// What people do, what is asked of them, what they get, how to apply; in English, German, French, Spanish, Russian.
    private static let signs: [[String]] = [
        [
            "responsibilit", "what you will do", "what you'll do", "your role", "your tasks", "the role", "you will",
            "aufgaben", "missions", "responsabilidades", "funciones", "обязанности", "задачи",
        ],
        [
            "requirement", "qualification", "what you bring", "your profile", "who you are", "experience with",
            "years of experience", "anforderungen", "profil", "requisitos", "требования", "expérience",
        ],
        [
            "benefits", "we offer", "salary", "compensation", "perks", "wir bieten", "gehalt", "avantages", "salaire",
            "ofrecemos", "salario", "условия", "зарплата",
        ],
        [
            "apply now", "apply for this", "how to apply", "apply by", "your application", "to apply", "bewerben",
            "bewerbung",
            "postuler", "candidature", "solicitar", "откликнуться",
        ],
        [
            "full-time", "full time", "part-time", "vollzeit", "teilzeit", "internship", "temps plein",
            "полная занятость",
        ],
    ]
}
