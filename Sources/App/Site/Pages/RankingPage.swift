internal import Templates

/// One ranking of a search for a resume.
struct RankingPage: Page {
    static let template = "pages/ranking"

    var title: String
    var resumeName: String
    var resumeHref: String
    var searchHref: String
    /// Name and version.
    var engine: String
    var live: LiveRanking

    static var names: Names<RankingPage> {
        [
            "title": .text(\.title),
            "resumeName": .text(\.resumeName),
            "resumeHref": .text(\.resumeHref),
            "searchHref": .text(\.searchHref),
            "engine": .text(\.engine),
            "live": .object(\.live),
        ]
    }
}
