import Base
import Foundation
import HTTP
import Model
import Postgres
import Storage
import Tasking
import Testing
import Work

@testable import Site

/// Collections, searches, job posts and candidacies as programs and browsers ask for them.
@Suite struct RecruitingTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private func ids(_ response: Response) throws -> [String] {
        try (response.json["items"]?.items ?? []).compactMap { $0["id"]?.string }
    }

    // MARK: Collecting

    @Test func `a collection is started with what is usual, or with what was asked for`() throws {
        let recruiter = try harness.person(.recruiter)
        for (body, total) in [
            (Body.none, 100), (.json("{}"), 100),
            (.json(#"{"count":30,"per_page":7,"batch_size":4,"error_mode":true}"#), 30),
        ] as [(Body, Int)] {
            let response = harness.api(.post, "/data-collection/trigger/", as: recruiter, body: body)
            #expect(response.code == 202)
            let id = try #require(try response.json["id"]?.string)
            #expect(try response.json["message"]?.string?.isEmpty == false)
            let status = try harness.api(.get, "/data-collection/status/" + id, as: recruiter).json
            #expect(status["state"]?.string == "queued" && status["total"]?.number == Double(total))
            #expect(
                status.names.isSuperset(of: [
                    "id", "source", "state", "done", "total", "failed", "pages_done", "pages_total", "started_at",
                    "finished_at", "errors",
                ]))
            #expect(try harness.api(.get, "/runs/" + id, as: recruiter).json == status)
            #expect(harness.page(.get, "/collections/" + id, as: recruiter).text.contains("data-hx-get=\"/live/"))
        }
        #expect(try harness.api(.get, "/data-collection", as: recruiter).json["items"]?.items.count == 3)
        let plan = try harness.sql { db -> CollectionPlan? in
            try db.runs(ownedBy: recruiter.id, limit: 1).first.flatMap { try db.runSettings($0.id) }
        }
        #expect(plan == CollectionPlan(count: 30, perPage: 7, batchSize: 4, errorMode: true))
    }

    @Test func `what cannot be collected is refused, number by number`() throws {
        let recruiter = try harness.person(.recruiter)
        for (body, fields) in [
            (#"{"count":0}"#, ["count"]), (#"{"count":10001}"#, ["count"]),
            (#"{"per_page":0,"batch_size":-1}"#, ["per_page", "batch_size"]), (#"{"per_page":101}"#, ["per_page"]),
        ] {
            let response = harness.api(.post, "/data-collection/trigger", as: recruiter, body: .json(body))
            #expect(response.code == 422)
            #expect(try response.json["errors"]?.items.compactMap { $0["field"]?.string } == fields)
        }
        #expect(
            harness.api(.post, "/data-collection/trigger", as: recruiter, body: .json(#"{"count":"x"}"#)).code == 422)
        let form = Body.form(["count": "many", "per_page": "10", "batch_size": "10"])
        let page = harness.page(.post, "/collections", as: recruiter, body: form)
        #expect(page.code == 422 && page.text.contains("href=\"#count\""))
        #expect(page.text.contains("id=\"count-error\">Ask for 1 to 10,000 resumes.<"), "beside the field")
        #expect(!page.text.contains("id=\"per_page-error\""))
        // Each as it was typed, whatever it is.
        for (typed, shown) in [
            ("many", "many"), ("", ""), ("0", "0"), ("-3", "-3"), ("1e3", "1e3"), ("9\"9", "9&quot;9"),
            ("99999999999999999999", "99999999999999999999"),
        ] {
            let form = Body.form(["count": typed, "per_page": "ten", "batch_size": "10", "error_mode": "on"])
            let page = harness.page(.post, "/collections", as: recruiter, body: form)
            #expect(
                page.code == 422 && page.text.contains("value=\"\(shown)\" maxlength=\"7\" aria-invalid"), "\(typed)")
            #expect(page.text.contains("value=\"ten\" maxlength=\"4\" aria-invalid=\"true\""))
            #expect(page.text.contains("value=\"10\" maxlength=\"4\">") && page.text.contains("value=\"on\" checked"))
        }
        for role in [Role.seeker, .operator] {
            #expect(harness.api(.post, "/data-collection/trigger", as: try harness.person(role)).code == 403)
        }
    }

    @Test func `a number with separators of thousands is one`() throws {
        let recruiter = try harness.person(.recruiter)
        let form = Body.form(["count": "1,000", "per_page": "1 00", "batch_size": "10"])
        #expect(harness.page(.post, "/collections", as: recruiter, body: form).code == 303)
        let runs = try harness.api(.get, "/data-collection", as: recruiter).json["items"]?.items ?? []
        #expect(runs.first?["total"]?.number == 1000)
    }

    @Test func `one account has a few collections under way at once`() throws {
        let recruiter = try harness.person(.recruiter)
        let codes = (0..<7).map { _ in harness.api(.post, "/data-collection/trigger", as: recruiter).code }
        #expect(codes == [202, 202, 202, 202, 202, 429, 429])
    }

    @Test func `a collection can be cancelled from its page`() throws {
        let recruiter = try harness.person(.recruiter)
        let started = try harness.api(.post, "/data-collection/trigger", as: recruiter).json
        let id = try #require(started["id"]?.string.flatMap { UUID(text: $0) })
        let task = try #require(try harness.sql { try $0.run(id)?.taskID })
        #expect(harness.page(.get, "/live/" + task.text, as: recruiter).code == 200)
        #expect(harness.page(.get, "/live/" + task.text, as: try harness.person(.admin)).code == 404)
        let response = harness.page(.post, "/tasks/\(task.text)/cancel", as: recruiter)
        #expect(response.location == "/collections/" + id.text)
        #expect(try harness.sql { try $0.run(id)?.state } == .cancelled)
        #expect(try harness.sql { try $0.taskSnapshot(task)?.state } == .cancelled)
    }

    @Test func `what was refused is listed with its reason and can be parsed again`() throws {
        let recruiter = try harness.person(.recruiter)
        let id = try harness.collection(of: recruiter).text
        let errors = try harness.api(.get, "/runs/" + id, as: recruiter).json["errors"]?.items
        #expect(errors?.first?["subject"]?.string == "record-1")
        #expect(errors?.first?["reason"]?.string == "It has no name.")
        let records = try harness.api(.get, "/runs/\(id)/records?state=refused", as: recruiter).json["items"]?.items
        #expect(records?.count == 1 && records?.first?["reason"]?.string == "It has no name.")
        #expect(try harness.api(.get, "/runs/\(id)/records?state=done", as: recruiter).json["items"] == .array([]))
        #expect(harness.page(.get, "/collections/" + id, as: recruiter).text.contains("It has no name."))
        #expect(harness.api(.post, "/data-collection/reprocess/" + id, as: recruiter).code == 202)
        #expect(try harness.api(.get, "/runs/" + id, as: recruiter).json["state"]?.string == "running")
        #expect(harness.api(.post, "/data-collection/reprocess/" + id, as: recruiter).code == 409, "it is under way")
    }

    @Test func `the built-in source answers by HTTP`() throws {
        let page = harness.api(.get, "/mock/resumes?page=2&per_page=5")
        #expect(page.code == 200)
        #expect(try page.json["data"]?.items.count == 5)
        #expect(try page.json["simulated"] == .bool(true))
        #expect(harness.api(.get, "/mock/resumes?per_page=1000").code == 422)
    }

    // MARK: Uploading many

    @Test func `many files are stored under names of our own, with a task that reads them`() throws {
        // One of its own: nobody else writes meanwhile.
        let harness = try SiteHarness()
        let recruiter = try harness.person(.recruiter)
        let before = harness.storedFiles.count
        let body = Body.multipart(fields: [:], file: ("../../people.zip", [0x50, 0x4B, 3, 4]))
        let response = harness.api(.post, "/resumes/bulk", as: recruiter, body: body)
        #expect(response.code == 202)
        let id = try #require(try response.json["id"]?.string.flatMap { UUID(text: $0) })
        let plan: UploadPlan? = try harness.sql { try $0.runSettings(id) }
        #expect(plan?.files.map(\.name) == ["people.zip"])
        #expect(harness.storedFiles.count == before + 1)
        #expect(harness.storedFiles.contains(try #require(plan?.files.first?.key)))
        let page = harness.page(.post, "/collections/upload", as: recruiter, body: body)
        #expect(page.code == 303 && page.location.hasPrefix("/collections/"))
    }

    @Test func `an upload without files, or for another's job post, leaves nothing behind`() throws {
        // One of its own: nobody else writes meanwhile.
        let harness = try SiteHarness()
        let recruiter = try harness.person(.recruiter)
        let foreign = try harness.jobPost(of: try harness.person(.recruiter))
        let before = try harness.snapshot()
        #expect(
            harness.api(.post, "/resumes/bulk", as: recruiter, body: .multipart(fields: [:], file: nil)).code == 422)
        for post in [foreign.text, UUID.v7().text, "none"] {
            let body = Body.multipart(fields: ["job_post_id": post], file: ("cv.txt", Array("Ada".utf8)))
            #expect(harness.api(.post, "/resumes/bulk", as: recruiter, body: body).code == 404)
            #expect(harness.api(.post, "/resumes/upload", as: recruiter, body: body).code == 404)
        }
        #expect(try harness.snapshot() == before)
    }

    // MARK: Searching

    @Test func `resumes are found by skill, exactly, any or all`() throws {
        let person = try harness.person()
        let both = try harness.resume(of: person, profile: Profile(name: "Both", skills: ["React", "SQL"])).text
        let one = try harness.resume(of: person, profile: Profile(name: "One", skills: ["PostgreSQL", "SQL"])).text
        _ = try harness.resume(of: person, profile: Profile(name: "None", skills: ["React Native"]))
        func found(_ query: String) throws -> [String] {
            try ids(harness.api(.get, "/resumes/search?" + query, as: person))
        }
        #expect(try Set(found("skills=React,SQL")) == [both, one])
        #expect(try found("skills=React,SQL&match=all") == [both])
        #expect(try found("skills=postgres") == [one], "an alias finds the name")
        #expect(try found("skills=reac").isEmpty)
        #expect(
            try harness.api(.get, "/resumes/search/?skills=SQL", as: try harness.person()).json["items"] == .array([]))
        for query in ["", "skills=", "skills=,", "q=", "match=all", "q=" + String(repeating: "a", count: 2001)] {
            #expect(harness.api(.get, "/resumes/search?" + query, as: person).code == 422, "\(query)")
        }
        let first = try harness.api(.get, "/resumes/search?skills=SQL&limit=1", as: person).json
        let next = try #require(first["next"]?.string)
        let second = try harness.api(.get, "/resumes/search?skills=SQL&limit=1&after=" + next, as: person).json
        #expect(first["items"]?.items.count == 1 && second["items"]?.items.count == 1 && second["next"] == .null)
        #expect(first["items"] != second["items"])
        #expect(first["items"]?.items[0]["similarity"] == .null)
    }

    @Test func `resumes are found by what they are about, nearest first, page after page`() throws {
        let person = try harness.person()
        let texts = [
            "Payment systems, payment gateways and invoices.", "Payment once, among gardens, choirs and a long walk.",
            "Invoices for a choir.", "Nothing of the kind.",
        ]
        let resumes = try texts.map {
            try harness.resume(of: person, text: $0, profile: Profile(name: "Ada", skills: ["SQL"])).text
        }
        let query = "/resumes/search?q=payments+and+invoices&limit=2"
        let first = try harness.api(.get, query, as: person).json
        let items = first["items"]?.items ?? []
        #expect(items.first?["id"]?.string == resumes[0])
        let similarities = items.compactMap { $0["similarity"]?.number }
        #expect(similarities.count == 2 && similarities[0] > similarities[1] && similarities[0] <= 1)
        let next = try #require(first["next"]?.string)
        let rest = try ids(harness.api(.get, query + "&after=" + next, as: person))
        let all = items.compactMap { $0["id"]?.string } + rest
        #expect(Set(all.prefix(3)) == Set(resumes.prefix(3)), "what names none of the words comes after what names any")
        // Not one of these words stands anywhere.
        let meant = try ids(harness.api(.get, "/resumes/search?q=billing+software", as: person))
        #expect(meant.first == resumes[0])
        #expect(try ids(harness.api(.get, query + "&skills=Rust", as: person)).isEmpty)
        let page = harness.page(.get, "/candidates?q=payments&skills=SQL", as: try harness.person(.recruiter))
        #expect(page.code == 200 && page.text.contains("value=\"payments\""))
    }

    // MARK: Job posts

    @Test func `a job post is made, changed and removed by its recruiter alone`() throws {
        let (recruiter, other) = (try harness.person(.recruiter), try harness.person(.recruiter))
        let body = Body.json(#"{"title":" Engineer ","description":"Swift","location":"Berlin","skills":["Swift"]}"#)
        let made = harness.api(.post, "/job-posts", as: recruiter, body: body)
        #expect(made.code == 201)
        let id = try #require(try made.json["id"]?.string)
        #expect(try made.json["title"]?.string == "Engineer" && made.json["status"]?.string == "open")
        let changed = harness.api(.patch, "/job-posts/" + id, as: recruiter, body: .json(#"{"status":"closed"}"#))
        #expect(try changed.json["status"]?.string == "closed" && changed.json["description"]?.string == "Swift")
        #expect(try ids(harness.api(.get, "/job-posts?status=closed", as: recruiter)) == [id])
        #expect(try ids(harness.api(.get, "/job-posts?status=open", as: recruiter)).isEmpty)
        #expect(try ids(harness.api(.get, "/job-posts", as: other)).isEmpty)
        #expect(harness.api(.patch, "/job-posts/" + id, as: other, body: .json(#"{"title":"x"}"#)).code == 404)
        #expect(harness.api(.delete, "/job-posts/" + id, as: other).code == 404)
        for (bad, field) in [
            (#"{"title":""}"#, "title"), ("{}", "title"), (#"{"title":"x","status":"half"}"#, "status"),
            (#"{"title":"\#(String(repeating: "x", count: 201))"}"#, "title"),
        ] {
            let response = harness.api(.post, "/job-posts", as: recruiter, body: .json(bad))
            #expect(response.code == 422)
            #expect(try response.json["errors"]?.items.first?["field"]?.string == field)
        }
        #expect(harness.api(.delete, "/job-posts/" + id, as: recruiter).code == 204)
        #expect(harness.api(.get, "/job-posts/" + id, as: recruiter).code == 404)
    }

    @Test func `resumes stand for a job post with a status, and are filtered by it, by time and by mail`() throws {
        let recruiter = try harness.person(.recruiter)
        let post = try harness.jobPost(of: recruiter).text
        let uploaded = harness.api(
            .post, "/resumes/upload", as: recruiter,
            body: .multipart(
                fields: ["job_post_id": post, "email": "Bela@People.example"], file: ("cv.txt", Array("Bela".utf8))))
        #expect(uploaded.code == 202)
        let resume = try harness.resume(of: recruiter).text
        let added = harness.api(
            .post, "/job-posts/\(post)/candidacies", as: recruiter, body: .json(#"{"resume_id":"\#(resume)"}"#))
        #expect(added.code == 201)
        let candidacy = try #require(try added.json["id"]?.string)
        func list(_ query: String) throws -> [String] {
            let response = harness.api(.get, "/job-posts/\(post)/candidacies?" + query, as: recruiter)
            return try (response.json["items"]?.items ?? []).compactMap { $0["resume_id"]?.string }
        }
        let first = try #require(try uploaded.json["id"]?.string)
        #expect(try list("") == [resume, first])
        let change = harness.api(.patch, "/job-posts/" + post, as: recruiter, body: .json(#"{"status":"closed"}"#))
        for answer in [change, harness.api(.get, "/job-posts/" + post, as: recruiter)] {
            #expect(try answer.json["candidacies"]?.number == 2)
        }
        #expect(try list("email=bela@people.example") == [first])
        #expect(try list("email=ADA@example.com&status=new") == [resume])
        let changed = harness.api(
            .patch, "/candidacies/" + candidacy, as: recruiter, body: .json(#"{"status":"offer"}"#))
        #expect(try changed.json["status"]?.string == "offer")
        #expect(try list("status=offer") == [resume] && list("status=new") == [first])
        #expect(try list("created_before=2020-01-01T00:00:00Z").isEmpty)
        #expect(try list("created_after=2020-01-01T00:00:00Z").count == 2)
        #expect(try ids(harness.api(.get, "/resumes?job_post_id=" + post, as: recruiter)).count == 2)
        #expect(try ids(harness.api(.get, "/resumes?email=BELA@people.example", as: recruiter)) == [first])
        for bad in ["status=best", "created_after=now"] {
            #expect(harness.api(.get, "/job-posts/\(post)/candidacies?" + bad, as: recruiter).code == 422)
        }
        let page = harness.page(.get, "/job-posts/\(post)?status=offer", as: recruiter)
        #expect(page.text.contains("/resumes/" + resume) && !page.text.contains("/resumes/" + first))
        let set = harness.page(
            .post, "/candidacies/\(candidacy)/status", as: recruiter, body: .form(["status": "hired"]))
        #expect(set.location == "/job-posts/" + post)
        #expect(harness.api(.delete, "/candidacies/" + candidacy, as: recruiter).code == 204)
        #expect(try list("") == [first])
    }

    @Test func `whoever has no resumes is led to where they are collected`() throws {
        let recruiter = try harness.person(.recruiter)
        let link = "<a class=\"button button-primary\" href=\"/collections\">"
        #expect(harness.page(.get, "/candidates", as: recruiter).text.contains(link))
        _ = try harness.resume(of: recruiter)
        for path in ["/candidates", "/candidates?skills=Cobol"] {
            #expect(!harness.page(.get, path, as: recruiter).text.contains(link), "\(path)")
        }
    }

    @Test func `resumes are ranked for a job post by a task, and its best can stand for it`() throws {
        let (recruiter, other) = (try harness.person(.recruiter), try harness.person(.recruiter))
        let (post, resume) = (try harness.jobPost(of: recruiter).text, try harness.resume(of: recruiter))
        let address = "/job-posts/\(post)/matches"
        let before = harness.page(.get, address, as: recruiter)
        #expect(before.code == 200 && before.text.contains("Rank 1 resume"))
        #expect(
            before.text.contains(">Ranked resumes</h2>") && before.text.contains("aria-label=\"Ranking of resumes\""))
        let new = harness.page(.get, "/job-posts/" + post, as: recruiter).text
        #expect(new.contains("href=\"\(address)\"") && new.contains("Nobody stands for this job post yet."))
        let filtered = harness.page(.get, "/job-posts/\(post)?status=offer", as: recruiter).text
        #expect(filtered.contains("Nobody stands for this job post with that filter."))
        for (method, path) in [(Method.get, address), (.post, address), (.post, "/job-posts/\(post)/candidacies")] {
            #expect(harness.page(method, path, as: other).code == 404)
        }
        #expect(harness.api(.post, address, as: other).code == 404 && harness.api(.get, address, as: other).code == 404)

        let started = harness.api(.post, address, as: recruiter)
        #expect(started.code == 202)
        let task = try #require(try started.json["task_id"]?.string)
        #expect(harness.page(.post, address, as: recruiter).location == address)
        #expect(try harness.api(.post, address, as: recruiter).json["task_id"]?.string == task, "one at a time")
        #expect(harness.page(.get, address, as: recruiter).text.contains("/live/" + task))
        #expect(harness.page(.get, "/live/" + task, as: recruiter).text.contains("Scoring your resumes"))
        #expect(harness.page(.get, "/live/" + task, as: other).code == 404)

        _ = harness.api(.patch, "/job-posts/" + post, as: recruiter, body: .json(#"{"description":"We build apps."}"#))
        let changed = try #require(try harness.api(.post, address, as: recruiter).json["task_id"]?.string)
        #expect(changed != task, "the one under way has read the old text")
        #expect(try harness.api(.get, "/tasks/" + task, as: recruiter).json["state"]?.string == "cancelled")

        // What the worker's task leaves behind.
        let id = try #require(UUID(text: post))
        let posting = try harness.sql { db in
            let posting = try #require(try db.jobPostRanking(id, ownedBy: recruiter.id)?.posting)
            let text = try #require(try db.postingText(posting))
            #expect(text.title == "Engineer" && text.descriptionMarkdown.contains("Requirements: Swift"))
            return posting
        }
        // It is changed and deleted with the job post.
        #expect(harness.page(.get, "/jobs/\(posting.text)/edit", as: recruiter).code == 404)
        #expect(harness.page(.post, "/jobs/\(posting.text)/delete", as: recruiter).code == 404)
        #expect(!harness.page(.get, "/jobs/" + posting.text, as: recruiter).text.contains("/edit\""))
        let match = try harness.match(of: recruiter, resume: resume, posting: posting, score: 71.5)
        try harness.sql {
            try $0.endJobPostRanking(
                id, posting: posting, resumes: 1, best: [resume], engineVersion: "test", since: Date())
        }
        let item = try #require(try harness.api(.get, address, as: recruiter).json["items"]?.items.first)
        #expect(item["match_id"]?.string == match.text && item["resume_id"]?.string == resume.text)
        #expect(item["score"]?.number == 71.5 && item["reason"]?.string == "Both name Swift.")
        #expect(try harness.api(.get, address + "?after=x", as: recruiter).code == 422)
        let why = harness.page(.get, "/matches/" + match.text, as: recruiter).text
        #expect(why.contains("<a href=\"\(address)\">Resumes for Engineer</a>"))
        #expect(why.contains("<a href=\"/candidates\" aria-current=\"page\">"))
        #expect(!why.contains("<a href=\"/matches\" aria-current"))
        #expect(why.contains(">Ada Example</a>") && why.contains("<title>Engineer, matched with Ada Example"))
        #expect(harness.api(.post, "/tasks/\(changed)/cancel", as: recruiter).code < 300)
        let outdated = "The job post has changed since these resumes were ranked"
        #expect(!harness.page(.get, address, as: recruiter).text.contains(outdated))
        _ = harness.api(.patch, "/job-posts/" + post, as: recruiter, body: .json(#"{"description":"We bake."}"#))
        #expect(harness.page(.get, address, as: recruiter).text.contains(outdated))

        let added = harness.page(
            .post, "/job-posts/\(post)/candidacies", as: recruiter, body: .form(["resume_id": resume.text]))
        #expect(added.location == address)
        #expect(try harness.api(.get, address, as: recruiter).json["items"]?.items.first?["status"]?.string == "new")
        let theirs = try harness.resume(of: other).text
        let foreign = Body.form(["resume_id": theirs])
        #expect(harness.page(.post, "/job-posts/\(post)/candidacies", as: recruiter, body: foreign).code == 404)

        #expect(harness.api(.delete, "/job-posts/" + post, as: recruiter).code == 204)
        #expect(harness.page(.get, "/matches/" + match.text, as: recruiter).code == 404, "its scores go with it")
        #expect(try harness.api(.get, "/tasks/" + changed, as: recruiter).json["state"]?.string == "cancelled")
    }

    @Test func `a job post that says nothing but its title cannot be matched, and says so`() throws {
        let recruiter = try harness.person(.recruiter)
        let made = harness.api(.post, "/job-posts", as: recruiter, body: .json(#"{"title":"Cook"}"#))
        let address = "/job-posts/\(try #require(try made.json["id"]?.string))/matches"
        #expect(harness.api(.post, address, as: recruiter).code == 422)
        let page = harness.page(.post, address, as: recruiter)
        #expect(page.code == 422 && page.text.contains("Describe the job or name its skills first"))
    }

    @Test func `however many resumes there are, each is on one page of the list`() throws {
        let recruiter = try harness.person(.recruiter)
        let made = try (0..<45).map { _ in try harness.resume(of: recruiter).text }
        var (seen, address, pages) = ([String](), "/resumes" as String?, 0)
        while let next = address {
            let page = harness.page(.get, next, as: recruiter).text
            seen += made.filter { page.contains("href=\"/resumes/\($0)\"") }
            let link = page.firstMatch(of: /href="([^"]+)" rel="next"/)
            address = link.map { String($0.1) }
            pages += 1
        }
        #expect(seen.count == 45 && Set(seen) == Set(made) && pages == 3)
        #expect(harness.page(.get, "/resumes?after=x", as: recruiter).code == 200)
    }

    @Test func `another's resume cannot stand for one's job post, nor one's resume for another's`() throws {
        let (recruiter, other) = (try harness.person(.recruiter), try harness.person(.recruiter))
        let (mine, theirs) = (try harness.jobPost(of: recruiter).text, try harness.jobPost(of: other).text)
        for (post, resume) in [
            (mine, try harness.resume(of: other).text), (theirs, try harness.resume(of: recruiter).text),
            (mine, UUID.v7().text),
        ] {
            let body = Body.json(#"{"resume_id":"\#(resume)"}"#)
            #expect(harness.api(.post, "/job-posts/\(post)/candidacies", as: recruiter, body: body).code == 404)
        }
        let count: Int = try harness.sql {
            try $0.value("select count(*) from candidacies where job_post_id = \(UUID(text: mine))")
        }
        #expect(count == 0)
    }

    @Test func `recruiters have many more resumes than seekers`() throws {
        let small = try SiteHarness(["HUNTER_RESUMES_PER_USER": "1"])
        func upload(_ person: Person) -> Int {
            small.api(
                .post, "/resumes/upload", as: person,
                body: .multipart(fields: [:], file: ("cv.txt", Array("Ada Example".utf8)))
            ).code
        }
        let (seeker, recruiter) = (try small.person(), try small.person(.recruiter))
        let codes: [Int] = [upload(seeker), upload(seeker), upload(recruiter), upload(recruiter)]
        #expect(codes == [202, 409, 202, 202])
    }
}
