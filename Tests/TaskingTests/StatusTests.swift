import Base
import Foundation
import Model
import Postgres
import Redis
import Storage
import TestSupport
import Testing

@testable import Tasking

struct StatusTests {
    @Test func `a poll is one command, and knows the owner`() throws {
        let bench = try TaskBench()
        let user = try bench.user()
        let id = try bench.enqueue(user: user)
        let reply = try #require(try bench.redis.pipeline([StatusBoard.read(id)]).first)
        let status = try #require(StatusBoard.decode(reply))
        #expect(status.id == id && status.userID == user && status.state == .queued && status.kind == "step")
        #expect(StatusBoard.decode(.null) == nil)
        #expect(StatusBoard.decode(.string(Array("rubbish".utf8))) == nil)
        #expect(StatusBoard.decode(.string(Array("1\n{}".utf8))) == nil)
    }

    @Test func `an older revision never replaces a newer one`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        var status = TaskStatus(try bench.task(id).snapshot)
        status.revision += 10
        status.progress = TaskProgress(done: 5, total: 10, stage: "new")
        #expect(bench.queue.board.write(status))
        var older = status
        older.revision -= 1
        older.progress = TaskProgress(done: 1, total: 10, stage: "old")
        #expect(!bench.queue.board.write(older))
        #expect(!bench.queue.board.write(status), "nor does the same")
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.progress?.stage == "new")
    }

    @Test func `PostgreSQL answers when Redis has nothing, and fills it`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        try bench.redis.command("FLUSHDB")
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.state == .queued)
        #expect(try bench.redis.command("GET", StatusBoard.key(id)).bytes != nil)
        #expect(try bench.queue.board.status(UUID.v7(), orFrom: bench.pool) == nil)
    }

    @Test func `a fill from PostgreSQL never hides what came after it`() throws {
        let bench = try TaskBench(.withoutUpkeep)
        let id = try bench.enqueue()
        let old = TaskStatus(try bench.task(id).snapshot)
        try bench.run()
        try bench.waitFor(.succeeded, id)
        try waitUntil("the status is shown") {
            try bench.queue.board.status(id, orFrom: bench.pool)?.state == .succeeded
        }
        #expect(!bench.queue.board.write(old))
        #expect(try bench.queue.board.status(id, orFrom: bench.pool)?.state == .succeeded)
    }

    @Test func `progress is shown while the task runs`() throws {
        let bench = try TaskBench()
        let shown = Latch()
        try bench.run { _, context in
            for step in 0...1000 { context.progress(step, of: 2000, stage: "scoring") }
            try shown.wait()
        }
        let id = try bench.enqueue()
        try waitUntil("progress is shown") {
            let status = try bench.queue.board.status(id, orFrom: bench.pool)
            return status?.state == .running && status?.progress?.stage == "scoring"
        }
        let running = try #require(try bench.queue.board.status(id, orFrom: bench.pool))
        shown.open()
        try bench.waitFor(.succeeded, id)
        try waitUntil("the end is shown") { try bench.queue.board.status(id, orFrom: bench.pool)?.state == .succeeded }
        let ended = try #require(try bench.queue.board.status(id, orFrom: bench.pool))
        #expect(ended.revision > running.revision)
        #expect(ended.progress == TaskProgress(done: 1000, total: 2000, stage: "scoring"))
    }

    @Test func `progress is written a few times a second at most`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        let claimed = try bench.claimAsDead(id)
        let context = TaskContext(
            claimed, pool: bench.pool, board: bench.queue.board, interval: .seconds(3600), timeout: .seconds(3600),
            logger: TaskBench.silent)
        let written = {
            let status = try bench.queue.board.status(id, orFrom: bench.pool)
            return (status?.progress?.done, status?.progress?.stage)
        }
        context.progress(1, of: 10, stage: "reading")
        #expect(try written() == (1, "reading"))
        context.progress(2, of: 10, stage: "reading")
        #expect(try written() == (1, "reading"), "too soon")
        context.progress(3, of: 10, stage: "scoring")
        #expect(try written() == (3, "scoring"), "a new stage is news")
        context.progress(10, of: 10, stage: "scoring")
        #expect(try written() == (10, "scoring"), "so is the end")
    }

    @Test func `a status of a live task goes stale by itself, a final one stays`() throws {
        let bench = try TaskBench()
        let id = try bench.enqueue()
        let live = try #require(try bench.redis.command("PTTL", StatusBoard.key(id)).int)
        #expect((1...60_000).contains(live))
        try bench.run()
        try bench.waitFor(.succeeded, id)
        try waitUntil("the end is shown") { try bench.queue.board.status(id, orFrom: bench.pool)?.state == .succeeded }
        let final = try #require(try bench.redis.command("PTTL", StatusBoard.key(id)).int)
        #expect((80_000_000...86_400_000).contains(final))
    }

    @Test func `identifiers keep their names on the way through JSON`() {
        #expect(TaskCoding.camelCase("resume_id") == "resumeID")
        #expect(TaskCoding.camelCase("page_url") == "pageURL")
        #expect(TaskCoding.camelCase("retry_after") == "retryAfter")
        #expect(TaskCoding.camelCase("id") == "id")
    }
}
