import Templates

@testable import Site

extension PostingPage {
    static let sample = PostingPage(
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        backHref: "/jobs?q=marketing&remote=true",
        title: "Senior Growth Marketing Manager",
        company: "Northwind Coffee Roasters",
        place: "Stockholm, Sweden",
        isRemote: true,
        pay: "€62,000 to €74,000 a year",
        type: "Full time",
        level: "Senior",
        posted: .threeHoursAgo,
        expires: "21 December 2026",
        sources: [
            PostingSource(name: "Arbeitnow", href: "https://www.arbeitnow.com/view/growth-1"),
            PostingSource(name: "Northwind careers", href: "https://example.com/jobs/growth"),
        ],
        skills: [
            "SEO",
            "Google Analytics",
            "Email marketing",
            "SQL",
            "A/B testing",
            "Attribution modelling",
            "Braze",
        ],
        description: TrustedHTML(
            trusting: Array(
                """
                <p>Northwind roasts coffee in Stockholm and sends it to 40,000 subscribers in nine \
                countries. We are 60 people, and five of them do marketing.</p><h2>What you will \
                do</h2><ul><li>Plan and run our marketing across search, email and partners, from \
                brief to report.</li><li>Own the budget, and say no to what does not \
                pay.</li><li>Lead and grow a team of two.</li></ul><h2>What you bring</h2><ul><li>At\
                 least six years in marketing, some of them with subscriptions.</li><li>SEO, Google \
                Analytics and email marketing, hands on.</li><li>You read and write \
                SQL.</li></ul><p>€62,000 to €74,000 a year, 30 days off, remote inside the EU. Write\
                 to <a href="https://example.com/jobs/growth" rel="noopener noreferrer nofollow">our\
                 careers page</a>.</p>
                """.utf8)),
        fillAction: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10/fill",
        isSignedIn: true,
        logInHref: "/login?next=/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        matchForm: MatchForm(
            resumes: [
                Option(
                    value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
                    label: "Marta Lindqvist-Öberg",
                    isSelected: true),
                Option(value: "01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c47", label: "山田 花子"),
            ],
            engines: [
                Option(
                    value: "embedded",
                    label: "Embedded",
                    isSelected: true,
                    hint: "Compares words and skills. The same two texts always get the same score."),
                Option(
                    value: "simulated",
                    label: "Simulated",
                    hint: "Invents a number after a short wait. For trying the product out."),
            ]),
        similarHref: "/jobs?like=0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        matches: [
            .strong,
            .waiting,
        ], standing: .sample)

    static let closed = PostingPage(
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        backHref: "/jobs?q=marketing&remote=true",
        title: "Donaudampfschifffahrtsgesellschaftskapitänsanwärterinnenbetreuungsbeauftragte",
        company: "Reederei https://example.com/a/very/long/path/that/does/not/break/anywhere/at/all",
        closed: "This posting is closed. You can still match it, but applying is probably too late.",
        sources: [
            PostingSource(name: "Sample")
        ],
        description: TrustedHTML(
            trusting: Array(
                """
                <p>Northwind roasts coffee in Stockholm and sends it to 40,000 subscribers in nine \
                countries. We are 60 people, and five of them do marketing.</p><h2>What you will \
                do</h2><ul><li>Plan and run our marketing across search, email and partners, from \
                brief to report.</li><li>Own the budget, and say no to what does not \
                pay.</li><li>Lead and grow a team of two.</li></ul><h2>What you bring</h2><ul><li>At\
                 least six years in marketing, some of them with subscriptions.</li><li>SEO, Google \
                Analytics and email marketing, hands on.</li><li>You read and write \
                SQL.</li></ul><p>€62,000 to €74,000 a year, 30 days off, remote inside the EU. Write\
                 to <a href="https://example.com/jobs/growth" rel="noopener noreferrer nofollow">our\
                 careers page</a>.</p>
                """.utf8)),
        isSignedIn: true,
        logInHref: "/login?next=/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        similarHref: "/jobs?like=0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10")

    static let visitor = PostingPage(
        postingID: "0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        backHref: "/jobs?q=marketing&remote=true",
        title: "Senior Growth Marketing Manager",
        company: "Northwind Coffee Roasters",
        posted: .threeHoursAgo,
        sources: [
            PostingSource(name: "Arbeitnow", href: "https://www.arbeitnow.com/view/growth-1")
        ],
        description: TrustedHTML(
            trusting: Array(
                """
                <p>Northwind roasts coffee in Stockholm and sends it to 40,000 subscribers in nine \
                countries. We are 60 people, and five of them do marketing.</p><h2>What you will \
                do</h2><ul><li>Plan and run our marketing across search, email and partners, from \
                brief to report.</li><li>Own the budget, and say no to what does not \
                pay.</li><li>Lead and grow a team of two.</li></ul><h2>What you bring</h2><ul><li>At\
                 least six years in marketing, some of them with subscriptions.</li><li>SEO, Google \
                Analytics and email marketing, hands on.</li><li>You read and write \
                SQL.</li></ul><p>€62,000 to €74,000 a year, 30 days off, remote inside the EU. Write\
                 to <a href="https://example.com/jobs/growth" rel="noopener noreferrer nofollow">our\
                 careers page</a>.</p>
                """.utf8)),
        logInHref: "/login?next=/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        similarHref: "/jobs?like=0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10")
}
