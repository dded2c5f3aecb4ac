import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@testable import Tasking

struct ScheduleTests {
    /// A scheduler on its own, without the thread that it usually has.
    private func scheduler(
        _ bench: TaskBench, _ drafts: [ScheduleDraft] = [], knowing handlers: [TaskHandler]? = nil,
        _ change: (inout TaskingSettings) -> Void = { _ in }
    ) throws -> Scheduler {
        let handlers = handlers ?? [TaskHandler(Step.self) { _, _ in .nothing }]
        var settings = bench.settings
        change(&settings)
        return Scheduler(
            worker: Worker(
                state: WorkerState(id: .v7()), pool: bench.pool, queue: bench.queue,
                registry: try TaskRegistry(handlers, schedules: drafts), settings: settings, logger: TaskBench.silent))
    }

    /// Inserts a schedule whose next tick is so long ago, on the full hour.
    @discardableResult
    private func insert(
        _ bench: TaskBench, _ name: String, cron: String = "0 * * * *", zone: String = "UTC", catchUp: CatchUp = .all,
        limit: Int = 100_000, hoursAgo: Int = 10
    ) throws -> UUID {
        try bench.pool.withConnection { db in
            let draft = try ScheduleDraft(
                name, TaskDraft(Step(name: name)), cron: cron, zone: zone, catchUp: catchUp, catchUpLimit: limit)
            try db.registerSchedule(try draft.row(at: try db.currentTime()))
            try db.execute(
                """
                update schedules set next_tick_at = date_trunc('hour', now()) - make_interval(hours => \(hoursAgo)::int)
                where name = \(name)
                """)
            return try #require(try db.schedule(named: name)).id
        }
    }

    private func record(_ bench: TaskBench, _ id: UUID) throws -> ScheduleRecord {
        try #require(try bench.pool.withConnection { try $0.schedule(id) })
    }

    private func ticks(_ bench: TaskBench, _ id: UUID) throws -> [ScheduleTick] {
        try bench.pool.withConnection { try $0.scheduleTicks(of: id, limit: 10_000) }
    }

    private func tasks(_ bench: TaskBench) throws -> Int {
        try bench.pool.withConnection { try $0.value("select count(*) from tasks") }
    }

    @Test func `of five schedulers one gives each tick its task, though ticks are set back`() throws {
        let bench = try TaskBench()
        let ids = try (0..<4).map { try insert(bench, "minutes \($0)", cron: "* * * * *", hoursAgo: 1) }
        let threads = try (0..<5).map { number in
            let scheduler = try scheduler(bench) { $0.tickBatch = 1 + number % 2 }
            nonisolated(unsafe) let mine = scheduler
            return try WorkerThread(name: "scheduler-\(number)") {
                // Until nothing is due any more, twice over: others' work may not have come to an end.
                var quiet = 0
                while quiet < 2 {
                    guard let pause = try? mine.tick() else { return }
                    quiet = pause > .zero ? quiet + 1 : 0
                }
            }
        }
        // What a clock that is set back, or a backup, would do to the schedules.
        for id in ids {
            _ = try bench.pool.withConnection { db in
                try db.execute(
                    "update schedules set next_tick_at = next_tick_at - interval '17 minutes' where id = \(id)")
            }
        }
        threads.forEach { $0.join() }
        let last = try scheduler(bench)
        while try last.tick() == .zero {}
        for id in ids {
            let ticks = try ticks(bench, id)
            #expect(ticks.count >= 61)
            for (later, earlier) in zip(ticks, ticks.dropFirst()) {
                #expect(later.scheduledFor.timeIntervalSince(earlier.scheduledFor) == 60)
            }
            let schedule = try record(bench, id)
            #expect(schedule.lastTickAt == ticks.first?.scheduledFor)
            #expect(schedule.nextTickAt == ticks.first?.scheduledFor.addingTimeInterval(60))
        }
        let count: Int = try bench.pool.withConnection { try $0.value("select count(*) from schedule_ticks") }
        #expect(try tasks(bench) == count)
        let orphans: Int = try bench.pool.withConnection { db in
            try db.value("select count(*) from tasks where id not in (select task_id from schedule_ticks)")
        }
        #expect(orphans == 0)
    }

    @Test func `what this program does not know waits for one that does`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", hoursAgo: 2)
        let ignorant = try scheduler(bench, knowing: [])
        #expect(try ignorant.tick() > .zero)
        #expect(try tasks(bench) == 0 && record(bench, id).problem == nil && record(bench, id).isEnabled)
        let knowing = try scheduler(bench)
        while try knowing.tick() == .zero {}
        #expect(try tasks(bench) == 3)
    }

    @Test func `a tick that is set back fires nothing twice`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", hoursAgo: 2)
        let scheduler = try scheduler(bench)
        while try scheduler.tick() == .zero {}
        #expect(try tasks(bench) == 3)
        _ = try bench.pool.withConnection { db in
            try db.execute("update schedules set next_tick_at = date_trunc('hour', now()) - interval '4 hours'")
        }
        while try scheduler.tick() == .zero {}
        #expect(try tasks(bench) == 5)
        #expect(try ticks(bench, id).count == 5)
    }

    @Test(arguments: [(CatchUp.none, 0), (.once, 1), (.all, 4)])
    func `each rule for missed ticks`(rule: CatchUp, expected: Int) throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", catchUp: rule, limit: 4)
        let scheduler = try scheduler(bench) { $0.tickGrace = .zero }
        while try scheduler.tick() == .zero {}
        let (schedule, ticks) = (try record(bench, id), try ticks(bench, id))
        #expect(ticks.count == expected)
        #expect(try #require(schedule.nextTickAt) > schedule.readAt)
        // The latest ones.
        let hour = try #require(schedule.nextTickAt).addingTimeInterval(-3600)
        #expect(ticks.map(\.scheduledFor) == (0..<expected).map { hour.addingTimeInterval(-3600 * Double($0)) })
        #expect(schedule.lastTickAt == ticks.first?.scheduledFor)
    }

    @Test func `with a unique key nothing is put in while the one before is live, and each tick has its row`() throws {
        let bench = try TaskBench()
        let draft = try ScheduleDraft(
            "hourly", TaskDraft(Step(name: "hourly"), uniqueKey: "all"), cron: "0 * * * *", catchUp: .all)
        func setBack(_ hours: Int) throws {
            _ = try bench.pool.withConnection { db in
                try db.execute(
                    """
                    update schedules set next_tick_at = date_trunc('hour', now()) - make_interval(hours => \(hours)::int)
                    """)
            }
        }
        let scheduler = try scheduler(bench, [draft])
        try scheduler.register()
        let id = try #require(try bench.pool.withConnection { try $0.schedule(named: "hourly") }).id
        try setBack(2)
        while try scheduler.tick() == .zero {}
        let first = try ticks(bench, id)
        #expect(try first.count == 3 && Set(first.map(\.taskID)).count == 1 && tasks(bench) == 1)
        // Ticks that were there already, and new ones while the task lives.
        try setBack(5)
        while try scheduler.tick() == .zero {}
        let all = try ticks(bench, id)
        #expect(try all.count == 6 && Set(all.map(\.taskID)) == [first[0].taskID] && tasks(bench) == 1)
        // By hand likewise.
        let byHand = try bench.pool.transaction { try bench.queue.runSchedule(id, on: $0) }
        #expect(try byHand == first[0].taskID && tasks(bench) == 1)
        // When it is over, the next tick gets a task.
        _ = try bench.pool.transaction { try bench.queue.cancel(first[0].taskID, ownedBy: nil, on: $0) }
        try setBack(6)
        while try scheduler.tick() == .zero {}
        let later = try ticks(bench, id)
        #expect(try later.count == 7 && later[6].taskID != first[0].taskID && tasks(bench) == 2)
        #expect(try bench.pool.withConnection { try $0.liveTask(kind: "step", uniqueKey: "all") } == later[6].taskID)
    }

    @Test(arguments: [CatchUp.none, .once])
    func `what is only a little late is not missed`(rule: CatchUp) throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", catchUp: rule)
        let scheduler = try scheduler(bench) { $0.tickGrace = .seconds(3 * 3600) }
        while try scheduler.tick() == .zero {}
        #expect(try ticks(bench, id).count == 3)
    }

    @Test func `disabled it does not tick, enabled again it goes on with the next tick`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly")
        let scheduler = try scheduler(bench)
        func set(_ isEnabled: Bool) throws -> Bool {
            try bench.pool.transaction { try bench.queue.switchSchedule(id, isEnabled: isEnabled, on: $0) }
        }
        let stale = try record(bench, id)
        #expect(try set(false))
        #expect(try record(bench, id).nextTickAt == nil)
        #expect(try scheduler.tick() > .zero)
        // A scheduler that read it before cannot fire it any more.
        let fired = try bench.pool.withConnection { db in
            try db.fireTicks(of: stale, at: [stale.nextTickAt!], ids: [.v7()], next: nil)
        }
        #expect(fired.isEmpty)
        #expect(try set(true))
        let schedule = try record(bench, id)
        #expect(schedule.isEnabled && schedule.switchedAt != nil)
        #expect(try #require(schedule.nextTickAt) > schedule.readAt)
        #expect(try tasks(bench) == 0)
        #expect(try bench.pool.transaction { try bench.queue.switchSchedule(.v7(), isEnabled: true, on: $0) } == false)
    }

    @Test func `run now inserts a task and no tick`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly")
        let before = try record(bench, id)
        let task = try #require(try bench.pool.transaction { try bench.queue.runSchedule(id, on: $0) })
        #expect(try bench.task(task).snapshot.subjectID == id)
        #expect(try bench.held().list == 1)
        #expect(try ticks(bench, id).isEmpty)
        #expect(try record(bench, id).nextTickAt == before.nextTickAt)
        #expect(try bench.pool.transaction { try bench.queue.runSchedule(.v7(), on: $0) } == nil)
        #expect(throws: TaskingError.self) {
            try bench.pool.withConnection { try bench.queue.runSchedule(id, on: $0) }
        }
    }

    @Test func `editing takes what can be read and says what cannot`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly")
        func edit(_ cron: String, _ zone: String?) throws {
            try bench.pool.transaction { db in
                _ = try bench.queue.editSchedule(id, cron: cron, timeZone: zone, catchUp: .once, on: db)
            }
        }
        #expect(throws: CronError.self) { try edit("61 * * * *", nil) }
        #expect(throws: ZoneError.self) { try edit("0 * * * *", "Nowhere/Land") }
        #expect(try record(bench, id).cron == "0 * * * *")
        try edit("30 2 * * *", "Asia/Kathmandu")
        let schedule = try record(bench, id)
        #expect(schedule.timeZone == "Asia/Kathmandu" && schedule.catchUp == .once && schedule.editedAt != nil)
        let next = try #require(schedule.nextTickAt)
        #expect(next > schedule.readAt && next <= schedule.readAt.addingTimeInterval(86_400))
        // 02:30 in Kathmandu is 20:45 UTC.
        #expect(UTCDate.format(next).hasSuffix("T20:45:00Z"))
    }

    @Test func `a start brings the code's schedules and leaves the operator's changes`() throws {
        let bench = try TaskBench()
        func draft(_ name: String, _ cron: String, isEnabled: Bool = true, step: String = "a") throws -> ScheduleDraft {
            try ScheduleDraft(name, TaskDraft(Step(name: step)), cron: cron, isEnabled: isEnabled)
        }
        func start(_ drafts: [ScheduleDraft]) throws {
            let scheduler = try scheduler(bench, drafts)
            try scheduler.register()
            try scheduler.register()
        }
        func named(_ name: String) throws -> ScheduleRecord {
            try #require(try bench.pool.withConnection { try $0.schedule(named: name) })
        }
        try start([draft("kept", "0 1 * * *"), draft("edited", "0 2 * * *"), draft("switched", "0 3 * * *")])
        #expect(try bench.pool.withConnection { try $0.schedules() }.map(\.name) == ["edited", "kept", "switched"])
        #expect(try named("kept").nextTickAt != nil)
        let (edited, switched) = (try named("edited"), try named("switched"))
        try bench.pool.transaction { db in
            try bench.queue.editSchedule(edited.id, cron: "0 12 * * *", on: db)
            try bench.queue.switchSchedule(switched.id, isEnabled: false, on: db)
        }
        try start([
            draft("kept", "0 4 * * *", step: "b"), draft("edited", "0 5 * * *"), draft("switched", "0 6 * * *"),
            draft("new", "0 7 * * *", isEnabled: false),
        ])
        let kept = try named("kept")
        #expect(kept.cron == "0 4 * * *" && kept.arguments.text.contains("\"b\""))
        #expect(UTCDate.format(try #require(kept.nextTickAt)).hasSuffix("T04:00:00Z"))
        #expect(try named("edited").cron == "0 12 * * *")
        #expect(try named("switched").isEnabled == false && named("switched").nextTickAt == nil)
        #expect(try named("new").isEnabled == false && named("new").nextTickAt == nil)
        try start([draft("kept", "0 4 * * *", isEnabled: false, step: "b"), draft("new", "0 7 * * *")])
        #expect(try named("kept").isEnabled == false)
        #expect(try named("new").nextTickAt != nil)
        let revision = try named("new").revision
        try start([draft("new", "0 7 * * *")])
        #expect(try named("new").revision == revision, "the same words change nothing")
    }

    @Test func `one that cannot be read halts with its reason, the others tick`() throws {
        let bench = try TaskBench()
        let broken = try insert(bench, "broken", hoursAgo: 20)
        let whole = try insert(bench, "whole", hoursAgo: 1)
        _ = try bench.pool.withConnection { db in
            try db.execute("update schedules set time_zone = 'Gone/Away' where id = \(broken)")
        }
        let scheduler = try scheduler(bench)
        while try scheduler.tick() == .zero {}
        let schedule = try record(bench, broken)
        #expect(schedule.problem?.contains("Gone/Away") == true && schedule.nextTickAt == nil)
        #expect(try ticks(bench, broken).isEmpty)
        #expect(try ticks(bench, whole).count == 2)
        try bench.pool.transaction { _ = try bench.queue.editSchedule(broken, timeZone: "UTC", on: $0) }
        #expect(try record(bench, broken).problem == nil)
        #expect(try record(bench, broken).nextTickAt != nil)
    }

    @Test func `a worker runs what its schedules put in`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", catchUp: .once)
        try bench.run()
        try waitUntil("the tick's task is done") { try ticks(bench, id).first?.state == .succeeded }
        #expect(try ticks(bench, id).count == 1)
        #expect(try bench.effectCounts() == [1: 1])
    }

    @Test func `ticks are removed when they are old`() throws {
        let bench = try TaskBench()
        let id = try insert(bench, "hourly", hoursAgo: 9)
        let scheduler = try scheduler(bench)
        while try scheduler.tick() == .zero {}
        #expect(try ticks(bench, id).count == 10)
        #expect(try bench.pool.withConnection { try $0.deleteOldTicks(olderThan: 4 * 3600) } == 6)
        #expect(try ticks(bench, id).count == 4)
        let second = try ticks(bench, id)[1].scheduledFor
        #expect(
            try bench.pool.withConnection { try $0.scheduleTicks(of: id, before: second, limit: 1) }.count == 1)
    }
}
