internal import Templates

/// What is known of a posting beside its text: particulars, whether it is still up, what it is one with.
struct PostingStanding: TemplateData {
    var facts: [PostingFact] = []
    var liveness: String
    /// How it was looked at, and what was found.
    var checked: String?
    var moment: Moment?
    var merges: [MergeRow] = []
    /// For whoever is logged in.
    var block: CompanyBlock?

    static var names: Names<PostingStanding> {
        [
            "facts": .list(\.facts),
            "liveness": .text(\.liveness),
            "checked": .optionalText(\.checked),
            "moment": .object(\.moment),
            "merges": .list(\.merges),
            "hasMerges": .flag { !$0.merges.isEmpty },
            "block": .object(\.block),
        ]
    }
}

/// A particular with its name.
struct PostingFact: TemplateData {
    var name: String
    var value: String

    static var names: Names<PostingFact> {
        [
            "name": .text(\.name),
            "value": .text(\.value),
        ]
    }
}

/// A posting that is shown as one with another, and why.
struct MergeRow: TemplateData {
    var title: String
    var href: String?
    var kind: String
    var source: String?
    var company: String
    var place: String?
    var posted: Moment?
    /// "same company, 96 % of the text"
    var reason: String
    /// For administrators.
    var undoAction: String?
    var undoLabel: String

    static var names: Names<MergeRow> {
        [
            "title": .text(\.title),
            "href": .optionalText(\.href),
            "kind": .text(\.kind),
            "source": .optionalText(\.source),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "posted": .object(\.posted),
            "reason": .text(\.reason),
            "undoAction": .optionalText(\.undoAction),
            "undoLabel": .text(\.undoLabel),
        ]
    }
}

/// A button that hides a company's postings.
struct CompanyBlock: TemplateData {
    var company: String
    var label: String

    static var names: Names<CompanyBlock> {
        [
            "company": .text(\.company),
            "label": .text(\.label),
        ]
    }
}
