import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct CrewTests {
    private func threads(_ bench: TaskBench) throws -> Int {
        let workers = try bench.pool.withConnection { try $0.workers(deadAfter: 60) }
        return workers.first { $0.stoppedAt == nil }?.threads["scoring"] ?? 0
    }

    private func elastic(
        _ bench: TaskBench, _ threads: ClosedRange<Int>, _ work: @escaping @Sendable (Step, TaskContext) throws -> Void
    ) throws -> Runner {
        let handler = TaskHandler(Step.self) { step, context in
            try work(step, context)
            return TaskBench.effect(of: context, step.name)
        }
        let runner = Runner(
            pool: bench.pool, queue: bench.queue, registry: try TaskRegistry([handler]), threads: [.scoring: threads],
            settings: bench.settings, logger: TaskBench.silent)
        try runner.start()
        return runner
    }

    @Test func `threads come while tasks wait and go when it is quiet`() throws {
        let bench = try TaskBench()
        let running = Counter()
        let hold = Latch()
        let runner = try elastic(bench, 1...4) { _, _ in
            running.up()
            defer { running.down() }
            try hold.wait()
        }
        defer { runner.drain() }
        #expect(try threads(bench) == 1)
        _ = try bench.enqueue(count: 12)
        try waitUntil("all threads that may be are there") { running.now == 4 }
        #expect(try threads(bench) == 4, "the row knew them before they took anything")
        // Eight still wait; there are no more threads than are allowed.
        usleep(200_000)
        #expect(running.highest == 4)
        #expect(try threads(bench) == 4)
        hold.open()
        try bench.waitForAll(.succeeded)
        try waitUntil("the threads that nothing waits for are gone") { try threads(bench) == 1 }
        #expect(try bench.effectCounts() == [1: 12])
        #expect(running.highest == 4)
        // The one that is left works, and more come again.
        _ = try bench.enqueue(count: 30)
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 42])
        try waitUntil("nothing is in hand") { try bench.held() == (0, 0, 0) }
    }

    @Test func `a drain while threads come and go loses nothing`() throws {
        let bench = try TaskBench()
        let running = Counter()
        _ = try bench.enqueue(count: 300)
        for _ in 0..<3 {
            let runner = try elastic(bench, 1...4) { _, _ in
                running.up()
                defer { running.down() }
                usleep(15_000)
            }
            try waitUntil("it grows, or all is done") {
                try running.now >= 3 || bench.held().members == 0
            }
            runner.drain()
            #expect(running.now == 0)
            #expect(try bench.held().processing == 0, "no list is left behind")
        }
        let last = try elastic(bench, 1...4) { _, _ in }
        defer { last.drain() }
        try bench.waitForAll(.succeeded)
        #expect(try bench.effectCounts() == [1: 300])
        let attempts: Int? = try bench.pool.withConnection { try $0.scalar("select count(*) from task_attempts") }
        #expect(attempts == 0)
    }

    @Test func `a paused queue gets no threads`() throws {
        let bench = try TaskBench()
        try bench.pool.withConnection { try $0.pauseQueue("scoring", by: nil) }
        let runner = try elastic(bench, 1...4) { _, _ in }
        defer { runner.drain() }
        _ = try bench.enqueue(count: 10)
        usleep(300_000)
        #expect(try threads(bench) == 1)
        try bench.pool.withConnection { try $0.resumeQueue("scoring") }
        try bench.waitForAll(.succeeded)
    }

    // MARK: - The decision

    private let start = ContinuousClock.now

    @Test func `what waits doubles the threads up to the bound, and no more than it needs`() {
        var scale = ThreadScale(bounds: 2...10, shrinkAfter: .seconds(30))
        #expect((1...4).map { scale.decide(waiting: 50, now: start + .seconds($0)) } == [4, 8, 10, 10])
        var small = ThreadScale(bounds: 2...10, shrinkAfter: .seconds(30))
        #expect(small.decide(waiting: 1, now: start) == 3)
        var none = ThreadScale(bounds: 0...3, shrinkAfter: .seconds(30))
        #expect(none.target == 0)
        #expect(none.decide(waiting: 5, now: start) == 1)
    }

    @Test func `one thread goes in each quiet while, and a task that waits starts the while anew`() {
        var scale = ThreadScale(bounds: 1...4, shrinkAfter: .seconds(30))
        for second in 0..<2 { _ = scale.decide(waiting: 9, now: start + .seconds(second)) }
        #expect(scale.target == 4)
        for second in 2..<32 { #expect(scale.decide(waiting: 0, now: start + .seconds(second)) == 4) }
        #expect(scale.decide(waiting: 0, now: start + .seconds(32)) == 3)
        #expect(scale.decide(waiting: 0, now: start + .seconds(61)) == 3)
        _ = scale.decide(waiting: 1, now: start + .seconds(61))
        #expect(scale.target == 4)
        #expect(scale.decide(waiting: 0, now: start + .seconds(62)) == 4)
        #expect(scale.decide(waiting: 0, now: start + .seconds(91)) == 4)
        for second in 92..<400 { _ = scale.decide(waiting: 0, now: start + .seconds(second)) }
        #expect(scale.target == 1)
    }

    @Test func `whatever waits, the bounds hold`() {
        var generator = SplitMix64(seed: 51)
        for _ in 0..<100 {
            let lower = Int.random(in: 0...5, using: &generator)
            let bounds = lower...(lower + Int.random(in: 0...10, using: &generator))
            var scale = ThreadScale(bounds: bounds, shrinkAfter: .seconds(2))
            for second in 0..<200 {
                let waiting = Bool.random(using: &generator) ? Int.random(in: 0...100, using: &generator) : 0
                #expect(bounds.contains(scale.decide(waiting: waiting, now: start + .seconds(second))))
            }
        }
    }
}
