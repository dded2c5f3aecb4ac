import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct RunTests {
    @Test func `a task runs, and nothing of it stays in the lists`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let subject = UUID.v7()
        let seen = Mutex<Step?>(nil)
        try bench.handle { step, context in
            seen.withLock { $0 = step }
            struct Result: Encodable { var matchID: UUID, score: Double }
            context.progress(3, of: 4, stage: "scoring")
            return Completion { db in
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), 'done')")
                return Result(matchID: subject, score: 87.5)
            }
        }
        let id = try bench.enqueue(Step(name: "ünïcode \"x\"", subjectID: subject, pageURL: "https://example.org/?a=b"))
        try bench.waitFor(.succeeded, id)
        try waitUntil("the acknowledgement") { try bench.held() == (0, 0, 0) }
        #expect(try bench.effects(of: id) == 1)
        let read = try #require(seen.withLock { $0 })
        #expect(read.name == "ünïcode \"x\"" && read.subjectID == subject && read.pageURL == "https://example.org/?a=b")
        let task = try bench.task(id)
        #expect(task.snapshot.attempt == 1)
        #expect(task.snapshot.progress == TaskProgress(done: 3, total: 4, stage: "scoring"))
        let result = try #require(task.result?.text)
        #expect(result.contains("\"match_id\"") && result.contains("87.5"))
        #expect(try bench.attempts(id).isEmpty)
    }

    @Test func `a second delivery does no work`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let runs = Counter()
        let id = try bench.enqueue()
        let entry = try #require(try bench.redis.command("LINDEX", "hunter:{scoring}:list", "0").string)
        for _ in 0..<20 { try bench.redis.command("LPUSH", "hunter:{scoring}:list", entry) }
        try bench.run(threads: 4) { _, _ in runs.up() }
        try bench.waitFor(.succeeded, id)
        try waitUntil("all deliveries are taken") { try bench.held() == (0, 0, 0) }
        #expect(runs.total == 1)
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `two workers with many threads store every effect once`() throws {
        let bench = try TaskBench()
        let ids = try bench.enqueue(count: 400)
        try bench.run(threads: 4)
        try bench.run(threads: 4)
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: ids.count])
    }

    @Test func `rubbish in a list is thrown away`() throws {
        let bench = try TaskBench()
        for rubbish in ["", "{", "{\"id\":\"no\"}", String(repeating: "x", count: 100)] {
            try bench.redis.command("LPUSH", "hunter:{scoring}:list", rubbish)
        }
        let id = try bench.enqueue()
        try bench.run()
        try bench.waitFor(.succeeded, id)
        try waitUntil("an empty list") { try bench.held() == (0, 0, 0) }
    }

    @Test func `who has lost the lease stores nothing`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let pool = bench.database.pool(size: 1)
        let done = Latch()
        try bench.run(threads: 1) { step, context in
            if step.name == "stolen" {
                // As after a freeze: another worker has it now.
                try pool.withConnection { db in
                    _ = try db.execute("update tasks set lease = gen_random_uuid() where id = \(context.id)")
                }
            } else {
                done.open()
            }
        }
        let stolen = try bench.enqueue(Step(name: "stolen"))
        let next = try bench.enqueue(Step(name: "next"))
        try bench.waitFor(.succeeded, next)
        try done.wait()
        #expect(try bench.effects(of: stolen) == 0)
        #expect(try bench.state(stolen) == .running)
        #expect(try bench.effects(of: next) == 1)
        pool.close()
    }

    @Test func `a checkpoint stores its part while the lease holds, and nothing after`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let pool = bench.database.pool(size: 1)
        let outcome = Mutex<[String]>([])
        try bench.handle(threads: 1) { step, context in
            func part(_ note: String) throws {
                try context.checkpoint { db in
                    _ = try db.execute("insert into effects (task_id, note) values (\(context.id), \(note))")
                }
            }
            try part("first")
            try pool.withConnection { db in
                _ = try db.execute("update tasks set lease = gen_random_uuid() where id = \(context.id)")
            }
            do {
                try part("second")
            } catch is TaskCancelled {
                outcome.withLock { $0.append("cancelled") }
                throw TaskCancelled()
            }
            return .nothing
        }
        let id = try bench.enqueue()
        try waitUntil("the second part is refused") { outcome.withLock { $0 } == ["cancelled"] }
        #expect(try bench.effects(of: id) == 1)
        pool.close()
    }

    @Test func `a handler cannot write while it reads`() throws {
        let bench = try TaskBench()
        let state = Mutex<SQLState?>(nil)
        try bench.run { _, context in
            do {
                try context.read { db in
                    _ = try db.execute("insert into effects (task_id, note) values (\(context.id), 'sneaked')")
                }
            } catch let error as PostgresError {
                state.withLock { $0 = error.sqlState }
            }
        }
        let id = try bench.enqueue()
        try bench.waitFor(.succeeded, id)
        #expect(state.withLock { $0 } == .readOnlyTransaction)
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `a paused queue starts nothing until it is resumed`() throws {
        let bench = try TaskBench()
        let runs = Counter()
        try bench.pool.withConnection { try $0.pauseQueue("scoring", by: nil) }
        try bench.run { step, _ in
            if step.name == "counted" { runs.up() }
        }
        let id = try bench.enqueue(Step(name: "counted"))
        // Sweeps have come and gone.
        let before = try bench.pool.withConnection {
            try $0.value("select max(ran_at) from maintenance_ticks", as: Date.self)
        }
        try waitUntil("three more sweeps") {
            try bench.pool.withConnection { db in
                try db.value("select max(ran_at) from maintenance_ticks", as: Date.self).timeIntervalSince(before) > 0.2
            }
        }
        #expect(runs.total == 0)
        #expect(try bench.state(id) == .queued)
        try bench.pool.withConnection { try $0.resumeQueue("scoring") }
        try bench.waitFor(.succeeded, id)
    }

    @Test func `a parent starts when its last child is over, however that ended`() throws {
        let bench = try TaskBench()
        let order = Mutex<[String]>([])
        try bench.run(threads: 4) { step, _ in
            order.withLock { $0.append(step.name) }
            if step.name == "dies" { throw TaskFailure.permanent(code: "no", "It cannot be done.") }
        }
        let children = ["one", "two", "dies", "cancelled"].map { name in
            TaskDraft(Step(name: name), runAt: name == "cancelled" ? Date().addingTimeInterval(3600) : nil)
        }
        let parent = try bench.pool.transaction { db in
            try bench.queue.enqueue(TaskDraft(Step(name: "parent")), after: children, on: db)
        }
        try waitUntil("three children are over") { try bench.task(parent).childrenLeft == 1 }
        #expect(try bench.state(parent) == .queued)
        #expect(!order.withLock { $0.contains("parent") })
        let waiting: UUID = try #require(
            try bench.pool.withConnection {
                try $0.scalar("select id from tasks where state = 'queued' and parent_id is not null")
            })
        try bench.pool.transaction { _ = try bench.queue.cancel(waiting, ownedBy: nil, on: $0) }
        try bench.waitFor(.succeeded, parent)
        #expect(order.withLock { $0.last } == "parent")
        #expect(try bench.effects(of: parent) == 1)
    }

    @Test func `a chain enqueues its next link with its effects`() throws {
        let bench = try TaskBench()
        let queue = bench.queue
        try bench.handle { step, context in
            Completion { db in
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), \(step.name))")
                if step.name.count < 3 { try queue.enqueue(Step(name: step.name + "x"), on: db) }
            }
        }
        _ = try bench.enqueue(Step(name: "x"))
        try waitUntil("three links") {
            try bench.pool.withConnection { try $0.scalars("select note from effects order by note", as: String.self) }
                == ["x", "xx", "xxx"]
        }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 3])
    }
}
