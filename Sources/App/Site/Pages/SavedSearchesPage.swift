internal import Templates

/// My saved searches.
struct SavedSearchesPage: Page {
    static let template = "pages/saved-searches"

    var searches: [SavedSearchRow] = []
    var nextHref: String?

    static var names: Names<SavedSearchesPage> {
        [
            "searches": .list(\.searches),
            "hasSearches": .flag { !$0.searches.isEmpty },
            "nextHref": .optionalText(\.nextHref),
        ]
    }
}

/// One of them, with forms to rename and to delete it.
struct SavedSearchRow: TemplateData {
    var id: String
    var href: String
    var name: String
    /// What the form says: its name, or one that was refused.
    var typed = ""
    /// Why that was refused.
    var error: String?
    /// What it asks for, in words.
    var filters: String
    /// "12 new"
    var new: String
    var hasNew = false
    var seen: Moment?

    static var names: Names<SavedSearchRow> {
        [
            "id": .text(\.id),
            "href": .text(\.href),
            "name": .text(\.name),
            "typed": .text(\.typed),
            "error": .optionalText(\.error),
            "filters": .text(\.filters),
            "new": .text(\.new),
            "hasNew": .flag(\.hasNew),
            "seen": .object(\.seen),
        ]
    }
}

/// Above the results of a saved search: what is new in it.
struct SavedNote: TemplateData {
    var id: String
    var name: String
    /// "12 new since 3 days ago"
    var text: String
    var hasNew = false
    /// The last posting that had arrived when the page was made.
    var arrival: String
    /// Only what is new.
    var newHref: String?
    /// What is not new too.
    var allHref: String?

    static var names: Names<SavedNote> {
        [
            "id": .text(\.id),
            "name": .text(\.name),
            "text": .text(\.text),
            "hasNew": .flag(\.hasNew),
            "arrival": .text(\.arrival),
            "newHref": .optionalText(\.newHref),
            "allHref": .optionalText(\.allHref),
        ]
    }
}
