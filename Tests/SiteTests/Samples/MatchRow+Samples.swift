@testable import Site

extension MatchRow {
    static let strong = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000001",
        title: "Senior Growth Marketing Manager",
        company: "Northwind Coffee Roasters",
        place: "Stockholm, Sweden",
        pay: "€62,000 to €74,000 a year",
        resumeName: "Marta Lindqvist-Öberg",
        reason: "Both name SEO, Google Analytics, email marketing and SQL.",
        score: ScoreMark(value: "81", band: "Strong"),
        state: "Done",
        when: .threeHoursAgo)

    static let good = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000002",
        title: """
            Performance Marketing Specialist (m/f/d) – Paid Social, Search & Marketplaces, \
            Maternity Cover 12 Months
            """,
        company: "Hanseatische Handelsgesellschaft für Haushaltswaren mbH & Co. KG",
        place: "Hamburg, Germany",
        resumeName: "Marta Lindqvist-Öberg",
        reason: "Your title, Marketing Manager, is close to theirs.",
        score: ScoreMark(value: "67", band: "Good"),
        state: "Done",
        when: .threeHoursAgo)

    static let fair = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000003",
        title: "マーケティング担当",
        company: "株式会社さくら",
        place: "東京都",
        pay: "¥6,000,000 a year",
        resumeName: "山田 花子",
        reason: "Both name Google Analytics.",
        score: ScoreMark(value: "38", band: "Fair"),
        state: "Done",
        when: .yesterday)

    static let simulated = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000004",
        title: "Content Editor",
        company: "Papermill & Daughters",
        resumeName: "Marta Lindqvist-Öberg",
        score: ScoreMark(value: "23", band: "Weak"),
        state: "Done",
        when: .yesterday,
        isSimulated: true)

    static let waiting = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000005",
        title: "Data Analyst, Lifecycle",
        company: "Oak Street Health Services",
        resumeName: "Marta Lindqvist-Öberg",
        state: "Waiting",
        when: .justNow)

    static let failed = MatchRow(
        href: "/matches/01929d22-0000-7000-8000-000000000006",
        title: "Brand Lead",
        company: "Tidewater",
        resumeName: "Marta Lindqvist-Öberg",
        state: "Failed",
        when: .twoWeeksAgo)
}
