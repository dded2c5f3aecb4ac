internal import Templates

/// What a ranking costs, before it is started.
struct RankingCostPage: Page {
    static let template = "pages/ranking-cost"

    var title: String
    var sentence: String
    var facts: [Fact]
    /// With the model, and without.
    var deeds: [Deed]
    var backHref: String

    static var names: Names<RankingCostPage> {
        [
            "title": .text(\.title),
            "sentence": .text(\.sentence),
            "facts": .list(\.facts),
            "deeds": .list(\.deeds),
            "backHref": .text(\.backHref),
        ]
    }
}
