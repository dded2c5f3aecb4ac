import Base
import Foundation
import HTTP
import Model
import Parsing
import Postgres
import Storage
import Testing
import Work

@testable import Site

/// Postings that people add for themselves, and searches of career pages, by the API and on their pages.
@Suite struct OwnPostingsTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func paste(_ text: String, as person: Person) throws -> String {
        let body = String(decoding: try JSONEncoder().encode(["text": text]), as: UTF8.self)
        let answer = harness.api(.post, "/postings", as: person, body: .json(body))
        #expect(answer.code == 201)
        return try #require(try answer.json["id"]?.string)
    }

    @Test func `a pasted posting is its owner's alone wherever postings are`() throws {
        let (owner, other) = (try harness.person(), try harness.person())
        let word = "quokkakeeper"
        let id = try paste("\(word.capitalized) at Rottnest Ltd\nLocation: Perth\n\nYou keep quokkas.", as: owner)
        let posting = try harness.api(.get, "/jobs/\(id)", as: owner).json
        #expect(posting["title"]?.string == "Quokkakeeper" && posting["company"]?.string == "Rottnest Ltd")
        #expect(posting["location"]?.string == "Perth")
        func found(as person: Person?) throws -> Int {
            try harness.api(.get, "/jobs?q=\(word)", as: person).json["items"]?.items.count ?? -1
        }
        #expect(try found(as: owner) == 1)
        for person in [other, nil] {
            #expect(try found(as: person) == 0)
            #expect(harness.api(.get, "/jobs/\(id)", as: person).code == 404)
            #expect(harness.page(.get, "/jobs/\(id)", as: person).code == 404)
            #expect(!harness.page(.get, "/jobs?q=\(word)", as: person).text.contains("Rottnest"))
        }
        let resume = try harness.resume(of: other)
        let match = #"{"resume_id":"\#(resume.text)","posting_id":"\#(id)"}"#
        #expect(harness.api(.post, "/match", as: other, body: .json(match)).code == 404)
        #expect(harness.page(.get, "/jobs/\(id)/edit", as: other).code == 404)
        #expect(
            harness.page(.post, "/jobs/\(id)/edit", as: other, body: .form(["text": "x y", "title": "T"])).code == 404)
        let same = try paste("\(word.capitalized) at Rottnest Ltd\nLocation: Perth\n\nYou keep quokkas.", as: other)
        #expect(same != id, "the same text is another's own posting")
    }

    @Test func `where the page of a posting cannot be read, the reason comes first and its text can be pasted`() throws
    {
        let person = try harness.person()
        func added(_ url: String, _ end: (UUID, Connection) throws -> Void) throws -> String {
            let id = UUID.v7()
            try harness.services.database.transaction { db in
                let source = try db.source(named: "Added by hand", kind: SearchCareerPage.addedKind).id
                try db.insertRun(
                    id: id, source: source, ownedBy: person.id, settings: CareerPlan(url: url, isPosting: true),
                    total: nil, checkpoint: nil)
                try db.insertSearchLinks([(url, "")], of: id)
                try end(id, db)
            }
            return harness.page(.get, "/searches/" + id.text, as: person).text
        }
        let refused = try added("http://169.254.169.254/latest") { id, db in
            try db.refuseSearchLink(0, of: id, reason: "This address is not on the public internet.")
            try db.finishRun(id)
        }
        #expect(refused.contains("<h1>Posting at 169.254.169.254</h1>") && !refused.contains("Postings at"))
        #expect(refused.contains("<p data-announce>This address is not on the public internet.</p>"))
        #expect(refused.contains("href=\"/postings/new#text\"") && !refused.contains("<table"))
        let failed = try added("https://gone.example/1") { id, db in
            try db.endRun(id, state: .failed, failure: .init(subject: "", reason: "There is no site of that name."))
        }
        #expect(failed.contains("<p data-announce>There is no site of that name.</p>"))
        #expect(failed.contains("href=\"/postings/new#text\""))
    }

    @Test func `what is one's own is searched, ranked, compared and matched, by its owner alone`() throws {
        let harness = try SiteHarness(["HUNTER_SEARCH_CACHE_SECONDS": "3600"])
        let (owner, other) = (try harness.person(), try harness.person())
        let (mine, theirs) = (try harness.resume(of: owner), try harness.resume(of: other))
        let found = "/jobs?q=numbatkeeper"
        for person in [owner, other, nil] {
            #expect(!harness.page(.get, found, as: person).text.contains("Yanchep Ltd"))
        }
        let text = "Numbatkeeper at Yanchep Ltd\nLocation: Perth\n\nYou keep numbats and use Swift, Python and SQL."
        let id = try harness.site.keepPasted(PastedPosting(text: text), unnamed: "Unnamed", for: owner.user)
        #expect(harness.page(.get, found, as: owner).text.contains("Yanchep Ltd"))
        for person in [other, nil] { #expect(!harness.page(.get, found, as: person).text.contains("Yanchep Ltd")) }

        let query = SearchQuery(["q": "numbatkeeper"], now: .now)
        let ranking = try harness.site.rank(query, resume: mine, engine: "embedded", user: owner.user)
        #expect(ranking.postings == 1)
        #expect(try harness.site.rank(query, resume: theirs, engine: "embedded", user: other.user).postings == 0)
        let compared = try harness.site.compare(query, shown: 0..<10, user: owner.user)
        #expect(compared.found.rows.map(\.posting) == [id] && compared.postings[id] != nil)
        #expect(try harness.site.compare(query, shown: 0..<10, user: other.user).found.rows.isEmpty)

        let body = Body.json(#"{"resume_text":"Numbatkeeper who knows Swift, Python and SQL well","limit":10}"#)
        func matched(_ person: Person) throws -> [String] {
            let jobs = try harness.api(.post, "/match/resume", as: person, body: body).json["jobs"]?.items ?? []
            return jobs.compactMap { $0["job_id"]?.string }
        }
        #expect(try matched(owner) == [id.text])
        #expect(try matched(other).isEmpty)
    }

    @Test func `what was read is corrected in place`() throws {
        let owner = try harness.person()
        let id = try paste("Cook at Acme\n\nYou cook.", as: owner)
        let form: Parameters = [
            "title": "Head cook", "company": "Acme", "location": "Ghent", "text": "You cook, and lead.",
        ]
        let saved = harness.page(.post, "/jobs/\(id)/edit", as: owner, body: .form(form))
        #expect(saved.code == 303 && saved.headers["Location"] == "/jobs/\(id)")
        let posting = try harness.api(.get, "/jobs/\(id)", as: owner).json
        #expect(posting["title"]?.string == "Head cook" && posting["location"]?.string == "Ghent")
        #expect(harness.page(.get, "/jobs/\(id)/edit", as: owner).text.contains("You cook, and lead."))
    }

    @Test func `its owner corrects and deletes a posting from its page, and nobody looks whether it is still up`()
        throws
    {
        let (owner, other) = (try harness.person(), try harness.person())
        let id = try paste("Baker at Acme\n\nYou bake.", as: owner)
        #expect(harness.page(.get, "/jobs/\(id)", as: owner).text.contains("href=\"/jobs/\(id)/edit\""))
        let form = harness.page(.get, "/jobs/\(id)/edit", as: owner).text
        #expect(form.contains("href=\"/jobs/\(id)\"") && form.contains("action=\"/jobs/\(id)/delete\""))
        let open = try harness.posting()
        #expect(!harness.page(.get, "/jobs/\(open.text)", as: owner).text.contains("/edit\""))
        let checked = try harness.sql { try $0.postingsToCheck(since: .distantFuture, limit: 1000).map(\.id.text) }
        #expect(!checked.contains(id))
        #expect(harness.page(.post, "/jobs/\(id)/delete", as: other).code == 404)
        #expect(harness.page(.post, "/jobs/\(open.text)/delete", as: owner).code == 404)
        #expect(harness.page(.post, "/jobs/\(id)/delete", as: owner).location == "/jobs")
        #expect(harness.page(.get, "/jobs/\(id)", as: owner).code == 404)
    }

    @Test(arguments: [#"{}"#, #"{"text":""}"#, #"{"url":"nonsense"}"#, #"{"url":"file:///etc/passwd"}"#])
    func `what is no posting is refused`(body: String) throws {
        #expect(harness.api(.post, "/postings", as: try harness.person(), body: .json(body)).code == 422)
    }

    @Test func `a search is answered at once with its run and its task`() throws {
        let person = try harness.person()
        let body = #"{"url":"https://www.example.com/careers"}"#
        let answer = harness.api(.post, "/search", as: person, body: .json(body))
        #expect(answer.code == 202)
        let (run, task) = (
            try #require(try answer.json["run_id"]?.string), try #require(try answer.json["task_id"]?.string)
        )
        #expect(try harness.api(.get, "/runs/\(run)", as: person).json["state"]?.string == "queued")
        #expect(try harness.api(.get, "/tasks/\(task)", as: person).json["kind"]?.string == "search_career_page")
        let listed = try harness.api(.get, "/searches", as: person).json["items"]?.items.first
        #expect(listed?["url"]?.string == "https://www.example.com/careers")
        #expect(harness.page(.get, "/searches/\(run)", as: person).code == 200)
        #expect(harness.api(.get, "/searches/\(run)/results", as: try harness.person()).code == 404)
        let cancelled = harness.api(.post, "/tasks/\(task)/cancel", as: person)
        #expect(cancelled.code == 202)
        #expect(try harness.api(.get, "/runs/\(run)", as: person).json["state"]?.string == "cancelled")
    }

    @Test func `results have scores and sentences`() throws {
        let person = try harness.person()
        let id = try harness.careerSearch(of: person)
        let results = try harness.api(.get, "/searches/\(id.text)/results", as: person).json["items"]?.items ?? []
        #expect(results.count == 1 && results.first?["match_score"]?.number == 71)
        #expect(results.first?["reasoning"]?.items.compactMap(\.string) == ["It fits."])
        #expect(harness.page(.get, "/searches/\(id.text)", as: person).text.contains("It fits."))
    }

    @Test func `no more searches are under way at once than collections may be`() throws {
        let person = try harness.person()
        let body = #"{"url":"https://www.example.com/careers"}"#
        let codes = (0..<7).map { _ in harness.api(.post, "/search", as: person, body: .json(body)).code }
        #expect(codes.prefix(5).allSatisfy { $0 == 202 } && codes.suffix(2).allSatisfy { $0 == 429 })
    }
}
