import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct RetentionTests {
    /// Tasks that ended so many days ago, with ids as old.
    @discardableResult
    private func insert(
        _ db: Connection, _ count: Int, _ state: TaskState, daysAgo: Double, user: UUID? = nil, subject: UUID? = nil
    ) throws -> [UUID] {
        let at = try db.currentTime().addingTimeInterval(-daysAgo * 86_400)
        let rows = (0..<count).map { number in
            NewTask(
                id: UUID.v7(at: at.addingTimeInterval(Double(number) / 1000)), queue: "scoring", kind: "step",
                arguments: JSON(text: "{\"name\":\"step\"}"), userID: user, subjectID: subject)
        }
        _ = try db.insertTasks(rows)
        let ids = rows.map(\.id)
        try db.execute(
            """
            update tasks set state = \(state), finished_at = \(at), created_at = \(at), attempt = 1, error = 'why',
                progress = '{"done":1,"total":2,"stage":"s"}'
            where id = any(\(ids))
            """)
        return ids
    }

    private func count(_ db: Connection, _ table: String) throws -> Int {
        try db.value("select count(*) from \(identifier: table)")
    }

    private func retention(_ bench: TaskBench, batch: Int = 7) -> Retention {
        var settings = bench.settings
        settings.batch = batch
        return Retention(pool: bench.pool, settings: settings)
    }

    @Test func `old finished tasks move, and look-ups answer as before`() throws {
        let bench = try TaskBench()
        let (user, subject) = (try bench.user(), UUID.v7())
        let db = try bench.database.connect()
        do {
            let old = try insert(db, 20, .succeeded, daysAgo: 2, user: user, subject: subject)
            let dead = try insert(db, 5, .dead, daysAgo: 2)
            let older = try insert(db, 3, .dead, daysAgo: 31)
            try insert(db, 4, .cancelled, daysAgo: 2)
            let young = try insert(db, 6, .succeeded, daysAgo: 0.5)
            let live = try bench.enqueue()
            let (snapshots, details) = (try old.map { try db.taskSnapshot($0) }, try db.task(old[3]))
            // The migration makes partitions from the oldest row that was there: none.
            _ = try db.execute(
                "select drop_tasks_history('infinity'), extend_tasks_history(now() - interval '40 days', now())")

            let report = try retention(bench).run()
            #expect(report.moved == 27)
            #expect(try count(db, "tasks") == 12)
            #expect(try count(db, "tasks_history") == 27)
            #expect(try count(db, "all_tasks") == 39)

            #expect(try old.map { try db.taskSnapshot($0) } == snapshots)
            let moved = try #require(try db.task(old[3]))
            #expect(moved.snapshot == details?.snapshot && moved.arguments.text == details?.arguments.text)
            #expect(try db.taskSnapshot(old[0], ownedBy: user) != nil)
            #expect(try db.taskSnapshot(old[0], ownedBy: .v7()) == nil)
            #expect(try db.task(old[0], ownedBy: user) != nil)
            #expect(try bench.queue.board.status(old[0], orFrom: bench.pool)?.state == .succeeded)
            for id in dead + young + [live] {
                #expect(try db.value("select count(*) from tasks where id = \(id)") == 1)
            }
            for id in older { #expect(try db.taskSnapshot(id)?.state == .dead) }
            #expect(try db.recentTasks(limit: 100).count == 39)
            #expect(try db.recentTasks(TaskFilter(state: .succeeded), limit: 100).count == 26)
            #expect(
                try db.recentTasks(after: young[0], limit: 3).map(\.id)
                    == db.recentTasks(limit: 100).map(\.id)[7..<10].map { $0 })

            #expect(try retention(bench).run().moved == 0, "done again it does nothing")
        }
    }

    @Test func `a dead task of the history can be started over`() throws {
        let bench = try TaskBench()
        let id = try bench.pool.withConnection { try insert($0, 1, .dead, daysAgo: 1)[0] }
        var settings = bench.settings
        settings.keepDead = .seconds(3600)
        _ = try bench.pool.withConnection { db in
            try db.execute(
                "select drop_tasks_history('infinity'), extend_tasks_history(now() - interval '9 days', now())")
        }
        #expect(try Retention(pool: bench.pool, settings: settings).run().moved == 1)
        #expect(try bench.pool.transaction { try bench.queue.restart(id, on: $0) })
        #expect(try bench.pool.withConnection { try count($0, "tasks_history") } == 0)
        try bench.run()
        try bench.waitFor(.succeeded, id)
        #expect(try bench.pool.transaction { try bench.queue.restart(id, on: $0) } == false)
    }

    @Test func `partitions stand ready without holes, and old weeks are dropped with what belongs to them`() throws {
        let bench = try TaskBench()
        let db = try bench.database.connect()
        do {
            func weeks() throws -> [Double] {
                let starts = try db.historyPartitions().map(\.start)
                return zip(starts, starts.dropFirst()).map { $1.timeIntervalSince($0) / 86_400 }
            }
            let first = try #require(try db.historyPartitions().first)
            #expect(UTCDate.format(first.start).hasSuffix("T00:00:00Z"))
            _ = try db.execute(
                "select drop_tasks_history('infinity'), extend_tasks_history(now() - interval '120 days', now())")
            #expect(try weeks().allSatisfy { $0 == 7 })
            let before = try db.historyPartitions().count
            let old = try insert(db, 10, .succeeded, daysAgo: 119)
            let recent = try insert(db, 10, .succeeded, daysAgo: 50)
            try db.execute(
                """
                insert into task_attempts (task_id, queue, kind, attempt, outcome, finished_at)
                select id, queue, kind, 1, 'failed', finished_at from tasks
                """)
            // Moved while their weeks are there, dropped with them.
            let report = try retention(bench).run()
            #expect(report.moved == 20 && report.partitionsMade >= 4 && report.partitionsDropped >= 3)
            #expect(report.attemptsDeleted == 10)
            #expect(try db.historyPartitions().count == before + report.partitionsMade - report.partitionsDropped)
            #expect(try weeks().allSatisfy { $0 == 7 })
            for id in old { #expect(try db.taskSnapshot(id) == nil) }
            for id in recent { #expect(try db.taskSnapshot(id) != nil) }
            // What is older than all partitions goes without a stop there.
            try insert(db, 5, .succeeded, daysAgo: 150)
            #expect(try retention(bench).run().moved == 5)
            #expect(try count(db, "tasks_history") == 10)
            #expect(try count(db, "tasks") == 0)
        }
    }

    @Test func `two movers beside workers, restarts and a mover that dies: every task in one place, every effect once`()
        throws
    {
        let bench = try TaskBench()
        var settings = bench.settings
        settings.keepFinished = .zero
        settings.keepDead = .zero
        settings.batch = 13
        let dead = try bench.pool.withConnection { try insert($0, 40, .dead, daysAgo: 0.1) }
        let ids = try bench.enqueue(count: 300)
        // Fails in the middle of a statement, as the death of a server would end it.
        _ = try? bench.pool.transaction { db in
            _ = try db.moveFinishedTasks(keep: 0, keepDead: 0, after: nil, limit: 20)
            throw TestFailure("dies")
        }
        #expect(try bench.pool.withConnection { try count($0, "tasks_history") } == 0)
        let isOver = Atomic(false)
        let settingsNow = settings
        let movers = try (0..<2).map { number in
            try WorkerThread(name: "mover-\(number)") { [pool = bench.pool] in
                while !isOver.load(ordering: .relaxed) { _ = try? Retention(pool: pool, settings: settingsNow).run() }
            }
        }
        defer {
            isOver.store(true, ordering: .relaxed)
            movers.forEach { $0.join() }
        }
        try bench.run(threads: 4)
        for id in dead {
            // It may be on its way just now; an operator would press again.
            try waitUntil("it is started over") { try bench.pool.transaction { try bench.queue.restart(id, on: $0) } }
        }
        try waitUntil("all are done and moved", timeout: .seconds(30)) {
            try bench.pool.withConnection { try count($0, "tasks_history") } == 340
        }
        #expect(try bench.pool.withConnection { try count($0, "tasks") } == 0)
        for id in ids + dead {
            #expect(try bench.state(id) == .succeeded)
            #expect(try bench.effects(of: id) == 1)
        }
    }

    @Test func `who is deleted takes the history along`() throws {
        let bench = try TaskBench()
        let user = try bench.user()
        let db = try bench.database.connect()
        do {
            try insert(db, 3, .succeeded, daysAgo: 1.5, user: user)
            _ = try db.execute(
                "select drop_tasks_history('infinity'), extend_tasks_history(now() - interval '9 days', now())")
            #expect(try retention(bench).run().moved == 3)
            try db.execute("delete from users where id = \(user)")
            #expect(try count(db, "all_tasks") == 0)
        }
    }
}
