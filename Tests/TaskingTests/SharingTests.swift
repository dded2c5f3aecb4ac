import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@testable import Tasking

/// Threads that share claims and commits.
struct SharingTests {
    /// Leaves an effect whose note is the transaction it was stored in.
    private func stored(_ context: TaskContext, after seconds: Double = 0) -> Completion {
        let id = context.id
        return Completion { db in
            _ = try db.execute(
                """
                insert into effects (task_id, note) select \(id), pg_current_xact_id()::text from pg_sleep(\(seconds))
                """)
        }
    }

    private func transactions(_ bench: TaskBench) throws -> Int {
        try bench.pool.withConnection { try $0.value("select count(distinct note) from effects") }
    }

    @Test func `quick effects share transactions`() throws {
        var settings = TaskingSettings.quick
        settings.shareBelow = .seconds(1)
        let bench = try TaskBench(settings)
        _ = try bench.enqueue(count: 300)
        try bench.handle(threads: 6) { _, context in stored(context) }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 300])
        #expect(try transactions(bench) < 300)
    }

    @Test func `quick tasks are claimed in advance, so that more of them share a transaction than there are threads`()
        throws
    {
        var settings = TaskingSettings.quick
        settings.shareBelow = .seconds(1)
        let bench = try TaskBench(settings)
        _ = try bench.enqueue(count: 600)
        try bench.handle(threads: 2) { _, context in stored(context) }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 600])
        #expect(try transactions(bench) < 250, "two threads alone make three hundred")
    }

    @Test func `what was claimed in advance and not begun goes back at once without costing an attempt`() throws {
        let bench = try TaskBench()
        let hold = Latch()
        _ = try bench.enqueue(count: 100, name: "quick")
        let slow = try bench.enqueue(count: 100, name: "slow")
        let runner = try bench.run(threads: 2) { step, _ in
            if step.name.hasPrefix("slow") { try hold.wait() }
        }
        try waitUntil("threads are held up") {
            try bench.pool.withConnection { try $0.scalar("select count(*) from tasks where state = 'queued'") ?? 0 }
                < 100
        }
        let drained = try WorkerThread(name: "drain") { runner.drain() }
        hold.open()
        drained.join()
        #expect(
            try bench.pool.withConnection { try $0.scalar("select count(*) from tasks where state = 'running'") } == 0)
        let attempts = try slow.map { try bench.attempts($0).filter { $0.outcome != .released }.count }
        #expect(attempts.allSatisfy { $0 == 0 })
        try bench.run(threads: 2)
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 200])
    }

    @Test func `slow effects have a transaction each`() throws {
        let bench = try TaskBench()
        _ = try bench.enqueue(count: 24)
        try bench.handle(threads: 4) { _, context in stored(context, after: 0.01) }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 24])
        #expect(try transactions(bench) == 24)
    }

    @Test func `an effect that fails undoes itself alone`() throws {
        var settings = TaskingSettings.quick
        settings.shareBelow = .seconds(1)
        let bench = try TaskBench(settings)
        try bench.pool.withConnection { try $0.script("create unique index on effects (note) where note = 'taken'") }
        let good = try bench.enqueue(count: 90, name: "good")
        let refused = try bench.enqueue(count: 10, name: "refused")
        let taken = try bench.enqueue(count: 10, name: "taken")
        try bench.handle(threads: 6) { step, context in
            Completion { db in
                let note = step.name.hasPrefix("taken") ? "taken" : step.name
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), \(note))")
                if step.name.hasPrefix("refused") { throw TaskFailure.permanent(code: "no", "It cannot be done.") }
            }
        }
        try waitUntil("all are over", timeout: .seconds(30)) {
            try bench.pool.withConnection { db in
                try db.scalar("select count(*) from tasks where state in ('queued', 'running', 'failed')") == 0
            }
        }
        for id in good { #expect(try bench.state(id) == .succeeded) }
        for id in refused {
            #expect(try bench.state(id) == .dead)
            #expect(try bench.attempts(id).count == 1)
        }
        #expect(try taken.filter { try bench.state($0) == .succeeded }.count == 1)
        for id in try taken.filter({ try bench.state($0) == .dead }) { #expect(try bench.attempts(id).count == 4) }
        #expect(try bench.effectCounts() == [1: 91, 0: 19])
    }

    @Test func `one whose lease is lost stores nothing and takes nobody along`() throws {
        var settings = TaskingSettings.withoutUpkeep
        settings.shareBelow = .seconds(1)
        let bench = try TaskBench(settings)
        let pool = bench.database.pool(size: 4)
        let kept = try bench.enqueue(count: 60, name: "kept")
        let stolen = try bench.enqueue(count: 6, name: "stolen")
        try bench.run(threads: 6) { step, context in
            guard step.name.hasPrefix("stolen") else { return }
            try pool.withConnection { db in
                _ = try db.execute("update tasks set lease = gen_random_uuid() where id = \(context.id)")
            }
        }
        for id in kept { try bench.waitFor(.succeeded, id) }
        try waitUntil("all are taken") { try bench.held() == (0, 0, 0) }
        for id in stolen { #expect(try bench.state(id) == .running) }
        #expect(try bench.effectCounts() == [1: 60, 0: 6])
        pool.close()
    }

    @Test func `a slow task keeps no other waiting`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let hold = Latch()
        let slow = try bench.enqueue(Step(name: "slow"))
        let others = try bench.enqueue(count: 40, name: "quick")
        try bench.run(threads: 2) { step, _ in
            if step.name == "slow" { try hold.wait() }
        }
        for id in others { try bench.waitFor(.succeeded, id) }
        #expect(try bench.state(slow) == .running)
        hold.open()
        try bench.waitFor(.succeeded, slow)
    }
}
