import Base
import Composition
import Foundation
import Postgres
import Storage
import Tasking
import TestSupport
import Testing

@testable import Work

/// The product's own schedules, from the tick to what their tasks leave behind.
struct ScheduledWorkTests {
    private func services(_ environment: [String: String] = [:]) throws -> (Services, TemporaryFolder) {
        let folder = TemporaryFolder()
        let own = [
            "DATABASE_URL": try TestServers.database().conninfo, "REDIS_URL": try TestServers.redis().url,
            "HUNTER_DATA": folder.path, "HUNTER_LOG_LEVEL": "critical",
            // Nobody answers there.
            "ARBEITNOW_URL": "http://127.0.0.1:9", "HUNTER_ALLOW_PRIVATE_ADDRESSES": "true",
        ]
        let settings = try Settings(environment: own.merging(environment) { $1 })
        return (try Services(settings: settings, label: "tests", connections: (8, 8)), folder)
    }

    private func worker(_ services: Services, _ queues: [QueueName]) throws -> Runner {
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: Dictionary(uniqueKeysWithValues: queues.map { ($0, 1) }), settings: services.settings.tasking,
            logger: services.logger)
        try runner.start()
        return runner
    }

    private func sql<R>(_ services: Services, _ body: (Connection) throws -> R) throws -> R {
        try services.database.withConnection(body)
    }

    private func schedule(_ services: Services, _ name: String) throws -> ScheduleRecord? {
        try sql(services) { try $0.schedule(named: name) }
    }

    @Test func `the daily refresh starts a run of every source that is enabled and can be collected`() throws {
        let (services, folder) = try services(["JOB_REFRESH_TIME": "06:30", "HUNTER_TZ": "Asia/Kathmandu"])
        let enabled = try sql(services) { db in
            _ = try db.source(named: "Samples", kind: "samples")
            let off = try db.source(named: "Off", kind: "arbeitnow").id
            try db.execute("update sources set is_enabled = false where id = \(off)")
            return try db.source(named: "On", kind: "arbeitnow").id
        }
        let runner = try worker(services, [.collect])
        defer {
            runner.drain()
            services.close()
            withExtendedLifetime(folder) {}
        }
        try waitUntil("the schedule is there") { try schedule(services, "daily-refresh") != nil }
        let found = try #require(try schedule(services, "daily-refresh"))
        // 06:30 in Kathmandu is 00:45 UTC.
        #expect(UTCDate.format(try #require(found.nextTickAt)).hasSuffix("T00:45:00Z"))
        _ = try sql(services) { db in
            try db.execute("update schedules set next_tick_at = next_tick_at - interval '1 day' where id = \(found.id)")
        }
        try waitUntil("its task is done", timeout: .seconds(20)) {
            try sql(services) { try $0.scheduleTicks(of: found.id, limit: 2) }.map(\.state) == [.succeeded]
        }
        #expect(try sql(services) { try $0.runs(limit: 10) }.map(\.sourceID) == [enabled])
    }

    @Test func `expired sessions and finished tasks go by schedules, and no refresh where it is off`() throws {
        let (services, folder) = try services(["JOB_REFRESH_TIME": "off", "HUNTER_TASK_HOURS": "1"])
        let task = UUID.v7(at: Date(timeIntervalSinceNow: -7200))
        try sql(services) { db in
            _ = try db.insertTask(NewTask(id: task, queue: "scoring", kind: "gone", arguments: JSON(text: "{}")))
            try db.execute(
                "update tasks set state = 'cancelled', finished_at = now() - interval '90 minutes' where id = \(task)")
            // Its run does not know yet how it ended.
            let source = try db.source(named: "On", kind: "arbeitnow").id
            let run = try #require(try db.insertRun(id: .v7(), source: source, startedBy: nil))
            try db.setRunTask(run, task: task)
            try db.execute(
                "select drop_tasks_history('infinity'), extend_tasks_history(now() - interval '8 days', now())")
        }
        let runner = try worker(services, [.maintenance])
        defer {
            runner.drain()
            services.close()
            withExtendedLifetime(folder) {}
        }
        try waitUntil("the schedules are there") { try schedule(services, "remove-expired") != nil }
        #expect(try schedule(services, "daily-refresh")?.isEnabled == false)
        try services.database.transaction { db in
            for name in ["remove-expired", "keep-history", "count-search-words"] {
                try services.queue.runSchedule(try #require(try db.schedule(named: name)).id, on: db)
            }
        }
        func result(_ kind: String) throws -> String? {
            try sql(services) { db in
                try db.scalar("select result::text from tasks where kind = \(kind) and state = 'succeeded'")
            }
        }
        try waitUntil("both are done", timeout: .seconds(20)) {
            try result("remove_expired") != nil && result("keep_history") != nil
        }
        let removed = try #require(try result("remove_expired"))
        for kind in ["answers", "sessions", "minutes", "log_lines"] { #expect(removed.contains("\"\(kind)\": 0")) }
        #expect(try #require(try result("keep_history")).contains("\"moved\": 1"))
        #expect(try sql(services) { try $0.taskSnapshot(task) }?.state == .cancelled)
        #expect(try sql(services) { try $0.value("select count(*) from tasks_history") } == 1)
        #expect(try sql(services) { try $0.runs(limit: 1) }.map(\.state) == [.cancelled])
    }
}
