internal import Templates

/// Postings for a text that somebody pastes, and the form for it.
struct TextMatchPage: Page {
    static let template = "pages/text-match"

    var text = ""
    /// Resume or job description.
    var kinds: [Option] = []
    var location = ""
    var levels: [Option] = []
    var types: [Option] = []
    var pay = ""
    var internshipOnly = false
    var errors: [FieldProblem] = []
    /// "20 of 500 postings", or that there are none; nil before anything was asked.
    var summary: String?
    /// What was asked for, where it is a posting.
    var likeHref: String?
    var likeTitle = ""
    var found: [FoundRow] = []

    static var names: Names<TextMatchPage> {
        [
            "text": .text(\.text),
            "kinds": .list(\.kinds),
            "location": .text(\.location),
            "levels": .list(\.levels),
            "types": .list(\.types),
            "pay": .text(\.pay),
            "internshipOnly": .flag(\.internshipOnly),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "summary": .optionalText(\.summary),
            "likeHref": .optionalText(\.likeHref),
            "likeTitle": .text(\.likeTitle),
            "found": .list(\.found),
            "hasFound": .flag { !$0.found.isEmpty },
        ]
    }
}

/// A posting that was found for a text.
struct FoundRow: TemplateData {
    var href: String
    var title: String
    var company: String
    var place: String?
    var pay: String?
    var score: ScoreMark?
    var reasons: [FoundReasonRow]

    static var names: Names<FoundRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "company": .text(\.company),
            "place": .optionalText(\.place),
            "pay": .optionalText(\.pay),
            "score": .object(\.score),
            "reasons": .list(\.reasons),
        ]
    }
}

/// A sentence of why, with the words it rests on.
struct FoundReasonRow: TemplateData {
    var text: String
    var quotes: [QuoteRow]

    static var names: Names<FoundReasonRow> {
        [
            "text": .text(\.text),
            "quotes": .list(\.quotes),
        ]
    }
}
