import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// What somebody hides is in none of their lists, and in everybody else's.
@Suite struct BlocksTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func titles(_ person: Person?, _ query: String) -> String {
        harness.api(.get, "/api/v1/jobs?limit=100&q=" + query, as: person).text
    }

    @Test func `a company, an agency and words vanish from one's lists, rankings and matches, and come back`() throws {
        let (reader, other) = (try harness.person(), try harness.person())
        let mark = "zeppelin\(Int.random(in: 1...1_000_000_000))"
        let posting = try harness.posting(
            "Rigger \(mark)", description: "We fly the \(mark) at night over the wide bay.")
        let match = try harness.match(of: reader, resume: harness.resume(of: reader), posting: posting)
        for body in [
            #"{"kind":"company","value":"EXAMPLE works GmbH"}"#, #"{"kind":"agency","value":"\#(mark) at night"}"#,
            #"{"kind":"word","value":"\#(mark) at night"}"#,
        ] {
            #expect(titles(reader, mark).contains(posting.text))
            let added = harness.api(.post, "/api/v1/blocks", as: reader, body: .json(body))
            #expect(added.code == 201)
            #expect(!titles(reader, mark).contains(posting.text), "\(body)")
            #expect(!harness.page(.get, "/jobs?q=\(mark)", as: reader).text.contains(posting.text))
            #expect(!harness.api(.get, "/api/v1/matches", as: reader).text.contains(match.text))
            #expect(titles(other, mark).contains(posting.text) && titles(nil, mark).contains(posting.text))
            #expect(harness.page(.get, "/jobs?q=\(mark)", as: other).text.contains(posting.text))
            let again = harness.api(.post, "/api/v1/blocks", as: reader, body: .json(body))
            #expect(try again.json["id"]?.string == added.json["id"]?.string, "it is there once")
            let id = try #require(try added.json["id"]?.string)
            #expect(harness.api(.delete, "/api/v1/blocks/" + id, as: other).code == 404)
            #expect(harness.api(.delete, "/api/v1/blocks/" + id, as: reader).code == 204)
        }
        #expect(titles(reader, mark).contains(posting.text))
        #expect(harness.api(.get, "/api/v1/matches", as: reader).text.contains(match.text))
    }

    @Test func `a ranking made before does not show it either`() throws {
        let reader = try harness.person()
        let ranking = try harness.ranking(of: reader).id
        func isShown() throws -> Bool {
            let item = try harness.api(.get, "/api/v1/rankings/" + ranking.text, as: reader).json["items"]?.items.first
            return item != nil
        }
        #expect(try isShown())
        let body = Body.json(#"{"kind":"company","value":"Example Works"}"#)
        #expect(harness.api(.post, "/api/v1/blocks", as: reader, body: body).code == 201)
        #expect(try !isShown())
    }

    @Test func `only an administrator hides for everybody`() throws {
        let (reader, admin) = (try harness.person(), try harness.person(.admin))
        let mark = "dirigible\(Int.random(in: 1...1_000_000_000))"
        let posting = try harness.posting("Rigger \(mark)")
        let body = Body.json(#"{"kind":"word","value":"\#(mark)","everyone":true}"#)
        #expect(harness.api(.post, "/api/v1/blocks", as: reader, body: body).code == 403)
        #expect(titles(nil, mark).contains(posting.text))
        let added = harness.api(.post, "/api/v1/blocks", as: admin, body: body)
        #expect(added.code == 201)
        #expect(!titles(nil, mark).contains(posting.text) && !titles(reader, mark).contains(posting.text))
        let id = try #require(try added.json["id"]?.string)
        #expect(harness.api(.delete, "/api/v1/blocks/" + id, as: reader).code == 404)
        #expect(harness.api(.delete, "/api/v1/blocks/" + id, as: admin).code == 204)
        #expect(titles(nil, mark).contains(posting.text))
    }

    @Test func `what cannot be hidden is told`() throws {
        let reader = try harness.person()
        for value in ["", "…", String(repeating: "a", count: 201)] {
            let response = harness.page(.post, "/blocks", as: reader, body: .form(["kind": "word", "value": value]))
            #expect(response.code == 422, "\(value)")
        }
        #expect(harness.api(.post, "/api/v1/blocks", as: reader, body: .json(#"{"kind":"x","value":"a"}"#)).code == 422)
    }

    @Test func `postings that are one have one page, which says why, and two again after an undo`() throws {
        let (kept, merged) = try harness.mergedPair()
        let admin = try harness.person(.admin)
        let moved = harness.page(.get, "/jobs/" + merged.text, as: nil)
        #expect(moved.code == 303 && moved.location == "/jobs/" + kept.text)
        #expect(try harness.api(.get, "/api/v1/jobs/" + merged.text, as: nil).json["id"]?.string == kept.text)
        let page = harness.page(.get, "/jobs/" + kept.text, as: admin).text
        #expect(page.contains("The same posting") && page.contains("Not the same"))
        #expect(!harness.page(.get, "/jobs/" + kept.text, as: nil).text.contains("Not the same"))
        let merges = try harness.api(.get, "/api/v1/jobs/" + kept.text + "/merges", as: nil).json["items"]?.items ?? []
        let id = try #require(merges.first?["id"]?.string)
        let undone = harness.page(.post, "/merges/\(id)/undo", as: admin)
        #expect(undone.code == 303 && undone.location == "/jobs/" + merged.text)
        #expect(harness.page(.get, "/jobs/" + merged.text, as: nil).code == 200)
    }
}
