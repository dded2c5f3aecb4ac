import Base
import Composition
import Foundation
import Model
import Postgres
import Retrieval
import Storage
import Synchronization
import Tasking
import TestSupport
import Testing

@testable import Work

/// Collections and uploads of many resumes, from the first task to what is stored.
@Suite struct CollectingResumesTests {
    private final class Product {
        let services: Services
        let user = UUID.v7()
        private let folder = TemporaryFolder()
        private let runner: Runner

        init(_ environment: [String: String] = [:], threads: Int = 2) throws {
            let own = [
                "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
                "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true",
            ]
            let settings = try Settings(environment: own.merging(environment) { $1 })
            services = try Services(settings: settings, label: "tests", connections: (12, 12))
            runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: [.collect: threads, .documents: threads], settings: settings.tasking, logger: services.logger)
            let user = user
            try services.database.withConnection { db in
                _ = try db.insertUser(
                    id: user, email: "recruiter@example.com", name: "", role: .recruiter, passwordHash: "",
                    firstIsAdmin: false)
            }
            try runner.start()
        }

        deinit {
            runner.drain()
            services.close()
        }

        func sql<R>(_ body: (Connection) throws -> R) throws -> R { try services.database.withConnection(body) }

        func collect(_ count: Int, perPage: Int = 10, batch: Int = 10, errors: Bool = false) throws -> UUID {
            let plan = CollectionPlan(count: count, perPage: perPage, batchSize: batch, errorMode: errors)
            return try services.database.transaction { db in
                let source = try db.source(named: "Resume API", kind: "resume_api").id
                return try CollectResumes.start(plan, source: source, for: user, queue: services.queue, on: db)
            }
        }

        func run(_ id: UUID) throws -> Run { try #require(try sql { try $0.run(id, ownedBy: user) }) }

        func finished(_ id: UUID) throws -> Run {
            try waitUntil("the run ends", timeout: .seconds(60)) { try run(id).state.isFinal }
            return try run(id)
        }

        func resumes(_ search: ResumeSearch = ResumeSearch()) throws -> [FoundResume] {
            try sql { try $0.resumes(ownedBy: user, matching: search, after: nil, limit: 1000) }
        }

        func reprocess(_ run: Run) throws -> Bool {
            try services.database.transaction { try CollectResumes.reprocess(run, queue: services.queue, on: $0) }
        }

        func records(_ run: UUID, _ state: RecordState? = nil) throws -> [RecordReport] {
            try sql { try $0.recordReports(of: run, state: state, limit: 1000) }
        }
    }

    private static func record(_ number: Int) -> String {
        #"{"id":"r-\#(number)","name":"Person \#(number)","skills":["React"]}"#
    }

    /// A source of `total` records that spoils what `answer` says.
    private static func server(
        total: Int, _ answer: @escaping @Sendable (_ page: Int, _ asked: Int) -> StubServer.Answer? = { _, _ in nil }
    ) throws -> StubServer {
        let asked = Mutex<[Int: Int]>([:])
        return try StubServer { request in
            let fields = Dictionary(
                uniqueKeysWithValues: request.query.split(separator: "&").map { pair in
                    let parts = pair.split(separator: "=")
                    return (String(parts[0]), String(parts[1]))
                })
            let (page, size) = (Int(fields["page"] ?? "") ?? 1, Int(fields["per_page"] ?? "") ?? 10)
            let times = asked.withLock { asked in
                asked[page, default: 0] += 1
                return asked[page, default: 0]
            }
            if let answer = answer(page, times) { return answer }
            let numbers = (page - 1) * size..<max((page - 1) * size, min(page * size, total))
            return .json(#"{"data":[\#(numbers.map(record).joined(separator: ","))],"total":\#(total)}"#)
        }
    }

    @Test func `with errors on, every good record is found and every bad one listed with its reason`() throws {
        let product = try Product()
        let id = try product.collect(100, perPage: 20, batch: 15, errors: true)
        let run = try product.finished(id)
        #expect(run.state == .succeeded && run.pagesDone == 5 && run.pagesTotal == 5)
        #expect(run.done == 100 && run.total == 100 && run.created == 90 && run.failed == 10)
        #expect(run.failures.map(\.subject).sorted() == (0..<10).map { "resume-\($0 * 10 + 7)" }.sorted())
        #expect(run.failures.allSatisfy { !$0.reason.isEmpty } && Set(run.failures.map(\.reason)).count == 6)
        #expect(try product.resumes().count == 90)
        let unmeasured = try product.sql {
            try $0.resumesWithoutVector(of: ResumeMeaning.version, characters: 9, limit: 9)
        }
        #expect(unmeasured.isEmpty, "they are found by meaning at once")
        let react = try product.resumes(ResumeSearch(skills: [.init(names: ["React"])]))
        #expect(!react.isEmpty && react.allSatisfy { $0.skills.contains("React") })
        #expect(try product.records(id, .refused).map(\.subject).sorted() == run.failures.map(\.subject).sorted())
        #expect(try product.records(id, .done).count == 90)
        // The same again changes nothing.
        let again = try product.finished(try product.collect(100, perPage: 50, batch: 100))
        #expect(again.created == 10 && again.updated == 0 && again.failed == 0, "the ten were spoilt before")
        #expect(try product.resumes().count == 100)
    }

    @Test func `a source that ends early, repeats itself or has little is no trouble`() throws {
        let server = try Self.server(total: 7)
        let product = try Product(["RESUME_API_URL": server.url("/resumes")])
        let run = try product.finished(try product.collect(100, perPage: 3, batch: 50))
        #expect(run.state == .succeeded && run.total == 7 && run.done == 7 && run.created == 7 && run.pagesDone == 3)
        let twice = try StubServer { _ in
            .json(#"{"data":[\#(Self.record(1)),\#(Self.record(1))],"total":2}"#)
        }
        let other = try Product(["RESUME_API_URL": twice.url("/")])
        let ended = try other.finished(try other.collect(10))
        #expect(ended.done == 2 && ended.created == 1 && ended.failed == 1)
        #expect(ended.failures.map(\.reason) == ["The source sent another record with this id."])
        let empty = try StubServer { _ in .json(#"{"data":[]}"#) }
        let third = try Product(["RESUME_API_URL": empty.url("/")])
        let nothing = try third.finished(try third.collect(10))
        #expect(nothing.state == .succeeded && nothing.done == 0 && nothing.total == 0)
    }

    @Test func `a page that fails is tried again, and one that is refused ends the run where it can go on`() throws {
        let isOpen = Atomic(false)
        let server = try Self.server(total: 40) { page, times in
            if page == 2, times == 1 { return .status(429, headers: [("Retry-After", "0")]) }
            if page == 2, times == 2 { return .status(500) }
            return page == 3 && !isOpen.load(ordering: .relaxed) ? .status(403) : nil
        }
        let product = try Product(["RESUME_API_URL": server.url("/resumes")])
        let id = try product.collect(40)
        let stopped = try product.finished(id)
        #expect(stopped.state == .failed && stopped.done == 20 && stopped.pagesDone == 2)
        #expect(stopped.failures.map(\.subject) == ["page 3"])
        #expect(try product.resumes().count == 20)
        isOpen.store(true, ordering: .relaxed)
        let before = server.requests.count
        #expect(try product.reprocess(stopped))
        let ended = try product.finished(id)
        #expect(ended.state == .succeeded && ended.done == 40 && ended.created == 40)
        #expect(server.requests.count - before == 2, "nothing is fetched twice")
    }

    @Test func `what was refused is parsed again without being fetched again`() throws {
        let server = try Self.server(total: 20)
        let product = try Product(["RESUME_API_URL": server.url("/resumes")])
        let id = try product.collect(20)
        let first = try product.finished(id)
        #expect(first.created == 20)
        // As it would be after the reader of records has learnt something.
        try product.sql { db in
            try db.execute("delete from resumes where external_id in ('r-3', 'r-4')")
            for ordinal in [3, 4] {
                let body = Array(Self.record(ordinal).utf8)
                let source = first.sourceID
                try db.execute(
                    """
                    insert into raw_records (id, source_id, run_id, external_id, body, ordinal, error, processed_at)
                    values (\(UUID.v7()), \(source), \(id), \("r-\(ordinal)"), \(body), \(ordinal), 'It has no name.', now())
                    """)
            }
            try db.execute(
                """
                update runs set failed = 2, created = 18,
                    failures = '[{"subject": "r-3", "reason": "It has no name."}, {"subject": "r-4", "reason": "x"}]'
                where id = \(id)
                """)
        }
        let fetched = server.requests.count
        let refused = try product.run(id)
        #expect(try product.reprocess(refused))
        let again = try product.finished(id)
        #expect(again.state == .succeeded && again.done == 20 && again.failed == 0 && again.failures.isEmpty)
        #expect(again.created == 20)
        #expect(try product.resumes().count == 20 && server.requests.count == fetched)
        #expect(try product.reprocess(again) == false)
    }

    @Test func `a cancelled collection stops and keeps what it has`() throws {
        let server = try Self.server(total: 10_000)
        let product = try Product(["RESUME_API_URL": server.url("/resumes")])
        let id = try product.collect(10_000, perPage: 5)
        try waitUntil("a few pages are there") { try product.run(id).pagesDone > 2 }
        try product.services.database.transaction { db in
            try db.endRun(id, state: .cancelled, failure: nil)
            if let task = try db.run(id)?.taskID {
                try product.services.queue.cancel(task, ownedBy: product.user, on: db)
            }
        }
        try waitUntil("nothing of it is left to do") {
            try product.sql {
                try $0.value("select count(*) from tasks where state in ('queued', 'running', 'failed')") == 0
            }
        }
        let run = try product.run(id)
        #expect(run.state == .cancelled)
        #expect(try product.resumes().count == run.created)
    }

    @Test func `a collection that was cancelled goes on with all its tasks, though they start over apart`() throws {
        let server = try Self.server(total: 40)
        let product = try Product(["RESUME_API_URL": server.url("/resumes")])
        // Its last batches wait, and its end for them.
        _ = try product.sql { try $0.pauseQueue("documents", by: nil) }
        let id = try product.collect(40, perPage: 40, batch: 10)
        try waitUntil("the batches wait") {
            try product.sql {
                try $0.value("select count(*) from tasks where kind = 'parse_records' and state = 'queued'") == 4
            }
        }
        let join = try #require(try product.run(id).taskID)
        let batches: [UUID] = try product.sql { try $0.childTasks(of: join, limit: 10).map(\.id) }
        try product.services.database.transaction { db in
            try db.endRun(id, state: .cancelled, failure: nil)
            #expect(try product.services.queue.cancel(join, ownedBy: product.user, on: db))
        }
        // As a walk over all that match comes by them: later ones first.
        for ids in [Array(batches.sorted { $0.text > $1.text }), [join]] {
            let count = try product.services.database.transaction { try product.services.queue.restart(ids, on: $0) }
            #expect(count == ids.count)
        }
        _ = try product.sql { try $0.resumeQueue("documents") }
        let run = try product.finished(id)
        #expect(run.state == .succeeded && run.created == 40 && run.failed == 0)
    }
}
