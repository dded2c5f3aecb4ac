internal import Templates

/// Searching one's resumes by skill and by what they are about.
struct CandidatesPage: Page {
    static let template = "pages/candidates"

    var desk: Desk
    var skills: String
    var text: String
    /// Any of the skills, or all.
    var match: [Option]
    /// "12 resumes", or what to do.
    var summary: String
    /// There are no resumes at all.
    var isEmpty = false
    var candidates: [CandidateRow] = []
    var nextHref: String?
    /// Why the search cannot be made.
    var problem: String?

    static var names: Names<CandidatesPage> {
        [
            "desk": .object(\.desk),
            "skills": .text(\.skills),
            "text": .text(\.text),
            "match": .list(\.match),
            "summary": .text(\.summary),
            "isEmpty": .flag(\.isEmpty),
            "candidates": .list(\.candidates),
            "hasCandidates": .flag { !$0.candidates.isEmpty },
            "nextHref": .optionalText(\.nextHref),
            "problem": .optionalText(\.problem),
        ]
    }
}

/// A resume that a search found.
struct CandidateRow: TemplateData {
    var href: String
    var title: String
    /// Headline, years and address, as far as there are any.
    var facts: [String]
    var skills: String?
    /// "64 % alike"
    var similarity: String?
    var added: Moment?

    static var names: Names<CandidateRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "facts": .texts(\.facts),
            "skills": .optionalText(\.skills),
            "similarity": .optionalText(\.similarity),
            "added": .object(\.added),
        ]
    }
}
