import Base
import Foundation
import Postgres
import Storage
import TestSupport
import Testing

@testable import Tasking

/// Schedulers in processes of their own, with clocks that go wrong, killed. `make torture` does the same for longer.
@Suite(.serialized)
struct ScheduleKillTests {
    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

    /// Clocks five seconds fast, slow, and right.
    private func environment(_ number: Int) throws -> [String: String] {
        try environment(skew: ["+5s", "-5s", "+0s"][number % 3])
    }

    private func environment(skew: String) throws -> [String: String] {
        try #require(FileManager.default.fileExists(atPath: Self.library), "the package faketime is not installed")
        // Without a name for what it shares the library makes one and puts it into the environment, after which Swift does
        // not find the program's arguments any more.
        return [
            "LD_PRELOAD": Self.library, "FAKETIME": skew, "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_SHARED": "/none /none",
        ]
    }

    /// Longer than the minute and a half to the tick that is not due, so that nobody has to wait for a minute to begin.
    @Test(arguments: ["+150s", "-150s"])
    func `what is due is what PostgreSQL's clock says`(skew: String) throws {
        let server = try RedisServer()
        let bench = try TaskBench(redisURL: server.url())
        func insert(_ name: String, minutes: Int) throws -> UUID {
            try bench.pool.withConnection { db in
                let minute: Int = try db.value(
                    "select extract(minute from now() + make_interval(mins => \(minutes)::int))::int")
                let draft = try ScheduleDraft(
                    name, TaskDraft(Step()), cron: "\(minute) * * * *", zone: "UTC", catchUp: .all, catchUpLimit: 10)
                try db.registerSchedule(try draft.row(at: try db.currentTime()))
                try db.execute(
                    """
                    update schedules set kind = 'torture.effect', -- which the process knows
                        next_tick_at = date_trunc('minute', now()) + make_interval(mins => \(minutes)::int)
                    where name = \(name)
                    """)
                return try #require(try db.schedule(named: name)).id
            }
        }
        let (due, early) = (try insert("due", minutes: 0), try insert("early", minutes: 2))
        func ticks(_ id: UUID) throws -> Int {
            try bench.pool.withConnection { try $0.scheduleTicks(of: id, limit: 10).count }
        }
        let scheduler = try KillTests.WorkerProcess(["schedule"], bench, environment: try environment(skew: skew))
        defer { scheduler.end() }
        try waitUntil("what is due by PostgreSQL's clock", timeout: .seconds(30)) { try ticks(due) == 1 }
        // Many looks of the scheduler.
        usleep(1_000_000)
        #expect(try ticks(early) == 0 && ticks(due) == 1)
    }

    @Test func `killed schedulers with wrong clocks leave each tick one task`() throws {
        let server = try RedisServer()
        let bench = try TaskBench(redisURL: server.url())
        try bench.pool.withConnection { db in
            for number in 0..<5 {
                let draft = try ScheduleDraft(
                    "hours \(number)", TaskDraft(Step()), cron: "30 * * * *", zone: "Europe/Berlin", catchUp: .all,
                    catchUpLimit: 100_000)
                try db.registerSchedule(try draft.row(at: try db.currentTime()))
            }
            // Of a kind that the processes know.
            try db.execute(
                """
                update schedules set kind = 'torture.effect',
                    next_tick_at = date_trunc('hour', now()) - interval '99 hours 30 minutes'
                """)
        }
        func isDone() throws -> Bool {
            try bench.pool.withConnection { try $0.value("select bool_and(next_tick_at > now()) from schedules") }
        }
        var generator = SplitMix64(seed: 20_261_122)
        var schedulers = try (0..<3).map {
            try KillTests.WorkerProcess(["schedule"], bench, environment: try environment($0))
        }
        var kills = 0
        let deadline = ContinuousClock.now + .seconds(60)
        while try !isDone(), ContinuousClock.now < deadline {
            usleep(UInt32.random(in: 20_000...120_000, using: &generator))
            let victim = Int.random(in: 0..<schedulers.count, using: &generator)
            schedulers[victim].end()
            kills += 1
            schedulers[victim] = try KillTests.WorkerProcess(
                ["schedule"], bench, environment: try environment(victim))
            // What a database whose clock was set back would do.
            _ = try bench.pool.withConnection { db in
                try db.execute("update schedules set next_tick_at = next_tick_at - interval '2 hours'")
            }
            if kills > 8 { try waitUntil("all ticks", timeout: .seconds(60)) { try isDone() } }
        }
        let counts: [Int] = try bench.pool.withConnection { db in
            try db.scalars("select count(*) from schedule_ticks group by schedule_id")
        }
        #expect(counts.count == 5)
        // A hundred hours, those by which the ticks were set back before the first, and the one that may have come meanwhile.
        for count in counts { #expect(count >= 100 && count <= 101 + 2 * kills) }
        let odd: Int = try bench.pool.withConnection { db in
            try db.value(
                """
                select count(*) from tasks full join schedule_ticks on tasks.id = schedule_ticks.task_id
                    and tasks.subject_id = schedule_id
                where tasks.id is null or schedule_ticks.task_id is null
                """)
        }
        #expect(odd == 0)
        let holes: Int = try bench.pool.withConnection { db in
            try db.value(
                """
                select count(*) from (
                    select scheduled_for - lag(scheduled_for) over (partition by schedule_id order by scheduled_for) as step
                    from schedule_ticks
                ) as steps where step <> interval '1 hour'
                """)
        }
        #expect(holes == 0)
        #expect(kills > 3)
        schedulers.removeAll()
    }
}
