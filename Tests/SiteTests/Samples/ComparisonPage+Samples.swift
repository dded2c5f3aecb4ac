@testable import Site

extension ComparisonPage {
    static let sample = ComparisonPage(
        query: "a \"b\"", kept: [HiddenField(name: "remote", value: "yes")], summary: "51 postings, the best first",
        notes: [ComparisonNote(text: "These are the 2 resumes that you added last.")],
        resumes: [
            ComparedResume(href: "/resumes/1", name: "Marta Lindqvist-Öberg – marketing.pdf", wins: "best for 40"),
            ComparedResume(href: "/resumes/2", name: "履歴書.docx", wins: "best for 11"),
        ],
        rows: [
            ComparisonRow(
                href: "/jobs/1", title: "Senior Growth Marketing Manager", company: "Northwind <Coffee>",
                cells: [
                    ComparisonCell(score: "81", resume: "marketing.pdf", isBest: true, href: "/matches/1", pair: "1 1"),
                    ComparisonCell(score: "40", resume: "履歴書.docx", pair: "2 1"),
                ]),
            ComparisonRow(
                href: "/jobs/2", title: "Donaudampfschifffahrtsgesellschaftskapitän", company: "Acme",
                ruledOut: "Asks for work in another country",
                cells: [
                    ComparisonCell(score: "3", resume: "marketing.pdf", pair: "1 2"),
                    ComparisonCell(score: "7", resume: "履歴書.docx", isBest: true, pair: "2 2"),
                ]),
        ], nextHref: "/matches/compare?page=2")

    static let empty = ComparisonPage(
        summary: "0 postings, the best first",
        empty: EmptyState(
            title: "No resume to compare", text: "Add two or more.",
            action: Link(label: "Add a resume", href: "/resumes")))
}
