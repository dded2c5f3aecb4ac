import Base
import Foundation
import HTTP
import Model
import Postgres
import Storage
import Tasking
import TestSupport
import Testing
import Work

@testable import Site

/// Operators' pages of queues, failures, workers and activity: live in the user's hands, and every number leads to its list.
@Suite(.serialized) struct OperatorPagesTests: OperatorsTesting {
    let cast: OperatorsCast

    init() throws {
        cast = try OperatorsCast()
    }

    @Test func `every number of a queue leads to the list it counts`() throws {
        let queued = try harness.task(of: person)
        let dead = try harness.deadTask(of: person)
        let html = harness.page(.get, "/admin/queues", as: onlooker).text
        for (state, id, other) in [("queued", queued, dead), ("dead", dead, queued)] {
            let link = try #require(links(html, to: "/admin/tasks?queue=scoring&state=" + state).first)
            let list = harness.page(.get, link, as: onlooker).text
            #expect(list.contains("/admin/tasks/" + id.text) && !list.contains("/admin/tasks/" + other.text))
            #expect(list.contains("1 task<"))
        }
        let failed = try #require(links(html, to: "/admin/tasks?queue=scoring&failed=1h").first)
        #expect(harness.page(.get, failed, as: onlooker).text.contains(dead.text))
        // Five queues, and at least six links each.
        #expect(links(html, to: "/admin/tasks?queue=").count >= 30)
    }

    @Test func `a queue is paused and resumed by an administrator, and written down`() throws {
        let form = Body.form(["queue": "scoring"])
        #expect(!harness.page(.get, "/admin/queues", as: onlooker).text.contains("/admin/queues/pause"))
        #expect(harness.page(.post, "/admin/queues/pause", as: onlooker, body: form).code == 403)
        #expect(harness.page(.post, "/admin/queues/pause", as: admin, body: form).code == 303)
        #expect(try harness.sql { try $0.pausedQueues() } == ["scoring"])
        #expect(harness.page(.get, "/admin/queues", as: onlooker).text.contains("Paused"))
        #expect(harness.page(.post, "/admin/queues/resume", as: admin, body: form).code == 303)
        #expect(try harness.sql { try $0.pausedQueues() } == [])
        #expect(harness.page(.post, "/admin/queues/pause", as: admin, body: .form(["queue": "nosuch"])).code == 404)
        #expect(try actions().map(\.action) == ["resume_queue", "pause_queue"])
        let log = harness.page(.get, "/admin/log", as: onlooker).text
        #expect(log.contains("Paused a queue") && log.contains(admin.user.email))
    }

    @Test func `a page asks anew only as often as its address says`() throws {
        for name in ["queues", "tasks", "failures", "workers", "activity"] {
            let still = harness.page(.get, "/admin/\(name)", as: onlooker).text
            #expect(!still.contains("data-live") && !still.contains("http-equiv"), "\(name)")
            #expect(still.contains("/admin/\(name)?poll=10"))
            let live = harness.page(.get, "/admin/\(name)?poll=10", as: onlooker).text
            #expect(live.contains("data-hx-get=\"/admin/live/\(name)?poll=10\""), "\(name)")
            #expect(live.contains("load delay:10000ms") && live.contains("content=\"10\""), "\(name)")
            #expect(!harness.page(.get, "/admin/\(name)?poll=1", as: onlooker).text.contains("data-live"))
            let part = harness.page(.get, "/admin/live/\(name)?poll=10", as: onlooker)
            #expect(part.code == 200 && part.headers["ETag"] != nil && !part.text.contains("<html"), "\(name)")
            #expect(part.text.contains("id=\"live-\(name)\" ") && part.text.contains("data-live"), "\(name)")
        }
    }

    @Test func `failures are grouped, and each number leads to its tasks`() throws {
        let ids = try (0..<2).map { _ in try harness.deadTask(of: person, code: "busy", error: "It was <busy>.") }
        _ = try harness.deadTask(of: person, code: "gone")
        let html = harness.page(.get, "/admin/failures", as: onlooker).text
        #expect(html.contains("It was &lt;busy&gt;."))
        let link = try #require(links(html, to: "/admin/tasks?kind=score_match&error=busy&failed=1h").first)
        let list = harness.page(.get, link, as: onlooker).text
        #expect(ids.allSatisfy { list.contains($0.text) } && list.contains("2 tasks"))
        let answer = try harness.api(.get, "/admin/failures", as: onlooker).json
        let items = try #require(answer["items"]?.items)
        #expect(items.count == 2 && answer["is_whole"] == .bool(true))
    }

    @Test func `workers show what they run, and which are dead`() throws {
        let worker = UUID.v7()
        let id = try harness.task(of: person)
        try harness.sql { db in
            try db.heartbeat(worker: worker, host: "desk", processID: 4711, threads: ["scoring": 3])
            _ = try db.claimTasks([id], worker: worker, alone: false)
        }
        let alive = harness.page(.get, "/admin/workers", as: onlooker).text
        #expect(
            alive.contains("1 alive, 3 threads<") && alive.contains(">1 busy<")
                && alive.contains("/admin/tasks/" + id.text))
        try harness.sql { db in
            _ = try db.execute("update workers set heartbeat_at = now() - interval '1 hour'")
        }
        #expect(harness.page(.get, "/admin/workers", as: onlooker).text.contains("state-bad\">Dead"))
        let items = try #require(try harness.api(.get, "/admin/workers", as: onlooker).json["items"]?.items)
        #expect(items.first?["state"] == .string("dead"))
    }

    @Test func `activity is drawn with its description and a table`() throws {
        try kill(1)
        try harness.sql { db in
            _ = try db.execute(
                """
                insert into tasks (
                    id, queue, kind, arguments, state, max_attempts, attempt, started_at, finished_at, run_at
                ) select gen_random_uuid(), 'notify', 'test', '{}', 'succeeded', 8, 1, now() - interval '2 seconds', now(),
                    now() - interval '3 seconds' from generate_series(1, 25)
                """)
            try db.countTaskMinutes()
        }
        for span in ["1h", "3h", "24h", "3d", "7d"] {
            let html = harness.page(.get, "/admin/activity?span=" + span, as: onlooker).text
            #expect(html.contains("25 tasks done in all, at most 25 in one bar."), "\(span)")
            #expect(html.contains("<rect class=\"bar-done\""), "\(span)")
            #expect(html.contains(">25</a></td>"), "\(span)")
            #expect(html.components(separatedBy: "<svg").count == 5)
        }
        let quiet = harness.page(.get, "/admin/activity?queue=scoring", as: onlooker).text
        #expect(quiet.contains("0 tasks done in all") && quiet.contains("Nothing was done in this time."))
    }

    @Test func `an axis ends at a number that people like`() {
        let roofs = [(0, 1), (1, 1), (2, 2), (3, 5), (7, 10), (10, 10), (11, 20), (99, 100), (350, 500)]
        for (value, roof) in roofs { #expect(Series.roof(Double(value)) == Double(roof), "\(value)") }
    }

    /// Numbers that are links, with the lists they lead to.
    private func figures(_ html: String) -> [(value: String, list: String)] {
        let pattern = /<a href="(\/admin\/tasks[^"]*)"[^>]*>([0-9,]+)( busy)?<\/a>/
        return html.matches(of: pattern).map {
            (String($0.2), String($0.1).replacingOccurrences(of: "&amp;", with: "&"))
        }
    }

    @Test func `every number of every page leads to as many tasks`() throws {
        let worker = UUID.v7()
        for code in ["busy", "busy", "gone"] { _ = try harness.deadTask(of: person, code: code) }
        try kill(2)
        try join(2)
        let running = try (0..<3).map { _ in try harness.task(of: person) }
        try harness.sql { db in
            try db.heartbeat(worker: worker, host: "desk", processID: 4711, threads: ["scoring": 3])
            try db.heartbeat(worker: .v7(), host: "desk", processID: 4712, threads: ["scoring": 3])
            _ = try db.claimTasks(running, worker: worker, alone: false)
            _ = try db.execute(
                """
                insert into tasks (
                    id, queue, kind, arguments, state, max_attempts, attempt, started_at, finished_at, run_at
                ) select gen_random_uuid(), 'notify', 'test', '{}', 'succeeded', 8, 1, now(), now(), now()
                from generate_series(1, 25)
                """)
            try db.countTaskMinutes()
        }
        let pages = [
            ("queues", 30), ("workers", 3), ("failures", 12), ("activity", 5), ("activity?queue=notify", 4),
            ("activity?span=7d", 5),
        ]
        for _ in 0..<2 {
            for (page, least) in pages {
                let figures = figures(harness.page(.get, "/admin/" + page, as: onlooker).text)
                #expect(figures.count >= least, "\(page) \(figures.count)")
                for (value, list) in figures { #expect(try found(list) == value, "\(page): \(list)") }
            }
            try moveToHistory()
        }
        let busy = harness.page(.get, "/admin/workers", as: onlooker).text
        #expect(figures(busy).map(\.value) == ["3", "0", "3"])
        let items = try #require(try harness.api(.get, "/admin/workers", as: onlooker).json["items"]?.items)
        #expect(items.map { $0["busy"] } == [.number(0), .number(3)])
    }
}
