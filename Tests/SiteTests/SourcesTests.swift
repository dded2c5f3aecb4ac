import Base
import Foundation
import HTTP
import Model
import Sources
import Storage
import TestSupport
import Testing
import Work

@testable import Site

/// Adding, changing and reading sources, and asking HH while somebody waits.
@Suite struct SourcesTests {
    private let harness: SiteHarness

    init() throws {
        harness = try SiteHarness()
    }

    private func object(_ response: Response) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(response.text.utf8)) as? [String: Any])
    }

    @Test func `a board's address is recognised at once, a name is looked up by a task`() throws {
        let person = try harness.person()
        let added = harness.api(
            .post, "/api/v1/sources", as: person, body: .json(#"{"url":"https://jobs.lever.co/acme"}"#))
        #expect(added.code == 201)
        let source = try object(added)
        #expect(source["kind"] as? String == "lever" && source["name"] as? String == "acme (Lever)")
        #expect(
            source["shared"] as? Bool == false
                && (source["last_run"] as? [String: Any])?["state"] as? String == "queued")
        let named = harness.api(.post, "/api/v1/sources", as: person, body: .json(#"{"company":"Acme"}"#))
        #expect(try object(named)["kind"] as? String == RecogniseSource.pendingKind)
        let again = harness.api(.post, "/api/v1/sources", as: person, body: .json(#"{"company":"Acme"}"#))
        #expect(again.code == 409)
        let list = harness.page(.get, "/sources", as: person)
        #expect(list.code == 200 && list.text.contains("acme (Lever)") && list.text.contains("Looking it up"))
    }

    @Test(arguments: ["http://", "ftp://x.y/jobs", "javascript:alert(1)", "https:///jobs", "://x", "mailto:a@b.c"])
    func `what is neither a name nor an address of the web is refused at once`(given: String) throws {
        let person = try harness.person()
        let refused = harness.page(.post, "/sources", as: person, body: .form(["given": given]))
        #expect(refused.code == 422 && refused.text.contains("begins with https:// or http://"))
        #expect(refused.text.contains("aria-describedby=\"given-hint errors-given\" aria-invalid=\"true\""))
        #expect(refused.text.contains("<li id=\"errors-given\">"))
        #expect(try harness.sql { try $0.sources(ownedBy: person.id) }.isEmpty)
    }

    @Test func `the answer to a new source says whether it runs or is looked up`() throws {
        let person = try harness.person()
        for (given, notice) in [
            ("re:cap", "sourceLookedUp"), ("acme.example:8080/jobs", "sourceLookedUp"),
            ("https://jobs.lever.co/acme", "sourceAdded"),
        ] {
            let added = harness.page(.post, "/sources", as: person, body: .form(["given": given]))
            #expect(added.code == 303 && added.cookie("notice")?.value == notice, "\(given)")
        }
    }

    @Test func `what is missing is said, and keys are not shown again`() throws {
        let admin = try harness.person(.admin)
        for (body, field) in [
            (#"{"kind":"adzuna","settings":{"country":"xx"}}"#, "country"), (#"{"kind":"none"}"#, "kind"),
            (#"{"company":" "}"#, "company"), (#"{"url":" "}"#, "url"), ("{}", "company"),
            (#"{"kind":"feed","settings":{"address":"file:///etc"}}"#, "address"), (#"{"kind":"lever"}"#, "board"),
            (#"{"kind":"greenhouse","settings":{"board":""}}"#, "board"),
        ] {
            let refused = harness.api(.post, "/api/v1/sources", as: admin, body: .json(body))
            #expect(refused.code == 422)
            let errors = try object(refused)["errors"] as? [[String: String]]
            #expect(errors?.first?["field"] == field)
        }
        let settings = #"{"country":"gb","app_id":"mine","app_key":"very-secret"}"#
        let added = harness.api(
            .post, "/api/v1/sources", as: admin,
            body: .json(#"{"kind":"adzuna","settings":\#(settings),"shared":true}"#))
        #expect(added.code == 201 && !added.text.contains("very-secret") && added.text.contains("mine"))
        #expect(!harness.page(.get, "/sources", as: admin).text.contains("very-secret"))
    }

    @Test func `the form asks for what any kind needs, and hides what is a key for one`() throws {
        let fields = SourceRegistry.readers.flatMap { $0.capabilities.fields }
        #expect(Set(SourceFieldNames.all) == Set(fields.map(\.name)))
        #expect(SourceFieldNames.all.count == Set(SourceFieldNames.all).count)
        #expect(SourceFieldNames.secrets == Set(fields.filter(\.isSecret).map(\.name)))
    }

    @Test func `an administrator's page and the list of sources say the same of a source`() throws {
        let admin = try harness.person(.admin)
        let (paused, pending) = (try harness.source(), UUID.v7())
        try harness.sql { db in
            try db.setSource(paused, isEnabled: false, because: "Paused because there is no such board.")
            let draft = SourceDraft(
                id: pending, kind: RecogniseSource.pendingKind, name: "Nobody", settings: ["given": "Nobody"])
            #expect(try db.insertSource(draft))
            try db.setSource(pending, isEnabled: false, because: "No board was found.")
        }
        for path in ["/admin", "/sources"] {
            let page = harness.page(.get, path, as: admin).text
            #expect(page.contains(">Paused</span><span class=\"cell-note\">Paused because"), "\(path)")
            #expect(page.contains(">Not found</span><span class=\"cell-note\">No board was found."), "\(path)")
            #expect(page.contains("Not recognised yet") && !page.contains("unrecognised"), "\(path)")
        }
    }

    @Test func `of tasks the administrator's page counts what the page of the queues counts`() throws {
        let admin = try harness.person(.admin)
        let id = try harness.task(of: admin)
        func count(_ label: String) throws -> String {
            let page = harness.page(.get, "/admin", as: admin).text
            return try #require(page.split(separator: "<dt>\(label)</dt><dd><a href=\"/admin/queues\">").last).prefix(1)
                .description
        }
        #expect(try count("Tasks waiting") == "1" && count("Tasks trying again") == "0")
        try harness.sql { db in
            let claimed = try #require(try db.claimTasks([id], worker: .v7(), alone: false).first)
            _ = try db.failTask(id, lease: claimed.lease, code: "busy", error: "Busy.", retryAfter: 60)
        }
        #expect(try count("Tasks waiting") == "0" && count("Tasks trying again") == "1")
    }

    @Test func `what was imported has no runs, and nobody is told to start one`() throws {
        let admin = try harness.person(.admin)
        let id = try harness.sql { try $0.source(named: "Old postings", kind: "import").id }
        let page = harness.page(.get, "/sources/\(id.text)", as: admin).text
        #expect(page.contains("its postings were loaded") && !page.contains("No run yet"))
        let list = harness.page(.get, "/sources", as: admin).text
        let row = try #require(list.split(separator: "/sources/\(id.text)").dropFirst().first?.prefix(900))
        #expect(row.contains(">Loaded<") && row.contains("Import") && !row.contains("Never"))
    }

    @Test func `only administrators add for everybody, and others bring their own keys`() throws {
        let person = try harness.person()
        let shared = harness.api(
            .post, "/api/v1/sources", as: person, body: .json(#"{"url":"https://jobs.lever.co/a","shared":true}"#))
        #expect(shared.code == 403)
        let keyless = harness.api(
            .post, "/api/v1/sources", as: person, body: .json(#"{"kind":"adzuna","settings":{"country":"gb"}}"#))
        #expect(keyless.code == 422)
    }

    @Test func `an account has so many sources at most`() throws {
        let harness = try SiteHarness(["HUNTER_SOURCES_PER_USER": "2"])
        let person = try harness.person()
        let codes = (0..<3).map {
            harness.api(
                .post, "/api/v1/sources", as: person, body: .json(#"{"url":"https://jobs.lever.co/a\#($0)"}"#)
            ).code
        }
        #expect(codes == [201, 201, 429])
    }

    @Test func `a source is paused, switched on, told how often, and deleted`() throws {
        let person = try harness.person()
        let id = try harness.source(of: person).text
        let changed = harness.api(
            .patch, "/api/v1/sources/\(id)", as: person, body: .json(#"{"enabled":false,"cadence":"hourly"}"#))
        let source = try object(changed)
        #expect(source["enabled"] as? Bool == false && source["cadence"] as? String == "hourly")
        #expect(source["next_run_at"] is String)
        #expect(harness.page(.get, "/sources/\(id)", as: person).text.contains("Switch on"))
        let wrong = harness.api(.patch, "/api/v1/sources/\(id)", as: person, body: .json(#"{"cadence":"often"}"#))
        #expect(wrong.code == 422)
        #expect(harness.api(.delete, "/api/v1/sources/\(id)", as: person).code == 204)
        #expect(harness.api(.get, "/api/v1/sources/\(id)", as: person).code == 404)
    }

    @Test func `a source is deleted behind a question that says what goes with it`() throws {
        let person = try harness.person()
        let source = try harness.source(of: person)
        try harness.services.database.transaction { db in
            let other = try db.source(named: "Others", kind: "arbeitnow").id
            for number in 0..<3 {
                let address = "https://jobs.example/\(source.text)/\(number)"
                let draft = PostingDraft(
                    url: address, canonicalURL: address, title: "Gardener", company: "Moss",
                    descriptionMarkdown: "Roses \(number)")
                _ = try harness.services.storePosting(draft, source: source, ownedBy: person.id, on: db)
                // The first is another source's too.
                guard number == 0 else { continue }
                let id = draft.id(ownedBy: person.id)
                try db.execute(
                    """
                    insert into posting_sources (posting_id, source_id, url)
                    select posting_id, \(other), url from posting_sources where posting_id = \(id)
                    """)
            }
        }
        let page = harness.page(.get, "/sources/\(source.text)", as: person).text
        #expect(page.contains("2 open postings that no other source has are deleted with it"))
        let form = try #require(page.split(separator: "<details class=\"confirm\">").dropFirst().first)
        #expect(form.contains("action=\"/sources/\(source.text)/delete\""))
        // Nowhere else is it one press away.
        let list = harness.page(.get, "/sources", as: person).text
        #expect(page.split(separator: "/delete\"").count == 2 && !list.contains("/delete\""))
        let deleted = harness.page(.post, "/sources/\(source.text)/delete", as: person)
        #expect(deleted.code == 303 && deleted.location == "/sources")
    }

    private func stored(_ id: String) throws -> (source: Source, keys: [String: String]) {
        let id = try #require(UUID(text: id))
        let source = try #require(try harness.sql { try $0.source(id) })
        return (source, try harness.services.secrets(of: source))
    }

    @Test func `a source's settings and keys are changed, and what is not said stays`() throws {
        let person = try harness.person()
        let added = harness.api(
            .post, "/api/v1/sources", as: person,
            body: .json(
                #"{"kind":"adzuna","settings":{"country":"gb","query":"cook","app_id":"old","app_key":"expired"}}"#))
        let id = try #require(try object(added)["id"] as? String)
        try harness.sql { try $0.setSource(UUID(text: id)!, isEnabled: false, because: "Paused because of its key.") }
        func patch(_ settings: String) -> Response {
            harness.api(.patch, "/api/v1/sources/\(id)", as: person, body: .json(#"{"settings":\#(settings)}"#))
        }
        let sealed = try stored(id).source.secrets
        let changed = patch(#"{"app_key":"fresh-secret","app_id":"new","nonsense":"x"}"#)
        #expect(changed.code == 200 && !changed.text.contains("secret") && !changed.text.contains("nonsense"))
        #expect(try stored(id).source.settings == ["country": "gb", "query": "cook", "app_id": "new"])
        #expect(try stored(id).keys == ["app_key": "fresh-secret"])
        #expect(try stored(id).source.secrets != sealed)
        // An empty key stays, an empty setting goes; whoever mended it switches it on.
        #expect(patch(#"{"app_key":"","query":""}"#).code == 200)
        #expect(try stored(id).source.settings == ["country": "gb", "app_id": "new"])
        #expect(try stored(id).keys == ["app_key": "fresh-secret"])
        #expect(try stored(id).source.pauseReason == "Paused because of its key.")
        for (settings, field) in [
            (#"{"country":"xx"}"#, "country"), (#"{"app_key":null}"#, "app_key"), (#"{"app_id":""}"#, "app_id"),
            (#"{"query":"\#(String(repeating: "x", count: 501))"}"#, "query"),
        ] {
            let refused = patch(settings)
            let errors = try object(refused)["errors"] as? [[String: String]]
            #expect(refused.code == 422 && errors?.first?["field"] == field, "\(settings)")
        }
        #expect(patch(#"{"app_key":7}"#).code == 400 || patch(#"{"app_key":7}"#).code == 422)
        #expect(try stored(id).keys == ["app_key": "fresh-secret"])
    }

    @Test func `a source's page has a form for its settings that shows no key`() throws {
        let person = try harness.person()
        let added = harness.api(
            .post, "/api/v1/sources", as: person,
            body: .json(#"{"kind":"adzuna","settings":{"country":"gb","app_id":"mine","app_key":"very-secret"}}"#))
        let id = try #require(try object(added)["id"] as? String)
        let page = harness.page(.get, "/sources/\(id)", as: person)
        #expect(page.text.contains("name=\"app_id\" value=\"mine\"") && page.text.contains("One is stored."))
        #expect(!page.text.contains("very-secret"))
        let saved = harness.page(
            .post, "/sources/\(id)/settings", as: person,
            body: .form(["country": "us", "app_id": "mine", "app_key": "", "query": "cook"]))
        #expect(saved.code == 303 && saved.location == "/sources/\(id)")
        #expect(try stored(id).source.settings == ["country": "us", "app_id": "mine", "query": "cook"])
        #expect(try stored(id).keys == ["app_key": "very-secret"])
        let refused = harness.page(
            .post, "/sources/\(id)/settings", as: person,
            body: .form(["country": "xx", "app_id": "typed", "app_key": "typed-secret"]))
        #expect(refused.code == 422 && refused.text.contains("href=\"#country\""))
        #expect(refused.text.contains("value=\"typed\"") && !refused.text.contains("secret\""))
        #expect(try stored(id).keys == ["app_key": "very-secret"])
        // What is still being looked up has none.
        let named = harness.api(.post, "/api/v1/sources", as: person, body: .json(#"{"company":"Acme"}"#))
        let other = try #require(try object(named)["id"] as? String)
        #expect(!harness.page(.get, "/sources/\(other)", as: person).text.contains("Settings and keys"))
        let early = harness.api(.patch, "/api/v1/sources/\(other)", as: person, body: .json(#"{"settings":{}}"#))
        #expect(early.code == 409)
    }

    @Test func `another search is another list, so that the next run reads it whole`() throws {
        let person = try harness.person()
        let added = harness.api(
            .post, "/api/v1/sources", as: person,
            body: .json(#"{"kind":"adzuna","settings":{"country":"gb","app_id":"mine","app_key":"a"}}"#))
        let id = try #require(try object(added)["id"] as? String)
        let source = try #require(UUID(text: id))
        func known() throws -> Bool { try harness.sql { try $0.sourcePage("", of: source) != nil } }
        try harness.sql {
            let state = SourcePageState(etag: "x", digest: [1], records: 1, next: nil, total: 1, pagesTotal: 1)
            try $0.setSourcePage("", of: source, to: state)
        }
        for (settings, isKnown) in [(#"{"app_key":"b"}"#, true), (#"{"query":"cook"}"#, false)] {
            let body = Body.json(#"{"settings":\#(settings)}"#)
            #expect(harness.api(.patch, "/api/v1/sources/\(id)", as: person, body: body).code == 200)
            #expect(try known() == isKnown)
        }
    }

    @Test func `a person's own posting is shown to nobody else`() throws {
        let (person, other) = (try harness.person(), try harness.person(.admin))
        let source = try harness.source(of: person)
        let address = "https://jobs.example/private"
        let draft = PostingDraft(
            url: address, canonicalURL: address, title: "Hidden Gardener", company: "Moss", descriptionMarkdown: "Linux"
        )
        try harness.services.database.transaction { db in
            _ = try harness.services.storePosting(draft, source: source, ownedBy: person.id, on: db)
        }
        let id = draft.id(ownedBy: person.id).text
        let resume = try harness.resume(of: other)
        for (caller, code) in [(person, 200), (other, 404)] {
            #expect(harness.page(.get, "/jobs/\(id)", as: caller).code == code)
            #expect(harness.api(.get, "/api/v1/jobs/\(id)", as: caller).code == code)
            #expect(harness.api(.get, "/api/v1/jobs?q=Hidden", as: caller).text.contains("Hidden") == (code == 200))
        }
        #expect(!harness.page(.get, "/jobs?q=Hidden", as: other).text.contains("Hidden Gardener"))
        #expect(!harness.page(.get, "/jobs").text.contains("Hidden Gardener"))
        let match = #"{"resume_id":"\#(resume.text)","posting_id":"\#(id)"}"#
        #expect(harness.api(.post, "/api/v1/match", as: other, body: .json(match)).code == 404)
    }

    @Test func `a search at HH is stored and answered, and the whole text fetched when asked for`() throws {
        let person = try harness.person()
        let found = harness.api(.get, "/api/v1/vacancies?text=gardener&area=1", as: person)
        #expect(found.code == 200)
        let items = try #require(try object(found)["items"] as? [[String: Any]])
        // One of the three has no employer.
        #expect(items.count == 3)
        let id = try #require(items[0]["id"] as? String)
        #expect(harness.api(.get, "/api/v1/jobs/\(id)", as: person).code == 200)
        let filled = harness.api(.post, "/api/v1/vacancies/\(id)/fill", as: person)
        #expect(filled.code == 200 && filled.text.contains("Вся правда"))
        // The summary of the next search does not replace it.
        harness.boards.change { $0.edition[0] = "Changed." }
        _ = harness.api(.get, "/api/v1/vacancies?text=gardener", as: person)
        #expect(harness.api(.get, "/api/v1/jobs/\(id)", as: person).text.contains("Вся правда"))
    }

    @Test func `the page of a posting fetches its whole text, once`() throws {
        let person = try harness.person()
        let found = harness.api(.get, "/api/v1/vacancies?text=gardener&area=1", as: person)
        let id = try #require((try object(found)["items"] as? [[String: Any]])?.first?["id"] as? String)
        let action = "action=\"/jobs/\(id)/fill\""
        #expect(harness.page(.get, "/jobs/\(id)", as: person).text.contains(action))
        #expect(!harness.page(.get, "/jobs/\(id)").text.contains(action))
        let filled = harness.page(.post, "/jobs/\(id)/fill", as: person)
        #expect(filled.code == 303 && filled.location == "/jobs/\(id)")
        let page = harness.page(.get, "/jobs/\(id)", as: person).text
        #expect(page.contains("Вся правда") && !page.contains(action))
        let other = try harness.posting()
        #expect(!harness.page(.get, "/jobs/\(other.text)", as: person).text.contains("/fill"))
        #expect(harness.page(.post, "/jobs/\(other.text)/fill", as: person).code == 409)
    }

    @Test func `what HH cannot answer in time is 503, and what makes no sense 422`() throws {
        let person = try harness.person()
        for (query, code) in [
            ("text=captcha", 503), ("text=abroad", 503), ("", 422), ("text=x&area=moscow", 422),
            ("text=x&page=-1", 422),
        ] {
            let answer = harness.api(.get, "/api/v1/vacancies?\(query)", as: person)
            #expect(answer.code == code, "\(query)")
            #expect(code == 422 || answer.headers["Retry-After"] != nil)
        }
        let harness = try SiteHarness(["HUNTER_VACANCY_SECONDS": "1"])
        harness.boards.change {
            $0.failure = .slow([UInt8](repeating: 32, count: 60), chunk: 1, pauseMilliseconds: 100)
        }
        let start = ContinuousClock.now
        let late = harness.api(.get, "/api/v1/vacancies?text=x", as: try harness.person())
        #expect(late.code == 503)
        #expect(ContinuousClock.now - start < .seconds(5))
        let posting = try self.harness.posting()
        #expect(self.harness.api(.post, "/api/v1/vacancies/\(posting.text)/fill", as: person).code == 409)
    }

    @Test func `two people search at once, a third is told to wait`() throws {
        let places = Places(2)
        let inner = places.take { places.take { places.take { true } == nil } }
        #expect(inner == .some(.some(true)))
        #expect(places.take { true } == true)
    }
}
