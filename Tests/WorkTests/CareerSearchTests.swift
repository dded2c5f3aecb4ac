import Base
import Composition
import Foundation
import Model
import Postgres
import Redis
import Storage
import Synchronization
import Tasking
import TestSupport
import Testing

@testable import Work

/// Searches of career pages, from the first task to scored postings.
@Suite struct CareerSearchTests {
    private final class Product {
        let services: Services
        let user = UUID.v7()
        private let folder = TemporaryFolder()
        private let runner: Runner

        init(_ environment: [String: String] = [:], starts: Bool = true) throws {
            let own = [
                "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
                "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true",
                "HUNTER_CRAWL_SECONDS": "0", "HUNTER_BROWSER": "off",
            ]
            let settings = try Settings(environment: own.merging(environment) { $1 })
            services = try Services(settings: settings, label: "tests", connections: (12, 12))
            runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: [.collect: 3, .scoring: 1], settings: settings.tasking, logger: services.logger)
            let user = user
            try services.database.withConnection { db in
                _ = try db.insertUser(
                    id: user, email: "seeker@example.com", name: "", role: .seeker, passwordHash: "",
                    firstIsAdmin: false)
            }
            if starts { try runner.start() }
        }

        deinit {
            runner.drain()
            services.close()
        }

        func start() throws { try runner.start() }

        func sql<R>(_ body: (Connection) throws -> R) throws -> R { try services.database.withConnection(body) }

        func addResume() throws {
            try sql { db in
                let id = UUID.v7()
                try db.execute(
                    """
                    insert into resumes
                        (id, user_id, file_name, media_type, byte_count, storage_key, status, stages, text, profile)
                    values (\(id), \(user), 'cv.txt', 'text/plain', 1, 'x', 'done', '[]',
                        'Ada. Swift engineer. Skills: Swift, PostgreSQL', \(json: Profile()))
                    """)
            }
        }

        func search(_ url: String) throws -> UUID { try start(CareerPlan(url: url)).run }

        func start(_ plan: CareerPlan) throws -> (run: UUID, task: UUID) {
            try services.database.transaction { db in
                try SearchCareerPage.start(plan, for: user, queue: services.queue, on: db)
            }
        }

        func finished(_ id: UUID) throws -> Run {
            try waitUntil("the search ends", timeout: .seconds(60)) { try run(id).state.isFinal }
            return try run(id)
        }

        func run(_ id: UUID) throws -> Run { try #require(try sql { try $0.run(id, ownedBy: user) }) }

        func results(_ id: UUID) throws -> [SearchResult] { try sql { try $0.searchResults(of: id, limit: 1000) } }
    }

    private static func html(_ body: String) -> StubServer.Answer {
        .status(
            200, headers: [("Content-Type", "text/html; charset=utf-8")],
            body: Array("<!doctype html><html><head><title>Acme</title></head><body>\(body)</body></html>".utf8))
    }

    private static func posting(_ title: String, skills: String = "Swift and PostgreSQL") -> StubServer.Answer {
        html(
            """
            <script type="application/ld+json">{"@type": "JobPosting", "title": "\(title)",
            "hiringOrganization": {"name": "Acme"}, "jobLocationType": "TELECOMMUTE",
            "description": "<p>You work with \(skills) every day.</p>"}</script><h1>\(title)</h1>
            """)
    }

    /// A site with two pages of a list, three postings, a page that is none, and one that is gone.
    private static func site(_ request: StubServer.Request) -> StubServer.Answer {
        switch request.target {
        case "/robots.txt": .status(200, body: Array("User-agent: *\nDisallow: /jobs/secret".utf8))
        case "/jobs":
            html(
                """
                <nav><a href="/">Home</a><a href="/about">About us</a></nav>
                <ul><li><a href="/jobs/1-swift-engineer?utm_source=x">Swift Engineer</a></li>
                <li><a href="/jobs/2-office-manager">Office Manager</a></li>
                <li><a href="/jobs/4-gone-analyst">Analyst</a></li><li><a href="/jobs/secret-engineer-5">Engineer</a></li></ul>
                <a href="/jobs?page=2">Next</a>
                """)
        case "/jobs?page=2":
            html(
                """
                <a href="/jobs/1-swift-engineer">Swift Engineer</a> <a href="/jobs/3-data-engineer">Data Engineer</a>
                <a href="/jobs/6-nurse-story">A nurse's story</a> <a href="/jobs">1</a>
                """)
        case "/jobs/1-swift-engineer", "/jobs/1-swift-engineer?utm_source=x": posting("Swift Engineer")
        case "/jobs/2-office-manager": posting("Office Manager", skills: "coffee")
        case "/jobs/3-data-engineer": posting("Data Engineer", skills: "Python and PostgreSQL")
        case "/jobs/6-nurse-story": html("<main><p>Once upon a time.</p></main>")
        default: .status(404)
        }
    }

    @Test func `a career page becomes scored postings, each once`() throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        try product.sql {
            try $0.setPreferences(
                Preferences(role: "Swift Engineer", skills: ["Swift"], workMode: .remote), of: product.user)
        }
        let run = try product.finished(try product.search(server.url("/jobs")))
        #expect(run.state == .succeeded && run.total == 6 && run.done == 6 && run.created == 3 && run.failed == 3)
        let results = try product.results(run.id)
        #expect(results.map(\.title).prefix(3) == ["Swift Engineer", "Data Engineer", "Office Manager"])
        #expect(results[0].link.score == 100 && (results[1].link.score ?? 0) > (results[2].link.score ?? 0))
        #expect(results[0].link.reasoning.contains { $0.contains("Swift") })
        // What a page shows is nobody's but the searcher's.
        let found = try #require(results[0].link.postingID)
        let own = try #require(try product.sql { try $0.posting(found, for: product.user) })
        #expect(own.draft.canonicalURL == server.url("/jobs/1-swift-engineer"))
        #expect(try product.sql { try $0.posting(found, for: UUID.v7()) } == nil)
        let reasons = results.compactMap(\.link.reason)
        #expect(reasons.contains { $0.contains("robots.txt") } && reasons.contains { $0.contains("404") })
        #expect(reasons.contains { $0.contains("not read like a posting") })
        #expect(!server.requests.contains { $0.path.contains("secret") || $0.path == "/about" })
        // Searched again, nothing is stored twice.
        let again = try product.finished(try product.search(server.url("/jobs")))
        #expect(again.created == 0 && again.updated == 0 && again.failed == 3)
        let owners = try product.sql { try $0.scalars("select user_id from postings", as: UUID?.self) }
        #expect(owners == [product.user, product.user, product.user])
    }

    @Test func `a resume that was read is what postings are scored for`() throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        try product.addResume()
        let run = try product.finished(try product.search(server.url("/jobs")))
        let best = try #require(try product.results(run.id).first)
        #expect(best.title == "Swift Engineer" && best.link.score != nil)
        let match = try #require(best.link.matchID)
        #expect(try product.sql { try $0.match(match, ownedBy: product.user) } != nil)
    }

    @Test func `a search asks no model, whatever the standard engine is`() throws {
        let (server, model) = (try StubServer(Self.site), try StubServer { _ in .status(500) })
        let product = try Product([
            "HUNTER_ENGINE": "openai", "HUNTER_REFINER": "openai", "HUNTER_MODEL_URL": model.url(""),
            "HUNTER_MODEL_NAME": "m-1", "HUNTER_MODEL_PRICE": "1/4",
        ])
        try product.addResume()
        let run = try product.finished(try product.search(server.url("/jobs/1-swift-engineer")))
        let match = try #require(try product.results(run.id).first?.link.matchID)
        let found = try #require(try product.sql { try $0.match(match, ownedBy: product.user) })
        #expect(found.engine == "embedded" && found.score?.refinement == nil)
        #expect(model.requests.isEmpty)
    }

    @Test func `a later page that is not to be had is a warning, and no posting that was refused`() throws {
        let server = try StubServer { request in
            request.target == "/jobs?page=2" ? .status(404) : Self.site(request)
        }
        let product = try Product()
        let run = try product.finished(try product.search(server.url("/jobs")))
        // The links that are refused: one that is gone and one that robots.txt keeps.
        #expect(run.total == 4 && run.done == 4 && run.failed == 2)
        #expect(run.warnings.count == 1 && run.warnings.first?.contains("page=2") == true)
    }

    @Test func `a posting's own address finds that posting`() throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        let run = try product.finished(try product.search(server.url("/jobs/2-office-manager")))
        let titles = try product.results(run.id).map(\.title)
        #expect(run.state == .succeeded && titles == ["Office Manager"])
    }

    @Test(arguments: [
        (#"{"@type": "Organization", "name": "Acme"}"#, true),
        (#"[{"@type": "WebSite", "url": "/"}, {"@type": "BreadcrumbList", "itemListElement": []}]"#, true),
        (#"{"@type": "JobPosting", "hiringOrganization": {"name": "Acme"}}"#, false),
    ])
    func `a shell is left to its scripts unless it describes a posting`(data: String, isShell: Bool) throws {
        let server = try StubServer { request in
            guard request.path == "/jobs" else { return .status(404) }
            return Self.html(
                """
                <script type="application/ld+json">\(data)</script><div id="root"></div><script src="/app.js"></script>
                """)
        }
        let product = try Product()
        let run = try product.finished(try product.search(server.url("/jobs")))
        // There is no browser to run them, which the search says.
        #expect(run.warnings.contains { $0.contains("made by its scripts") } == isShell)
        #expect(run.failed == 0)
    }

    @Test(arguments: [("/nothing", "404"), ("/jobs/secret", "robots.txt")])
    func `a page that is not to be had fails the search with a sentence`(path: String, word: String) throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        let (id, task) = try product.start(CareerPlan(url: server.url(path)))
        let run = try product.finished(id)
        #expect(run.state == .failed && run.failures.last?.reason.contains(word) == true)
        // Whoever follows the task is told as well.
        let outcome = try product.sql { try $0.task(task)?.result?.decode(TaskOutcome.self) }
        #expect(outcome == TaskOutcome(errorCode: "unreadable", error: run.failures.last?.reason))
    }

    @Test func `a search has failed whose links all led to nothing`() throws {
        let server = try StubServer { request in
            guard request.path == "/jobs" else { return .status(404) }
            return Self.html("<a href='/jobs/1-engineer'>Engineer</a> <a href='/jobs/2-analyst'>Analyst</a>")
        }
        let product = try Product()
        let run = try product.finished(try product.search(server.url("/jobs")))
        #expect(run.state == .failed && run.total == 2 && run.failed == 2 && run.created == 0)
        #expect(run.failures.last?.reason == "None of the 2 pages that the list leads to could be read as a posting.")
    }

    @Test func `a posting that cannot be read has not been added`() throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        let gone = try product.finished(product.start(CareerPlan(url: server.url("/gone"), isPosting: true)).run)
        #expect(gone.state == .failed && gone.failures.map(\.subject) == [server.url("/gone")])
        #expect(gone.failures.last?.reason.contains("404") == true)
        let there = CareerPlan(url: server.url("/jobs/2-office-manager"), isPosting: true)
        #expect(try product.finished(product.start(there).run).state == .succeeded)
    }

    @Test func `a site that always asks to come back later costs attempts, and the search ends`() throws {
        let server = try StubServer { request in
            request.path == "/robots.txt" ? .status(404) : .status(429, headers: [("Retry-After", "12")])
        }
        let product = try Product()
        let id = try product.search(server.url("/jobs"))
        let task = try #require(try product.run(id).taskID)
        for attempt in 1...SearchCareerPage.policy.maxAttempts {
            try waitUntil("an attempt has failed", timeout: .seconds(60)) {
                let found = try #require(try product.sql { try $0.taskSnapshot(task) })
                return found.attempt == attempt && (found.state == .failed || found.state == .dead)
            }
            let found = try #require(try product.sql { try $0.taskSnapshot(task) })
            #expect(found.attempt == attempt && found.errorCode == "site_busy")
            if attempt == 1 { #expect(found.runAt.timeIntervalSince(found.updatedAt) >= 12) }
            // Twelve seconds are long for a test; whoever asks before is put off without cost.
            let hold = "hunter:hold:" + server.url("")
            #expect(try product.services.redis.command("DEL", hold).int == 1)
            _ = try product.sql { db in
                try db.execute("update tasks set run_at = now() where id = \(task) and state = 'failed'")
            }
        }
        #expect(try product.sql { try $0.taskSnapshot(task)?.state } == .dead)
        #expect(try product.run(id).state == .failed)
    }

    @Test func `a private address is refused where settings do not list it`() throws {
        let server = try StubServer(Self.site)
        let product = try Product(["HUNTER_ALLOW_PRIVATE_ADDRESSES": "false"])
        let run = try product.finished(try product.search(server.url("/jobs")))
        #expect(run.state == .failed && server.connections == 0)
    }

    @Test func `the limits of pages and links hold where a list has no end`() throws {
        let server = try StubServer { request in
            guard request.path == "/jobs" else {
                return request.path == "/robots.txt" ? .status(404) : Self.posting("Engineer \(request.path)")
            }
            let page = Int(request.query.dropFirst(5)) ?? 1
            let links = (0..<4).map { "<a href='/jobs/engineer-\(page)-\($0)'>Engineer \(page).\($0)</a>" }
            return Self.html(links.joined() + "<a href='/jobs?page=\(page + 1)'>Next</a>")
        }
        let product = try Product(["HUNTER_SEARCH_PAGES": "3", "HUNTER_SEARCH_LINKS": "10"])
        let run = try product.finished(try product.search(server.url("/jobs")))
        #expect(run.total == 10 && run.created == 10)
        #expect(server.requests.count { $0.path == "/jobs" } == 3)
        let shallow = try Product(["HUNTER_SEARCH_DEPTH": "0"])
        #expect(try shallow.finished(try shallow.search(server.url("/jobs"))).total == 4)
    }

    @Test func `cancelling ends all that the search left behind`() throws {
        let server = try StubServer { request in
            switch request.path {
            case "/robots.txt": .status(200, body: Array("User-agent: *\nCrawl-delay: 20".utf8))
            default: Self.site(request)
            }
        }
        let product = try Product()
        let id = try product.search(server.url("/jobs?page=2"))
        // The list is read; its links wait for their turns.
        try waitUntil("links are there", timeout: .seconds(60)) { try product.run(id).total != nil }
        let task = try #require(try product.run(id).taskID)
        try product.services.database.transaction { db in
            try db.endRun(id, state: .cancelled, failure: nil)
            #expect(try product.services.queue.cancel(task, ownedBy: product.user, on: db))
        }
        try waitUntil("no task is left", timeout: .seconds(60)) {
            let live: Int? = try product.sql {
                try $0.scalar(
                    "select count(*) from tasks where user_id = \(product.user) and state in ('queued', 'running', 'failed')"
                )
            }
            return live == 0
        }
        #expect(try product.run(id).state == .cancelled)
    }

    @Test func `a task that is delivered twice stores nothing twice`() throws {
        let server = try StubServer(Self.site)
        let product = try Product()
        let run = try product.finished(try product.search(server.url("/jobs")))
        let before = try product.results(run.id).map(\.link)
        try product.services.database.transaction { db in
            for ordinal in 0..<3 {
                try product.services.queue.enqueue(
                    ReadSearchLink(runID: run.id, ordinal: ordinal), user: product.user, subject: run.id, on: db)
            }
        }
        try waitUntil("they have run", timeout: .seconds(60)) {
            let live: Int? = try product.sql {
                try $0.scalar(
                    "select count(*) from tasks where user_id = \(product.user) and state in ('queued', 'running', 'failed')"
                )
            }
            return live == 0
        }
        #expect(try product.results(run.id).map(\.link) == before)
    }
}
