import Base
import Foundation
import Model
import Postgres
import Redis
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

/// Users in turn, and priorities.
struct FairnessTests {
    /// The names of the steps in the order they began.
    final class Order: Sendable {
        private let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }
        var all: [String] { names.withLock { $0 } }
    }

    @Test func `one task of a second user waits two task times at most behind two thousand of a first`() throws {
        let bench = try TaskBench()
        let (first, second) = (try bench.user(), try bench.user())
        let order = Order()
        let inside = Counter()
        _ = try bench.enqueue(count: 2000, name: "first", user: first)
        let runner = try bench.run(threads: 3) { step, _ in
            order.add(step.name)
            inside.up()
            usleep(15_000)
            inside.down()
        }
        // The window follows the threads.
        try waitUntil("the window is known") { try bench.redis.command("GET", "hunter:{scoring}:window").int == 6 }
        try waitUntil("what stood in the list before is done") { order.all.count > 30 }
        for number in 0..<5 {
            let before = order.all.count
            let id = try bench.enqueue(Step(name: "second \(number)"), user: second)
            try bench.waitFor(.succeeded, id)
            let position = try #require(order.all.firstIndex(of: "second \(number)"))
            // Two task times on three threads, and what began while it was being enqueued.
            #expect(position - before <= 6 + 3, "\(position - before) tasks of the first user began before it")
        }
        #expect(inside.highest == 3, "the first user alone fills all threads")
        runner.drain()
    }

    @Test func `nothing is left over when everybody's tasks are done`() throws {
        let bench = try TaskBench()
        for number in 0..<4 { _ = try bench.enqueue(count: 60, name: "\(number)", user: try bench.user()) }
        _ = try bench.enqueue(count: 60)
        _ = try bench.enqueue(count: 20, name: "low", priority: -1)
        try bench.run(threads: 4)
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 320])
        try waitUntil("empty lists") { try bench.held() == (0, 0, 0) }
        #expect(try bench.redis.command("HGETALL", "hunter:{scoring}:held").dictionary == [:])
    }

    @Test func `wrong counts of a user are found and made right`() throws {
        let bench = try TaskBench()
        let user = try bench.user()
        try bench.redis.command("HSET", "hunter:{scoring}:held", user.text, "1000")
        let ids = try bench.enqueue(count: 5, user: user)
        #expect(try bench.redis.command("LLEN", "hunter:{scoring}:list").int == 0, "the window seems full")
        try bench.run()
        for id in ids { try bench.waitFor(.succeeded, id) }
        try bench.redis.command("HSET", "hunter:{scoring}:held", user.text, "-1000")
        for id in try bench.enqueue(count: 5, user: user) { try bench.waitFor(.succeeded, id) }
        try waitUntil("the counts are right") {
            try bench.redis.command("HGETALL", "hunter:{scoring}:held").dictionary == [:]
        }
    }

    @Test func `without Redis nobody waits behind all that another has put in, and the urgent goes first`() throws {
        let server = try RedisServer()
        let bench = try TaskBench(.withoutUpkeep, redisURL: server.url())
        let first = try bench.user()
        let others = try (0..<50).map { _ in try bench.user() }
        server.kill()
        try bench.pool.withConnection { db in
            _ = try db.execute(
                """
                insert into tasks (id, queue, kind, arguments, user_id, max_attempts, run_at)
                select gen_random_uuid(), 'scoring', 'step', '{"name":"first"}', \(first), 4, now() - interval '1 hour'
                from generate_series(1, 10000)
                """)
        }
        for other in others { _ = try bench.enqueue(Step(name: "other"), user: other) }
        _ = try bench.enqueue(Step(name: "own"), uniqueKey: "own")
        _ = try bench.enqueue(count: 2, name: "urgent", user: first, priority: 1)
        let order = Order()
        let hold = Latch()
        try bench.run(threads: 1) { step, _ in
            order.add(step.name)
            if order.all.count > 300 { try hold.wait() }
        }
        defer { hold.open() }
        try waitUntil("everybody else is done", timeout: .seconds(60)) {
            order.all.count { $0 == "other" } == 50 && order.all.contains("own") || order.all.count > 300
        }
        #expect(order.all.count <= 300, "\(order.all.count { $0 == "other" }) of the others were done")
        #expect(order.all.prefix(2).allSatisfy { $0.hasPrefix("urgent") })
    }

    @Test func `lists of users deleted by hand come back`() throws {
        let bench = try TaskBench()
        let user = try bench.user()
        _ = try bench.enqueue(count: 50, user: user)
        #expect(try bench.redis.command("DEL", "hunter:{scoring}:user:\(user.text)").int == 1)
        try bench.run()
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 50])
    }
}

struct PriorityTests {
    @Test func `low ones get each tenth turn while others wait, and all turns when none does`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let order = FairnessTests.Order()
        _ = try bench.enqueue(count: 200, name: "plain")
        _ = try bench.enqueue(count: 40, name: "low", priority: -1)
        try bench.run(threads: 1) { step, _ in order.add(step.name) }
        try bench.waitForAll(.succeeded)
        let share = order.all.prefix(200).filter { $0.hasPrefix("low") }.count
        #expect((18...22).contains(share), "\(share) of the first 200 were low")
        #expect(order.all.suffix(18).allSatisfy { $0.hasPrefix("low") })
        #expect(try bench.effectCounts() == [1: 240])
    }

    @Test func `a low one wakes a sleeper and does not wait for a turn`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        try bench.run(threads: 2)
        for _ in 0..<5 {
            let ids = try bench.enqueue(count: 3, priority: -1)
            for id in ids { try bench.waitFor(.succeeded, id) }
        }
        try waitUntil("empty lists") { try bench.held() == (0, 0, 0) }
    }

    @Test func `an urgent one of a user with a full window goes before what they have waiting`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        try bench.redis.command("SET", "hunter:{scoring}:window", "2")
        let user = try bench.user()
        let order = FairnessTests.Order()
        _ = try bench.enqueue(count: 10, name: "plain", user: user)
        _ = try bench.enqueue(count: 3, name: "urgent", user: user, priority: 1)
        try bench.run(threads: 1) { step, _ in order.add(step.name) }
        try bench.waitForAll(.succeeded)
        #expect(Set(order.all.prefix(2)) == ["urgent 0", "urgent 1"])
        let third = try #require(order.all.firstIndex(of: "urgent 2"))
        #expect(third <= 4, "it came as number \(third + 1)")
    }
}
