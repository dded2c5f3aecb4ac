import Base
import Composition
import Foundation
import Intelligence
import Model
import Postgres
import Retrieval
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// From matches that an earlier version of the scorer has scored to those of this one.
struct RescoreMatchesTests {
    private let folder = TemporaryFolder()
    private let services: Services
    private let user = UUID.v7()
    private let resume = UUID.v7()
    private let engine = EmbeddedEngine(time: .system)

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (8, 8))
        try services.database.transaction { [user, resume] db in
            _ = try db.execute(
                "insert into users (id, email, password_hash, role) values (\(user), 'a@example.com', 'x', 'seeker')")
            try db.insertResume(
                id: resume, user: user, fileName: "cv.txt", mediaType: .text, byteCount: 10, storageKey: user.text)
            _ = try db.completeResume(
                resume, text: "Ann Smith\nData Engineer\nBuilt pipelines in Python and SQL",
                profile: Profile(skills: ["Python", "SQL"]), stages: ResumeStage.initial)
        }
    }

    private func posting(_ name: String) throws -> UUID {
        try services.database.transaction { db in
            let address = "https://jobs.example/" + name
            _ = try services.storePosting(
                PostingDraft(
                    url: address, canonicalURL: address, title: "Data Engineer \(name)", company: "Acme \(name)",
                    descriptionMarkdown: "You build pipelines in Python and SQL. We are called \(name)."),
                source: try db.source(named: "Tests", kind: "import").id, on: db)
            return try db.value("select id from postings where url = \(address)")
        }
    }

    /// A match as a version of an engine stored it.
    private func match(_ posting: UUID, engine: String, version: String) throws -> UUID {
        try services.database.transaction { db in
            try db.storeScore(
                Score(
                    score: 1, engine: engine, engineVersion: version, reasons: [], contributions: [], matched: [],
                    missing: [], eligibility: Eligibility()),
                of: MatchKey(
                    user: user, resume: resume, posting: posting, engine: engine, engineVersion: version),
                resumeRevision: 0, postingHash: [1], task: nil)
        }
    }

    private func stored(_ id: UUID) throws -> Match? {
        try services.database.withConnection { try $0.match(id, ownedBy: user) }
    }

    @Test func `matches of other versions are scored again, once, where they are`() throws {
        // More than one batch.
        let old = try (0..<130).map { number in
            let posting = try posting("p\(number)")
            return (posting: posting, match: try match(posting, engine: "embedded", version: number == 0 ? "9" : "1"))
        }
        let twice = try match(old[5].posting, engine: "embedded", version: engine.version)
        let present = try match(try posting("present"), engine: "embedded", version: engine.version)
        let simulated = try match(old[1].posting, engine: "simulated", version: "1")
        let model = try match(old[1].posting, engine: "openai", version: "1")

        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1, .scoring: 1], settings: services.settings.tasking, logger: services.logger)
        let task = try services.database.transaction {
            try services.queue.enqueue(RescoreMatches(), uniqueKey: "all", on: $0).id
        }
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try waitUntil("all is scored", timeout: .seconds(60)) {
            try services.database.withConnection { try $0.task(task)?.snapshot.state == .succeeded }
        }
        let result = try services.database.withConnection { try $0.task(task)?.result?.decode([String: Int].self) }
        #expect(result == ["rescored": 130])

        for (posting, id) in old where id != old[5].match {
            let found = try #require(try stored(id))
            let (ours, theirs) = try services.database.withConnection { db in
                (try #require(try db.resumeText(resume, ownedBy: user)), try #require(try db.postingText(posting)))
            }
            #expect(found.engineVersion == engine.version)
            #expect(found.score == (try engine.score(resume: ours.side, posting: theirs.side) {}))
            #expect(try services.database.withConnection { try $0.isMatchCurrent(id) })
        }
        #expect(try stored(old[5].match) == nil, "the pair has a score of this version")
        for untouched in [twice, present, simulated, model] { #expect(try stored(untouched)?.score?.score == 1) }
        #expect(
            try services.database.withConnection { try $0.outdatedMatchCount(version: engine.version) } == 0)
    }

    /// A score of both texts as they are.
    private func score(_ posting: UUID, engine: String, _ points: Double) throws {
        try services.database.transaction { db in
            let (ours, theirs) = (
                try #require(try db.resumeText(resume, ownedBy: user)), try #require(try db.postingText(posting))
            )
            _ = try db.storeScore(
                Score(
                    score: points, engine: engine, engineVersion: "1", reasons: [], contributions: [], matched: [],
                    missing: [], eligibility: Eligibility()),
                of: MatchKey(user: user, resume: resume, posting: posting, engine: engine, engineVersion: "1"),
                resumeRevision: ours.revision, postingHash: theirs.contentHash, task: nil)
        }
    }

    private func change(_ posting: UUID) throws {
        try services.database.withConnection { db in
            _ = try db.execute("update postings set content_hash = '\\x02' where id = \(posting)")
        }
    }

    @Test func `what a model said of other texts leads no list`() throws {
        defer { services.close() }
        let (first, second, third) = (try posting("a"), try posting("b"), try posting("c"))
        for (posting, points) in [(first, 10.0), (second, 40), (third, 30)] {
            try score(posting, engine: "openai", posting == first ? 99 : 20)
            try score(posting, engine: "embedded", points)
        }
        // A model's score counts before the built-in one, be it lower.
        func orders() throws -> [[Double]] {
            var search = PostingSearch()
            (search.sort, search.scoredFor) = (.match, resume)
            let ranking = UUID.v7()
            return try services.database.transaction { db in
                try db.insertRanking(
                    id: ranking, user: user, resume: resume, engine: "openai", engineVersion: "1", search: "",
                    postings: [first, second, third])
                let found = try db.find(search, limits: SearchLimits())
                let page = try db.page(of: found, for: search, after: nil, limit: 10, limits: SearchLimits())
                let ranked = try db.matches(of: try #require(try db.ranking(ranking)), base: "embedded", limit: 10)
                let listed = try db.matches(ownedBy: user, filter: MatchFilter(), limit: 10)
                return [page.rows.compactMap { Double($0.sortKey) }, ranked.map(\.score), listed.map(\.score)]
            }
        }
        #expect(try orders() == [[99, 20, 20], [99, 20, 20], [99, 40, 30, 20, 20, 10]])
        try change(first)
        #expect(try orders() == [[20, 20, 10], [20, 20, 10], [40, 30, 20, 20, 10]])
        #expect(
            try services.database.withConnection {
                try $0.matches(ownedBy: user, filter: MatchFilter(engine: "openai"), limit: 10).map(\.score)
            } == [99, 20, 20], "who asks for the model's gets all of them")
    }

    @Test func `what a person changes is scored again, theirs alone`() throws {
        let posting = try posting("a")
        try score(posting, engine: "embedded", 1)
        let match = try #require(
            try services.database.withConnection {
                try $0.matches(ownedBy: user, filter: MatchFilter(), limit: 1).first
            })
        func changes() throws -> [String]? {
            try services.database.withConnection { try $0.matchView(match.id, ownedBy: user)?.changes }
        }
        #expect(try changes() == [])
        try services.database.transaction { db in
            #expect(try db.setPreferences(Preferences(workMode: .remote), of: user))
            #expect(try !db.setPreferences(Preferences(workMode: .remote), of: user), "it is the same")
            _ = try db.acceptProfile(Profile(skills: ["Python"]), of: resume, ownedBy: user)
            for _ in 0..<3 { try RescoreMatches.enqueue(for: user, services, on: db) }
            #expect(try db.value("select count(*) from tasks where kind = 'rescore_matches'", as: Int.self) <= 2)
        }
        #expect(try changes() == ["resume", "settings"])
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1, .scoring: 1], settings: services.settings.tasking, logger: services.logger)
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try waitUntil("it is scored", timeout: .seconds(30)) { try changes() == [] }
        let found = try #require(try stored(match.id))
        #expect(found.score?.score != 1 && found.engineVersion == engine.version)
    }

    @Test func `what changes while a task is under way has another, and changes at once have one`() throws {
        defer { services.close() }
        let start = Date(timeIntervalSince1970: 1_790_000_001)
        func enqueue(after seconds: Double) throws -> Int {
            let later = try Services(
                settings: services.settings, label: "tests", connections: (2, 2),
                time: .fixed(start.addingTimeInterval(seconds)))
            defer { later.close() }
            return try later.database.transaction { db in
                try RescoreMatches.enqueue(for: user, later, on: db)
                return try db.value("select count(*) from tasks where kind = 'rescore_matches'")
            }
        }
        #expect(try enqueue(after: 0) == 1)
        #expect(try enqueue(after: 0.5) == 1)
        #expect(try enqueue(after: 4) == 2)
        let waits: Bool = try services.database.withConnection { db in
            try db.value(
                "select bool_and(run_at > \(start.addingTimeInterval(1))) from tasks where kind = 'rescore_matches'")
        }
        #expect(waits, "it starts when the changes are there")
    }

    @Test func `finding none is a look at the index`() throws {
        defer { services.close() }
        let plan = try services.database.transaction { db -> String in
            try db.execute("set local enable_seqscan = off")
            return try db.scalars(
                """
                explain select count(*) from matches
                where engine = 'embedded' and score is not null and (engine_version < '2' or engine_version > '2')
                """, as: String.self
            ).joined(separator: "\n")
        }
        #expect(plan.contains("matches_engine_version"))
    }
}
