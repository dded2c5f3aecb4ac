import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct CancelTests {
    @Test func `a queued task is cancelled at once`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        #expect(try bench.pool.transaction { try bench.queue.cancel(id, ownedBy: nil, on: $0) })
        #expect(try bench.state(id) == .cancelled)
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.state == .cancelled)
        try bench.run()
        try waitUntil("its entry is dropped") { try bench.held() == (0, 0, 0) }
        #expect(try bench.effects(of: id) == 0)
        #expect(try bench.pool.transaction { try bench.queue.cancel(id, ownedBy: nil, on: $0) } == false)
    }

    @Test func `a running task is told and can store nothing`() throws {
        let bench = try TaskBench()
        let begun = Latch()
        let told = Latch()
        try bench.run { step, context in
            begun.open()
            try waitUntil("it is told") {
                do {
                    try context.checkCancelled()
                    return false
                } catch {
                    return true
                }
            }
            told.open()
            // Even one that does not listen stores nothing: it returns its completion all the same.
        }
        let id = try bench.enqueue()
        try begun.wait()
        try bench.pool.transaction { _ = try bench.queue.cancel(id, ownedBy: nil, on: $0) }
        #expect(try bench.state(id) == .cancelled)
        try told.wait()
        let next = try bench.enqueue()
        let gate = try bench.pool.transaction { try bench.queue.cancel(next, ownedBy: nil, on: $0) }
        #expect(gate)
        try waitUntil("the worker is done with it") { try bench.held() == (0, 0, 0) }
        #expect(try bench.effects(of: id) == 0)
        #expect(try bench.attempts(id).map(\.outcome) == [.cancelled])
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.state == .cancelled)
    }

    @Test func `nobody cancels another's task`() throws {
        let bench = try TaskBench()
        let (owner, other) = (try bench.user(), try bench.user())
        let id = try bench.enqueue(user: owner)
        #expect(try bench.pool.transaction { try bench.queue.cancel(id, ownedBy: other, on: $0) } == false)
        #expect(try bench.state(id) == .queued)
        #expect(try bench.pool.withConnection { try $0.taskSnapshot(id, ownedBy: other) } == nil)
        #expect(try bench.pool.transaction { try bench.queue.cancel(id, ownedBy: owner, on: $0) })
    }

    @Test func `cancelling a parent cancels what it waits for`() throws {
        let bench = try TaskBench()
        let parent = try bench.pool.transaction { db in
            try bench.queue.enqueue(TaskDraft(Step()), after: (0..<3).map { TaskDraft(Step(name: "\($0)")) }, on: db)
        }
        try bench.pool.transaction { _ = try bench.queue.cancel(parent, ownedBy: nil, on: $0) }
        try bench.waitForAll(.cancelled)
        #expect(try bench.task(parent).snapshot.state == .cancelled)
    }
}
