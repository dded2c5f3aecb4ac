@testable import Site

extension PostingRow {
    static let matched = PostingRow(
        href: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        title: "Senior Growth Marketing Manager",
        company: "Northwind Coffee Roasters",
        place: "Stockholm, Sweden",
        isRemote: true,
        type: "Full time",
        pay: "€62,000 to €74,000 a year",
        posted: .threeHoursAgo,
        source: "Arbeitnow",
        snippet: Snippet(
            parts: [
                SnippetPart(text: "… plan and run our "),
                SnippetPart(text: "marketing", isHit: true),
                SnippetPart(
                    text: " across search, email and partners, from brief to report. You will own the "),
                SnippetPart(text: "marketing", isHit: true),
                SnippetPart(text: " budget and …"),
            ]),
        match: PostingScore(
            href: "/matches/01929d22-0000-7000-8000-000000000001", value: "81", band: "Strong"))

    static let longTitle = PostingRow(
        href: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f11",
        title: """
            Performance Marketing Specialist (m/f/d) – Paid Social, Search & Marketplaces, \
            Maternity Cover 12 Months
            """,
        company: "Hanseatische Handelsgesellschaft für Haushaltswaren mbH & Co. KG",
        place: "Hamburg, Germany",
        type: "Contract",
        posted: .yesterday,
        source: "Arbeitnow",
        snippet: Snippet(
            parts: [
                SnippetPart(text: "… Erfahrung im Performance-"),
                SnippetPart(text: "Marketing", isHit: true),
                SnippetPart(text: " mit Budgets ab 50.000 € im Monat …"),
            ]))

    static let japanese = PostingRow(
        href: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f12",
        title: "マーケティング担当",
        company: "株式会社さくら",
        place: "東京都",
        pay: "¥6,000,000 a year",
        posted: .yesterday,
        source: "Greenhouse: sakura")

    static let bare = PostingRow(
        href: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f13",
        title: "Marketing Intern",
        company: "Tidewater",
        isRemote: true,
        type: "Internship",
        pay: "from $18 an hour",
        posted: .twoWeeksAgo,
        source: "Sample",
        snippet: Snippet(
            parts: [
                SnippetPart(text: "<b>Not bold</b> & “quoted”: help the "),
                SnippetPart(text: "marketing", isHit: true),
                SnippetPart(text: " team with research."),
            ]))

    static let unbroken = PostingRow(
        href: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f14",
        title: "Donaudampfschifffahrtsgesellschaftskapitänsanwärterinnenbetreuungsbeauftragte",
        company: "Reederei https://example.com/a/very/long/path/that/does/not/break/anywhere/at/all",
        place: "Wien, Österreich",
        posted: .twoWeeksAgo,
        source: "Arbeitnow")
}
