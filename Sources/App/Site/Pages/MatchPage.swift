internal import Templates

/// One match: its progress, then its result.
struct MatchPage: Page {
    static let template = "pages/match"

    /// The lists that it is in.
    var crumbs: [Link]
    var postingTitle: String
    var postingHref: String
    var company: String
    var resumeName: String
    var resumeHref: String
    var live: LiveMatch

    static var names: Names<MatchPage> {
        [
            "crumbs": .list(\.crumbs),
            "postingTitle": .text(\.postingTitle),
            "postingHref": .text(\.postingHref),
            "company": .text(\.company),
            "resumeName": .text(\.resumeName),
            "resumeHref": .text(\.resumeHref),
            "live": .object(\.live),
        ]
    }
}
