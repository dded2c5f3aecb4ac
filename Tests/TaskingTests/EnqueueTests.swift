import Base
import Foundation
import Postgres
import Redis
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct EnqueueTests {
    @Test func `a task is stored with the change that needs it and then pushed`() throws {
        let bench = try TaskBench()
        let id = try bench.pool.transaction { db in
            let id = try bench.queue.enqueue(Step(), on: db).id
            #expect(try bench.held().list == 0, "nothing is pushed before the commit")
            return id
        }
        #expect(try bench.state(id) == .queued)
        #expect(try bench.held() == (1, 1, 0))
    }

    @Test func `a task goes with the transaction that is rolled back`() throws {
        let bench = try TaskBench()
        #expect(throws: TestFailure.self) {
            try bench.pool.transaction { db in
                try bench.queue.enqueue(Step(), on: db)
                throw TestFailure("the change failed")
            }
        }
        #expect(try bench.effectCounts().isEmpty)
        #expect(try bench.held() == (0, 0, 0))
    }

    @Test func `outside a transaction nothing is enqueued`() throws {
        let bench = try TaskBench()
        let error = #expect(throws: TaskingError.self) {
            try bench.pool.withConnection { db in _ = try bench.queue.enqueue(Step(), on: db) }
        }
        #expect(error?.code == .outsideTransaction)
        #expect(try bench.effectCounts().isEmpty)
    }

    @Test func `equal unique tasks from 32 threads are one row`() throws {
        let bench = try TaskBench()
        let ids = Mutex<[UUID]>([])
        let fresh = Counter()
        let pool = bench.database.pool(size: 32)
        let queue = bench.queue
        let threads = try (0..<32).map { number in
            try WorkerThread(name: "enqueue-\(number)") {
                for _ in 0..<32 {
                    let one = try? pool.transaction { try queue.enqueue(Step(), uniqueKey: "same", on: $0) }
                    if let one { ids.withLock { $0.append(one.id) } }
                    if one?.isNew == true { fresh.up() }
                }
            }
        }
        threads.forEach { $0.join() }
        pool.close()
        #expect(ids.withLock { $0.count } == 1024)
        #expect(Set(ids.withLock { $0 }).count == 1)
        #expect(fresh.total == 1)
        #expect(try bench.effectCounts() == [0: 1])
    }

    @Test func `a unique key is free again when its task is over`() throws {
        let bench = try TaskBench()
        let first = try bench.enqueue(uniqueKey: "key")
        #expect(try bench.enqueue(uniqueKey: "key") == first)
        try bench.run()
        try bench.waitFor(.succeeded, first)
        #expect(try bench.enqueue(uniqueKey: "key") != first)
    }

    @Test func `many tasks are inserted and pushed together, in order`() throws {
        let bench = try TaskBench()
        let ids = try bench.enqueue(count: 2500)
        #expect(try bench.held() == (2500, 2500, 0))
        let last = try bench.redis.command("LINDEX", "hunter:{scoring}:list", "-1").bytes
        #expect(Envelope(entry: last ?? [])?.id == ids[0], "the first is taken first")
    }

    @Test func `a task with priority is taken before what waits`() throws {
        let bench = try TaskBench()
        _ = try bench.enqueue(count: 3)
        let urgent = try bench.pool.transaction { try bench.queue.enqueue(Step(), priority: 1, on: $0).id }
        let next = try bench.redis.command("LINDEX", "hunter:{scoring}:list", "-1").bytes
        #expect(Envelope(entry: next ?? [])?.id == urgent)
    }

    @Test func `a task for later waits for its time`() throws {
        let bench = try TaskBench()
        let begun = Mutex<Date?>(nil)
        try bench.run { _, _ in begun.withLock { $0 = Date() } }
        let due = Date().addingTimeInterval(0.4)
        let id = try bench.enqueue(runAt: due)
        #expect(try bench.held().list == 0)
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.state == .queued)
        try bench.waitFor(.succeeded, id)
        // PostgreSQL keeps microseconds.
        #expect(try #require(begun.withLock { $0 }) >= due.addingTimeInterval(-0.001))
    }

    @Test func `a cap of live tasks counts no finished ones`() throws {
        let bench = try TaskBench()
        let user = try bench.user()
        for _ in 0..<3 { _ = try bench.enqueue(user: user) }
        #expect(try bench.pool.withConnection { try $0.liveTaskCount(of: user, limit: 100) } == 3)
        #expect(try bench.pool.withConnection { try $0.liveTaskCount(of: user, limit: 2) } == 2)
        try bench.run()
        try bench.waitForAll(.succeeded)
        #expect(try bench.pool.withConnection { try $0.liveTaskCount(of: user, limit: 100) } == 0)
    }

    @Test func `the cap in total counts what is not over, once in a while`() throws {
        let bench = try TaskBench()
        let gauge = LiveTaskGauge(interval: .milliseconds(200))
        func admits(_ tasks: Int = 1, limit: Int) throws -> Bool {
            try bench.pool.withConnection { try gauge.admits(tasks, limit: limit, on: $0) }
        }
        _ = try bench.enqueue(count: 5)
        #expect(try admits(limit: 6))
        #expect(try !admits(limit: 6), "what was let in counts at once")
        #expect(try admits(3, limit: 9) && !admits(limit: 9))
        // Others' work is seen at the next count, and what was let in and never came is forgotten.
        usleep(250_000)
        #expect(try admits(limit: 6))
        _ = try bench.enqueue(count: 10)
        usleep(250_000)
        #expect(try !admits(limit: 15) && admits(limit: 16))
        try bench.run()
        try bench.waitForAll(.succeeded)
        usleep(250_000)
        #expect(try bench.pool.withConnection { try $0.liveTaskCount(limit: 100) } == 0)
        #expect(try admits(limit: 1))
    }

    @Test func `malformed kinds are refused`() throws {
        #expect(throws: TaskingError.self) { try Envelope.check(kind: "With Spaces") }
        #expect(throws: TaskingError.self) { try Envelope.check(kind: "quo\"te") }
        #expect(throws: TaskingError.self) { try Envelope.check(kind: "") }
        let handler = TaskHandler(Step.self) { _, _ in .nothing }
        #expect(throws: TaskingError.self) { try TaskRegistry([handler, handler]) }
    }
}
