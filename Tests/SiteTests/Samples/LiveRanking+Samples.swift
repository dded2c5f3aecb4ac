@testable import Site

extension LiveRanking {
    static let underWay = LiveRanking(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        poll: .soon,
        progress: LiveProgress(
            sentence: "Ranking postings for Marta Lindqvist-Öberg",
            value: "43",
            counts: "112 of 259",
            remaining: "about 2 minutes left",
            cancel: .task),
        best: .strong)

    static let done = LiveRanking(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        summary: "259 postings ranked, best first.",
        matches: [
            .strong,
            .good,
            .fair,
            .simulated,
        ])

    static let cancelled = LiveRanking(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        stopped: Stopped(
            kind: "info",
            heading: "You cancelled this ranking",
            message: "What was scored before is kept below."),
        matches: [
            .strong,
            .good,
        ])

    static let empty = LiveRanking(
        id: "01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
        summary: "There was nothing to rank: the search finds no postings.")
}
