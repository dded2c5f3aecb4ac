import Base
import Foundation
import Postgres
import Redis
import Storage
import TestSupport
import Testing

@testable import Tasking

/// Redis may forget or refuse anything at any moment.
struct RepairTests {
    @Test func `a push that fails harms nobody and is made good by the sweep`() throws {
        let bench = try TaskBench()
        let nowhere = try RedisPool(
            url: "unix:///tmp/hunter-no-such-socket", connectTimeout: .milliseconds(50), logger: TaskBench.silent)
        let broken = TaskQueue(redis: nowhere, settings: bench.settings, logger: TaskBench.silent)
        let id = try bench.enqueue(queue: broken)
        #expect(try bench.held() == (0, 0, 0))
        try bench.run()
        try bench.waitFor(.succeeded, id)
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `without the sweep a task that was not pushed waits`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let lost = try bench.enqueue(Step(name: "lost"))
        try bench.redis.command("FLUSHDB")
        try bench.run()
        for _ in 0..<20 { try bench.waitFor(.succeeded, try bench.enqueue()) }
        #expect(try bench.state(lost) == .queued, "what this file tests is the sweep's doing")
    }

    /// Nothing ends, and so nothing uses the second connection again, while all that may be taken lies in the processing list.
    @Test func `what ends while its connection is away is found by the other one`() throws {
        let server = try RedisServer()
        var settings = TaskingSettings.withoutUpkeep
        (settings.retryBase, settings.retryCap) = (.seconds(60), .seconds(60))
        let bench = try TaskBench(settings, redisURL: server.url())
        let feed = Feed(
            queue: .scoring,
            worker: Worker(
                state: WorkerState(id: .v7()), pool: bench.pool, queue: bench.queue,
                registry: try TaskRegistry([]), settings: settings, logger: TaskBench.silent))
        func clients() throws -> Set<String> {
            let list = String(decoding: try bench.redis.command(["CLIENT", "LIST"]).bytes ?? [], as: UTF8.self)
            return Set(list.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        }
        let id = try bench.enqueue()
        let first = try #require(feed.take(1, wide: false).first)
        #expect(first.id == id)
        let before = try clients()
        #expect(feed.finish([], take: 0, wide: false).isEmpty)
        let ending = try #require(try clients().subtracting(before).first)
        try bench.redis.command(["CLIENT", "KILL", "ID", RedisArgument(String(ending.dropFirst("id=".count)))])

        // The connection breaks, and then is not tried again for a minute.
        for _ in 0..<2 {
            _ = feed.finish([(first, nil)], take: 0, wide: false)
            let again = feed.take(1, wide: false)
            #expect(again.map(\.id) == [id])
        }
        _ = feed.finish([(first, nil)], take: 0, wide: false)
        #expect(feed.take(1, wide: false).map(\.id) == [id])
        #expect(feed.take(1, wide: false).isEmpty, "what is in hand is left in hand")
    }

    @Test func `a flushed Redis loses nothing and doubles nothing`() throws {
        let bench = try TaskBench()
        try bench.run(threads: 3) { _, _ in usleep(2000) }
        for _ in 0..<4 {
            _ = try bench.enqueue(count: 60)
            try bench.redis.command("FLUSHDB")
            usleep(20_000)
            try bench.redis.command("FLUSHDB")
        }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 240])
        try waitUntil("empty lists") { try bench.held() == (0, 0, 0) }
    }

    @Test func `a list deleted by hand comes back although the membership says all is there`() throws {
        let bench = try TaskBench()
        _ = try bench.enqueue(count: 5)
        try bench.redis.command("DEL", "hunter:{scoring}:list")
        #expect(try bench.held() == (0, 5, 0))
        try bench.run()
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 5])
    }

    @Test func `an entry in the hands of a dead worker goes back to the list`() throws {
        let bench = try TaskBench()
        let dead = UUID.v7()
        try bench.pool.withConnection { db in
            try db.heartbeat(worker: dead, host: "gone", processID: 1, threads: ["scoring": 2])
            _ = try db.execute("update workers set heartbeat_at = now() - interval '1 minute' where id = \(dead)")
        }
        let id = try bench.enqueue()
        let processing = TaskKeys.processing("scoring", worker: dead)
        try bench.redis.command("LMOVE", "hunter:{scoring}:list", processing, "RIGHT", "LEFT")
        try bench.run()
        try bench.waitFor(.succeeded, id)
        #expect(try bench.redis.command("LLEN", processing).int == 0)
    }

    @Test func `the sweep passes over a long backlog in pages`() throws {
        var settings = TaskingSettings.quick
        settings.batch = 10
        settings.sweepRows = 30
        let bench = try TaskBench(settings)
        let ids = try bench.enqueue(count: 100)
        let last = try #require(ids.last)
        // Only the very last is missing; everything before it is held and stays where it is.
        let waiting = "hunter:{scoring}:user:00000000-0000-0000-0000-000000000000"
        #expect(try bench.redis.command("LREM", waiting, "1", entry(last, in: bench)).int == 1)
        try bench.redis.command("SREM", "hunter:{scoring}:members", last.text)
        #expect(try bench.held() == (99, 99, 0))
        let upkeep = try bench.run(threads: 0)
        try waitUntil("the sweep finds it") { try bench.held() == (100, 100, 0) }
        upkeep.drain()
    }

    @Test func `work goes on without Redis and finds its way back`() throws {
        let server = try RedisServer()
        let bench = try TaskBench(redisURL: server.url())
        try bench.run(threads: 3)
        try bench.waitFor(.succeeded, try bench.enqueue())
        server.kill()
        let during = try (0..<20).map { _ in try bench.enqueue() }
        for id in during { try bench.waitFor(.succeeded, id) }
        #expect(try bench.queue.board.status(during[0], orFrom: bench.pool)?.state == .succeeded)
        try server.start()
        let after = try bench.enqueue()
        try bench.waitFor(.succeeded, after)
        try waitUntil("Redis is used again") { try bench.redis.command("GET", TaskKeys.status(after)).bytes != nil }
        #expect(try bench.effectCounts() == [1: 22])
    }

    @Test func `a full Redis delays nothing`() throws {
        let server = try RedisServer(settings: ["--maxmemory-policy", "noeviction"])
        let bench = try TaskBench(redisURL: server.url())
        try bench.redis.command("CONFIG", "SET", "maxmemory", "1")
        try bench.run(threads: 2)
        let during = try (0..<10).map { _ in try bench.enqueue() }
        for id in during { try bench.waitFor(.succeeded, id) }
        try bench.redis.command("CONFIG", "SET", "maxmemory", "0")
        let after = try bench.enqueue()
        try bench.waitFor(.succeeded, after)
        #expect(try bench.effectCounts() == [1: 11])
    }

    @Test func `a Redis that fills up in the middle loses nothing and doubles nothing`() throws {
        let server = try RedisServer(settings: ["--maxmemory-policy", "noeviction"])
        let bench = try TaskBench(redisURL: server.url())
        let users = try (0..<3).map { _ in try bench.user() }
        for user in users { _ = try bench.enqueue(count: 40, user: user) }
        try bench.run(threads: 3) { _, _ in usleep(2000) }
        try waitUntil("some are done") { try bench.effectCounts()[1] ?? 0 > 10 }
        try bench.redis.command("CONFIG", "SET", "maxmemory", "1")
        for user in users { _ = try bench.enqueue(count: 40, user: user) }
        try waitUntil("work goes on", timeout: .seconds(30)) { try bench.effectCounts()[1] ?? 0 > 150 }
        try bench.redis.command("CONFIG", "SET", "maxmemory", "0")
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 240])
        try waitUntil("empty lists") { try bench.held() == (0, 0, 0) }
    }

    @Test func `a frozen Redis holds a worker up for its time-out only`() throws {
        let server = try RedisServer()
        var settings = TaskingSettings.quick
        settings.redisTimeout = .milliseconds(200)
        let bench = try TaskBench(settings, redisURL: server.url())
        try bench.run(threads: 2)
        try bench.waitFor(.succeeded, try bench.enqueue())
        server.freeze(true)
        // Inserted without a push, which would wait for Redis.
        let id = UUID.v7()
        try bench.pool.transaction { db in
            _ = try db.insertTask(
                NewTask(id: id, queue: "scoring", kind: "step", arguments: JSON(text: "{\"name\":\"x\"}")))
        }
        try bench.waitFor(.succeeded, id)
        server.freeze(false)
        try bench.waitFor(.succeeded, try bench.enqueue())
    }

    @Test func `a frozen Redis costs one time-out, not one for each task`() throws {
        let server = try RedisServer()
        let bench = try TaskBench(redisURL: server.url())
        var settings = bench.settings
        settings.retryCap = .seconds(60)
        let timeout = Duration.milliseconds(300)
        let slow = try RedisPool(url: server.url(), commandTimeout: timeout, logger: TaskBench.silent)
        let queue = TaskQueue(redis: slow, settings: settings, logger: TaskBench.silent)
        server.freeze(true)
        let start = ContinuousClock.now
        var last = UUID.v7()
        for _ in 0..<20 { last = try bench.enqueue(queue: queue) }
        #expect(try queue.board.status(last, orFrom: bench.pool)?.state == .queued)
        #expect(ContinuousClock.now - start < timeout * 10)
        server.freeze(false)
        slow.close()
    }

    private func entry(_ id: UUID, in bench: TaskBench) throws -> String {
        try #require(try bench.waitingEntries().first { $0.contains(id.text) })
    }
}
