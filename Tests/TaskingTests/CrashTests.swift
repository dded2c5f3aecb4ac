import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct CrashTests {
    @Test func `a dead worker's task is taken back without costing an attempt`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        _ = try bench.claimAsDead(id)
        try bench.run()
        try bench.waitFor(.succeeded, id)
        let task = try bench.task(id)
        #expect(task.snapshot.attempt == 1)
        #expect(!task.alone, "once may be another's doing")
        #expect(task.crashes == 0, "it did not run alone when it crashed")
        #expect(try bench.attempts(id).map(\.outcome) == [.crashed])
        #expect(try bench.effects(of: id) == 1)
    }

    @Test func `after an outage those who live have the time to say so`() throws {
        var settings = TaskingSettings.quick
        settings.deadAfter = .seconds(3)
        let bench = try TaskBench(settings)
        let (other, id) = (UUID.v7(), try bench.enqueue())
        func beat() throws {
            try bench.pool.withConnection { try $0.heartbeat(worker: other, host: "there", processID: 1, threads: [:]) }
        }
        try waitUntil("the server is old enough") {
            try bench.pool.withConnection {
                try $0.value("select pg_postmaster_start_time() < now() - interval '3 seconds'", as: Bool.self)
            }
        }
        // It could not reach PostgreSQL for long, and works all the same.
        try beat()
        try bench.pool.withConnection { db in
            _ = try db.claimTasks([id], worker: other, alone: false)
            _ = try db.execute("update workers set heartbeat_at = now() - interval '1 hour'")
        }
        try bench.run()
        func ticks() throws -> String {
            try bench.pool.withConnection {
                try $0.value("select ran_at::text from maintenance_ticks where name = 'reclaim'")
            }
        }
        for _ in 0..<2 {
            // The second tick comes after all that the first one brought.
            let before = try ticks()
            try waitUntil("somebody has looked for tasks of the dead") { try ticks() != before }
        }
        let start = ContinuousClock.now
        try waitUntil("it has looked for as long as it may need", timeout: .seconds(20)) {
            try beat()
            return ContinuousClock.now - start > settings.deadAfter
        }
        #expect(try bench.state(id) == .running && bench.attempts(id).isEmpty)
        try bench.waitFor(.succeeded, id)
        #expect(try bench.attempts(id).map(\.outcome) == [.crashed], "by then it is silent for good")
    }

    @Test func `only who has reached PostgreSQL without a gap looks for the dead`() {
        var reach = Reach()
        let start = ContinuousClock.now
        func isSteady(_ second: Int) -> Bool {
            reach.isSteady(at: start + .seconds(second), for: .seconds(10), gap: .seconds(8))
        }
        #expect(!isSteady(0))
        for second in 0...10 { reach.note(start + .seconds(second), gap: .seconds(8)) }
        #expect(isSteady(10) && isSteady(18) && !isSteady(19), "silent for too long itself")
        reach.note(start + .seconds(60), gap: .seconds(8))
        #expect(!isSteady(60) && !isSteady(69))
        for second in 61...70 { reach.note(start + .seconds(second), gap: .seconds(8)) }
        #expect(isSteady(70))
        let product = TaskingSettings()
        // Promises: a death is noticed within 30 s; whoever lives has the time to say so.
        #expect(product.deadAfter + product.upkeep + product.heartbeat <= .seconds(30))
        #expect(product.steady >= product.heartbeat + product.pulse)
        #expect(product.steadyGap + product.heartbeat < product.deadAfter)
    }

    @Test func `a live worker's long task is left to it`() throws {
        let bench = try TaskBench()
        let hold = Latch()
        let runs = Counter()
        try bench.run { _, _ in
            runs.up()
            try hold.wait()
        }
        let id = try bench.enqueue()
        try waitUntil("it runs") { runs.total == 1 }
        let start = ContinuousClock.now
        // Far longer than a worker may be silent.
        try waitUntil("three times the time of a dead worker") {
            ContinuousClock.now - start > bench.settings.deadAfter * 3
        }
        hold.open()
        try bench.waitFor(.succeeded, id)
        #expect(runs.total == 1)
        #expect(try bench.attempts(id).isEmpty)
    }

    @Test func `after its second crash a task runs with nothing else in its process`() throws {
        let bench = try TaskBench()
        let crashed = Set(try bench.enqueue(count: 3))
        for id in crashed { try bench.crashTwice(id) }
        for id in crashed { #expect(try bench.task(id).alone) }
        let inside = Counter()
        let company = Mutex<[Int]>([])
        try bench.run(threads: 4) { _, context in
            inside.up()
            defer { inside.down() }
            for _ in 0..<10 {
                if crashed.contains(context.id) { company.withLock { $0.append(inside.now) } }
                usleep(1000)
            }
        }
        for _ in 0..<10 { _ = try bench.enqueue(count: 10) }
        try bench.waitForAll(.succeeded)
        #expect(company.withLock { $0 } == [Int](repeating: 1, count: 30))
        #expect(inside.highest > 1, "the others ran side by side")
        #expect(try bench.effectCounts() == [1: 103])
    }

    @Test func `a task that crashes three times alone is dead, and its neighbours never count`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let poison = try bench.enqueue()
        let reclaim = {
            try bench.pool.withConnection { try $0.reclaimTasks(deadAfter: 0.01, maxCrashes: 3, limit: 100) }
        }
        // Beside others: as often as it likes.
        for _ in 0..<5 {
            _ = try bench.pool.withConnection { db in
                try db.execute("update tasks set alone = false where id = \(poison)")
            }
            _ = try bench.claimAsDead(poison)
            #expect(try reclaim().map(\.snapshot.state) == [.queued])
        }
        #expect(try bench.task(poison).crashes == 0)
        for crash in 1...3 {
            _ = try bench.claimAsDead(poison, alone: true)
            #expect(try reclaim().map(\.snapshot.state) == [crash == 3 ? .dead : .queued])
            #expect(try bench.task(poison).crashes == crash)
        }
        let task = try bench.task(poison)
        #expect(task.snapshot.errorCode == "crashed")
        #expect(try bench.attempts(poison).count == 8)
        #expect(try bench.attempts(poison).last?.outcome == .dead)
    }

    @Test func `a long task that was beside two crashes holds its neighbours up for a moment only`() throws {
        var settings = TaskingSettings.quick
        settings.alonePatience = .milliseconds(50)
        let bench = try TaskBench(settings)
        let (hold, begun) = (Latch(), Counter())
        let long = try bench.enqueue(Step(name: "long"))
        try bench.crashTwice(long)
        try bench.run(threads: 3) { step, _ in
            guard step.name == "long" else { return }
            begun.up()
            try hold.wait()
        }
        try waitUntil("it runs") { begun.total == 1 }
        let others = try bench.enqueue(count: 50)
        try waitUntil("all the others are done, while it runs") {
            try others.allSatisfy { try bench.state($0) == .succeeded }
        }
        #expect(try bench.state(long) == .running)
        #expect(try !bench.task(long).alone, "its crash would prove nothing any more")
        hold.open()
        try bench.waitFor(.succeeded, long)
        #expect(try bench.effectCounts() == [1: 51])
        // The gate counts right: the next one that is to be alone finds its quiet moment.
        let next = try bench.enqueue()
        try bench.waitFor(.succeeded, next)
    }

    @Test func `poison that takes its time is alone for longer after each crash, until it is found`() throws {
        let settings = TaskingSettings()
        let patience = (0...6).map { settings.patience(afterCrashes: $0) / settings.alonePatience }
        #expect(patience == [1, 1, 1, 2, 4, 8, 16])
        let bench = try TaskBench(.withoutUpkeep)
        let poison = try bench.enqueue()
        let reclaim = {
            try bench.pool.withConnection { try $0.reclaimTasks(deadAfter: 0.01, maxCrashes: 3, limit: 100) }
        }
        try bench.crashTwice(poison)
        // Twice it crashes when others are there again; that does not count.
        for _ in 0..<2 {
            let task = try bench.claimAsDead(poison, alone: true)
            try bench.pool.withConnection { try $0.endIsolation(of: poison, lease: task.lease) }
            #expect(try reclaim().map(\.snapshot.state) == [.queued])
            let found = try bench.task(poison)
            #expect(found.crashes == 0 && found.alone)
        }
        #expect(try bench.pool.withConnection { try $0.crashCount(of: poison) } == 4)
        for crash in 1...3 {
            _ = try bench.claimAsDead(poison, alone: true)
            #expect(try reclaim().map(\.snapshot.state) == [crash == 3 ? .dead : .queued])
        }
    }

    @Test func `a task that finds no quiet moment is put off and the others go on`() throws {
        var settings = TaskingSettings.quick
        settings.aloneWait = .milliseconds(50)
        let bench = try TaskBench(settings)
        let hold = Latch()
        let id = try bench.enqueue(Step(name: "crashed"))
        try bench.run(threads: 3) { step, _ in
            if step.name == "long" { try hold.wait() }
        }
        try bench.waitFor(.succeeded, id)
        let long = try bench.enqueue(Step(name: "long"))
        try bench.waitFor(.running, long)
        // Claimed before the worker could.
        let late = UUID.v7()
        try bench.pool.transaction { db in
            _ = try db.insertTask(
                NewTask(id: late, queue: "scoring", kind: "step", arguments: JSON(text: "{\"name\":\"late\"}")))
            _ = try db.execute("update tasks set alone = true where id = \(late)")
        }
        try waitUntil("it was put off twice") { try bench.task(late).snapshot.revision >= 3 }
        #expect(try bench.state(late) == .queued)
        let other = try bench.enqueue(Step(name: "other"))
        try bench.waitFor(.succeeded, other)
        hold.open()
        try bench.waitFor(.succeeded, late)
        #expect(try bench.task(late).snapshot.attempt == 1)
    }
}

struct GateTests {
    @Test func `one alone waits for those inside and keeps others out`() throws {
        let gate = Gate()
        #expect(gate.enter())
        let entered = Latch()
        let leave = Latch()
        let thread = try WorkerThread(name: "alone") {
            if gate.enterAlone(atMost: .seconds(10)) == .entered {
                entered.open()
                try? leave.wait()
                gate.leaveAlone()
            }
        }
        try waitUntil("the gate is closed") { !gate.waitOpen(atMost: .zero) }
        #expect(!gate.enter())
        #expect(gate.enterAlone(atMost: .seconds(10)) == .refused)
        gate.leave()
        try entered.wait()
        #expect(!gate.enter())
        leave.open()
        thread.join()
        #expect(gate.enter())
        #expect(gate.enterAlone(atMost: .milliseconds(10)) == .timedOut)
        #expect(gate.enter(), "it is open again")
        gate.leave(2)
        #expect(gate.enterAlone(atMost: .zero) == .entered)
        gate.admitCompany()
        #expect(gate.enter(), "beside the one that was alone")
        gate.leave()
        #expect(gate.enterAlone(atMost: .milliseconds(10)) == .timedOut, "that one is still inside")
        gate.leave()
        #expect(gate.enterAlone(atMost: .zero) == .entered)
        gate.leaveAlone()
        gate.shutDown()
        #expect(!gate.enter())
        #expect(gate.enterAlone(atMost: .seconds(10)) == .refused)
    }
}
