import Templates

@testable import Site

extension TextMatchPage {
    private static let kinds = [
        Option(value: "resume", label: "A resume", isSelected: true),
        Option(value: "job_description", label: "A job description"),
    ]
    private static let levels = [
        Option(value: "", label: "Any"), Option(value: "senior", label: "Senior", isSelected: true),
    ]
    private static let types = [Option(value: "", label: "Any"), Option(value: "contract", label: "Contract")]

    static let empty = TextMatchPage(kinds: kinds, levels: levels, types: types)

    static let sample = TextMatchPage(
        text: "Ada Example <b>&\nSwift engineer", kinds: kinds, location: "Berlin \"Mitte\"", levels: levels,
        types: types,
        pay: "60,000", internshipOnly: true, summary: "The best 2 of 500 postings that were compared",
        found: [
            FoundRow(
                href: "/jobs/01929d30-0000-5000-8000-000000000001", title: "Backend Engineer (Swift)",
                company: "Kestrel & Sons",
                place: "Berlin", pay: "€80,000 to €95,000 a year", score: ScoreMark(value: "82", band: "strong"),
                reasons: [
                    FoundReasonRow(
                        text: "Your “Swift engineer” is close to the posting's title.",
                        quotes: [
                            QuoteRow(text: "Swift engineer", tint: "0"),
                            QuoteRow(text: "Backend Engineer (Swift)", tint: "0"),
                        ]),
                    FoundReasonRow(text: "Nothing to quote here.", quotes: []),
                ]),
            FoundRow(
                href: "/jobs/01929d30-0000-5000-8000-000000000002", title: "<script>alert(1)</script>", company: "X",
                score: ScoreMark(value: "7", band: "weak"), reasons: []),
        ])

    static let refused = TextMatchPage(
        kinds: kinds, levels: levels, types: types, pay: "much",
        errors: [FieldProblem(field: "min_pay", message: "Pay is a whole number of euros a year.")])

    static let like = TextMatchPage(
        summary: "No posting fits. Try fewer filters.", likeHref: "/jobs/01929d30-0000-5000-8000-000000000001",
        likeTitle: "Backend Engineer <Swift>")
}
