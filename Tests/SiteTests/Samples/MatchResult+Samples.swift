@testable import Site

extension MatchResult {
    static let strong = MatchResult(
        score: "81",
        band: "Strong",
        sentence: "4 of 7 skills asked for are in your resume.",
        engine: "Embedded",
        engineVersion: "1.0",
        scored: .justNow,
        eligibility: [
            EligibilityRow(
                kind: "yes",
                answer: "Yes",
                statement: "The place is in your country, or anywhere"),
            EligibilityRow(
                kind: "yes",
                answer: "Yes",
                statement: "The way of working fits what you want"),
            EligibilityRow(
                kind: "no", answer: "No", statement: "The pay is less than you want",
                quotes: [QuoteRow(text: "50,000 EUR", tint: "0")]),
            EligibilityRow(kind: "unknown", answer: "Not stated", statement: "Visa and right to work"),
            EligibilityRow(kind: "unknown", answer: "Not stated", statement: "Languages"),
        ],
        contributions: [
            ContributionRow(
                number: "1",
                tint: "1",
                name: "Skills",
                points: "31",
                ofMaximum: "of 45",
                barStart: "0",
                barWidth: "31",
                barMiddle: "15.5"),
            ContributionRow(
                number: "2",
                tint: "2",
                name: "Words in common",
                points: "24",
                ofMaximum: "of 30",
                barStart: "31",
                barWidth: "24",
                barMiddle: "43"),
            ContributionRow(
                number: "3",
                tint: "3",
                name: "Title",
                points: "16",
                ofMaximum: "of 20",
                barStart: "55",
                barWidth: "16",
                barMiddle: "63"),
            ContributionRow(
                number: "4",
                tint: "4",
                name: "Experience",
                points: "10",
                ofMaximum: "of 10",
                barStart: "71",
                barWidth: "10",
                barMiddle: "76"),
        ],
        reasons: [
            ReasonRow(
                text: "Both name SEO, Google Analytics, email marketing and SQL.",
                number: "1",
                resumeSays: "You wrote",
                resumeQuotes: [
                    QuoteRow(text: "Google Analytics", tint: "1", anchor: "resume-1-1"),
                    QuoteRow(text: "SEO", tint: "1", anchor: "resume-1-2"),
                    QuoteRow(text: "Email marketing", tint: "1", anchor: "resume-1-3"),
                    QuoteRow(text: "SQL", tint: "1", anchor: "resume-1-4"),
                ],
                postingQuotes: [
                    QuoteRow(text: "SEO", tint: "1", anchor: "posting-1-1"),
                    QuoteRow(text: "Google Analytics", tint: "1", anchor: "posting-1-2"),
                    QuoteRow(text: "email marketing", tint: "1", anchor: "posting-1-3"),
                    QuoteRow(text: "SQL", tint: "1", anchor: "posting-1-4"),
                ]),
            ReasonRow(
                text: "You have done what they describe, in nearly the same words.",
                number: "2",
                resumeSays: "You wrote",
                resumeQuotes: [
                    QuoteRow(
                        text: "Planned and ran campaigns across search, email and partners",
                        tint: "2",
                        anchor: "resume-2-1")
                ],
                postingQuotes: [
                    QuoteRow(
                        text: "Plan and run our marketing across search, email and partners",
                        tint: "2",
                        anchor: "posting-2-1")
                ]),
            ReasonRow(
                text: "Your title, Marketing Manager, is close to theirs.",
                number: "3",
                resumeSays: "You wrote",
                resumeQuotes: [
                    QuoteRow(text: "Marketing manager", tint: "3", anchor: "resume-3-1")
                ],
                postingQuotes: [
                    QuoteRow(text: "Marketing Manager", tint: "3", anchor: "posting-3-1")
                ]),
            ReasonRow(
                text: "You have 8 years; they ask for 6.",
                number: "4",
                resumeSays: "You wrote",
                resumeQuotes: [
                    QuoteRow(text: "eight years", tint: "4", anchor: "resume-4-1")
                ],
                postingQuotes: [
                    QuoteRow(text: "At least six years", tint: "4", anchor: "posting-4-1")
                ]),
            ReasonRow(
                text: "They ask for a tool that your resume does not name.",
                postingQuotes: [
                    QuoteRow(text: "Braze", tint: "0", anchor: "gap-3")
                ]),
        ],
        matched: [
            "SEO",
            "Google Analytics",
            "Email marketing",
            "SQL",
        ],
        missing: [
            MissingRow(name: "A/B testing", anchor: "gap-1"),
            MissingRow(name: "Attribution modelling", anchor: "gap-2"),
            MissingRow(name: "Braze", anchor: "gap-3"),
        ],
        counterfactuals: ["With A/B testing the score would be 84.", "With 8 years of work the score would be 83."],
        resumeName: "Marta Lindqvist-Öberg",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c44",
        postingTitle: "Senior Growth Marketing Manager",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        resumeText: [
            Passage(
                text: """
                    MARTA LINDQVIST-ÖBERG
                    Marketing Manager · Stockholm · marta@example.com · +46 70 000 00 00

                    SUMMARY

                    """),
            Passage(
                text: "Marketing manager",
                evidence: EvidenceMark(
                    number: "3",
                    tint: "3",
                    anchor: "resume-3-1",
                    otherAnchor: "posting-3-1",
                    otherLabel: "Reason 3: see it in the posting")),
            Passage(text: " with "),
            Passage(
                text: "eight years",
                evidence: EvidenceMark(
                    number: "4",
                    tint: "4",
                    anchor: "resume-4-1",
                    otherAnchor: "posting-4-1",
                    otherLabel: "Reason 4: see it in the posting")),
            Passage(
                text: """
                     in retail and food. I plan campaigns, write most of the copy myself and like \
                    numbers more than adjectives.

                    EXPERIENCE
                    Marketing Manager, Brödkompaniet AB                                  2021–today
                    • 
                    """),
            Passage(
                text: "Planned and ran campaigns across search, email and partners",
                evidence: EvidenceMark(
                    number: "2",
                    tint: "2",
                    anchor: "resume-2-1",
                    otherAnchor: "posting-2-1",
                    otherLabel: "Reason 2: see it in the posting")),
            Passage(
                text: """
                    , from brief to weekly report, on a budget of 4 MSEK a year.
                    • Moved reporting from spreadsheets to 
                    """),
            Passage(
                text: "Google Analytics",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "resume-1-1",
                    otherAnchor: "posting-1-1",
                    otherLabel: "Reason 1: see it in the posting")),
            Passage(
                text: """
                     and Looker; the Monday meeting went from 60 minutes to 15.
                    • 
                    """),
            Passage(
                text: "SEO",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "resume-1-2",
                    otherAnchor: "posting-1-1",
                    otherLabel: "Reason 1: see it in the posting")),
            Passage(
                text: """
                     for 340 store pages: organic visits +71 % in 14 months.

                    Marketing Specialist, Kaffe & Co                                     2018–2021
                    • Newsletter for 12,000 readers; open rate from 19 % to 34 %. 
                    """),
            Passage(
                text: "Email marketing",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "resume-1-3",
                    otherAnchor: "posting-1-1",
                    otherLabel: "Reason 1: see it in the posting")),
            Passage(
                text: """
                     in HubSpot.
                    • Wrote 
                    """),
            Passage(
                text: "SQL",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "resume-1-4",
                    otherAnchor: "posting-1-1",
                    otherLabel: "Reason 1: see it in the posting")),
            Passage(
                text: """
                     against the till data to find which coupons paid for themselves.

                    EDUCATION
                    BSc Business Administration, Uppsala University, 2018

                    LANGUAGES
                    Swedish (native), English (fluent), German (basic)
                    """),
        ],
        postingText: [
            Passage(text: "Senior Growth "),
            Passage(
                text: "Marketing Manager",
                evidence: EvidenceMark(
                    number: "3",
                    tint: "3",
                    anchor: "posting-3-1",
                    otherAnchor: "resume-3-1",
                    otherLabel: "Reason 3: see it in the resume")),
            Passage(
                text: """


                    Northwind roasts coffee in Stockholm and sends it to 40,000 subscribers in nine \
                    countries. We are 60 people, and five of them do marketing.

                    What you will do
                    - 
                    """),
            Passage(
                text: "Plan and run our marketing across search, email and partners",
                evidence: EvidenceMark(
                    number: "2",
                    tint: "2",
                    anchor: "posting-2-1",
                    otherAnchor: "resume-2-1",
                    otherLabel: "Reason 2: see it in the resume")),
            Passage(
                text: """
                    , from brief to report.
                    - Own the budget, and say no to what does not pay.
                    - Lead and grow a team of two.

                    What you bring
                    - 
                    """),
            Passage(
                text: "At least six years",
                evidence: EvidenceMark(
                    number: "4",
                    tint: "4",
                    anchor: "posting-4-1",
                    otherAnchor: "resume-4-1",
                    otherLabel: "Reason 4: see it in the resume")),
            Passage(
                text: """
                     in marketing, some of them with subscriptions.
                    - 
                    """),
            Passage(
                text: "SEO",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "posting-1-1",
                    otherAnchor: "resume-1-1",
                    otherLabel: "Reason 1: see it in the resume")),
            Passage(text: ", "),
            Passage(
                text: "Google Analytics",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "posting-1-2",
                    otherAnchor: "resume-1-1",
                    otherLabel: "Reason 1: see it in the resume")),
            Passage(text: " and "),
            Passage(
                text: "email marketing",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "posting-1-3",
                    otherAnchor: "resume-1-1",
                    otherLabel: "Reason 1: see it in the resume")),
            Passage(
                text: """
                    , hands on.
                    - You read and write 
                    """),
            Passage(
                text: "SQL",
                evidence: EvidenceMark(
                    number: "1",
                    tint: "1",
                    anchor: "posting-1-4",
                    otherAnchor: "resume-1-1",
                    otherLabel: "Reason 1: see it in the resume")),
            Passage(
                text: """
                    .
                    - Experience with 
                    """),
            Passage(text: "A/B testing", gap: GapMark(anchor: "gap-1")),
            Passage(text: " and "),
            Passage(text: "attribution modelling", gap: GapMark(anchor: "gap-2")),
            Passage(
                text: """
                    .
                    - 
                    """),
            Passage(text: "Braze", gap: GapMark(anchor: "gap-3")),
            Passage(
                text: """
                     or a similar tool.

                    What we offer
                    €62,000 to €74,000 a year, 30 days off, remote inside the EU, more coffee than is \
                    good for you.
                    """),
        ])

    static let simulated = MatchResult(
        score: "23",
        band: "Weak",
        sentence: "The posting names no skills that we recognise.",
        engine: "Simulated",
        engineVersion: "1",
        isSimulated: true,
        scored: .yesterday,
        contributions: [
            ContributionRow(
                number: "1",
                tint: "1",
                name: "Invented",
                points: "23",
                ofMaximum: "of 100",
                barStart: "0",
                barWidth: "23",
                barMiddle: "11.5")
        ],
        resumeName: "山田 花子",
        resumeHref: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c47",
        postingTitle: "Content Editor",
        postingHref: "/jobs/0f2a7c1e-5d0b-5e0c-9a51-6f6f0a6b8f10",
        resumeText: [
            Passage(
                text: """
                    山田 花子
                    編集者
                    東京都
                    """)
        ],
        postingText: [
            Passage(text: "We look for an editor. No frills.")
        ])
}
