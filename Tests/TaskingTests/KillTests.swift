import Base
import Foundation
import Model
import Postgres
import Redis
import Storage
import TestSupport
import Testing

@testable import Tasking

/// Workers in processes of their own, killed and frozen. `make torture` does the same for longer.
@Suite(.serialized)
struct KillTests {
    /// A worker process; its end takes the process along.
    final class WorkerProcess {
        private let process = Process()

        init(_ words: [String], _ bench: TaskBench, environment: [String: String] = [:]) throws {
            // Beside the test's own program.
            let program = URL(
                fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
            process.executableURL = Self.folders(program).first {
                FileManager.default.isExecutableFile(atPath: $0.path)
            }
            process.arguments = words
            process.environment = environment.merging([
                "DATABASE_URL": bench.database.conninfo, "REDIS_URL": bench.redisURL,
            ]) { $1 }
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try #require(process.executableURL != nil, "torture-worker is not built")
            try process.run()
        }

        deinit {
            if process.isRunning { end() }
        }

        var isRunning: Bool { process.isRunning }
        func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        func end() {
            signal(SIGKILL)
            process.waitUntilExit()
        }

        private static func folders(_ program: URL) -> [URL] {
            let beside = program.deletingLastPathComponent()
            let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
            let folders = [bundle.map { URL(fileURLWithPath: $0).deletingLastPathComponent() }, beside]
            return folders.compactMap { $0?.appendingPathComponent("torture-worker") }
        }
    }

    private func insert(
        _ bench: TaskBench, count: Int, kind: String = "torture.effect", milliseconds: Int
    ) throws -> [UUID] {
        let arguments = JSON(text: "{\"milliseconds\":\(milliseconds),\"number\":1}")
        let rows = (0..<count).map { _ in NewTask(id: .v7(), queue: "scoring", kind: kind, arguments: arguments) }
        try bench.pool.transaction { db in
            let snapshots = try db.insertTasks(rows)
            bench.queue.pushAfterCommit(snapshots.map { TaskEntry(snapshot: $0, arguments: arguments) }, on: db)
        }
        return rows.map(\.id)
    }

    /// The worker's table of effects instead of the bench's.
    private func bench(redis: RedisServer) throws -> TaskBench {
        let bench = try TaskBench(redisURL: redis.url())
        try bench.pool.withConnection { db in
            try db.script("drop table effects; create table effects (task_id uuid not null, attempt integer not null)")
        }
        return bench
    }

    private func noneLive(_ bench: TaskBench) throws -> Bool {
        try bench.pool.withConnection { db in
            try db.scalar("select count(*) from tasks where state in ('queued', 'running', 'failed')") == 0
        }
    }

    @Test func `workers killed at random, and one flush: every effect once, none lost`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        var generator = SplitMix64(seed: 20_261_121)
        var workers = [try WorkerProcess(["work", "3"], bench), try WorkerProcess(["work", "3"], bench)]
        for kill in 0..<12 {
            _ = try insert(bench, count: 15, milliseconds: 30)
            usleep(UInt32.random(in: 50_000...250_000, using: &generator))
            let victim = Int.random(in: 0...1, using: &generator)
            workers[victim].end()
            if kill == 6 { try bench.redis.command("FLUSHALL") }
            workers[victim] = try WorkerProcess(["work", "3"], bench)
        }
        try waitUntil("all tasks are over", timeout: .seconds(60)) { try noneLive(bench) }
        #expect(try bench.effectCounts() == [1: 180])
        #expect(
            try bench.pool.withConnection { try $0.scalar("select count(*) from tasks where state <> 'succeeded'") }
                == 0)
        _ = workers
    }

    @Test func `a poisonous task is dead after three crashes alone and harms no other`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        let poison = try insert(bench, count: 1, kind: "torture.poison", milliseconds: 0)[0]
        let innocent = try insert(bench, count: 40, milliseconds: 20)
        var worker = try WorkerProcess(["work", "3"], bench)
        try waitUntil("all tasks are over", timeout: .seconds(60)) {
            if !worker.isRunning { worker = try WorkerProcess(["work", "3"], bench) }
            return try noneLive(bench)
        }
        let task = try bench.task(poison)
        #expect(task.snapshot.state == .dead && task.crashes == 3)
        #expect(try bench.attempts(poison).count == 5, "the first two crashes were beside others")
        for id in innocent { #expect(try bench.state(id) == .succeeded) }
        #expect(try bench.effectCounts() == [1: 40, 0: 1])
    }

    @Test func `a frozen worker is fenced off when it wakes`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        let frozen = try WorkerProcess(["work", "1"], bench)
        // Long enough to be caught in the middle.
        let ids = try insert(bench, count: 1, milliseconds: 3000)
        try waitUntil("it runs") { try bench.state(ids[0]) == .running }
        frozen.signal(SIGSTOP)
        let first = try #require(try bench.task(ids[0]).workerID)
        let other = try WorkerProcess(["work", "1"], bench)
        try waitUntil("another worker has done it", timeout: .seconds(30)) { try bench.state(ids[0]) == .succeeded }
        #expect(try bench.task(ids[0]).workerID != first)
        other.end()
        frozen.signal(SIGCONT)
        // It comes to the end of the old task, is refused, and goes on.
        let next = try insert(bench, count: 3, milliseconds: 1)
        try waitUntil("the woken worker goes on", timeout: .seconds(30)) {
            try next.allSatisfy { try bench.state($0) == .succeeded }
        }
        #expect(try bench.task(next[0]).workerID == first)
        #expect(try bench.effectCounts() == [1: 4])
    }

    @Test func `what a killed worker's added threads had in hand is found`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        _ = try insert(bench, count: 60, milliseconds: 100)
        let victim = try WorkerProcess(["work", "1", "4"], bench)
        try waitUntil("it has grown") {
            try bench.pool.withConnection { try $0.scalar("select count(*) from tasks where state = 'running'") == 4 }
        }
        victim.end()
        let other = try WorkerProcess(["work", "1", "4"], bench)
        try waitUntil("all tasks are over", timeout: .seconds(40)) { try noneLive(bench) }
        #expect(try bench.effectCounts() == [1: 60])
        try waitUntil("no list holds anything") { try bench.held() == (0, 0, 0) }
        other.end()
    }

    @Test func `SIGTERM gives a long task back without costing an attempt`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        let worker = try WorkerProcess(["work", "1"], bench)
        let id = try insert(bench, count: 1, kind: "torture.stubborn", milliseconds: 60_000)[0]
        try waitUntil("it runs") { try bench.state(id) == .running }
        let start = ContinuousClock.now
        worker.signal(SIGTERM)
        try waitUntil("it has ended", timeout: .seconds(20)) { !worker.isRunning }
        // Its drain is 2 s; the task would take a minute and does not listen.
        #expect(ContinuousClock.now - start < .seconds(15))
        let task = try bench.task(id)
        #expect(task.snapshot.state == .queued && task.snapshot.attempt == 0 && !task.alone && task.crashes == 0)
        #expect(try bench.attempts(id).map(\.outcome) == [.released])
        #expect(try bench.held() == (1, 1, 0))
    }

    @Test func `SIGTERM ends a worker in good order`() throws {
        let server = try RedisServer()
        let bench = try bench(redis: server)
        let worker = try WorkerProcess(["work", "2"], bench)
        _ = try insert(bench, count: 30, milliseconds: 20)
        try waitUntil("some are done") { try bench.effectCounts()[1] ?? 0 > 3 }
        worker.signal(SIGTERM)
        try waitUntil("it has ended") { !worker.isRunning }
        let states: [String] = try bench.pool.withConnection { try $0.scalars("select distinct state from tasks") }
        #expect(Set(states).isSubset(of: ["queued", "succeeded"]))
        #expect(try bench.pool.withConnection { try $0.scalar("select count(*) from task_attempts") } == 0)
        let last = try WorkerProcess(["work", "2"], bench)
        try waitUntil("all tasks are over", timeout: .seconds(30)) { try noneLive(bench) }
        #expect(try bench.effectCounts() == [1: 30])
        last.end()
    }
}
