internal import Templates

/// Searching postings.
struct JobsPage: Page {
    static let template = "pages/jobs"

    var query: String
    /// The filters in use, sent along with new words.
    var kept: [HiddenField] = []
    /// "259 postings for “marketing”"
    var summary: String
    /// Which words were taken in place of what was typed.
    var correction: String?
    /// Of what the choices' counts are, where that is not all.
    var countNote: String?
    /// What the end of the list means, where there is more that was not ranked.
    var endNote: String?
    /// Whose scores order the list.
    var scored: ScoredForm?
    /// Where the search is one of the reader's saved ones.
    var saved: SavedNote?
    /// The reader's saved searches; absent for visitors.
    var savedHref: String?
    /// The search, for saving it; absent for visitors.
    var saveQuery: String?
    /// What it was to be called, and why that was refused.
    var saveName = ""
    var saveError: String?
    var facets: [Facet] = []
    /// Everything in use but the pay.
    var keptForPay: [HiddenField] = []
    var minPay: String
    var currencies: [Option] = []
    var payError: String?
    var sorts: [FilterLink] = []
    /// The filters in use; each address is the search without it.
    var active: [Link] = []
    var clearHref: String
    /// For whoever has a resume.
    var ranking: RankForm?
    /// For whoever has several.
    var compareHref: String?
    var postings: [PostingRow] = []
    var nextHref: String?
    /// Where there is nothing to show.
    var empty: EmptyState?

    static var names: Names<JobsPage> {
        [
            "query": .text(\.query),
            "kept": .list(\.kept),
            "summary": .text(\.summary),
            "correction": .optionalText(\.correction),
            "countNote": .optionalText(\.countNote),
            "endNote": .optionalText(\.endNote),
            "scored": .object(\.scored),
            "saved": .object(\.saved),
            "savedHref": .optionalText(\.savedHref),
            "saveQuery": .optionalText(\.saveQuery),
            "saveName": .text(\.saveName),
            "saveError": .optionalText(\.saveError),
            "facets": .list(\.facets),
            "keptForPay": .list(\.keptForPay),
            "minPay": .text(\.minPay),
            "currencies": .list(\.currencies),
            "payError": .optionalText(\.payError),
            "sorts": .list(\.sorts),
            "active": .list(\.active),
            "hasActive": .flag { !$0.active.isEmpty },
            "clearHref": .text(\.clearHref),
            "ranking": .object(\.ranking),
            "compareHref": .optionalText(\.compareHref),
            "postings": .list(\.postings),
            "hasPostings": .flag { !$0.postings.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "empty": .object(\.empty),
        ]
    }
}

/// One filter with its choices.
struct Facet: TemplateData {
    var id: String
    var title: String
    var options: [FilterLink] = []

    static var names: Names<Facet> {
        [
            "id": .text(\.id),
            "title": .text(\.title),
            "options": .list(\.options),
        ]
    }
}

/// One choice of a filter or an order: the address of the search with it.
struct FilterLink: TemplateData {
    var label: String
    var href: String
    var count: String?
    var isSelected = false

    static var names: Names<FilterLink> {
        [
            "label": .text(\.label),
            "href": .text(\.href),
            "count": .optionalText(\.count),
            "isSelected": .flag(\.isSelected),
        ]
    }
}

/// Ranking the postings of a search for a resume.
struct RankForm: TemplateData {
    /// "Rank these 259 postings for"
    var sentence: String
    var search: [HiddenField] = []
    /// My resumes.
    var options: [Option] = []
    /// Who may rank, where there is a choice.
    var engines: RankEngines?

    static var names: Names<RankForm> {
        [
            "engines": .object(\.engines),
            "sentence": .text(\.sentence),
            "search": .list(\.search),
            "options": .list(\.options),
        ]
    }
}

/// Choosing the resume whose scores order the list.
struct ScoredForm: TemplateData {
    var kept: [HiddenField] = []
    /// My resumes.
    var resumes: [Option] = []

    static var names: Names<ScoredForm> {
        [
            "kept": .list(\.kept),
            "resumes": .list(\.resumes),
        ]
    }
}

/// Who may rank.
struct RankEngines: TemplateData {
    var options: [Option]

    static var names: Names<RankEngines> {
        [
            "options": .list(\.options)
        ]
    }
}
