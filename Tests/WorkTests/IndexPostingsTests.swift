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

/// From a posting that is stored to one that is found, by the worker's own task.
struct IndexPostingsTests {
    private let folder = TemporaryFolder()
    private let services: Services

    init() throws {
        let environment = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
        ]
        services = try Services(
            settings: try Settings(environment: environment), label: "tests", connections: (8, 8))
    }

    private func store(_ titles: [String]) throws -> [UUID] {
        try services.database.transaction { db in
            let source = try db.source(named: "Tests", kind: "import").id
            let drafts = titles.map {
                PostingDraft(
                    url: "https://jobs.example/" + $0, canonicalURL: "https://jobs.example/" + $0, title: $0,
                    company: "Acme",
                    descriptionMarkdown: "Work as a \($0).")
            }
            for draft in drafts { _ = try services.storePosting(draft, source: source, on: db) }
            try services.notePostingChange(on: db)
            return drafts.map(\.id)
        }
    }

    private func counts() throws -> PostingIndexCounts {
        try services.database.withConnection { try $0.postingIndexCounts() }
    }

    @Test func `what is stored is indexed by a task that comes with it, and its schedules clean up`() throws {
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 2], settings: services.settings.tasking, logger: services.logger)
        _ = try store((0..<250).map { "Baker\($0)" })
        #expect(try counts().waiting == 250)
        try runner.start()
        defer {
            runner.drain()
            services.close()
        }
        try waitUntil("all are indexed", timeout: .seconds(40)) { try counts().indexed == 250 && counts().waiting == 0 }
        // One that comes while no task is alive, and one that goes.
        let nurse = try store(["Nurse"])
        try waitUntil("it is indexed", timeout: .seconds(20)) { try counts().indexed == 251 }
        try services.database.transaction { db in
            try db.execute("update postings set status = 'expired' where id = \(nurse[0])")
            try services.notePostingChange(on: db)
        }
        try waitUntil("it is gone", timeout: .seconds(20)) { try counts().indexed == 250 }
        // What another version made is made again.
        try services.database.transaction { db in
            try db.execute("update posting_features set version = 'old' where posting_id <> \(nurse[0])")
            try services.queue.enqueue(IndexPostings(), on: db)
        }
        try waitUntil("all are made again", timeout: .seconds(40)) {
            try services.database.withConnection {
                try $0.value("select count(*) from posting_features where version = 'old'", as: Int.self)
            } == 0
        }
        try waitUntil("the schedules are there") {
            try services.database.withConnection { try $0.schedule(named: "clean-matching") } != nil
        }
        try services.database.transaction { db in
            try db.execute("update posting_features set updated_at = now() - interval '8 days' where vector is null")
            try services.queue.runSchedule(try #require(try db.schedule(named: "clean-matching")).id, on: db)
        }
        try waitUntil("what is gone is forgotten", timeout: .seconds(20)) {
            try services.database.withConnection { try $0.postingIndexState().horizon } > 0
        }
    }
}
