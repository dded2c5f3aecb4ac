import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Tasking

struct ChainTests {
    /// Each step leaves its effect and, until `length`, the next step.
    private func run(_ bench: TaskBench, length: Int, _ work: @escaping @Sendable (TaskContext) throws -> Void) throws {
        let queue = bench.queue
        try bench.handle { step, context in
            try work(context)
            let number = Int(step.name) ?? 0
            return Completion { db in
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), \(step.name))")
                guard number < length else { return }
                try queue.enqueue(TaskDraft(Step(name: "\(number + 1)"), follows: context.id), on: db)
            }
        }
    }

    private func live(_ bench: TaskBench) throws -> Int {
        try bench.pool.withConnection { db in
            try db.scalar("select count(*) from tasks where state in ('queued', 'running', 'failed')") ?? -1
        }
    }

    @Test func `each step of a chain is stored with the next, once`() throws {
        let bench = try TaskBench()
        let failed = Counter()
        try run(bench, length: 5) { context in
            // A step that fails once is no fork.
            if context.attempt == 1, failed.total < 2 {
                failed.up()
                throw TaskFailure.retry(code: "busy", "Again.")
            }
        }
        let first = try bench.enqueue(Step(name: "1"))
        try waitUntil("the chain is over") { try bench.effectCounts() == [1: 5] }
        try bench.waitForAll(.succeeded)
        let notes: [String] = try bench.pool.withConnection { try $0.scalars("select note from effects order by note") }
        #expect(notes == ["1", "2", "3", "4", "5"])
        #expect(try bench.effects(of: first) == 1)
    }

    @Test func `a step that fails for good ends the chain`() throws {
        let bench = try TaskBench()
        try run(bench, length: 5) { context in
            if try context.read({ try $0.scalar("select count(*) from tasks") ?? 0 }) == 3 {
                throw TaskFailure.permanent(code: "broken", "It is broken.")
            }
        }
        _ = try bench.enqueue(Step(name: "1"))
        try waitUntil("the third is dead") {
            try bench.pool.withConnection { try $0.scalar("select count(*) from tasks where state = 'dead'") == 1 }
        }
        #expect(try bench.effectCounts() == [1: 2, 0: 1])
    }

    @Test func `cancelling a step that is over cancels what follows it`() throws {
        let bench = try TaskBench()
        let third = Latch()
        let hold = Latch()
        try run(bench, length: 9) { context in
            if try context.read({ try $0.scalar("select count(*) from tasks") ?? 0 }) == 3 {
                third.open()
                try hold.wait()
            }
        }
        let first = try bench.enqueue(Step(name: "1"))
        try third.wait()
        #expect(try bench.state(first) == .succeeded)
        #expect(try bench.pool.transaction { try bench.queue.cancel(first, ownedBy: nil, on: $0) })
        hold.open()
        try waitUntil("the worker is done with it") { try bench.held() == (0, 0, 0) }
        #expect(try bench.effectCounts() == [1: 2, 0: 1], "the third stored nothing and nothing follows it")
        #expect(try bench.state(first) == .succeeded)
    }

    @Test func `a chain that runs on while it is cancelled does not get away`() throws {
        let bench = try TaskBench()
        try run(bench, length: .max) { _ in }
        for _ in 0..<25 {
            let first = try bench.enqueue(Step(name: "1"))
            try waitUntil("it runs") { try bench.effects(of: first) == 1 }
            #expect(try bench.pool.transaction { try bench.queue.cancel(first, ownedBy: nil, on: $0) })
            #expect(try live(bench) == 0)
        }
    }

    @Test func `a whole tree is cancelled, whatever runs in it`() throws {
        let bench = try TaskBench()
        let hold = Latch()
        let running = Counter()
        // Root waits for two; one of them, when it is done, leaves a join of its own that waits for three.
        try bench.handle(threads: 3) { [queue = bench.queue] step, context in
            if step.name == "leaf" {
                running.up()
                try hold.wait()
            }
            return Completion { db in
                _ = try db.execute("insert into effects (task_id, note) values (\(context.id), \(step.name))")
                guard step.name == "branch" else { return }
                _ = try queue.enqueue(
                    TaskDraft(Step(name: "join"), follows: context.id),
                    after: (0..<3).map { _ in TaskDraft(Step(name: "leaf")) }, on: db)
            }
        }
        let other = try bench.pool.transaction { db in
            try bench.queue.enqueue(TaskDraft(Step(name: "other"), runAt: Date().addingTimeInterval(3600)), on: db).id
        }
        let root = try bench.pool.transaction { db in
            try bench.queue.enqueue(
                TaskDraft(Step(name: "root")),
                after: [
                    TaskDraft(Step(name: "branch")),
                    TaskDraft(Step(name: "later"), runAt: Date().addingTimeInterval(3600)),
                ], on: db)
        }
        try waitUntil("the leaves run") { running.now == 3 }
        #expect(try bench.pool.transaction { try bench.queue.cancel(root, ownedBy: nil, on: $0) })
        #expect(try live(bench) == 1)
        #expect(try bench.state(root) == .cancelled && bench.state(other) == .queued)
        hold.open()
        try waitUntil("the worker is done with them") { try bench.held() == (0, 0, 0) }
        let notes: [String] = try bench.pool.withConnection { try $0.scalars("select note from effects") }
        #expect(notes == ["branch"])
        #expect(try live(bench) == 1)
    }

    /// A join that waits for `count`, cancelled whole.
    private func cancelledJoin(_ bench: TaskBench, of count: Int) throws -> (parent: UUID, children: [UUID]) {
        let parent = try bench.pool.transaction { db in
            try bench.queue.enqueue(
                TaskDraft(Step(name: "join")), after: (0..<count).map { _ in TaskDraft(Step(name: "child")) }, on: db)
        }
        let children = try bench.pool.withConnection { try $0.childTasks(of: parent, limit: count) }.map(\.id)
        #expect(try bench.pool.transaction { try bench.queue.cancel(parent, ownedBy: nil, on: $0) })
        return (parent, children)
    }

    private func restart(_ bench: TaskBench, _ ids: [UUID]) throws -> Int {
        try bench.pool.transaction { try bench.queue.restart(ids, on: $0) }
    }

    @Test func `a join that starts over alone waits for nobody`() throws {
        let bench = try TaskBench()
        let (parent, children) = try cancelledJoin(bench, of: 3)
        #expect(try restart(bench, [parent]) == 1)
        try bench.run()
        try bench.waitFor(.succeeded, parent)
        // Theirs is another story then.
        #expect(try restart(bench, children) == 3)
        for id in children { try bench.waitFor(.succeeded, id) }
        #expect(try bench.task(parent).snapshot.attempt == 1)
    }

    @Test func `a join starts over with its children, in one batch or in several, and waits for them`() throws {
        for batch in [4, 3, 2, 1] {
            let bench = try TaskBench()
            let (parent, children) = try cancelledJoin(bench, of: 3)
            // As a walk over all that were cancelled comes by them.
            var rest = try ([parent] + children).sorted { $0.text > $1.text }[...]
            while !rest.isEmpty {
                #expect(try restart(bench, Array(rest.prefix(batch))) == min(batch, rest.count))
                rest = rest.dropFirst(batch)
            }
            #expect(try bench.task(parent).childrenLeft == 3)
            try bench.handle { step, context in TaskBench.effect(of: context, step.name) }
            try bench.waitFor(.succeeded, parent)
            let notes: [String] = try bench.pool.withConnection {
                try $0.scalars("select note from effects order by ctid")
            }
            #expect(notes == ["child", "child", "child", "join"])
        }
    }

    @Test func `a join waits for the children that are live when it starts over, or come to be`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let (parent, children) = try cancelledJoin(bench, of: 3)
        #expect(try restart(bench, [children[0]]) == 1)
        #expect(try bench.task(parent).snapshot.state == .cancelled)
        #expect(try restart(bench, [parent]) == 1)
        #expect(try bench.task(parent).childrenLeft == 1)
        #expect(try restart(bench, [children[1]]) == 1)
        #expect(try bench.task(parent).childrenLeft == 2)
        #expect(try bench.queue.board.status(parent, orFrom: bench.pool)?.state == .queued)
        try bench.run()
        try bench.waitFor(.succeeded, parent)
        #expect(try bench.state(children[2]) == .cancelled)
        #expect(try bench.effectCounts() == [1: 3, 0: 1])
    }

    @Test func `a join comes back from the history with its children`() throws {
        let bench = try TaskBench()
        let (parent, children) = try cancelledJoin(bench, of: 2)
        try bench.pool.withConnection { db in
            try db.execute("update tasks set finished_at = now() - interval '2 days', id = id")
            // Its id says that it is new; the walk is by ids.
            try db.execute(
                """
                with gone as (delete from tasks returning *)
                insert into tasks_history select id, queue, kind, arguments, user_id, subject_id, priority, state, attempt,
                    max_attempts, crashes, alone, worker_id, run_at, unique_key, parent_id, children_left, progress, result,
                    error_code, error, revision, created_at, updated_at, started_at, now() from gone
                """)
        }
        #expect(try restart(bench, children + [parent]) == 3)
        #expect(try bench.task(parent).childrenLeft == 2)
        try bench.run()
        try bench.waitFor(.succeeded, parent)
        #expect(try bench.effectCounts() == [1: 3])
    }

    @Test func `a join whose last child was not counted goes ahead all the same`() throws {
        let bench = try TaskBench()
        let parent = try bench.pool.transaction { db in
            try bench.queue.enqueue(
                TaskDraft(Step(name: "join")), after: (0..<2).map { _ in TaskDraft(Step(name: "child")) }, on: db)
        }
        try bench.pool.withConnection {
            _ = try $0.execute("update tasks set children_left = children_left + 1 where id = \(parent)")
        }
        try bench.run()
        try bench.waitFor(.succeeded, parent)
        #expect(try bench.effectCounts() == [1: 3])
    }
}
