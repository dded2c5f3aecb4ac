@testable import Site

extension MatchPage {
    static let progress = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .underWay)

    static let waiting = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .waiting)

    static let result = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .scored)

    static let simulated = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .simulated)

    static let failed = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .failed)

    static let cancelled = MatchPage(
        crumbs: [Link(label: "Matches", href: "/matches")],
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        company: "Northwind Coffee Roasters",
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        live: .cancelled)
}
