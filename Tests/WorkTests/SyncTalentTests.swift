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

struct SyncTalentTests {
    @Test func `postings are brought there in batches, changed, ended, and one bad one stops no other`() throws {
        let (server, folder) = (try TalentServer(), TemporaryFolder())
        defer { server.stop() }
        let settings = try Settings(environment: [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical", "JOB_REFRESH_TIME": "off",
            "CTS_BASE_URL": server.address, "CTS_PROJECT": "p-1", "CTS_TENANT": "t-1",
            "CTS_CREDENTIALS": try folder.write(server.credentials, to: "account.json"),
        ])
        let services = try Services(settings: settings, label: "tests", connections: (8, 8))
        defer { services.close() }

        func store(_ numbers: Range<Int>, words: String) throws -> [UUID] {
            try services.database.transaction { db in
                let source = try db.source(named: "Tests", kind: "tests").id
                return try numbers.map { number in
                    let address = "https://jobs.example/\(number)"
                    let draft = PostingDraft(
                        url: address, canonicalURL: address, title: "Engineer \(number)",
                        company: number % 2 == 0 ? "Acme" : "Beta", descriptionMarkdown: words)
                    _ = try services.storePosting(draft, source: source, on: db)
                    return draft.id
                }
            }
        }
        func sync() throws -> String {
            let task = try services.database.transaction { db in
                try SyncTalent.enqueue(services, on: db)
                // A second one is the first.
                try SyncTalent.enqueue(services, on: db)
                return try #require(
                    try db.scalars(
                        "select id from tasks where kind = 'sync_talent' and state = 'queued'", as: UUID.self
                    ).first)
            }
            let runner = Runner(
                pool: services.database, queue: services.queue, registry: try Registry.make(services),
                threads: [.collect: 1], settings: services.settings.tasking, logger: services.logger)
            try runner.start()
            defer { runner.drain() }
            try waitUntil("the task has ended", timeout: .seconds(60)) {
                try services.database.withConnection { try $0.taskSnapshot(task) }?.state.isFinal == true
            }
            return try services.database.withConnection { db in
                try db.scalar("select result::text from tasks where id = \(task)") ?? ""
            }
        }

        let ids = try store(0..<130, words: "Words")
        let bad = ids[7].text
        server.change { $0.refused = [bad] }
        #expect(try sync() == #"{"ended": 0, "failed": 1, "created": 129, "updated": 0}"#)
        #expect(server.state.batches.map(\.count) == [100, 30])
        #expect(server.state.companies.count == 2 && server.state.jobs.count == 129)

        // Nothing has changed: nothing is sent. The bad one is left alone for a day.
        #expect(try sync() == #"{"ended": 0, "failed": 0, "created": 0, "updated": 0}"#)
        #expect(server.state.batches.count == 2)

        server.change { $0.expiredTokens = 1 }
        _ = try store(0..<3, words: "Other words")
        try services.database.withConnection { db in
            _ = try db.execute("update postings set liveness = 'closed' where id = \(ids[20])")
            _ = try db.execute("delete from postings where id = \(ids[21])")
        }
        #expect(try sync() == #"{"ended": 2, "failed": 0, "created": 0, "updated": 3}"#)
        #expect(server.state.expired == [ids[20].text, ids[21].text])
        #expect(server.state.jobs[ids[0].text]?["description"]?.contains("Other words") == true)

        // A change that failed is left alone for a day, and so is the end of what has closed meanwhile.
        let changed = ids[0].text
        server.change { $0.refused = [changed] }
        _ = try store(0..<1, words: "Refused words")
        #expect(try sync() == #"{"ended": 0, "failed": 1, "created": 0, "updated": 0}"#)
        server.change { $0.refused = [] }
        try services.database.withConnection { db in
            _ = try db.execute("update postings set liveness = 'closed' where id = \(ids[0])")
        }
        #expect(try sync() == #"{"ended": 0, "failed": 0, "created": 0, "updated": 0}"#)
        try services.database.withConnection { db in
            _ = try db.execute(
                "update talent_jobs set updated_at = updated_at - interval '25 hours' where posting_id = \(ids[0])")
        }
        #expect(try sync() == #"{"ended": 1, "failed": 0, "created": 0, "updated": 0}"#)
        #expect(server.state.expired.contains(changed))
    }
}
