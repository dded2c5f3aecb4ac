@testable import Site

extension RankingPage {
    static let progress = RankingPage(
        title: "Ranking of “marketing”",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        searchHref: "/jobs?q=marketing",
        engine: "Embedded 1.0",
        live: .underWay)

    static let done = RankingPage(
        title: "Ranking of “marketing”",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        searchHref: "/jobs?q=marketing",
        engine: "Embedded 1.0",
        live: .done)

    static let cancelled = RankingPage(
        title: "Ranking of “marketing”",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        searchHref: "/jobs?q=marketing",
        engine: "Embedded 1.0",
        live: .cancelled)

    static let empty = RankingPage(
        title: "Ranking of “marketing”",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        searchHref: "/jobs?q=marketing",
        engine: "Embedded 1.0",
        live: .empty)
}
