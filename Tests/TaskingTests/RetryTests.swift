import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct RetryTests {
    @Test func `a failure is tried again and its history kept`() throws {
        let bench = try TaskBench()
        try bench.run { _, context in
            if context.attempt < 3 { throw TaskFailure.retry(code: "busy", "Try \(context.attempt) was too early.") }
        }
        let id = try bench.enqueue()
        try bench.waitFor(.succeeded, id)
        let task = try bench.task(id)
        #expect(task.snapshot.attempt == 3)
        #expect(task.snapshot.error == nil && task.snapshot.errorCode == nil)
        let attempts = try bench.attempts(id)
        #expect(attempts.map(\.attempt) == [1, 2])
        #expect(attempts.map(\.outcome) == [.failed, .failed])
        #expect(attempts.map(\.error) == ["Try 1 was too early.", "Try 2 was too early."])
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `what an attempt logs at notice and above is kept for its page`() throws {
        let bench = try TaskBench()
        let runner = try bench.run { _, context in
            context.logger.debug("too small to keep")
            for number in 0..<100 { context.logger.notice("line", metadata: ["number": "\(number)"]) }
            if context.attempt == 1 { throw TaskFailure.retry(code: "busy", "Too early.") }
        }
        let id = try bench.enqueue()
        try bench.waitFor(.succeeded, id)
        runner.drain()
        let lines = try bench.pool.withConnection { try $0.taskLogLines(id, limit: 500) }
        let kept = Array(0..<TaskLog.first) + Array((100 - TaskLog.last)..<100)
        #expect(lines.filter { $0.attempt == 2 }.map(\.message) == kept.map { "line number=\($0)" })
        #expect(lines.first?.message == "line number=0" && lines.first?.level == "notice")
        // The last of the first attempt is its failure.
        #expect(lines.count { $0.attempt == 1 } == TaskLog.first + TaskLog.last)
    }

    @Test func `what a running attempt logs is stored while it runs, for its process may be killed`() throws {
        let bench = try TaskBench()
        let (more, end) = (Latch(), Latch())
        try bench.run { _, context in
            for number in 0..<20 { context.logger.notice("\(number)") }
            try more.wait()
            for number in 20..<100 { context.logger.notice("\(number)") }
            try end.wait()
        }
        let id = try bench.enqueue()
        func lines() throws -> [String] {
            try bench.pool.withConnection { try $0.taskLogLines(id, limit: 500) }.map(\.message)
        }
        try waitUntil("the first lines are there") { try lines() == (0..<20).map { "\($0)" } }
        more.open()
        let kept = Array(0..<TaskLog.first) + Array((100 - TaskLog.last)..<100)
        try waitUntil("the last lines are there") { try lines() == kept.map { "\($0)" } }
        #expect(try bench.state(id) == .running)
        end.open()
        try bench.waitFor(.succeeded, id)
        #expect(try lines() == kept.map { "\($0)" })
    }

    @Test func `lines of a dead task stay as long as it does`() throws {
        let bench = try TaskBench()
        let runner = try bench.run { step, context in
            context.logger.notice("began")
            if step.name == "dead" { throw TaskFailure.permanent(code: "broken", "It is broken.") }
        }
        let (dead, done) = (try bench.enqueue(Step(name: "dead")), try bench.enqueue())
        try bench.waitFor(.dead, dead)
        try bench.waitFor(.succeeded, done)
        runner.drain()
        func count(_ id: UUID) throws -> Int {
            try bench.pool.withConnection { db in
                _ = try db.forgetTaskLogLines(olderThanDays: 8)
                return try db.taskLogLines(id, limit: 10).count
            }
        }
        try bench.pool.withConnection {
            _ = try $0.execute("update task_log_lines set created_at = created_at - interval '9 days'")
        }
        #expect(try count(dead) > 0 && count(done) == 0)
        #expect(try bench.pool.transaction { try $0.deleteTasks([dead]) } == [dead])
        #expect(try count(dead) == 0)
    }

    @Test func `a task that does not look at its deadline is reported while it runs`() throws {
        struct Deaf: TaskKind {
            static let kind = "deaf"
            static let queue = QueueName.documents
            static let policy = RetryPolicy(maxAttempts: 1, timeout: .milliseconds(50))
        }
        let bench = try TaskBench()
        let end = Latch()
        let handler = TaskHandler(Deaf.self) { _, context in
            #expect(context.deadline <= ContinuousClock.now + .milliseconds(50))
            try end.wait()
            return .nothing
        }
        let runner = Runner(
            pool: bench.pool, queue: bench.queue, registry: try TaskRegistry([handler]), threads: [.documents: 1],
            settings: bench.settings, logger: TaskBench.silent)
        try runner.start()
        defer { runner.drain() }
        let id = try bench.pool.transaction { try bench.queue.enqueue(Deaf(), on: $0).id }
        try waitUntil("an error is on its page") {
            try bench.pool.withConnection { try $0.taskLogLines(id, limit: 9) }.map(\.level) == ["error"]
        }
        #expect(try bench.state(id) == .running)
        end.open()
        try bench.waitFor(.succeeded, id)
    }

    @Test func `a task that fails every time is dead with all its attempts`() throws {
        let bench = try TaskBench()
        try bench.run { _, _ in throw TestFailure("nobody foresaw this\0") }
        let id = try bench.enqueue()
        try bench.waitFor(.dead, id)
        let task = try bench.task(id)
        #expect(task.snapshot.attempt == Step.policy.maxAttempts)
        #expect(task.snapshot.errorCode == "unexpected")
        #expect(task.snapshot.error?.contains("nobody foresaw this") == true)
        #expect(try bench.attempts(id).map(\.outcome) == [.failed, .failed, .failed, .dead])
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.error == nil, "not a sentence for its owner")
        #expect(try bench.effects(of: id) == 0)
    }

    @Test func `a permanent failure is not tried again`() throws {
        let bench = try TaskBench()
        let runs = Counter()
        try bench.run { _, _ in
            runs.up()
            throw TaskFailure.permanent(code: "encrypted_pdf", "The file is locked with a password.")
        }
        let id = try bench.enqueue()
        try bench.waitFor(.dead, id)
        #expect(runs.total == 1)
        #expect(try bench.attempts(id).map(\.outcome) == [.dead])
        #expect(try bench.task(id).snapshot.error == "The file is locked with a password.")
    }

    @Test func `arguments that do not fit the kind are dead letters`() throws {
        let bench = try TaskBench()
        let id = UUID.v7()
        try bench.pool.transaction { db in
            _ = try db.insertTask(
                NewTask(id: id, queue: "scoring", kind: "step", arguments: JSON(text: "{\"name\":7}")))
        }
        try bench.run()
        try bench.waitFor(.dead, id)
        #expect(try bench.task(id).snapshot.errorCode == "malformed_arguments")
    }

    @Test func `a kind no worker knows is tried again, for the worker that will`() throws {
        let bench = try TaskBench()
        let id = UUID.v7()
        try bench.pool.transaction { db in
            _ = try db.insertTask(NewTask(id: id, queue: "scoring", kind: "future", arguments: JSON(text: "{}")))
        }
        try bench.run()
        try bench.waitFor(.failed, id)
        #expect(try bench.task(id).snapshot.errorCode == "unknown_kind")
    }

    @Test func `Retry-After is never undercut`() throws {
        let bench = try TaskBench()
        let times = Mutex<[Date]>([])
        try bench.run { _, context in
            times.withLock { $0.append(Date()) }
            if context.attempt == 1 {
                throw TaskFailure.retryLater(
                    after: .milliseconds(400), code: "limited", "The source asks for patience.")
            }
        }
        let id = try bench.enqueue()
        try waitUntil("the failure is shown") { try bench.queue.board.status(id, orFrom: bench.pool)?.state == .failed }
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.retryAt != nil)
        try bench.waitFor(.succeeded, id)
        let seen = times.withLock { $0 }
        try #require(seen.count == 2)
        #expect(seen[1].timeIntervalSince(seen[0]) >= 0.4)
    }

    @Test func `Retry-After is capped, and garbage is harmless`() throws {
        var settings = TaskingSettings.quick
        settings.retryAfterCap = .seconds(100)
        let bench = try TaskBench(settings)
        try bench.run { step, _ in
            let delay: Duration = step.name == "long" ? .seconds(1_000_000_000) : .seconds(-5)
            throw TaskFailure.retryLater(after: delay, code: "limited", "Later.")
        }
        let long = try bench.enqueue(Step(name: "long"))
        let negative = try bench.enqueue(Step(name: "negative"))
        try bench.waitFor(.failed, long)
        #expect(try bench.task(long).snapshot.runAt < Date().addingTimeInterval(115))
        try bench.waitFor(.dead, negative)
    }

    @Test func `a task that is put off costs no attempt and leaves no trace`() throws {
        let bench = try TaskBench()
        let runs = Counter()
        try bench.run { _, context in
            runs.up()
            #expect(context.attempt == 1)
            // More often than it may be tried.
            guard runs.total > Step.policy.maxAttempts * 2 else {
                throw TaskFailure.postponed(for: .milliseconds(5), code: "suspended", "The source is left alone.")
            }
        }
        let id = try bench.enqueue()
        try waitUntil("its owner sees why") {
            try bench.queue.board.status(id, orFrom: bench.pool)?.errorCode == "suspended"
        }
        try bench.waitFor(.succeeded, id)
        #expect(try bench.task(id).snapshot.attempt == 1)
        #expect(try bench.attempts(id).isEmpty)
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `a thousand tasks that fail at once are spread over the whole wait`() throws {
        struct Flaky: TaskKind {
            static let kind = "flaky"
            static let queue = QueueName.documents
            static let policy = RetryPolicy(base: .seconds(3600), cap: .seconds(7200))
        }
        let bench = try TaskBench()
        let handler = TaskHandler(Flaky.self) { _, _ in throw TaskFailure.retry(code: "away", "It is away.") }
        let runner = Runner(
            pool: bench.pool, queue: bench.queue, registry: try TaskRegistry([handler]), threads: [.documents: 4],
            settings: bench.settings, logger: TaskBench.silent)
        try bench.pool.transaction { db in
            _ = try bench.queue.enqueue((0..<1000).map { _ in TaskDraft(Flaky()) }, on: db)
        }
        try runner.start()
        defer { runner.drain() }
        try bench.waitForAll(.failed)
        let waits: [Double] = try bench.pool.withConnection { db in
            try db.scalars("select extract(epoch from run_at - updated_at)::float8 from tasks")
        }
        var buckets = [Int](repeating: 0, count: 20)
        for wait in waits { buckets[min(19, Int(wait / 3600 * 20))] += 1 }
        #expect(waits.count == 1000 && buckets.allSatisfy { $0 <= 100 }, "at most twice the mean of 50: \(buckets)")
    }

    @Test func `a thousand tasks that fail together come back spread out`() {
        let policy = RetryPolicy(maxAttempts: 8, base: .seconds(4), cap: .seconds(60))
        var generator = SplitMix64(seed: 7)
        for (attempt, bound) in [(1, 4.0), (2, 8.0), (4, 32.0), (5, 60.0), (50, 60.0)] {
            var buckets = [Int](repeating: 0, count: 20)
            for _ in 0..<1000 {
                let delay = policy.backoff(afterAttempt: attempt, using: &generator)
                #expect((0...bound).contains(delay))
                buckets[min(19, Int(delay / bound * 20))] += 1
            }
            #expect(buckets.allSatisfy { $0 <= 100 }, "at most twice the mean of 50: \(buckets)")
        }
    }

    @Test func `an attempt that takes too long ends where it looks`() throws {
        struct Slow: TaskKind {
            static let kind = "slow"
            static let queue = QueueName.documents
            static let policy = RetryPolicy(maxAttempts: 1, timeout: .milliseconds(50))
        }
        let bench = try TaskBench()
        let handler = TaskHandler(Slow.self) { _, context in
            while true {
                usleep(5000)
                try context.checkCancelled()
            }
        }
        let runner = Runner(
            pool: bench.pool, queue: bench.queue, registry: try TaskRegistry([handler]), threads: [.documents: 1],
            settings: bench.settings, logger: TaskBench.silent)
        try runner.start()
        defer { runner.drain() }
        let id = try bench.pool.transaction { try bench.queue.enqueue(Slow(), on: $0).id }
        try bench.waitFor(.dead, id)
        #expect(try bench.task(id).snapshot.errorCode == "timeout")
    }

    @Test func `a transaction that loses against another is repeated`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let tries = Counter()
        try bench.handle { _, context in
            Completion { db in
                tries.up()
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), 'x')")
                if tries.total < 3 { throw PostgresError(.sqlState("40P01"), "deadlock detected") }
            }
        }
        let id = try bench.enqueue()
        try bench.waitFor(.succeeded, id)
        #expect(tries.total == 3)
        #expect(try bench.effects(of: id) == 1)
        #expect(try bench.task(id).snapshot.attempt == 1)
    }

    @Test func `a dead task starts over on request and keeps its history`() throws {
        let bench = try TaskBench()
        let mended = Latch()
        let isMended = Counter()
        try bench.run { _, _ in
            if isMended.total == 0 { throw TaskFailure.permanent(code: "broken", "It is broken.") }
        }
        let id = try bench.enqueue()
        try bench.waitFor(.dead, id)
        isMended.up()
        mended.open()
        #expect(try bench.pool.transaction { try bench.queue.restart(id, on: $0) })
        try bench.waitFor(.succeeded, id)
        #expect(try bench.attempts(id).map(\.outcome) == [.dead])
        #expect(try bench.pool.transaction { try bench.queue.restart(id, on: $0) } == false)
    }
}
