internal import Templates

/// Searching a career page, and the searches so far.
struct SearchesPage: Page {
    static let template = "pages/searches"

    /// What the form says: nothing, or as it was sent.
    var url = ""
    /// What is wrong with it.
    var error: String?
    /// By what results are scored: the resume, or what the person said they look for, or neither.
    var basis: String
    var searches: [SearchRow] = []
    var nextHref: String?

    static var names: Names<SearchesPage> {
        [
            "url": .text(\.url),
            "error": .optionalText(\.error),
            "basis": .text(\.basis),
            "searches": .list(\.searches),
            "hasSearches": .flag { !$0.searches.isEmpty },
            "nextHref": .optionalText(\.nextHref),
        ]
    }
}

/// A search in a list.
struct SearchRow: TemplateData {
    var href: String
    var page: String
    var when: Moment?
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    var found: String
    var refused: String

    static var names: Names<SearchRow> {
        [
            "href": .text(\.href),
            "page": .text(\.page),
            "when": .object(\.when),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "found": .text(\.found),
            "refused": .text(\.refused),
        ]
    }
}

/// One search of a career page.
struct SearchPage: Page {
    static let template = "pages/search"

    var title: String
    /// The page that was searched; nil where it must not be linked.
    var pageHref: String?
    var page: String
    var started: Moment?
    var live: LiveSearch

    static var names: Names<SearchPage> {
        [
            "title": .text(\.title),
            "pageHref": .optionalText(\.pageHref),
            "page": .text(\.page),
            "started": .object(\.started),
            "live": .object(\.live),
        ]
    }
}

/// The live part of a search: progress, and the postings as they come in, best first.
struct LiveSearch: Page {
    static let template = "fragments/live-search"

    /// The id of the run: it stays while tasks come and go.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
    var stopped: Stopped?
    /// Where a posting that could not be read is pasted.
    var pasteHref: String?
    /// When it is done.
    var summary: String?
    /// What the site did not give.
    var warnings: [RunWarning] = []
    var results: [SearchResultRow] = []
    var failures: [FailureRow] = []

    static var names: Names<LiveSearch> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
            "stopped": .object(\.stopped),
            "pasteHref": .optionalText(\.pasteHref),
            "summary": .optionalText(\.summary),
            "warnings": .list(\.warnings),
            "results": .list(\.results),
            "hasResults": .flag { !$0.results.isEmpty },
            "failures": .list(\.failures),
            "hasFailures": .flag { !$0.failures.isEmpty },
        ]
    }
}

/// A posting that a search found.
struct SearchResultRow: TemplateData {
    var href: String
    var title: String
    var company: String
    var place: String?
    var pay: String?
    /// Absent until there is one, and where nothing is known of the person.
    var score: ScoreMark?
    /// Shown where there is no score.
    var state: String
    /// Why, as sentences.
    var reasoning: String?
    /// The match with its evidence, where a resume was scored.
    var matchHref: String?

    static var names: Names<SearchResultRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "pay": .optionalText(\.pay),
            "score": .object(\.score),
            "state": .text(\.state),
            "reasoning": .optionalText(\.reasoning),
            "matchHref": .optionalText(\.matchHref),
        ]
    }
}
