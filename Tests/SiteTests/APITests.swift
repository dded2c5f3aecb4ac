import Base
import Foundation
import HTTP
import Model
import Storage
import Synchronization
import Tasking
import Testing
import Work

@testable import Site

/// The shapes that programs rely on.
@Suite struct APITests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    // MARK: Problems

    private func expectProblem(_ response: Response, _ status: Int, field: String? = nil) throws {
        #expect(response.code == status, "\(response.text.prefix(300))")
        #expect(response.headers["Content-Type"] == "application/problem+json")
        let problem = try response.json
        #expect(problem.names == ["type", "title", "status", "detail", "errors"])
        #expect(problem["status"]?.number == Double(status))
        #expect(problem["title"]?.string?.isEmpty == false)
        #expect(problem["type"]?.string?.isEmpty == false)
        if let field { #expect(problem["errors"]?.items.compactMap { $0["field"]?.string } == [field]) }
        for error in problem["errors"]?.items ?? [] { #expect(error.names == ["field", "message"]) }
    }

    @Test func `each refusal has its status and its shape`() throws {
        let (person, admin) = (try harness.person(), try harness.person(.admin))
        try expectProblem(harness.api(.post, "/login", body: .json("{")), 400)
        try expectProblem(harness.api(.post, "/login", body: .json("[1]")), 400)
        try expectProblem(harness.api(.get, "/me"), 401)
        try expectProblem(harness.api(.get, "/admin/queues", as: person), 403)
        try expectProblem(harness.api(.get, "/jobs/" + UUID.v7().text), 404)
        try expectProblem(harness.api(.get, "/nothing"), 404)
        try expectProblem(harness.api(.delete, "/jobs"), 405)
        let unread = try harness.resume(of: person, isRead: false).text
        let pair = Body.json(#"{"resume_id":"\#(unread)","vacancy_id":"\#(try harness.posting().text)"}"#)
        try expectProblem(harness.api(.post, "/match", as: person, body: pair), 409)
        let long = String(repeating: "x", count: 1 << 20)
        try expectProblem(harness.api(.post, "/login", body: .json("\"\(long)\"")), 413)
        try expectProblem(harness.api(.post, "/login", body: .form(["email": "a"])), 415)
        try expectProblem(harness.send(.post, "/api/v1/login"), 415)
        try expectProblem(harness.api(.post, "/resumes/upload", as: person, body: .json("{}")), 415)
        try expectProblem(harness.api(.post, "/login", body: .json(#"{"email":"a@b.c"}"#)), 422, field: "password")
        try expectProblem(
            harness.api(.post, "/login", body: .json(#"{"email":1,"password":"x"}"#)), 422, field: "email")
        try expectProblem(
            harness.api(.post, "/login", body: .json(#"{"email":null,"password":"x"}"#)), 422, field: "email")
        let unknown = Body.json(#"{"source":"no such source"}"#)
        try expectProblem(harness.api(.post, "/admin/refresh-jobs", as: admin, body: unknown), 422, field: "source")
    }

    @Test func `a match names what is wrong with its two ids`() throws {
        let person = try harness.person()
        let (one, other) = (try harness.posting().text, try harness.posting().text)
        let resume = try harness.resume(of: person)
        func start(_ postings: String) -> Response {
            harness.api(.post, "/match", as: person, body: .json(#"{"resume_id":"\#(resume.text)"\#(postings)}"#))
        }
        try expectProblem(start(""), 422, field: "vacancy_id")
        #expect(start("").text.contains("is required"))
        try expectProblem(start(#","posting_id":"x""#), 422, field: "posting_id")
        try expectProblem(start(#","vacancy_id":"\#(one)","posting_id":"\#(other)""#), 422, field: "posting_id")
        #expect(start(#","vacancy_id":"\#(one)","posting_id":"\#(one.uppercased())""#).code == 202)
        try harness.sql { try $0.execute("update resumes set status = 'failed', profile = null where id = \(resume)") }
        let failed = start(#","posting_id":"\#(one)""#)
        try expectProblem(failed, 409)
        #expect(failed.text.contains("could not be read"))
    }

    @Test func `a task tells what its work came to`() throws {
        let person = try harness.person()
        let file = Body.multipart(fields: [:], file: ("cv.txt", Array("Ada Example".utf8)))
        let answer = try harness.api(.post, "/resumes/upload", as: person, body: file).json
        let task = try #require(answer["task_id"]?.string.flatMap { UUID(text: $0) })
        try harness.sql {
            try $0.execute(
                """
                update tasks set state = 'succeeded', result = \(json: TaskOutcome(errorCode: "encrypted")),
                    finished_at = now(), revision = revision + 1 where id = \(task)
                """)
        }
        _ = try harness.services.redis.command("DEL", StatusBoard.key(task))
        let status = try harness.api(.get, "/tasks/" + task.text, as: person).json
        #expect(status["state"]?.string == "succeeded")
        #expect(status["error"]?.string?.contains("password") == true)
        #expect(
            status["result"]?["status"]?.string == "failed" && status["result"]?["error_code"]?.string == "encrypted")
        #expect(status["result"]?["error"] == status["error"])
    }

    @Test func `who is not known is told how to be, and a registration all that is wrong with it`() throws {
        for response in [
            harness.api(.get, "/me"), harness.api(.get, "/me", headers: [("Authorization", "Bearer nonsense")]),
            harness.api(.post, "/login", body: .json(#"{"email":"nobody@example.com","password":"wrong password"}"#)),
        ] {
            try expectProblem(response, 401)
            #expect(response.headers["WWW-Authenticate"] == "Bearer")
        }
        let empty = harness.api(.post, "/register", body: .json("{}"))
        try expectProblem(empty, 422)
        #expect(try empty.json["errors"]?.items.compactMap { $0["field"]?.string } == ["email", "password"])
    }

    @Test func `too much waiting work is 429 with Retry-After`() throws {
        let harness = try SiteHarness(["HUNTER_TASKS_PER_USER": "1"])
        let person = try harness.person()
        _ = try harness.task(of: person)
        let pair =
            #"{"resume_id":"\#(try harness.resume(of: person).text)","vacancy_id":"\#(try harness.posting().text)"}"#
        let response = harness.api(.post, "/match", as: person, body: .json(pair))
        try expectProblem(response, 429)
        #expect(Int(response.headers["Retry-After"] ?? "") != nil)
    }

    /// The codes of requests that are sent at the same moment, sorted.
    private func atOnce(_ count: Int, _ send: @escaping @Sendable (Int) -> Response) throws -> [Int] {
        let codes = Mutex<[Int]>([])
        let ready = Atomic(0)
        let threads = try (0..<count).map { number in
            try WorkerThread(name: "request-\(number)", stackSize: 8 << 20) {
                ready.add(1, ordering: .sequentiallyConsistent)
                while ready.load(ordering: .sequentiallyConsistent) < count {}
                let code = send(number).code
                codes.withLock { $0.append(code) }
            }
        }
        threads.forEach { $0.join() }
        return codes.withLock { $0.sorted() }
    }

    @Test func `of requests that come at once no more are let in than the caps allow`() throws {
        let harness = try SiteHarness([
            "HUNTER_TASKS_PER_USER": "3", "HUNTER_RESUMES_PER_USER": "2", "HUNTER_SOURCES_PER_USER": "2",
            "HUNTER_WEB_DATABASE_CONNECTIONS": "12",
        ])
        for _ in 0..<3 {
            let (matching, uploading, adding) = (try harness.person(), try harness.person(), try harness.person())
            let resume = try harness.resume(of: matching)
            let pairs = try (0..<8).map { _ in
                #"{"resume_id":"\#(resume.text)","vacancy_id":"\#(try harness.posting().text)"}"#
            }
            let matches = try atOnce(8) { harness.api(.post, "/match", as: matching, body: .json(pairs[$0])) }
            #expect(matches.count { $0 == 429 } == 5, "\(matches)")
            let uploads = try atOnce(8) {
                let file = ("cv \($0).txt", Array("Ada Example \($0)".utf8))
                return harness.api(.post, "/resumes/upload", as: uploading, body: .multipart(fields: [:], file: file))
            }
            #expect(uploads.count { $0 >= 400 } == 6 && uploads.allSatisfy { $0 < 500 }, "\(uploads)")
            let sources = try atOnce(8) {
                harness.api(.post, "/sources", as: adding, body: .json(#"{"company":"Company \#($0)"}"#))
            }
            #expect(sources.count { $0 == 429 } == 6, "\(sources)")
            let counts = try harness.services.database.withConnection { db in
                [
                    try db.liveTaskCount(of: matching.user.id, limit: 100),
                    try db.resumeCount(ownedBy: uploading.user.id),
                    try db.sources(ownedBy: adding.user.id).count,
                ]
            }
            #expect(counts == [3, 2, 2])
        }
    }

    @Test func `a request that loses against others is tried again, and then told to come back`() throws {
        let harness = try SiteHarness()
        let person = try harness.person()
        let resume = try harness.resume(of: person)
        func match(losing times: Int) throws -> Response {
            _ = try harness.services.database.withConnection { db in
                try db.script(
                    """
                    drop sequence if exists losses; create sequence losses;
                    create or replace function lose() returns trigger language plpgsql as $$ begin
                        if nextval('losses') <= \(times) then
                            raise exception 'deadlock detected' using errcode = '40P01';
                        end if;
                        return new;
                    end $$;
                    create or replace trigger lose before insert on tasks for each row execute function lose()
                    """)
            }
            let pair = #"{"resume_id":"\#(resume.text)","vacancy_id":"\#(try harness.posting().text)"}"#
            return harness.api(.post, "/match", as: person, body: .json(pair))
        }
        #expect(try match(losing: 2).code == 202)
        let refused = try match(losing: 1000)
        try expectProblem(refused, 503)
        #expect(Int(refused.headers["Retry-After"] ?? "") != nil)
        #expect(try harness.services.database.withConnection { try $0.liveTaskCount(limit: 10) } == 1)
    }

    @Test func `too much waiting work of all together is 429 as well`() throws {
        let harness = try SiteHarness(["HUNTER_TASKS_IN_TOTAL": "1"])
        let (busy, person) = (try harness.person(), try harness.person())
        _ = try harness.task(of: busy)
        let pair =
            #"{"resume_id":"\#(try harness.resume(of: person).text)","vacancy_id":"\#(try harness.posting().text)"}"#
        let response = harness.api(.post, "/match", as: person, body: .json(pair))
        try expectProblem(response, 429)
        #expect(Int(response.headers["Retry-After"] ?? "") != nil)
        #expect(try harness.services.database.withConnection { try $0.liveTaskCount(limit: 10) } == 1)
    }

    @Test(arguments: [
        "limit=0", "limit=101", "limit=x", "limit=-1", "limit=1e3", "limit=99999999999999999999", "after=x",
        "after=%21",
        "remote=maybe", "type=x", "level=x", "status=x", "posted_after=yesterday", "min_stipend=x", "max_stipend=-1",
        "min_stipend=1&currency=XXX", "sort=x", "internship=2", "country=Atlantis", "country=XX",
        "max_stipend=1000&min_stipend=2000",
    ]) func `a value that cannot be is named`(query: String) throws {
        let field = query.split(separator: "=").first.map(String.init)
        try expectProblem(harness.api(.get, "/jobs?" + query), 422, field: field)
    }

    @Test(arguments: [
        "/api/v1/jobs?q=%ff", "/api/v1/jobs?q=%", "/api/v1/%00", "/api/v1/../x", "/api/v1/jobs?q=%00", "/api/v1/a%2fb",
    ])
    func `an address that cannot be read is 400`(target: String) throws {
        try expectProblem(harness.send(.get, target), 400)
        let page = harness.send(.get, target.replacingOccurrences(of: "/api/v1", with: ""))
        #expect(page.code == 400)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
    }

    @Test func `a method that an address does not have is 405 with those it has`() throws {
        let person = try harness.person()
        for (method, target, allow) in [
            (HTTP.Method.put, "/api/v1/me", "GET, HEAD, PATCH"), (.get, "/api/v1/login", "POST"),
            (.delete, "/resumes", "GET, HEAD, POST"), (HTTP.Method(rawValue: "TRACE"), "/", "GET, HEAD"),
            (.options, "/api/v1/jobs", "GET, HEAD"),
        ] {
            let response = harness.send(method, target, .none, [("Cookie", "session=\(person.session.text)")])
            #expect(response.code == 405)
            #expect(response.headers["Allow"] == allow)
        }
    }

    // MARK: Addresses and negotiation

    @Test func `a trailing slash is accepted`() throws {
        let person = try harness.person()
        for target in ["/jobs/", "/me/", "/resumes/\(try harness.resume(of: person).text)/"] {
            #expect(harness.api(.get, target, as: person).code == 200)
        }
        #expect(harness.page(.get, "/login/").code == 200)
        #expect(harness.page(.get, "/jobs//").code == 404)
    }

    @Test(arguments: RouteTable.reading) func `HEAD answers as GET does`(name: String) throws {
        let route = try RouteTable.route(name)
        let person = try harness.person(.admin)
        let id = try RouteTable.subjects[route.pattern].map { try harness.make($0, for: person).text } ?? ""
        let target = route.pattern.replacingOccurrences(of: "{id}", with: id)
        let (get, head) =
            route.isAPI
            ? (harness.api(.get, target, as: person), harness.api(.head, target, as: person))
            : (harness.page(.get, target, as: person), harness.page(.head, target, as: person))
        #expect(get.code == head.code)
        #expect(get.headers["Content-Type"] == head.headers["Content-Type"])
    }

    @Test(arguments: [
        ("application/json", "application/problem+json"),
        ("application/json, text/html;q=0.5", "application/problem+json"),
        ("text/html", "text/html; charset=utf-8"), ("*/*", "text/html; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("image/png", "text/html; charset=utf-8"), ("text/html,application/json;q=0.9", "text/html; charset=utf-8"),
        (";;;=,", "text/html; charset=utf-8"),
    ]) func `an error is a page for people and JSON for programs`(accept: String, type: String) {
        let response = harness.send(.get, "/nothing", .none, [("Accept", accept)])
        #expect(response.code == 404)
        #expect(response.headers["Content-Type"] == type)
        #expect(
            harness.send(.get, "/api/v1/nothing", .none, [("Accept", accept)]).headers["Content-Type"]
                == "application/problem+json")
        let visitor = harness.send(.get, "/resumes", .none, [("Accept", accept)])
        #expect(visitor.code == (type.hasPrefix("text") ? 303 : 401))
    }

    @Test func `an error page says what happened, what to do and where to go`() throws {
        let person = try harness.person()
        for response in [
            harness.page(.get, "/nothing", as: person), harness.page(.get, "/admin", as: person),
            harness.page(.post, "/login", body: .json("{}")), harness.send(.post, "/login", .form([:])),
            harness.page(.get, "/matches/" + UUID.v7().text, as: person), harness.page(.delete, "/"),
            harness.page(.get, "/jobs?after=x"),
        ] {
            #expect((400..<500).contains(response.code))
            #expect(response.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(response.text.contains(try #require(response.headers["X-Request-ID"])))
            #expect(response.text.contains("<h1") && response.text.contains("href=\"/\""))
        }
    }

    @Test(arguments: RouteTable.reading) func `every answer carries what keeps browsers safe`(name: String) throws {
        let route = try RouteTable.route(name)
        let person = try harness.person(.admin)
        let id = try RouteTable.subjects[route.pattern].map { try harness.make($0, for: person).text } ?? ""
        let target = route.pattern.replacingOccurrences(of: "{id}", with: id)
        for response in [
            harness.page(.get, target, as: person), harness.page(.get, target), harness.api(.get, "/nothing"),
        ] {
            #expect(response.headers["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true)
            #expect(response.headers["Content-Security-Policy"]?.contains("unsafe") == false)
            #expect(response.headers["X-Content-Type-Options"] == "nosniff")
            #expect(response.headers["X-Frame-Options"] == "DENY")
            #expect(response.headers["X-Request-ID"]?.count == 32)
            let caching = response.headers["Cache-Control"]
            #expect(caching == "no-store" || caching == "private, no-cache")
        }
    }

    // MARK: Shapes

    @Test func `an account, a resume, a posting, a task and a run have all their fields, nulls too`() throws {
        let person = try harness.person(.admin)
        let resume = try harness.resume(of: person, isRead: false)
        let posting = try harness.posting()
        let run = try harness.run()
        #expect(try harness.api(.get, "/me", as: person).json.names == ["id", "email", "name", "role", "created_at"])
        let unread = try harness.api(.get, "/resumes/" + resume.text, as: person).json
        #expect(
            unread.names == [
                "id", "file_name", "status", "stages", "error", "profile", "document", "task_id", "created_at",
                "updated_at",
            ])
        #expect(unread["profile"] == .null && unread["error"] == .null && unread["status"] == .string("queued"))
        #expect(unread["stages"]?.items.first?.names == ["name", "state", "ms"])
        let advert = try harness.api(.get, "/jobs/" + posting.text).json
        #expect(
            advert.names == [
                "id", "title", "company", "location", "country", "remote", "type", "level", "is_internship",
                "salary_min",
                "salary_max", "currency", "period", "description_markdown", "skills", "url", "sources", "posted_at",
                "expires_at", "status", "liveness", "liveness_checked_at", "liveness_method", "liveness_reason",
                "work_mode", "places", "remote_countries", "languages", "visa", "salary_is_predicted",
                "salary_min_annual", "salary_max_annual", "occupation",
            ])
        #expect(advert["salary_min"] == .null && advert["sources"]?.items.first?.names == ["name", "url"])
        let task = try harness.api(.get, "/tasks/" + (try harness.task(of: person)).text, as: person).json
        #expect(
            task.names == [
                "id", "kind", "state", "progress", "attempt", "result", "error", "created_at", "updated_at",
            ])
        #expect(task["progress"] == .null && task["result"] == .null && task["state"] == .string("queued"))
        let status = try harness.api(.get, "/runs/" + run.id.text, as: person).json
        #expect(
            status.names.isSuperset(of: [
                "id", "source", "state", "done", "total", "failed", "pages_done", "pages_total", "started_at",
                "finished_at", "errors",
            ]))
        #expect(try harness.api(.get, "/data-collection/status/" + run.id.text, as: person).json == status)
        #expect(
            try harness.api(.get, "/admin/queues", as: person).json["items"]?.items.allSatisfy {
                $0.names.isSuperset(of: ["name", "queued", "running", "failed", "dead"])
            } == true)
    }

    @Test func `a log-in answers a bearer token and when it ends`() throws {
        let person = try harness.person()
        let body = Body.json(#"{"email":"\#(person.user.email)","password":"\#(SiteHarness.password)"}"#)
        let answer = try harness.api(.post, "/login", body: body).json
        #expect(answer.names == ["token", "token_type", "expires_at"])
        #expect(answer["token_type"]?.string == "bearer")
        let ends = try #require(answer["expires_at"]?.string.flatMap { UTCDate.parse($0) })
        #expect((43_000...43_300).contains(ends.timeIntervalSinceNow))
        let token = try #require(answer["token"]?.string)
        #expect(harness.send(.get, "/api/v1/me", .none, [("Authorization", "Bearer \(token)")]).code == 200)
    }

    @Test func `a match answers 202 with the task to follow, and the same pair the same one`() throws {
        let person = try harness.person()
        let (resume, posting) = (try harness.resume(of: person).text, try harness.posting().text)
        let first = harness.api(
            .post, "/match", as: person, body: .json(#"{"resume_id":"\#(resume)","vacancy_id":"\#(posting)"}"#))
        #expect(first.code == 202)
        let task = try #require(try first.json["task_id"]?.string)
        #expect(harness.api(.get, "/tasks/" + task, as: person).code == 200)
        let second = harness.api(
            .post, "/match", as: person,
            body: .json(#"{"resume_id":"\#(resume)","posting_id":"\#(posting)","engine":null}"#))
        #expect(try second.json["task_id"]?.string == task)
        #expect(harness.api(.post, "/tasks/\(task)/cancel", as: person).code == 202)
        #expect(try harness.api(.get, "/tasks/" + task, as: person).json["state"]?.string == "cancelled")
    }

    @Test func `a task that has not moved is 304`() throws {
        let person = try harness.person()
        let task = try harness.task(of: person).text
        let first = harness.api(.get, "/tasks/" + task, as: person)
        let tag = try #require(first.headers["ETag"])
        #expect(first.headers["Cache-Control"] == "private, no-cache")
        let same = harness.api(.get, "/tasks/" + task, as: person, headers: [("If-None-Match", tag)])
        #expect(same.code == 304)
        #expect(same.text.isEmpty)
        #expect(harness.api(.post, "/tasks/\(task)/cancel", as: person).code == 202)
        #expect(harness.api(.get, "/tasks/" + task, as: person, headers: [("If-None-Match", tag)]).code == 200)
        let fragment = harness.page(.get, "/live/" + task, as: person)
        let condition = [("If-None-Match", try #require(fragment.headers["ETag"]))]
        #expect(harness.page(.get, "/live/" + task, as: person, headers: condition).code == 304)
    }

    @Test func `polls that came together are read in one round trip, and each sees its own only`() throws {
        let (one, other) = (try harness.person(), try harness.person())
        let (mine, theirs) = (try harness.task(of: one).text, try harness.task(of: other).text)
        func poll(_ task: String, _ person: Person?) -> Request {
            let bearer = person.map { [("Authorization", "Bearer " + $0.bearer.text)] } ?? []
            return Request(.get, "/api/v1/tasks/" + task, headers: bearer)
        }
        let polls = [poll(mine, one), poll(theirs, one), poll(theirs, other), poll(UUID().uuidString, one)]
        #expect(polls.allSatisfy(harness.site.isStatusPoll))
        let others = [
            poll(mine, nil), Request(.get, "/jobs"), Request(.post, "/api/v1/tasks/" + mine), Request(.get, "/%zz"),
        ]
        #expect(!others.contains(where: harness.site.isStatusPoll))
        #expect(others.map { harness.site.respond(to: $0).code } == [401, 200, 405, 400])
        // The sessions are in the cache, the statuses too, or they are read one by one.
        for _ in 0..<2 {
            harness.site.prepare(polls)
            #expect(polls.allSatisfy { ($0.preparation as? FirstReading)?.replies?.count == 2 })
            let answers = polls.map { harness.site.respond(to: $0) }
            #expect(answers.map(\.code) == [200, 404, 200, 404])
            #expect(try answers[0].json["id"]?.string == mine && answers[2].json["id"]?.string == theirs)
        }
    }

    @Test func `a page that waits learns to ask less often though nothing has moved`() throws {
        let person = try harness.person()
        let task = try harness.task(of: person)
        let young = harness.page(.get, "/live/" + task.text, as: person)
        #expect(young.text.contains("700"))
        try harness.services.database.withConnection {
            _ = try $0.execute("update tasks set created_at = created_at - interval '1 minute' where id = \(task)")
        }
        try harness.services.redis.command("DEL", "hunter:task:" + task.text)
        let condition = [("If-None-Match", try #require(young.headers["ETag"]))]
        let old = harness.page(.get, "/live/" + task.text, as: person, headers: condition)
        #expect(old.code == 200 && old.text.contains("5000"))
    }

    @Test func `health and readiness answer programs`() throws {
        #expect(try harness.page(.get, "/health").json == .object(["status": .string("ok")]))
        #expect(try harness.page(.get, "/ready").json["missing"] == .array([]))
    }
}
