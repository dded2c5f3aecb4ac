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

/// Operators' pages: every number leads to its list, and what is done is done to what was meant and written down.
@Suite(.serialized) struct OperatorsTests {
    private let harness: SiteHarness
    private let admin: Person
    private let onlooker: Person
    private let person: Person

    init() throws {
        harness = try SiteHarness()
        admin = try harness.person(.admin)
        onlooker = try harness.person(.operator)
        person = try harness.person()
    }

    private func state(_ id: UUID) throws -> TaskState? { try harness.sql { try $0.taskSnapshot(id)?.state } }

    private func actions() throws -> [OperatorAction] { try harness.sql { try $0.operatorActions(limit: 100) } }

    /// Dead tasks made with one statement.
    private func kill(_ count: Int) throws {
        try harness.sql { db in
            _ = try db.execute(
                """
                insert into tasks (id, queue, kind, arguments, state, max_attempts, attempt, error_code, finished_at)
                select gen_random_uuid(), 'notify', 'test', '{}', 'dead', 8, 8, 'gone', now() from generate_series(1, \(count))
                """)
        }
    }

    private func links(_ html: String, to prefix: String) -> [String] {
        html.components(separatedBy: "href=\"").dropFirst()
            .map { $0.components(separatedBy: "\"")[0].replacingOccurrences(of: "&amp;", with: "&") }
            .filter { $0.hasPrefix(prefix) }
    }

    // MARK: Queues

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

    // MARK: Live

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

    // MARK: Tasks

    @Test func `a filter that cannot be used shows and changes nothing`() throws {
        try kill(3)
        for query in ["user=nobody", "state=asleep", "since=tomorrow"] {
            let text = harness.page(.get, "/admin/tasks?" + query, as: onlooker).text
            #expect(text.contains("role=\"alert\"") && !text.contains("name=\"id\""), "\(query)")
            #expect(harness.api(.get, "/admin/tasks?" + query, as: onlooker).code == 422)
            #expect(harness.page(.get, "/admin/tasks/confirm?action=retry&scope=all&" + query, as: admin).code == 422)
            let parts = query.split(separator: "=").map(String.init)
            let form = Body.form(["scope": "all", parts[0]: parts[1]])
            #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 422)
        }
        #expect(try harness.sql { try $0.exactTaskCount(matching: TaskSearch(state: .dead)) } == 3)
    }

    @Test func `whoever only looks is offered nothing to change`() throws {
        let id = try harness.deadTask(of: person)
        for path in ["/admin/tasks?state=dead", "/admin/tasks/" + id.text] {
            let (theirs, ours) = (harness.page(.get, path, as: onlooker).text, harness.page(.get, path, as: admin).text)
            for mark in ["name=\"action\"", "/admin/tasks/confirm?", "action=\"/admin/tasks/retry\""] {
                #expect(!theirs.contains(mark), "\(path) \(mark)")
            }
            #expect(ours.contains("/admin/tasks/confirm?"))
        }
        #expect(harness.page(.get, "/admin", as: onlooker).code == 403)
        #expect(links(harness.page(.get, "/jobs", as: onlooker).text, to: "/admin") == ["/admin/queues"])
    }

    @Test func `chosen tasks are confirmed with their number, then retried`() throws {
        let ids = try (0..<3).map { _ in try harness.deadTask(of: person) }
        let query = ids.prefix(2).map { "id=" + $0.text }.joined(separator: "&")
        let page = harness.page(.get, "/admin/tasks/confirm?action=retry&state=dead&" + query, as: admin).text
        #expect(page.contains("Retry 2 tasks?") && page.contains(ids[0].text) && !page.contains(ids[2].text))
        let form = Body.form(["ids": ids.prefix(2).map(\.text).joined(separator: ",")])
        #expect(harness.page(.post, "/admin/tasks/retry", as: admin, body: form).code == 303)
        #expect(try ids.map { try state($0) } == [.queued, .queued, .dead])
        let logged = try #require(try actions().first)
        #expect(logged.affected == 2 && logged.expected == 2 && logged.finishedAt != nil)
        // Their attempts before stay to be read.
        #expect(harness.page(.get, "/admin/tasks/" + ids[0].text, as: onlooker).text.contains("It was deleted."))
    }

    @Test func `all that match are counted to the last one, and few are changed at once`() throws {
        try kill(30)
        let other = try harness.deadTask(of: person, code: "else")
        let page = harness.page(.get, "/admin/tasks/confirm?action=discard&scope=all&error=gone", as: admin).text
        #expect(page.contains("Discard 30 tasks?"))
        let form = Body.form(["scope": "all", "error": "gone"])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        #expect(try harness.sql { try $0.exactTaskCount(matching: TaskSearch(state: .dead)) } == 1)
        #expect(try state(other) == .dead)
        #expect(try actions().first?.affected == 30)
        let nothing = harness.page(.get, "/admin/tasks/confirm?action=retry&scope=selected", as: admin)
        #expect(nothing.text.contains("Nothing to change"))
    }

    @Test func `many are changed by a task, in batches, and the log counts along`() throws {
        try kill(1_234)
        let form = Body.form(["scope": "all", "state": "dead"])
        #expect(harness.page(.post, "/admin/tasks/retry", as: admin, body: form).location == "/admin/log")
        let begun = try #require(try actions().first)
        #expect(begun.expected == 1_234 && begun.affected == 0 && begun.finishedAt == nil)
        #expect(harness.page(.get, "/admin/log", as: admin).text.contains("0 of 1,234"))
        // One that dies later was not confirmed.
        let later = try harness.deadTask(of: person)
        try work { try actions().first?.finishedAt != nil }
        let done = try #require(try actions().first)
        #expect(done.affected == 1_234)
        #expect(try state(later) == .dead)
        let counts = try harness.sql { try $0.queueStandings(["notify"], countLimit: 10_000) }
        #expect(counts.first?.waiting == Tally(1_234) && counts.first?.dead == Tally(0))
    }

    @Test func `a paused queue does not hold up what clears it, and an action ends with its task`() throws {
        try kill(300)
        let pause = Body.form(["queue": "maintenance"])
        #expect(harness.page(.post, "/admin/queues/pause", as: admin, body: pause).code == 303)
        let form = Body.form(["scope": "all", "state": "dead"])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        let begun = try #require(try actions().first)
        let taskID = try #require(begun.taskID)
        let task = try #require(try harness.sql { try $0.taskSnapshot(taskID) })
        #expect(begun.finishedAt == nil && task.priority > 0)
        try work { try actions().first?.finishedAt != nil }
        #expect(try harness.sql { try $0.exactTaskCount(matching: TaskSearch(state: .dead)) } == 0)
        // One that is thrown away is over, with what it did.
        try kill(300)
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        let other = try #require(try actions().first?.taskID)
        #expect(try actions().first?.finishedAt == nil)
        for _ in 0..<2 {
            let ids = Body.form(["ids": other.text])
            #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: ids).code == 303)
            let logged = try actions().first { $0.taskID == other }
            #expect(logged?.finishedAt != nil && logged?.affected == 0)
        }
        #expect(try state(other) == nil)
    }

    @Test(arguments: [30, 300])
    func `what came after the confirmation is not changed`(count: Int) throws {
        try kill(count)
        let page = harness.page(.get, "/admin/tasks/confirm?action=discard&scope=all&state=dead", as: admin).text
        #expect(page.contains("Discard \(count) tasks?"))
        let field = try #require(page.components(separatedBy: "name=\"asked\" value=\"").dropFirst().first)
        let asked = field.components(separatedBy: "\"")[0]
        try kill(7)
        let form = Body.form(["scope": "all", "state": "dead", "asked": asked])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        if count > TaskSelection.atOnce { try work { try actions().first?.finishedAt != nil } }
        let logged = try #require(try actions().first)
        #expect(logged.affected == count && logged.expected == count)
        #expect(try harness.sql { try $0.exactTaskCount(matching: TaskSearch(state: .dead)) } == 7)
        let bad = Body.form(["scope": "all", "state": "dead", "asked": "yesterday"])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: bad).code == 422)
    }

    @Test func `a step of a run that is over is refused with a sentence`() throws {
        let id = try harness.sql { db in
            let source = try db.source(named: "On", kind: "arbeitnow").id
            let run = try #require(try db.insertRun(id: .v7(), source: source, startedBy: nil))
            let task = UUID.v7()
            _ = try db.insertTask(
                NewTask(
                    id: task, queue: "collect", kind: "collect_page", arguments: JSON(text: "{}"), subjectID: run))
            try db.setRunTask(run, task: task)
            try db.execute("update tasks set state = 'dead', finished_at = now() where id = \(task)")
            try db.execute("update runs set state = 'succeeded' where id = \(run)")
            return task
        }
        for action in ["retry", "copy"] {
            let answer = harness.page(.post, "/admin/tasks/" + action, as: admin, body: .form(["ids": id.text]))
            #expect(answer.code == 409 && answer.text.contains("a run that has ended"))
        }
        #expect(try state(id) == .dead && actions().isEmpty)
    }

    /// Every route that only administrators may call and that changes something.
    private static let deeds = RouteTable.changing.filter { (try? RouteTable.route($0))?.access == .admin }

    @Test(arguments: deeds)
    func `what administrators do leaves a line in the log`(name: String) throws {
        let route = try RouteTable.route(name)
        let id = try RouteTable.subjects[route.pattern].map { try harness.make($0, for: admin).text }
        let before = try actions().count
        var body: Body?
        if name.hasSuffix("/refresh-jobs") {
            let source = try harness.sql { try $0.source(named: "Arbeitnow", kind: "arbeitnow").name }
            body = .json(#"{"source":"\#(source)"}"#)
        }
        let answer = try harness.call(route, id: id, as: admin, body: body)
        #expect((200..<400).contains(answer.code), "\(name): \(answer.code) \(answer.text.prefix(300))")
        #expect(try actions().count > before, "\(name)")
        let logged = try #require(try actions().first)
        #expect(logged.userEmail == admin.user.email && logged.target.text.count > 2)
        #expect(harness.page(.get, "/admin/log", as: onlooker).code == 200)
        let shown = try harness.api(.get, "/admin/log", as: onlooker).json["items"]?.items.first?["target"]
        #expect(shown != nil && shown != .null)
    }

    @Test func `what is done to everybody's things is written down, what people do to their own is not`() throws {
        func last() throws -> String? { try actions().first?.action }
        let address = #"{"url":"https://jobs.lever.co/shared","shared":true}"#
        let added = try harness.api(.post, "/sources", as: admin, body: .json(address)).json
        let source = try #require(added["id"]?.string)
        #expect(try last() == "add_source")
        for (body, part) in [(#"{"enabled":false}"#, "off"), (#"{"cadence":"weekly"}"#, "weekly")] {
            #expect(harness.api(.patch, "/sources/" + source, as: admin, body: .json(body)).code == 200)
            #expect(try last() == "change_source" && actions().first?.target.text.contains(part) == true)
        }
        let form = Body.form(["state": "on"])
        #expect(harness.page(.post, "/sources/\(source)/change", as: admin, body: form).code == 303)
        #expect(harness.page(.get, "/admin/log", as: onlooker).text.contains("state on"))
        #expect(harness.page(.post, "/sources/\(source)/delete", as: admin).code == 303)
        #expect(try last() == "delete_source")
        let word = Body.form(["kind": "word", "value": "night shift", "everyone": "yes"])
        #expect(harness.page(.post, "/blocks", as: admin, body: word).code == 303)
        #expect(try last() == "block")
        let block = try #require(try harness.sql { try $0.blocks(seenBy: admin.id) }.first)
        #expect(harness.page(.post, "/blocks/\(block.id.text)/remove", as: admin).code == 303)
        #expect(try last() == "unblock")
        let count = try actions().count
        let own = #"{"url":"https://jobs.lever.co/own"}"#
        #expect(harness.api(.post, "/sources", as: person, body: .json(own)).code == 201)
        #expect(harness.page(.post, "/blocks", as: person, body: .form(["kind": "word", "value": "x y"])).code == 303)
        #expect(try actions().count == count)
    }

    /// Runs a worker for the product's housekeeping until something is so.
    private func work(until isDone: () throws -> Bool) throws {
        let services = harness.services
        let runner = Runner(
            pool: services.database, queue: services.queue, registry: try Registry.make(services),
            threads: [.maintenance: 1], settings: TaskingSettings().scaled(by: 0.1), logger: services.logger)
        try runner.start()
        defer { runner.drain() }
        let end = ContinuousClock.now + .seconds(60)
        while try !isDone() {
            guard ContinuousClock.now < end else { throw TestFailure("it takes too long") }
            WorkerThread.sleep(milliseconds: 20)
        }
    }

    @Test func `a task that is run again is a new one, and the old one stays`() throws {
        let id = try harness.deadTask(of: person)
        #expect(harness.page(.post, "/admin/tasks/copy", as: admin, body: .form(["ids": id.text])).code == 303)
        #expect(try state(id) == .dead)
        let twins: Int = try harness.sql {
            try $0.value("select count(*) from tasks where arguments = (select arguments from tasks where id = \(id))")
        }
        #expect(twins == 2)
    }

    @Test func `what waits is cancelled and what is dead is deleted`() throws {
        let (queued, dead) = (try harness.task(of: person), try harness.deadTask(of: person))
        let form = Body.form(["ids": queued.text + "," + dead.text])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        #expect(try state(queued) == .cancelled)
        #expect(try state(dead) == nil)
        #expect(harness.page(.get, "/admin/tasks/" + dead.text, as: admin).code == 404)
    }

    @Test func `arguments show ids and what their kind declares`() throws {
        let id = try harness.task(of: person)
        let secret = "jane@example.com"
        try harness.sql { db in
            _ = try db.execute(
                """
                update tasks set arguments = arguments || jsonb_build_object(
                    'email', \(secret)::text, 'nested', jsonb_build_object('text', \(secret)::text)) where id = \(id)
                """)
        }
        let html = harness.page(.get, "/admin/tasks/" + id.text, as: onlooker).text
        #expect(html.contains("match_id") && html.contains("embedded") && html.contains("hidden"))
        #expect(!html.contains(secret))
        let api = harness.api(.get, "/admin/tasks/" + id.text, as: onlooker)
        #expect(!api.text.contains(secret))
        #expect(try api.json["arguments"]?["engine"] == .string("embedded"))
    }

    @Test func `what a task wrote to the log stands among its attempts`() throws {
        let id = try harness.deadTask(of: person)
        try harness.sql { db in
            let line = NewTaskLogLine(level: "warning", message: "the source was <slow>", createdAt: Date())
            try db.storeTaskLogLines([line], task: id, attempt: 1, first: 10, last: 40)
        }
        let html = harness.page(.get, "/admin/tasks/" + id.text, as: onlooker).text
        #expect(html.contains("Log, try 1: warning") && html.contains("the source was &lt;slow&gt;"))
        #expect(html.contains("Try 1 failed, the last") && html.contains("Made"))
    }

    // MARK: Failures, workers, activity

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
        #expect(alive.contains("1 alive, 3 threads, 1 busy") && alive.contains("/admin/tasks/" + id.text))
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
            #expect(html.contains("<td class=\"number\">25</td>"), "\(span)")
            #expect(html.components(separatedBy: "<svg").count == 5)
        }
        let quiet = harness.page(.get, "/admin/activity?queue=scoring", as: onlooker).text
        #expect(quiet.contains("0 tasks done in all") && quiet.contains("Nothing was done in this time."))
    }

    @Test func `an axis ends at a number that people like`() {
        let roofs = [(0, 1), (1, 1), (2, 2), (3, 5), (7, 10), (10, 10), (11, 20), (99, 100), (350, 500)]
        for (value, roof) in roofs { #expect(Series.roof(Double(value)) == Double(roof), "\(value)") }
    }

    // MARK: Schedules

    @Test func `a schedule is run now, switched and changed, each written down`() throws {
        let id = try harness.schedule()
        let path = "/admin/schedules/" + id.text
        let list = harness.page(.get, "/admin/schedules", as: onlooker).text
        #expect(list.contains(path) && list.contains("0 3 * * *") && !list.contains(path + "/run"))
        let started = harness.page(.post, path + "/run", as: admin)
        #expect(started.code == 303 && started.location.hasPrefix("/admin/tasks/"))
        #expect(harness.page(.post, path + "/disable", as: admin).code == 303)
        #expect(try harness.sql { try $0.schedule(id)?.isEnabled } == false)
        #expect(harness.page(.post, path + "/enable", as: admin).code == 303)
        #expect(try harness.sql { try $0.schedule(id)?.nextTickAt } != nil)
        func form(_ cron: String, _ zone: String = "UTC", limit: String = "5") -> Body {
            .form(["cron": cron, "zone": zone, "catch_up": "none", "limit": limit])
        }
        for body in [form("0 25 * * *"), form("0 3 * * *", "Mars/Base"), form("0 3 * * *", limit: "many")] {
            let refused = harness.page(.post, path + "/change", as: admin, body: body)
            #expect(refused.code == 422 && refused.text.contains("role=\"alert\""))
        }
        // What was typed is still there.
        let typed = harness.page(.post, path + "/change", as: admin, body: form("0 25 * * *")).text
        #expect(typed.contains("value=\"0 25 * * *\""))
        #expect(harness.page(.post, path + "/change", as: admin, body: form("30 4 * * 1")).code == 303)
        #expect(try harness.sql { try $0.schedule(id)?.cron } == "30 4 * * 1")
        #expect(
            try actions().map(\.action) == ["change_schedule", "enable_schedule", "disable_schedule", "run_schedule"])
        let change = Body.json(#"{"time_zone":"Europe/Berlin","is_enabled":false}"#)
        let body = try harness.api(.patch, "/admin/schedules/" + id.text, as: admin, body: change).json
        #expect(body["time_zone"] == .string("Europe/Berlin") && body["is_enabled"] == .bool(false))
        #expect(body["cron"] == .string("30 4 * * 1"))
        #expect(harness.api(.post, "/admin/schedules/\(id.text)/run", as: admin).code == 202)
    }

    // MARK: The API

    @Test func `programs page, count and change tasks as the pages do`() throws {
        try kill(5)
        let first = try harness.api(.get, "/admin/tasks?state=dead&limit=3", as: onlooker).json
        #expect(first["items"]?.items.count == 3 && first["count"] == .number(5) && first["is_exact"] == .bool(true))
        let next = try #require(first["next"]?.string)
        let second = try harness.api(.get, "/admin/tasks?state=dead&limit=3&after=" + next, as: onlooker).json
        #expect(second["items"]?.items.count == 2 && second["next"] == .null)
        for body in [#"{}"#, #"{"filter":{}}"#, #"{"ids":["x"]}"#, #"{"filter":{"colour":"red"}}"#] {
            #expect(harness.api(.post, "/admin/tasks/discard", as: admin, body: .json(body)).code == 422, "\(body)")
        }
        let body = Body.json(#"{"filter":{"state":"dead"}}"#)
        #expect(harness.api(.post, "/admin/tasks/discard", as: onlooker, body: body).code == 403)
        let answer = try harness.api(.post, "/admin/tasks/discard", as: admin, body: body).json
        #expect(answer["expected"] == .number(5) && answer["affected"] == .number(5))
        let log = try harness.api(.get, "/admin/log", as: onlooker).json["items"]?.items
        #expect(log?.first?["action"] == .string("discard_tasks"))
        #expect(harness.api(.post, "/admin/queues/pause", as: admin, body: .json(#"{"queue":"notify"}"#)).code == 204)
        let paused = try #require(try harness.api(.get, "/admin/queues", as: onlooker).json["items"]?.items)
        #expect(paused.first { $0["name"] == .string("notify") }?["paused_at"]?.string != nil)
    }
}

extension TaskSearch {
    fileprivate init(state: TaskState) {
        self.init()
        self.state = state
    }
}
