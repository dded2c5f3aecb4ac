import Base
import Composition
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import Tasking
import TestSupport
import Testing

@testable import Work

/// Language models refine matches and rankings, within budgets that hold to the millionth of a dollar.
struct RefiningTests {
    /// An installation with a model, a person, a resume and some postings.
    final class Installation: Sendable {
        let services: Services
        let folder = TemporaryFolder()
        let model: StubServer
        let user = UUID.v7()
        let resume = UUID.v7()
        let postings: [UUID]

        init(
            postings count: Int = 5, _ environment: [String: String] = [:],
            _ answer: @escaping @Sendable (StubServer.Request) -> StubServer.Answer
        ) throws {
            model = try StubServer(answer)
            let own = [
                "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
                "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
                "HUNTER_REFINER": "openai", "HUNTER_MODEL_URL": model.url(""), "HUNTER_MODEL_NAME": "m-1",
                "HUNTER_MODEL_PRICE": "1/4", "HUNTER_REFINE_TOP": "3", "HUNTER_MODEL_OUTPUT_TOKENS": "500",
            ]
            let settings = try Settings(environment: own.merging(environment) { $1 })
            let services = try Services(settings: settings, label: "tests", connections: (8, 8))
            self.services = services
            let (user, resume) = (user, resume)
            postings = try services.database.transaction { db in
                _ = try db.execute(
                    """
                    insert into users (id, email, password_hash, role)
                    values (\(user), \("\(user.text)@example.com"), 'x', 'seeker')
                    """)
                try db.insertResume(
                    id: resume, user: user, fileName: "cv.txt", mediaType: .text, byteCount: 10, storageKey: user.text)
                _ = try db.completeResume(
                    resume, text: "Ann Smith\nBuilt pipelines in Python and SQL\nTeam lead of four",
                    profile: Profile(skills: ["Python", "SQL"]), stages: ResumeStage.initial)
                let source = try db.source(named: "Tests", kind: "tests").id
                return try (0..<count).map { number in
                    let address = "https://jobs.example/\(number)"
                    let draft = PostingDraft(
                        url: address, canonicalURL: address, title: "Data Engineer \(number)", company: "Acme",
                        descriptionMarkdown: "You know Python and SQL. You have led a team.")
                    _ = try services.storePosting(draft, source: source, on: db)
                    return draft.id
                }
            }
        }

        deinit {
            model.stop()
            services.close()
        }

        /// Runs what is enqueued until the task has ended.
        func finish(_ task: UUID) throws {
            let runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: [.scoring: 2], settings: services.settings.tasking, logger: services.logger)
            try runner.start()
            defer { runner.drain() }
            try waitUntil("the task has ended", timeout: .seconds(30)) {
                try services.database.withConnection { try $0.taskSnapshot(task) }?.state.isFinal == true
            }
        }

        func rank(refineTop: Int = 3) throws -> Ranking {
            let id = UUID.v7()
            let engine = try #require(services.engines["openai"])
            let task = try services.database.transaction { db in
                try db.insertRanking(
                    id: id, user: user, resume: resume, engine: engine.name, engineVersion: engine.version, search: "",
                    postings: postings, refineTop: refineTop, cost: (1000, 5000))
                let task = try services.queue.enqueue(RankPostings(rankingID: id), user: user, subject: id, on: db)
                try db.setRankingTask(id, task: task.id)
                return task.id
            }
            try finish(task)
            return try #require(try services.database.withConnection { try $0.ranking(id) })
        }

        func sql<R>(_ body: (Connection) throws -> R) throws -> R {
            try services.database.withConnection(body)
        }

        func account(_ prefix: String) throws -> (spent: Int, reserved: Int) {
            try sql { db in
                try #require(
                    try db.first(
                        """
                        select sum(spent)::bigint, sum(reserved)::bigint from model_accounts
                        where name like \(prefix + ":%")
                        """
                    ) { row -> (Int, Int) in (try row.next(), try row.next()) })
            }
        }
    }

    private static let good = """
        {"score": 90, "requirements": [{"requirement": "Python", "state": "met", "posting_quote": "Python and SQL",
         "resume_quote": "Python and SQL"}], "reasons": [{"reason": "You led a team, as they ask.",
         "resume_quote": "Team lead of four", "posting_quote": "led a team"}]}
        """

    private static func answer(_ text: String = good, input: Int = 1000, output: Int = 200) -> StubServer.Answer {
        let content = String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
        return .json(
            """
            {"choices": [{"finish_reason": "stop", "message": {"content": \(content)}}],
             "usage": {"prompt_tokens": \(input), "completion_tokens": \(output)}}
            """)
    }

    @Test func `a ranking scores all, and a model looks at the best of them, for what the books say`() throws {
        let place = try Installation { _ in Self.answer() }
        let ranking = try place.rank()
        #expect(ranking.refining == .init(wanted: 3, refined: 3, cost: 3 * 1800))
        #expect(place.model.requests.count == 3)
        let matches = try place.sql { try $0.matches(of: ranking, base: "embedded", limit: 10) }
        #expect(matches.count == 5 && matches.filter { $0.engine == "openai" }.count == 3)
        #expect(matches.filter { $0.engine == "openai" }.allSatisfy { $0.engineVersion == ranking.engineVersion })
        #expect(matches.map(\.score) == matches.map(\.score).sorted(by: >))
        for account in ["run", "day", "month"] {
            let (spent, reserved) = try place.account(account)
            #expect(spent == 3 * 1800 && reserved == 0)
        }
    }

    @Test(arguments: ["HUNTER_BUDGET_RUN", "HUNTER_BUDGET_DAY", "HUNTER_BUDGET_MONTH"])
    func `each budget holds to the millionth, and what it does not pay for keeps its embedded score`(
        budget: String
    ) throws {
        let place = try Installation([budget: "0.009"]) { _ in Self.answer(input: 2000, output: 500) }
        let ranking = try place.rank()
        let refining = try #require(ranking.refining)
        #expect(refining.stopped == .overBudget && refining.refined < 3)
        #expect(refining.cost == refining.refined * 4000 && refining.cost <= 9000)
        #expect(place.model.requests.count == refining.refined)
        let matches = try place.sql { try $0.matches(of: ranking, base: "embedded", limit: 10) }
        #expect(matches.count == 5)
    }

    @Test func `many at once never spend more than there is`() throws {
        let place = try Installation(postings: 0, ["HUNTER_BUDGET_MONTH": "0.01"]) { _ in .status(500) }
        let (user, resume, services) = (place.user, place.resume, place.services)
        let granted = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            let charge = ModelCharge(user: user, resume: resume, task: .v7(), step: "\(number)", engine: "openai")
            let id = try? services.database.transaction { db in
                try db.reserve(
                    700, from: services.modelBudgets(of: user, run: charge.task), for: charge, input: [1], model: "m")
            }
            guard let id else { return }
            granted.withLock { $0 += 1 }
            try? services.database.transaction {
                try $0.settle(id, cost: 600, inputTokens: nil, outputTokens: nil, reply: nil)
                // A second time changes nothing.
                try $0.settle(id, cost: 1, inputTokens: nil, outputTokens: nil, reply: nil)
            }
        }
        let (spent, reserved) = try place.account("month")
        #expect(spent == granted.withLock { $0 } * 600 && reserved == 0 && spent <= 10_000 && spent >= 9000)
    }

    @Test func `a retry pays for nothing that it has an answer to`() throws {
        let place = try Installation { _ in Self.answer() }
        let ranking = try place.rank()
        let task = try #require(ranking.taskID)
        #expect(place.model.requests.count == 3)
        // As if it had crashed before its end.
        try place.sql { db in
            _ = try db.execute(
                """
                update tasks set state = 'queued', finished_at = null, result = null, run_at = now(), revision = revision + 1
                where id = \(task)
                """)
        }
        try place.finish(task)
        #expect(place.model.requests.count == 3)
        let again = try #require(try place.sql { try $0.ranking(ranking.id) })
        #expect(again.refining?.refined == 3 && again.refining?.cost == 3 * 1800)
    }

    @Test func `a model that fails leaves a complete ranking, and is left alone`() throws {
        for (status, outcome, asked) in [(402, ModelNote.Outcome.unpaid, 1), (401, .refused, 3)] {
            let place = try Installation { _ in .status(status) }
            let ranking = try place.rank()
            #expect(ranking.refining == .init(wanted: 3, refined: 0, stopped: outcome, cost: 0))
            #expect(place.model.requests.count == asked)
            let matches = try place.sql { try $0.matches(of: ranking, base: "embedded", limit: 10) }
            #expect(matches.count == 5 && matches.allSatisfy { $0.engine == "embedded" })
        }
    }

    @Test func `no money is spent on a posting that is closed`() throws {
        let place = try Installation(postings: 2) { _ in Self.answer() }
        let closed = place.postings[0]
        try place.sql { _ = try $0.execute("update postings set liveness = 'closed' where id = \(closed)") }
        #expect(try place.rank().refining == .init(wanted: 1, refined: 1, cost: 1800))
        #expect(place.model.requests.count == 1)
    }

    @Test func `no money is spent on a posting whose page says that it is gone`() throws {
        // Other people's pages are no neighbours of ours, but for this test.
        let place = try Installation(postings: 2, ["HUNTER_ALLOWED_NETWORKS": "127.0.0.1"]) { request in
            request.path == "/gone" ? .status(410) : Self.answer()
        }
        let gone = place.postings[0]
        let address = place.model.url("/gone")
        try place.sql { _ = try $0.execute("update postings set url = \(address) where id = \(gone)") }
        #expect(try place.rank().refining == .init(wanted: 1, refined: 1, cost: 1800))
        #expect(place.model.requests.filter { $0.path == "/gone" }.count == 1)
        #expect(try place.sql { try $0.posting(gone, for: nil)?.liveness } == .closed)
    }

    @Test func `a match with a model that fails has the embedded score, says so, and may be tried again`() throws {
        let place = try Installation(postings: 1) { request in request.index == 0 ? .status(401) : Self.answer() }
        let engine = try #require(place.services.engines["openai"])
        let key = MatchKey(
            user: place.user, resume: place.resume, posting: place.postings[0], engine: engine.name,
            engineVersion: engine.version)
        for (outcome, name) in [(ModelNote.Outcome.refused, "embedded"), (.done, "openai")] {
            let (match, task) = try place.services.database.transaction { db in
                let id = try db.matchID(for: key)
                #expect(try !db.isMatchCurrent(id))
                let task = try place.services.queue.enqueue(
                    ScoreMatch(
                        matchID: id, userID: place.user, resumeID: place.resume, postingID: place.postings[0],
                        engine: engine.name), user: place.user, subject: id, on: db)
                return (id, task.id)
            }
            try place.finish(task)
            let score = try #require(try place.sql { try $0.match(match, ownedBy: place.user) }?.score)
            #expect(score.refinement?.outcome == outcome && score.engine == name)
            let progress = try place.sql { try $0.taskSnapshot(task)?.progress }
            #expect(progress == TaskProgress(done: 2, total: 2, stage: "scoring"))
        }
    }

    @Test func `answers go with the resume they quote, and sums stay`() throws {
        let place = try Installation(postings: 1) { _ in Self.answer() }
        _ = try place.rank()
        #expect(try place.sql { try $0.value("select count(*) from model_calls") } == 1)
        try place.sql { _ = try $0.execute("delete from users where id = \(place.user)") }
        #expect(try place.sql { try $0.value("select count(*) from model_calls") } == 0)
        #expect(try place.account("month").spent == 1800)
        #expect(try place.sql { try $0.forgetModelCalls(olderThanDays: 1) } == 0)
        #expect(try place.sql { try $0.value("select count(*) from model_accounts") } == 1)
    }
}
