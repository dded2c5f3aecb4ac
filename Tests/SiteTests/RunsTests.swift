import Base
import Foundation
import HTTP
import Model
import Storage
import Tasking
import TestSupport
import Testing
import Work

@testable import Site

/// A run's log, why it waits, and cancelling it: on its page, in the part that the page asks for anew, and for programs.
@Suite struct RunsTests {
    private let harness: SiteHarness
    private let person: Person
    private let run: (id: UUID, task: UUID)

    init() throws {
        harness = try SiteHarness()
        person = try harness.person()
        let (source, user, queue) = (try harness.source(of: person), person.id, harness.services.queue)
        run = try harness.services.database.transaction { db in
            let id = try #require(try CollectPage.startRun(of: source, startedBy: user, queue: queue, on: db))
            return (id, try #require(try db.run(id)?.taskID))
        }
    }

    private func fail(_ code: String, _ error: String) throws {
        let task = run.task
        _ = try harness.sql { db in
            let claimed = try #require(try db.claimTasks([task], worker: .v7(), alone: false).first)
            return try db.failTask(
                task, lease: claimed.lease, code: code, error: error, retryAfter: 600, costsAttempt: false)
        }
    }

    private func log(_ pages: ClosedRange<Int>) throws {
        let id = run.id
        try harness.sql { db in
            for ordinal in pages {
                let page = Storage.RunPage(done: ordinal * 10, created: ordinal, total: nil, pagesTotal: nil, next: "x")
                try db.logRunPage(page, of: id, ordinal: ordinal, outcome: .fetched)
                try db.advanceRun(id, by: page)
            }
        }
    }

    @Test func `a run of one page took as long as the page`() throws {
        let id = run.id
        try harness.sql { db in
            try db.execute("update runs set created_at = now() - interval '1 minute' where id = \(id)")
            var page = Storage.RunPage(done: 1, created: 1, total: nil, pagesTotal: nil, next: nil)
            (page.requests, page.milliseconds) = (1, 4000)
            try db.advanceRun(id, by: page)
        }
        let found = try #require(try harness.sql { try $0.run(id) })
        let (started, finished) = (try #require(found.startedAt), try #require(found.finishedAt))
        #expect(abs(finished.timeIntervalSince(started) - 4) < 0.01)
        let text = harness.page(.get, path, as: person).text
        #expect(text.contains("Cost 1 request, "))
    }

    private var path: String { "/runs/" + run.id.text }
    private var live: String { "/live/" + run.task.text }

    @Test func `a run that waits says why and until when, and one at work nothing`() throws {
        let free = try harness.api(.get, path, as: person).json
        #expect(free["task_id"] == .string(run.task.text))
        #expect(free["waiting_because"] == .null && free["next_try_at"] == .null)
        #expect(!harness.page(.get, path, as: person).text.contains("This run waits"))
        try fail("source_busy", "api.example asked to come back in 600 s")
        let waiting = try harness.api(.get, path, as: person).json
        #expect(waiting["waiting_because"] == .string("api.example asked to come back in 600 s"))
        guard case .string(let next)? = waiting["next_try_at"] else { throw TestFailure("no next try") }
        #expect(waiting["state"] == .string("queued"))
        for target in [path, live] {
            let text = harness.page(.get, target, as: person).text
            #expect(text.contains("the source asked us to come back later") && text.contains("in 600 s"), "\(target)")
            #expect(text.contains("datetime=\"\(next.prefix(16))"), "\(target)")
        }
        let listed = try harness.api(.get, "/sources", as: person).json["items"]?.items.first?["last_run"]
        #expect(listed?["next_try_at"] == .string(next))
        _ = harness.api(.post, path + "/cancel", as: person)
        #expect(try harness.api(.get, path, as: person).json["next_try_at"] == .null)
    }

    @Test(arguments: [
        ("source_suspended", "left alone for a while"), ("source_failed", "could not be had"),
        ("unexpected", "the last try failed"),
    ])
    func `each reason to wait has words`(code: String, words: String) throws {
        try fail(code, "its budget is used up")
        let text = harness.page(.get, path, as: person).text
        #expect(text.contains(words) && text.contains("its budget is used up"))
    }

    @Test func `the log is in the part that is asked for anew`() throws {
        #expect(!harness.page(.get, live, as: person).text.contains("Page by page"))
        try log(1...2)
        for target in [path, live] {
            let text = harness.page(.get, target, as: person).text
            #expect(text.components(separatedBy: "Page by page").count == 3 && text.contains(">20</td>"), "\(target)")
        }
    }

    @Test func `the log is listed in order, each page once`() throws {
        #expect(try harness.api(.get, path + "/pages", as: person).json["items"]?.items.isEmpty == true)
        try log(1...5)
        var (seen, next) = ([JSONValue](), Optional(""))
        while let cursor = next, seen.count < 10 {
            let list = try harness.api(.get, path + "/pages?limit=2&after=" + cursor, as: person).json
            seen += list["items"]?.items ?? []
            if case .string(let text)? = list["next"] { next = text } else { next = nil }
        }
        #expect(seen.map { $0["records"] } == (1...5).map { .number(Double($0 * 10)) })
        #expect(
            seen[0].names == [
                "page", "outcome", "records", "created", "updated", "failed", "requests", "bytes", "ms", "created_at",
            ])
        #expect(seen[0]["outcome"] == .string("fetched"))
        for cursor in ["x", "-1"] {
            #expect(harness.api(.get, path + "/pages?after=" + cursor, as: person).code == 422)
        }
        let far = harness.api(.get, path + "/pages?after=9223372036854775807", as: person)
        #expect(far.code == 200)
    }

    @Test func `cancelling a run ends it with its task, and once is enough`() throws {
        try log(1...1)
        for _ in 0..<2 {
            let answer = harness.api(.post, path + "/cancel", as: person)
            #expect(answer.code == 202)
            #expect(try answer.json["state"] == .string("cancelled") && answer.json["id"] == .string(run.id.text))
        }
        let task = run.task
        #expect(try harness.sql { try $0.taskSnapshot(task) }?.state == .cancelled)
        #expect(try harness.api(.get, path, as: person).json["done"] == .number(10))
    }

    @Test func `a run of everybody's source is an administrator's to cancel`() throws {
        let shared = try harness.run()
        let admin = try harness.person(.admin)
        for (caller, code) in [(person, 404), (admin, 202)] {
            #expect(harness.api(.post, "/runs/\(shared.id.text)/cancel", as: caller).code == code)
        }
        #expect(harness.api(.post, path + "/cancel", as: admin).code == 404)
        #expect(try harness.api(.get, path, as: person).json["state"] == .string("queued"))
    }
}
