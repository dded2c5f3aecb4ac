import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// Postings for a pasted text: the shapes that programs rely on, what is refused, and the page.
@Suite struct TextMatchingTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws { harness = try Self.shared.get() }

    private func post(_ path: String, _ body: String, as person: Person) -> Response {
        harness.api(.post, path, as: person, body: .json(body))
    }

    @Test func `both answers have every field`() throws {
        let person = try harness.person()
        let id = try harness.posting("Zymurgist", description: "Brew beer with *Kubernetes* and yeast: zymurgy.")
        try harness.indexPostings()
        for (path, body) in [
            ("/match/resume", #"{"resume_text":"Zymurgist\nKubernetes, zymurgy and beer"}"#),
            ("/match/jd", #"{"job_description":"Zymurgist\nKubernetes, zymurgy and beer"}"#),
        ] {
            let response = post(path, body, as: person)
            #expect(response.code == 200, "\(response.text.prefix(300))")
            let answer = try response.json
            #expect(answer.names == ["total_matches", "search_time_ms", "engine", "jobs"])
            #expect(answer["engine"]?.string == "embedded")
            #expect(answer["search_time_ms"]?.number ?? -1 >= 0)
            let jobs = try #require(answer["jobs"]?.items)
            #expect(answer["total_matches"]?.number ?? 0 >= Double(jobs.count))
            let best = try #require(jobs.first)
            #expect(best["job_id"]?.string == id.text)
            #expect(
                best.names == [
                    "job_id", "title", "company", "location", "salary_min", "salary_max", "currency", "period",
                    "relevance_score", "is_internship", "redirect_url", "reasons",
                ])
            for job in jobs { #expect((0...1).contains(job["relevance_score"]?.number ?? -1)) }
            #expect(best["reasons"]?.items.isEmpty == false)
            for reason in best["reasons"]?.items ?? [] { #expect(reason.names == ["text", "quotes"]) }
            // Asked again, the same comes first, whatever tests beside this one have added.
            #expect(try post(path, body, as: person).json["jobs"]?.items.first?["job_id"]?.string == id.text)
        }
    }

    @Test func `what has nothing in common with a text does not match it`() throws {
        let person = try harness.person()
        _ = try harness.posting("Zymurgist", description: "Brew beer with *Kubernetes* and yeast.")
        try harness.indexPostings()
        let answer = try post("/match/resume", #"{"resume_text":"x","limit":100}"#, as: person).json
        let jobs = answer["jobs"]?.items ?? []
        #expect(!jobs.contains { ($0["relevance_score"]?.number ?? 0) <= 0 })
        #expect(answer["total_matches"]?.number == Double(jobs.count))
    }

    @Test(arguments: [
        ("/match/resume", #"{"resume_text":""}"#, "resume_text"),
        ("/match/resume", #"{"resume_text":" \n 12 "}"#, "resume_text"),
        ("/match/resume", #"{}"#, "resume_text"),
        ("/match/resume", #"{"resume_text":"a","limit":0}"#, "limit"),
        ("/match/resume", #"{"resume_text":"a","limit":101}"#, "limit"),
        ("/match/resume", #"{"resume_text":"a","job_level":"boss"}"#, "job_level"),
        ("/match/resume", #"{"resume_text":"a","stipend_min":-1}"#, "stipend_min"),
        ("/match/resume", #"{"resume_text":"a","stipend_min":1e18}"#, "stipend_min"),
        ("/match/jd", #"{"job_description":" "}"#, "job_description"),
        ("/match/jd", #"{"job_description":"a","job_type":"slavery"}"#, "job_type"),
    ])
    func `what cannot be used is named`(path: String, body: String, field: String) throws {
        let response = post(path, body, as: try harness.person())
        #expect(response.code == 422, "\(response.text)")
        #expect(try response.json["errors"]?.items.compactMap { $0["field"]?.string } == [field])
    }

    @Test func `a place that names a country finds what a search for it finds`() throws {
        let (person, word) = (try harness.person(), "Luthier\(UUID.v7().text.suffix(6))")
        for (place, country) in [("Leeds", "GB"), ("Berlin", "DE"), ("Munich", "DE")] {
            let id = try harness.posting(
                "\(word) in \(place)", description: "\(word) builds violins and lutes of spruce.")
            _ = try harness.sql {
                try $0.execute("update postings set location = \(place), country = \(country) where id = \(id)")
            }
        }
        try harness.indexPostings()
        for (place, found) in [
            ("UK", ["Leeds"]), ("Germany", ["Berlin", "Munich"]), ("Berlin, Germany", ["Berlin"]), ("DE", []),
        ] {
            let body = #"{"job_description":"\#(word) builds violins and lutes","location":"\#(place)"}"#
            let jobs = try #require(try post("/match/jd", body, as: person).json["jobs"]?.items)
            let titles = jobs.compactMap { $0["title"]?.string }.filter { $0.hasPrefix(word) }
            #expect(Set(titles) == Set(found.map { "\(word) in \($0)" }), "\(place)")
            let query = "/jobs?q=\(word)&location=" + place.replacing(" ", with: "+").replacing(",", with: "%2C")
            let listed = try #require(try harness.api(.get, query).json["items"]?.items)
            #expect(Set(listed.compactMap { $0["title"]?.string }) == Set(titles), "\(place)")
        }
    }

    @Test func `a text that is too long is refused`() throws {
        let limit = harness.services.settings.matching.textLimit
        let long = String(repeating: "word ", count: limit / 5 + 1)
        let person = try harness.person()
        #expect(post("/match/jd", #"{"job_description":"\#(long)"}"#, as: person).code == 422)
        let longPlace = String(repeating: "x", count: 201)
        #expect(post("/match/jd", #"{"job_description":"a","location":"\#(longPlace)"}"#, as: person).code == 422)
    }

    @Test func `the page finds, refuses with the form filled in, and escapes what it is given`() throws {
        let person = try harness.person()
        _ = try harness.posting("Falconer", description: "Train falcons in the *Alps*. Falconry licence.")
        try harness.indexPostings()
        #expect(harness.page(.get, "/match", as: person).text.contains("<textarea"))
        let found = harness.page(
            .post, "/match", as: person,
            body: .form(["kind": "job_description", "text": "Falconer <script>\nfalcons, falconry"]))
        #expect(found.code == 200)
        #expect(found.text.contains(">Falconer</a>"))
        #expect(!found.text.contains("Falconer <script>"))
        let refused = harness.page(
            .post, "/match", as: person, body: .form(["text": "", "min_pay": "much", "location": "Graz"]))
        #expect(refused.code == 422)
        #expect(refused.text.contains("href=\"#text\"") && refused.text.contains("href=\"#min_pay\""))
        #expect(refused.text.contains("value=\"much\"") && refused.text.contains("value=\"Graz\""))
    }

    @Test func `a posting leads to those like it, and is not one of them`() throws {
        let person = try harness.person()
        let one = try harness.posting("Glassblower", description: "Blow glass at the kiln.")
        let other = try harness.posting("Glass Artist", description: "Blow glass at a furnace and a kiln.")
        try harness.indexPostings()
        #expect(harness.page(.get, "/jobs/" + one.text, as: person).text.contains("/match?like=" + one.text))
        let page = harness.page(.get, "/match?like=" + one.text, as: person)
        #expect(page.code == 200)
        let rows = page.text.components(separatedBy: "match-row").dropFirst()
        #expect(rows.contains { $0.contains(other.text) } && !rows.contains { $0.contains(one.text) })
        #expect(harness.page(.get, "/match?like=nothing", as: person).code == 404)
        #expect(harness.page(.get, "/match?like=" + UUID.v7().text, as: person).code == 404)
    }
}
