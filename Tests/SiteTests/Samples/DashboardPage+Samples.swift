@testable import Site

extension DashboardPage {
    static let sample = DashboardPage(
        greeting: "Hello, Marta",
        running: [
            RunningRow(
                href: "/rankings/1",
                title: "Ranking of “marketing” for Marta Lindqvist-Öberg",
                sentence: "112 of 259, about 2 minutes left"),
            RunningRow(
                href: "/resumes/01929d0e-7a3b-7c11-8f8e-3f1d6a9b2c45",
                title: "Екатерина_Резюме.docx",
                sentence: "Reading your resume"),
        ],
        matches: [
            .strong,
            .good,
            .fair,
        ],
        matchesTotal: "All 57 matches",
        resumes: [
            .ready,
            .reading,
            .failed,
        ],
        resumesTotal: "All 4 resumes",
        postingsTotal: "12,408 open postings.")

    static let newcomer = DashboardPage(
        greeting: "Hello, Marta",
        steps: [
            FirstStep(
                title: "Add your resume",
                text: """
                    PDF, Word or plain text. It is read in a few seconds, and you check what was \
                    understood.
                    """,
                isNext: true,
                action: Link(label: "Upload a resume", href: "/resumes#upload"),
                samples: .resumes),
            FirstStep(
                title: "Have some postings to compare with",
                text: "Collect them from a source, or load a hundred invented ones to try things out.",
                action: Link(label: "Go to sources", href: "/admin"),
                samples: .postings),
            FirstStep(
                title: "Match your resume",
                text: "Open a posting and match it, or rank a whole search at once.",
                action: Link(label: "Search postings", href: "/jobs")),
        ],
        matchesTotal: "",
        resumesTotal: "",
        postingsTotal: "No postings yet.")
}
