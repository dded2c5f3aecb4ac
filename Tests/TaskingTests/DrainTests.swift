import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct DrainTests {
    @Test func `what runs is finished and nothing new is begun`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let begun = Counter()
        let hold = Latch()
        let runner = try bench.run(threads: 2) { _, _ in
            begun.up()
            try hold.wait()
        }
        _ = try bench.enqueue(count: 10)
        try waitUntil("two run") { begun.total == 2 }
        let drained = Latch()
        let thread = try WorkerThread(name: "drain") {
            runner.drain()
            drained.open()
        }
        // It stops taking at once; the two that run hold the drain until they are let go.
        usleep(100_000)
        hold.open()
        try drained.wait()
        thread.join()
        #expect(begun.total == 2)
        #expect(try bench.effectCounts() == [1: 2, 0: 8])
        #expect(try bench.held() == (8, 8, 0))
        let stopped = try bench.pool.withConnection { try $0.workers(deadAfter: 60) }
        #expect(stopped.map(\.isAlive) == [false] && stopped[0].stoppedAt != nil)
    }

    @Test func `with tasks without end, none is begun after the word to stop`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let begun = Counter()
        let hold = Latch()
        let runner = try bench.run(threads: 4) { step, _ in
            begun.up()
            // One is long, so that the worker is still there to be looked at.
            if step.name == "step 0" { try hold.wait() }
        }
        _ = try bench.enqueue(count: 5000)
        try waitUntil("they run") { begun.total > 20 }
        let thread = try WorkerThread(name: "drain") { runner.drain() }
        usleep(300_000)
        let soon = begun.total
        usleep(300_000)
        #expect(begun.total == soon && soon < 5000)
        hold.open()
        thread.join()
        #expect(begun.total == soon)
        #expect(try bench.effectCounts() == [1: soon, 0: 5000 - soon])
        #expect(try bench.held() == (5000 - soon, 5000 - soon, 0))
    }

    @Test func `a drain has a reserve for giving back, however short it is`() {
        var settings = TaskingSettings()
        #expect(settings.drainWork == .seconds(27), "so that the process is gone after thirty")
        #expect(settings.drainReserve >= settings.drainGrace * 2)
        settings.drain = .seconds(1)
        #expect(settings.drainWork == .milliseconds(900))
        settings.drain = .zero
        #expect(settings.drainWork == .zero)
    }

    @Test func `what does not finish in time goes back without costing an attempt`() throws {
        var settings = TaskingSettings.withoutUpkeep
        settings.drain = .milliseconds(100)
        let bench = try TaskBench(settings)
        let hold = Latch()
        let begun = Counter()
        let runner = try bench.run(threads: 1) { _, _ in
            begun.up()
            if begun.total == 1 { try hold.wait() }
        }
        let id = try bench.enqueue()
        try waitUntil("it runs") { begun.total == 1 }
        runner.drain()
        let released = try bench.task(id)
        #expect(released.snapshot.state == .queued)
        #expect(released.snapshot.attempt == 0)
        #expect(!released.alone, "it is suspected of nothing")
        #expect(try bench.attempts(id).map(\.outcome) == [.released])
        #expect(try bench.held() == (1, 1, 0))
        // The thread that was left behind comes to its end and is fenced off; another worker does the work.
        try bench.run(threads: 1)
        try bench.waitFor(.succeeded, id)
        hold.open()
        try waitUntil("the first is done") { try bench.held() == (0, 0, 0) }
        usleep(50_000)
        #expect(try bench.effects(of: id) == 1)
        #expect(try bench.task(id).snapshot.attempt == 1)
    }
}
