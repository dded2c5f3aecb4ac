import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// Walking through lists page by page: every row once.
@Suite struct ListTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    /// The ids of all pages, in order, and how many pages there were.
    private func walk(
        _ target: String, limit: Int, as person: Person?, _ harness: SiteHarness? = nil
    ) throws -> (ids: [String], pages: Int) {
        var (ids, pages) = ([String](), 0)
        var after: String?
        repeat {
            var query: Parameters = ["limit": String(limit)]
            if let after { query.append("after", after) }
            let response = (harness ?? self.harness).api(
                .get, target + (target.contains("?") ? "&" : "?") + query.encoded, as: person)
            try #require(response.code == 200, "\(response.text)")
            let body = try response.json
            #expect(body.names == ["items", "next"])
            let items = body["items"]?.items ?? []
            #expect(items.count <= limit)
            ids += items.compactMap { $0["id"]?.string }
            after = body["next"]?.string
            if after != nil { #expect(items.count == limit) } else { #expect(body["next"] == .null) }
            pages += 1
        } while after != nil && pages < 100
        return (ids, pages)
    }

    /// Rows that were made in one transaction have one time: their ids order them.
    @Test func `resumes are listed once each, newest first`() throws {
        let person = try harness.person()
        let made = try (0..<7).map { try harness.resume(of: person, name: "r\($0).txt").text }
        _ = try harness.resume(of: try harness.person())
        try harness.sql {
            _ = try $0.execute(
                "update resumes set created_at = '2026-01-01 00:00:00.123457+00' where user_id = \(person.id)")
        }
        for limit in [1, 2, 3, 6, 7, 100] {
            let (ids, pages) = try walk("/resumes", limit: limit, as: person)
            #expect(ids == made.sorted().reversed())
            #expect(pages == (7 + limit - 1) / limit)
        }
        #expect(try walk("/resumes/search?skills=swift,React", limit: 2, as: person).ids == made.sorted().reversed())
        #expect(try walk("/resumes/search?skills=swift,React&match=all", limit: 2, as: person).ids == [])
        #expect(try walk("/resumes/search?skills=swift,postgresql&match=all", limit: 2, as: person).ids.count == 7)
        #expect(try walk("/resumes?status=failed", limit: 2, as: person).ids == [])
        #expect(
            try walk(
                "/resumes?created_after=2026-01-01&created_before=2026-01-02&email=ADA@example.com", limit: 2,
                as: person
            ).ids.count == 7)
        #expect(try walk("/resumes?created_after=2026-01-02", limit: 2, as: person).ids == [])
    }

    @Test func `matches are listed once each, best first`() throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person)
        var made: [(Double, String)] = []
        for score in [10.25, 50, 50, 50, 99.123456789012, 0, 0] {
            let match = try harness.match(of: person, resume: resume, posting: try harness.posting(), score: score)
            made.append((score, match.text))
        }
        let order = made.sorted { ($0.0, $0.1) > ($1.0, $1.1) }.map(\.1)
        for limit in [1, 2, 3, 7] { #expect(try walk("/matches", limit: limit, as: person).ids == order) }
        #expect(try walk("/matches?min_score=50", limit: 2, as: person).ids == Array(order.prefix(4)))
        #expect(try walk("/matches?engine=simulated", limit: 2, as: person).ids == [])
    }

    @Test func `postings are listed once each in every order`() throws {
        let harness = try SiteHarness(["HUNTER_PAGE_SIZE": "3"])
        var made: Set<String> = []
        for number in 0..<10 {
            let words = String(repeating: "swift ", count: 1 + number / 2)
            made.insert(try harness.posting("Engineer \(number)", description: words + "developer").text)
        }
        try harness.sql { db in
            try db.execute("update postings set listed_at = '2026-01-01 00:00:00.123457+00' where title > 'Engineer 3'")
            try db.execute("update postings set annual_max_reference = 5000000 where title > 'Engineer 6'")
        }
        for query in [
            "", "sort=newest", "sort=pay", "q=swift", "q=swift&sort=newest", "q=swift&sort=pay", "sort=relevance",
        ] {
            for limit in [1, 3, 4, 10] {
                let ids = try walk("/jobs?" + query, limit: limit, as: nil, harness).ids
                #expect(ids.count == 10, "\(query) by \(limit)")
                #expect(Set(ids) == made, "\(query) by \(limit)")
            }
        }
        // The same on pages, by their links.
        var (seen, next) = ([String](), Optional("/jobs?q=swift"))
        while let target = next, seen.count < 20 {
            let text = harness.page(.get, target).text
            seen += made.filter { text.contains("/jobs/" + $0) }
            next = text.firstMatch(of: /href="(\/jobs\?(?:[^"]*&amp;)?after=[^"]*)"/).map {
                String($0.1).replacingOccurrences(of: "&amp;", with: "&")
            }
        }
        #expect(seen.count == 10 && Set(seen) == made)
    }

    @Test func `runs are listed once each`() throws {
        let harness = try SiteHarness()
        let admin = try harness.person(.admin)
        let made = try (0..<5).map { _ in try harness.run().id.text }
        for limit in [1, 2, 5] {
            #expect(try walk("/admin/sync-logs", limit: limit, as: admin, harness).ids == made.reversed())
        }
    }

    @Test func `runs are listed by their state and their source`() throws {
        let harness = try SiteHarness()
        let admin = try harness.person(.admin)
        let source = try harness.source()
        let (waiting, other) = (try harness.run(source: source).id, try harness.run().id)
        try harness.sql { try $0.endRun(other, state: .failed, failure: nil) }
        let name: String = try harness.sql { try $0.value("select name from sources where id = \(source)") }
        func runs(_ query: Parameters) throws -> [String] {
            try walk("/admin/sync-logs?" + query.encoded, limit: 1, as: admin, harness).ids
        }
        #expect(try runs(["state": "queued"]) == [waiting.text] && runs(["state": "failed"]) == [other.text])
        #expect(try runs(["state": "succeeded"]) == [])
        #expect(
            try runs(["source": name.uppercased()]) == [waiting.text] && runs(["source": source.text]) == [waiting.text]
        )
        #expect(try runs(["source": "nothing"]) == [] && runs(["source": name, "state": "failed"]) == [])
        #expect(harness.api(.get, "/admin/sync-logs?state=bogus", as: admin).code == 422)
    }

    @Test func `short lists have pages too`() throws {
        let harness = try SiteHarness()
        let admin = try harness.person(.admin)
        for number in 0..<5 {
            _ = try harness.schedule()
            _ = try harness.source(of: admin)
            let body = Body.json(#"{"kind":"word","value":"word \#(number)"}"#)
            #expect(harness.api(.post, "/blocks", as: admin, body: body).code == 201)
        }
        for list in ["/admin/schedules", "/sources", "/blocks"] {
            let all = try walk(list, limit: 100, as: admin, harness).ids
            #expect(all.count >= 5 && Set(all).count == all.count)
            for limit in [1, 2, 5] { #expect(try walk(list, limit: limit, as: admin, harness).ids == all, "\(list)") }
        }
        for list in [
            "/admin/queues", "/admin/failures", "/admin/activity", "/admin/workers", "/admin/schedules", "/sources",
            "/blocks",
        ] {
            for query in ["limit=0", "limit=101", "limit=x", "after=x", "after=-1"] {
                #expect(harness.api(.get, list + "?" + query, as: admin).code == 422, "\(list) \(query)")
            }
        }
        let (queues, rest) = (
            try harness.api(.get, "/admin/queues?limit=2", as: admin).json,
            try harness.api(.get, "/admin/queues?after=2", as: admin).json
        )
        #expect(queues["items"]?.items.count == 2 && queues["next"]?.string == "2")
        #expect(rest["items"]?.items.isEmpty == false && rest["next"] == .null)
    }

    /// Cursors are what we gave out; whatever else comes must not reach the database as something else.
    @Test func `a forged cursor is refused or harmless`() throws {
        let person = try harness.person(.admin)
        _ = try harness.match(of: person, resume: try harness.resume(of: person), posting: try harness.posting())
        let keys = [
            "", " ", "x", "0x1p3", "1e999", "1e-999", "nan", "inf", "-inf", "-0", "1_000", "9223372036854775808", "+5",
            "0000-01-01", "0000-01-01 00:00:00+00", "9999-12-31 23:59:59.999999999+00", "infinity", "now", "today",
            "epoch",
            "2026-01-01T00:00:00Z", "2026-01-01 00:00:00+23:59", "2026-01-01 00:00:60+00", "' or 1=1 --",
            "1); drop table users",
            "5e-324", "1.7976931348623157e308", "-9223372036854775808",
        ]
        let lists = [
            "/jobs?", "/jobs?sort=pay&", "/jobs?q=swift&", "/jobs?sort=newest&q=swift&", "/resumes?",
            "/resumes/search?skills=Swift&", "/matches?", "/admin/sync-logs?",
        ]
        for key in keys {
            for id in [UUID.v7().text, "x", ""] {
                let cursor = Array("\(id) \(key)".utf8).base64URL
                for list in lists {
                    let response = harness.api(.get, list + "after=" + cursor, as: person)
                    #expect([200, 422].contains(response.code), "\(list) \(key)")
                }
                for page in ["/jobs?", "/jobs?q=swift&", "/jobs?sort=pay&", "/matches?"] {
                    let response = harness.page(.get, page + "after=" + cursor, as: person)
                    #expect([200, 400].contains(response.code), "\(page) \(key)")
                }
            }
        }
    }
}
