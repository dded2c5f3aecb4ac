@testable import Site

extension MatchesPage {
    static let sample = MatchesPage(
        rankings: [
            RankingRow(
                href: "/rankings/01929d10-11aa-7b22-9c33-d4e5f6a7b8c9",
                title: "Ranking of “marketing”",
                live: .underWay)
        ],
        summary: "57 matches, best first",
        resumes: [
            Option(value: "", label: "All resumes", isSelected: true),
            Option(value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44", label: "Marta Lindqvist-Öberg"),
            Option(value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c47", label: "山田 花子"),
        ],
        minScore: "40", text: "a \"b\"", isEligible: true, isOnlyNew: true, sort: "best",
        sorts: [
            FilterLink(label: "Best", href: "/matches", isSelected: true),
            FilterLink(label: "Newest", href: "/matches?sort=newest"),
        ],
        chart: ScoreChart(
            viewBox: "0 0 120 132", baseline: "110", axis: "128",
            bars: [
                ScoreChart.Bar(
                    x: "3", y: "20", width: "54", height: "90", middle: "30", labelY: "14", from: "0", range: "0–9",
                    count: "12",
                    href: "/matches"),
                ScoreChart.Bar(
                    x: "63", y: "110", width: "54", height: "0", middle: "90", labelY: "104", from: "10",
                    range: "10–19",
                    count: "0",
                    href: "/matches?min_score=10"),
            ]),
        new: NewMatches(
            text: "12 are new since you looked 2 hours ago.", until: "2026-01-05T09:00:00.000Z",
            newHref: "/matches?new=yes", allHref: "/matches"),
        matches: [
            .strong,
            .good,
            .fair,
            .simulated,
            .waiting,
            .failed,
        ],
        hasAny: true,
        nextHref: "/matches?after=abc")

    static let empty = MatchesPage(summary: "", isEmpty: true)

    static let filtered = MatchesPage(
        summary: "0 matches", minScore: "<i>", scoreError: "A score is a number.", text: "<script>", hasAny: true)
}
