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
        matches: [
            .strong,
            .good,
            .fair,
            .simulated,
            .waiting,
            .failed,
        ],
        nextHref: "/matches?after=abc")

    static let empty = MatchesPage(summary: "", isEmpty: true)
}
