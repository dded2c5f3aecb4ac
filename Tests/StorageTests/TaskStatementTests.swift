import Base
import Foundation
import Model
import Postgres
import Storage
import Synchronization
import TestSupport
import Testing

struct TaskStatementTests {
    let database: TestDatabase
    let db: Connection

    init() throws {
        database = try TestServers.database()
        db = try database.connect()
    }

    private func insert(_ queue: String = "scoring", at second: Double = 0, maxAttempts: Int = 8) throws -> UUID {
        let id = UUID.v7(at: Date(timeIntervalSince1970: 1_790_000_000 + second))
        let task = NewTask(
            id: id, queue: queue, kind: "test", arguments: JSON(text: "{}"), maxAttempts: maxAttempts)
        return try #require(try db.insertTask(task)).id
    }

    private func claim(_ id: UUID, worker: UUID = .v7()) throws -> ClaimedTask {
        try #require(try db.claimTasks([id], worker: worker, alone: false).first)
    }

    @Test func `of many who want a task one gets it`() throws {
        let id = try insert()
        let winners = Mutex(0)
        let pool = database.pool(size: 8)
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "claim-\(number)") {
                let claimed = try? pool.withConnection { try $0.claimTasks([id], worker: .v7(), alone: false) }
                winners.withLock { $0 += claimed?.count ?? 0 }
            }
        }
        threads.forEach { $0.join() }
        pool.close()
        #expect(winners.withLock { $0 } == 1)
    }

    @Test func `a claim does not wait for the disk, a completion does`() throws {
        let id = try insert()
        try db.transaction { db in
            let task = try #require(try db.claimTasks([id], worker: .v7(), alone: false).first)
            #expect(try db.scalar("show synchronous_commit", as: String.self) == "off")
            #expect(task.snapshot.attempt == 1 && task.snapshot.state == .running)
        }
        #expect(try db.scalar("show synchronous_commit", as: String.self) == "on")
    }

    @Test func `only the latest lease may end a task`() throws {
        let id = try insert()
        let task = try claim(id)
        #expect(throws: LostLease.self) { try db.completeTask(id, lease: .v7(), result: nil, progress: nil) }
        #expect(throws: LostLease.self) { try db.failTask(id, lease: .v7(), code: "x", error: "x", retryAfter: 1) }
        #expect(throws: LostLease.self) { try db.checkpointTask(id, lease: .v7(), progress: nil) }
        let other = UUID.v7()
        #expect(try db.lostLeases(tasks: [id, other], leases: [task.lease, task.lease]) == [other])
        #expect(try db.lostLeases(tasks: [id], leases: [.v7()]) == [id])
        #expect(try db.completeTasks([TaskEnd(id: id, lease: .v7(), result: nil, progress: nil)]).isEmpty)
        #expect(try db.holdTasks([id], leases: [.v7()]).isEmpty)
        #expect(try db.holdTasks([id], leases: [task.lease]) == [id])
        let done = try db.completeTask(id, lease: task.lease, result: JSON(text: "{\"a\":1}"), progress: nil)
        #expect(done.snapshot.state == .succeeded && done.snapshot.finishedAt != nil && done.snapshot.progress == nil)
        #expect(throws: LostLease.self) { try db.completeTask(id, lease: task.lease, result: nil, progress: nil) }
        #expect(try db.task(id)?.result?.text == "{\"a\": 1}")
    }

    @Test func `every change of state moves the revision on`() throws {
        let id = try insert(maxAttempts: 1)
        var revisions = [try #require(try db.taskSnapshot(id)).revision]
        let task = try claim(id)
        revisions.append(task.snapshot.revision)
        revisions.append(
            try db.checkpointTask(id, lease: task.lease, progress: .init(done: 1, total: 2, stage: "s")).revision)
        let dead = try db.failTask(id, lease: task.lease, code: "c", error: "e", retryAfter: 1).snapshot
        #expect(dead.state == .dead, "its attempts are used up")
        revisions.append(dead.revision)
        revisions.append(try #require(try db.restartTasks([id]).first).snapshot.revision)
        revisions.append(try #require(try db.cancelTask(id, ownedBy: nil).first).snapshot.revision)
        #expect(revisions == [1, 2, 3, 4, 5, 6])
    }

    @Test func `a heartbeat protects, and its end by PostgreSQL's clock does not`() throws {
        let worker = UUID.v7()
        try db.heartbeat(worker: worker, host: "here", processID: 1, threads: ["scoring": 4])
        let id = try insert()
        _ = try claim(id, worker: worker)
        // The server of the tests is older than this, so only the heartbeat protects.
        try waitUntil("the server is old enough") {
            try db.value("select pg_postmaster_start_time() < now() - interval '2 seconds'", as: Bool.self)
        }
        try db.heartbeat(worker: worker, host: "here", processID: 1, threads: ["scoring": 4])
        #expect(try db.reclaimTasks(deadAfter: 2, maxCrashes: 3, limit: 10).isEmpty)
        try db.execute("update workers set heartbeat_at = now() - interval '3 seconds'")
        #expect(try db.reclaimTasks(deadAfter: 2, maxCrashes: 3, limit: 10).map(\.snapshot.id) == [id])
        try db.heartbeat(worker: worker, host: "here", processID: 1, threads: ["scoring": 4])
        let known = try db.workers(deadAfter: 60)
        #expect(known.map(\.threads) == [["scoring": 4]] && known[0].isAlive)
        try db.stopWorker(worker)
        #expect(try db.workers(deadAfter: 60).map(\.isAlive) == [false])
        #expect(try db.forgetWorkers(olderThan: 3600) == 0)
        #expect(try db.forgetWorkers(olderThan: -1) == 1)
    }

    @Test func `a server that has just started gives nobody up for dead`() throws {
        let id = try insert()
        _ = try claim(id)
        // No server of the tests is a year old, so nobody's silence of a year means anything.
        #expect(try db.reclaimTasks(deadAfter: 31_536_000, maxCrashes: 3, limit: 10).isEmpty)
    }

    @Test func `one caller in each interval does the upkeep`() throws {
        #expect(try db.takeTick("sweep", interval: 3600))
        #expect(try db.takeTick("sweep", interval: 3600) == false)
        #expect(try db.takeTick("reclaim", interval: 3600))
        try db.execute("update maintenance_ticks set ran_at = now() - interval '2 hours'")
        let pool = database.pool(size: 8)
        let winners = Mutex(0)
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "tick-\(number)") {
                if (try? pool.withConnection({ try $0.takeTick("sweep", interval: 3600) })) == true {
                    winners.withLock { $0 += 1 }
                }
            }
        }
        threads.forEach { $0.join() }
        pool.close()
        #expect(winners.withLock { $0 } == 1)
        // Who began before the tick was taken and looks after it does not take it again.
        try db.execute("update maintenance_ticks set ran_at = now() - interval '2 hours'")
        let other = try database.connect()
        try db.transaction { db in
            _ = try db.scalar("select now()", as: Date.self)
            #expect(try other.takeTick("sweep", interval: 3600))
            #expect(try db.takeTick("sweep", interval: 3600) == false)
        }
        try db.execute("update maintenance_ticks set ran_at = now() + interval '1 day'")
        #expect(try db.takeTick("sweep", interval: 1), "a clock that was set back stops nothing")
    }

    @Test func `a paused queue's tasks cannot be claimed`() throws {
        let id = try insert()
        try db.pauseQueue("scoring", by: nil)
        #expect(try db.claimTasks([id], worker: .v7(), alone: false).isEmpty)
        let standing = try #require(try db.taskStanding(id))
        #expect(standing.isPaused && standing.isDue && !standing.alone)
        #expect(try db.pausedQueues() == ["scoring"])
        try db.resumeQueue("scoring")
        #expect(try db.claimTasks([id], worker: .v7(), alone: false).count == 1)
    }

    @Test func `counts and lists for the operator`() throws {
        let queued = try insert(at: 1)
        let running = try insert(at: 2)
        let dead = try insert("documents", at: 3)
        _ = try claim(running)
        _ = try db.failTask(dead, lease: try claim(dead).lease, code: "c", error: "e", retryAfter: nil)
        let counts = try db.queueCounts()
        #expect(counts.map(\.queue) == ["documents", "scoring", "scoring"])
        #expect(counts.map(\.state) == [.dead, .queued, .running])
        #expect(counts.map(\.count) == [1, 1, 1])
        #expect(counts[1].oldest != nil)
        #expect(try db.recentTasks(limit: 10).map(\.id) == [dead, running, queued])
        #expect(try db.recentTasks(limit: 1).map(\.id) == [dead])
        #expect(try db.recentTasks(after: dead, limit: 1).map(\.id) == [running])
        #expect(try db.recentTasks(TaskFilter(state: .queued), limit: 10).map(\.id) == [queued])
        #expect(try db.recentTasks(TaskFilter(queue: "documents", kind: "test"), limit: 10).map(\.id) == [dead])
        #expect(try db.recentTasks(TaskFilter(kind: "none"), limit: 10).isEmpty)
    }

    @Test func `the lists of the sweep and of live tasks use their own small indexes`() throws {
        for _ in 0..<50 { _ = try insert() }
        try db.script("set enable_seqscan = off")
        func plan(_ statement: String) throws -> String {
            try db.scalars("explain \(raw: statement)", as: String.self).joined(separator: "\n")
        }
        let sweep = try plan(
            """
            select run_at, id from tasks where queue = 'scoring' and state = 'queued' and children_left = 0
            and run_at <= now() order by run_at, id limit 1000
            """)
        #expect(sweep.contains("tasks_queued_idx") && !sweep.contains("Sort"))
        #expect(
            try plan("select count(*) from tasks where state = 'running' group by queue").contains("tasks_running_idx"))
        #expect(
            try plan("select id from tasks where state = 'failed' and run_at <= now() order by run_at limit 10")
                .contains("tasks_failed_idx"))
    }

    @Test func `who is deleted takes their tasks along`() throws {
        let user = UUID.v7()
        try db.execute(
            "insert into users (id, email, role, password_hash) values (\(user), 'a@example.org', 'seeker', '')")
        let task = NewTask(id: .v7(), queue: "scoring", kind: "test", arguments: JSON(text: "{}"), userID: user)
        _ = try db.insertTask(task)
        try db.execute("delete from users where id = \(user)")
        #expect(try db.taskSnapshot(task.id) == nil)
    }
}
