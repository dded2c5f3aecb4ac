import Base
import Composition
import Foundation
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// From a posting that comes to a match of everyone whose resume it fits, by the worker's own tasks.
struct ScoreArrivalsTests {
    private let folder = TemporaryFolder()
    private let services: Services

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
            "HUNTER_ARRIVAL_SCORE": "40", "HUNTER_ARRIVAL_MATCHES": "2",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (8, 8))
    }

    private func person(_ role: String, _ text: String) throws -> UUID {
        let (user, resume) = (UUID.v7(), UUID.v7())
        try services.database.transaction { db in
            _ = try db.execute(
                """
                insert into users (id, email, password_hash, role)
                values (\(user), \("\(user.text)@example.com"), 'x', \(role))
                """)
            try db.insertResume(
                id: resume, user: user, fileName: "cv.txt", mediaType: .text, byteCount: 10, storageKey: user.text)
            _ = try db.completeResume(
                resume, text: text, profile: Profile(skills: ["Python", "SQL"]), stages: ResumeStage.initial)
        }
        return user
    }

    private func store(_ names: [String], _ title: String, _ description: String, daysAgo: Int = 0) throws {
        try services.database.transaction { db in
            let source = try db.source(named: "Tests", kind: "import").id
            for name in names {
                let address = "https://jobs.example/" + name
                _ = try services.storePosting(
                    PostingDraft(
                        url: address, canonicalURL: address, title: "\(title) \(name)", company: "Acme \(name)",
                        descriptionMarkdown: description + " We are called \(name)."), source: source, on: db)
            }
            try db.execute(
                """
                update postings set created_at = now() - make_interval(days => \(daysAgo)::integer)
                where url = any(\(names.map { "https://jobs.example/" + $0 }))
                """)
            try services.notePostingChange(on: db)
        }
    }

    private func matches(_ user: UUID, _ filter: MatchFilter = MatchFilter()) throws -> [MatchSummary] {
        try services.database.withConnection { try $0.matches(ownedBy: user, filter: filter, limit: 100) }
    }

    /// Nothing waits or runs but for what schedules put in.
    private func settle() throws {
        try waitUntil("all is scored", timeout: .seconds(60)) {
            try services.database.withConnection { db in
                try db.value(
                    """
                    select (select scored from posting_arrivals) = (select head from posting_index)
                        and not exists (select from posting_changes)
                    """, as: Bool.self)
            }
        }
    }

    @Test func `a posting that comes is matched with everyone it fits, the best of many only`() throws {
        let engineer = try person("seeker", "Ann Smith\nData Engineer\nBuilt pipelines in Python and SQL for ten years")
        let baker = try person("seeker", "Bo Baker\nBaker\nBaked bread and cakes by night")
        let recruiter = try person("recruiter", "Cy Jones\nData Engineer\nBuilt pipelines in Python and SQL")
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1, .scoring: 1], settings: services.settings.tasking, logger: services.logger)
        try store(["old"], "Data Engineer", "You build pipelines in Python and SQL.", daysAgo: 9)
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try settle()
        #expect(try matches(engineer).isEmpty, "what has been there for long is not new")

        try services.database.withConnection {
            try $0.setPreferences(Preferences(workMode: .remote), of: engineer)
        }
        try store(["a", "b", "c"], "Data Engineer", "Hybrid. You build pipelines in Python and SQL.")
        try settle()
        let found = try matches(engineer)
        #expect(found.count == 2 && found.allSatisfy { $0.score >= 40 && $0.firstReason != nil })
        #expect(try matches(engineer, MatchFilter(isEligible: true)).isEmpty, "the settings ask for work at home")
        #expect(try matches(baker).isEmpty && matches(recruiter).isEmpty)

        // The next ones find those that are there as they were.
        try store(["d"], "Baker", "You bake bread and cakes.")
        try settle()
        #expect(try matches(engineer).map(\.id) == found.map(\.id))
        #expect(try matches(baker).map(\.title) == ["Baker d"])
    }

    @Test func `what is one person's own is scored for its owner alone`() throws {
        let text = "Ann Smith\nData Engineer\nBuilt pipelines in Python and SQL for ten years"
        let (owner, other) = (try person("seeker", text), try person("seeker", text))
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1, .scoring: 1], settings: services.settings.tasking, logger: services.logger)
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        func store(_ text: String) throws {
            try services.database.transaction { db in
                let address = "https://jobs.example/own"
                _ = try services.storePosting(
                    PostingDraft(
                        url: address, canonicalURL: address, title: "Data Engineer", company: "Acme",
                        descriptionMarkdown: text),
                    source: try db.source(named: "Own", kind: "tests").id, ownedBy: owner, on: db)
                try services.notePostingChange(on: db)
            }
        }
        try store("You build pipelines in Python and SQL.")
        try waitUntil("it is scored", timeout: .seconds(30)) { try !matches(owner).isEmpty }
        let first = try #require(try matches(owner).first)
        try store("You bake bread.")
        try waitUntil("it is scored as it is now", timeout: .seconds(30)) {
            try matches(owner).first.map { $0.score < first.score } ?? false
        }
        #expect(try matches(owner).map(\.id) == [first.id])
        #expect(try matches(other).isEmpty)
    }

    @Test func `what comes together is scored by one task`() throws {
        func waiting() throws -> Int {
            try services.database.withConnection {
                try $0.value("select count(*) from tasks where kind = 'score_arrivals'", as: Int.self)
            }
        }
        // All within one gathering, but for a start at its very end.
        try services.database.transaction { db in
            for _ in 0..<20 { try ScoreArrivals.enqueue(services, on: db) }
        }
        #expect(try (1...2).contains(waiting()))
        #expect(
            try services.database.withConnection { db in
                try db.value(
                    "select bool_and(run_at > now() and run_at < now() + interval '8 seconds') from tasks",
                    as: Bool.self)
            })
        services.close()
    }

    @Test func `two tasks that start at the same place do not set it back`() throws {
        try store(["a"], "Data Engineer", "You build pipelines in Python and SQL.")
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1, .scoring: 1], settings: services.settings.tasking, logger: services.logger)
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try settle()
        try services.database.transaction { db in
            try db.execute("update posting_arrivals set scored = 0")
            let first = try #require(try db.nextArrivals(days: 3, version: "another", limit: 10))
            #expect(first.postings.isEmpty && first.upTo > 0, "what cannot be read is passed over")
            #expect(try db.endArrivals(first))
            #expect(try !db.endArrivals(first))
            #expect(try db.nextArrivals(days: 3, version: "another", limit: 10) == nil)
        }
    }
}
