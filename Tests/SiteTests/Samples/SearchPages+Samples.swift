@testable import Site

extension SearchesPage {
    static let sample = SearchesPage(
        basis: "Postings are scored for your newest resume.",
        searches: [
            SearchRow(
                href: "/searches/1", page: "https://www.example.com/careers?team=R&D", when: .justNow, state: "Running",
                stateKind: "busy", found: "3", refused: "1"),
            SearchRow(
                href: "/searches/2", page: "https://jobs.example.org/<open>", when: .justNow, state: "Done",
                stateKind: "good", found: "41", refused: "0"),
        ], nextHref: "/searches?after=x")

    static let refused = SearchesPage(
        url: "nonsense", error: "Give the address of a web page.", basis: "Upload a resume to have postings scored.")
}

extension SearchPage {
    static func sample(_ live: LiveSearch) -> SearchPage {
        SearchPage(
            title: "Postings at www.example.com", pageHref: "https://www.example.com/careers",
            page: "https://www.example.com/careers", started: .justNow, live: live)
    }
}

extension LiveSearch {
    private static let rows = [
        SearchResultRow(
            href: "/jobs/1", title: "Backend Engineer (Swift & SQL)", company: "Example <Ltd>",
            place: "Berlin, Germany",
            pay: "€80,000 to €95,000 a year", score: ScoreMark(value: "84", band: "strong"), state: "Being scored",
            reasoning: "It names 3 of your 4 skills: Swift, SQL, Docker.", matchHref: "/matches/1"),
        SearchResultRow(
            href: "/jobs/2", title: "Office Manager", company: "Example <Ltd>", place: nil, pay: nil, score: nil,
            state: "Being scored", reasoning: nil, matchHref: nil),
    ]

    static let underWay = LiveSearch(
        id: "1", poll: Poll(path: "/live/2", delay: "700"),
        progress: LiveProgress(
            sentence: "Reading and scoring postings", value: "40", counts: "4 of 10",
            cancel: Cancelling(action: "/tasks/2/cancel", taskID: "2")), results: rows)

    static let done = LiveSearch(
        id: "1", summary: "2 postings were found.",
        warnings: [RunWarning(text: "https://www.example.com/careers?page=2: There is no such page any more.")],
        results: rows,
        failures: [FailureRow(subject: "https://www.example.com/careers/9", reason: "There is no such page any more.")])

    static let failed = LiveSearch(
        id: "1",
        stopped: Stopped(
            kind: "bad", heading: "The page could not be searched", message: "There is no site of that name.",
            advice: "Check the address."), pasteHref: "/postings/new#text")
}

extension AddPostingPage {
    static let sample = AddPostingPage(heading: "Add a posting", action: "/postings", submit: "Add this posting")

    static let refused = AddPostingPage(
        heading: "Correct the posting", action: "/jobs/1/edit", title: "", company: "Example <Ltd>",
        text: "You & \"we\" cook.\n\n- <b>daily</b>", takesAddress: false, submit: "Save",
        source: "From https://www.example.com/jobs?a=1&b=2",
        errors: [FieldProblem(field: "title", message: "Give the posting a title.")])
}
