import Templates

/// A page of search results.
struct ResultsPage: Page {
    static let template = "page"

    var query: String
    var rows: [ResultRow]

    static var names: Names<ResultsPage> {
        [
            "query": .text(\.query),
            "rows": .list(\.rows),
        ]
    }
}

/// One result, as the file of rows has it.
struct ResultRow: TemplateData, Decodable {
    var rank: String
    var title: String
    var company: String
    var location: String
    var score: String
    var salary: String
    var posted: String
    var url: String
    var skills: String
    var summary: String

    static var names: Names<ResultRow> {
        [
            "rank": .text(\.rank),
            "title": .text(\.title),
            "company": .text(\.company),
            "location": .text(\.location),
            "score": .text(\.score),
            "salary": .text(\.salary),
            "posted": .text(\.posted),
            "url": .text(\.url),
            "skills": .text(\.skills),
            "summary": .text(\.summary),
        ]
    }
}

/// Nothing surrounds this page.
struct NoShell: TemplateData {
    static var names: Names<NoShell> { [:] }
}
