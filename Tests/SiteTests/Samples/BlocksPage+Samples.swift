import Templates

@testable import Site

extension BlocksPage {
    private static let kinds = [
        Option(value: "company", label: "Company", isSelected: true), Option(value: "agency", label: "Agency"),
        Option(value: "word", label: "Words"),
    ]

    static let sample = BlocksPage(
        kinds: kinds, mayBlockForAll: true,
        rows: [
            BlockRow(
                value: "Northwind Coffee Roasters", kind: "Company", removeAction: "/blocks/1/remove",
                removeLabel: "Show again: Northwind Coffee Roasters"),
            BlockRow(
                value: "night shift", kind: "Words", isForAll: true, removeAction: "/blocks/2/remove",
                removeLabel: "Show again: night shift"),
            BlockRow(value: "Agentur für Überlastung", kind: "Agency", isForAll: true, removeLabel: ""),
        ])

    static let empty = BlocksPage(kinds: kinds)

    static let refused = BlocksPage(
        kinds: kinds, value: "…",
        errors: [FieldProblem(field: "value", message: "Write a name or words of up to 200 characters.")])
}

extension PostingStanding {
    static let sample = PostingStanding(
        facts: [
            PostingFact(name: "Work mode", value: "Hybrid"), PostingFact(name: "Languages", value: "EN (C1), DE"),
        ], liveness: "Yes", checked: "seen in the source's list", moment: .threeHoursAgo,
        merges: [
            MergeRow(
                title: "Senior Growth Marketing Manager (m/w/d)", href: "https://example.com/jobs/growth",
                kind: "The same posting", source: "Arbeitnow", company: "Northwind Coffee", place: "Stockholm",
                posted: .threeHoursAgo, reason: "same company, same place, 100 % of the title, 96 % of the text",
                undoAction: "/merges/1/undo", undoLabel: "Not the same: Senior Growth Marketing Manager (m/w/d)"),
            MergeRow(
                title: "Senior Growth Marketing Manager", kind: "Posted before", company: "Northwind Coffee Roasters",
                reason: "same company, same place, 100 % of the title, 92 % of the text", undoLabel: ""),
        ],
        block: CompanyBlock(
            company: "Northwind Coffee Roasters", label: "Hide postings of Northwind Coffee Roasters"))
}
