import Base
import Foundation
import HTTP
import Intelligence
import Model
import Retrieval
import Storage
import Testing

@testable import Site

/// One's resumes beside each other, for the postings of a search.
@Suite struct ComparisonTests {
    private let harness: SiteHarness

    init() throws {
        harness = try SiteHarness(["HUNTER_COMPARED_RESUMES": "2", "HUNTER_PAGE_SIZE": "2"])
    }

    /// Somebody with two resumes, and three postings with the word "harbour".
    private func furnish() throws -> (person: Person, resumes: [UUID], postings: [UUID]) {
        let person = try harness.person()
        let resumes = [
            try harness.resume(
                of: person, name: "baker.txt",
                text: "Ada Example\nPastry baker. Sourdough, ovens and bread for 6 years.",
                profile: Profile(name: "Ada Example", headline: "Pastry baker", skills: [])),
            try harness.resume(
                of: person, name: "programmer.txt",
                text: "Ada Example\nSoftware engineer. Swift, PostgreSQL and Linux services.",
                profile: Profile(name: "Ada Example", headline: "Software engineer", skills: ["Swift", "PostgreSQL"])),
        ]
        let postings = [
            try harness.posting("Pastry baker", description: "Bake sourdough bread at the harbour. You know ovens."),
            try harness.posting(
                "Software engineer", description: "Swift services with PostgreSQL on Linux at the harbour."),
            try harness.posting("Deck hand", description: "Tie ropes at the harbour."),
        ]
        return (person, resumes, postings)
    }

    @Test func `each posting names the resume that fits it best, with the scores that the engine gives`() throws {
        let (person, resumes, postings) = try furnish()
        // What was prepared with a posting and what is prepared now give the same.
        let fresh = try harness.api(.get, "/matches/compare?q=harbour&limit=100", as: person).json
        try harness.indexPostings()
        let answer = try harness.api(.get, "/matches/compare?q=harbour&limit=100", as: person).json
        #expect(answer == fresh)
        #expect(answer["total"]?.number == 3)
        // The last uploaded comes first.
        #expect(answer["resumes"]?.items.compactMap { $0["id"]?.string } == resumes.reversed().map(\.text))
        let rows = try #require(answer["items"]?.items)
        let best = Dictionary(
            uniqueKeysWithValues: rows.map { ($0["posting_id"]?.string ?? "", $0["best_resume_id"]?.string) })
        #expect(best[postings[0].text] == resumes[0].text)
        #expect(best[postings[1].text] == resumes[1].text)
        let highest = rows.map { ($0["scores"]?.items ?? []).compactMap(\.number).max() ?? -1 }
        #expect(highest == highest.sorted(by: >))
        let wins = answer["resumes"]?.items.compactMap { $0["best_for"]?.number } ?? []
        #expect(wins.reduce(0, +) == 3)

        let engine = try #require(harness.services.engines["embedded"])
        for row in rows {
            let id = try #require(row["posting_id"]?.string.flatMap { UUID(text: $0) })
            for (resume, score) in zip(resumes.reversed(), row["scores"]?.items ?? []) {
                let (ours, theirs) = try harness.sql { db in
                    (try #require(try db.resumeText(resume, ownedBy: person.id)), try #require(try db.postingText(id)))
                }
                #expect(try engine.score(resume: ours.side, posting: theirs.side) {}.score == score.number)
            }
        }
    }

    @Test func `the page leads to what is stored and stores what is not`() throws {
        let (person, resumes, postings) = try furnish()
        let match = try harness.match(of: person, resume: resumes[0], posting: postings[0], score: 50)
        let first = harness.page(.get, "/matches/compare?q=harbour", as: person).text
        #expect(first.contains("href=\"/matches/\(match.text)\""))
        #expect(first.components(separatedBy: "name=\"pair\"").count - 1 == 3)
        // Two rows a page: the third is on the next.
        #expect(first.contains("q=harbour&amp;page=2"))
        let second = harness.page(.get, "/matches/compare?q=harbour&page=2", as: person).text
        #expect(second.contains("Deck hand") && !second.contains("page=3"))
        #expect(harness.page(.get, "/matches/compare?q=harbour&page=9", as: person).code == 200)

        let pair = "\(resumes[1].text) \(postings[1].text)"
        #expect(first.contains("value=\"\(pair)\""))
        let made = harness.page(.post, "/matches", as: person, body: .form(["pair": pair, "engine": "embedded"]))
        #expect(made.location.hasPrefix("/matches/"))
        let stranger = try harness.person()
        #expect(harness.page(.post, "/matches", as: stranger, body: .form(["pair": pair])).code == 404)
        for broken in ["", " ", "x y", resumes[1].text, pair + " z"] {
            #expect(harness.page(.post, "/matches", as: person, body: .form(["pair": broken])).code == 404)
        }
    }

    @Test func `only one's own resumes and what one may see are compared`() throws {
        let (person, _, _) = try furnish()
        let stranger = try harness.person()
        #expect(harness.page(.get, "/matches/compare", as: stranger).text.contains("No resume to compare"))
        #expect(try harness.api(.get, "/matches/compare", as: stranger).json["total"]?.number == 0)
        #expect(harness.page(.get, "/matches/compare?q=xylophone", as: person).text.contains("No posting found"))

        _ = harness.page(.post, "/blocks", as: person, body: .form(["kind": "word", "value": "ropes"]))
        #expect(try harness.api(.get, "/matches/compare?q=harbour", as: person).json["total"]?.number == 2)
        // A third resume: the last two are compared, and the page says so.
        _ = try harness.resume(of: person, name: "third.txt")
        let page = harness.page(.get, "/matches/compare?q=harbour", as: person).text
        #expect(page.contains("third.txt") && page.contains("programmer.txt") && !page.contains("baker.txt"))
        #expect(page.contains("the 2 resumes that you added last"))
        for page in ["0", "-1", "x", "10001", "99999999999999999999"] {
            #expect(harness.api(.get, "/matches/compare?page=" + page, as: person).code == 422)
        }
    }
}
