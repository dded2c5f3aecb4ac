internal import Templates

/// Searching postings.
struct JobsPage: Page {
    static let template = "pages/jobs"

    var query: String
    /// The filters in use, sent along with new words.
    var kept: [HiddenField] = []
    /// "259 postings for “marketing”"
    var summary: String
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
    var postings: [PostingRow] = []
    var nextHref: String?
    /// Where there is nothing to show.
    var empty: EmptyState?

    static var names: Names<JobsPage> {
        [
            "query": .text(\.query),
            "kept": .list(\.kept),
            "summary": .text(\.summary),
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

/// Who may rank.
struct RankEngines: TemplateData {
    var options: [Option]

    static var names: Names<RankEngines> {
        [
            "options": .list(\.options)
        ]
    }
}
