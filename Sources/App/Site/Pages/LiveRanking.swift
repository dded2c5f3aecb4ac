internal import Templates

/// The live part of a ranking: progress, then the list.
struct LiveRanking: Page {
    static let template = "fragments/live-ranking"

    /// The id of the task.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
    /// The best so far, while it runs.
    var best: MatchRow?
    var stopped: Stopped?
    /// When it is done.
    var summary: String?
    /// What a language model did and cost.
    var refined: String?
    /// Best first; while it runs the first page of what has a score.
    var matches: [MatchRow] = []

    static var names: Names<LiveRanking> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
            "best": .object(\.best),
            "stopped": .object(\.stopped),
            "summary": .optionalText(\.summary),
            "refined": .optionalText(\.refined),
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
        ]
    }
}
