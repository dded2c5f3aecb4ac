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

/// Operators' lists of tasks and the page of one.
@Suite(.serialized) struct TaskListTests: OperatorsTesting {
    let cast: OperatorsCast

    init() throws {
        cast = try OperatorsCast()
    }

    @Test func `a filter that cannot be used shows and changes nothing`() throws {
        try kill(3)
        for query in [
            "user=nobody", "state=asleep", "since=tomorrow", "until=then", "task=1", "subject=it", "worker=me",
        ] {
            let text = harness.page(.get, "/admin/tasks?" + query, as: onlooker).text
            #expect(text.contains("role=\"alert\"") && !text.contains("name=\"id\""), "\(query)")
            #expect(harness.api(.get, "/admin/tasks?" + query, as: onlooker).code == 422)
            #expect(harness.page(.get, "/admin/tasks/confirm?action=retry&scope=all&" + query, as: admin).code == 422)
            let parts = query.split(separator: "=").map(String.init)
            let form = Body.form(["scope": "all", parts[0]: parts[1]])
            #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 422)
        }
        #expect(try deadCount() == 3)
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

    @Test func `a list is narrowed to a task, what it is about, a worker or a person's address`() throws {
        let worker = UUID.v7()
        let (id, other) = (try harness.task(of: person), try harness.deadTask(of: admin))
        try harness.sql { db in
            try db.heartbeat(worker: worker, host: "desk", processID: 4711, threads: ["scoring": 3])
            _ = try db.claimTasks([id], worker: worker, alone: false)
        }
        let subject = try #require(try harness.sql { try $0.taskSnapshot(id)?.subjectID })
        let mail = person.user.email.replacingOccurrences(of: "@", with: "%40")
        let filters = [
            "task=" + id.text, "subject=" + subject.text, "worker=" + worker.text, "user=" + mail.uppercased(),
            "user=" + person.id.text,
        ]
        for filter in filters {
            let html = harness.page(.get, "/admin/tasks?" + filter, as: onlooker).text
            #expect(html.contains(id.text) && !html.contains(other.text) && html.contains(">1 task<"), "\(filter)")
            let items = try harness.api(.get, "/admin/tasks?" + filter, as: onlooker).json["items"]?.items
            #expect(items?.compactMap { $0["id"]?.string } == [id.text], "\(filter)")
            #expect(try found("/admin/tasks?state=running&" + filter) == "1")
            #expect(try found("/admin/tasks?state=queued&" + filter) == "0")
            #expect(try found("/admin/tasks?state=dead&" + filter) == "0")
        }
        // In the history as well.
        try moveToHistory()
        #expect(try found("/admin/tasks?task=" + other.text) == "1")
        #expect(try found("/admin/tasks?failed=1h&task=" + other.text) == "1")
        #expect(try found("/admin/tasks?failed=1h&task=" + id.text) == "0")
        for unknown in ["user=nobody%40example.com", "task=" + UUID.v7().text, "worker=" + other.text] {
            let answer = harness.api(.get, "/admin/tasks?" + unknown, as: onlooker)
            #expect(try answer.code == 200 && answer.json["items"]?.items.isEmpty == true, "\(unknown)")
            #expect(try found("/admin/tasks?" + unknown) == "0")
        }
        let refused = harness.api(.get, "/admin/tasks?worker=me&subject=it", as: onlooker)
        #expect(refused.code == 422)
        #expect(try refused.json["errors"]?.items.map { $0["field"]?.string } == ["subject", "worker"])
        #expect(refused.text.contains("must be an id of 36 characters"))
        let page = harness.page(.get, "/admin/tasks?worker=me&state=asleep", as: onlooker).text
        #expect(page.contains("cannot be used: State, Worker."))
        // What is confirmed is bound to the filter, and the log leads back to it.
        let form = Body.form(["scope": "all", "subject": subject.text])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        #expect(try state(id) == .cancelled)
        #expect(harness.page(.get, "/admin/log", as: onlooker).text.contains("/admin/tasks?subject=" + subject.text))
    }

    @Test func `an attempt that runs stands in the timeline with what it says, and is asked for anew`() throws {
        let id = try harness.task(of: person)
        let path = "/admin/tasks/" + id.text
        #expect(!harness.page(.get, path, as: onlooker).text.contains("data-live"))
        try harness.sql { db in
            _ = try db.claimTasks([id], worker: .v7(), alone: false)
            // By a clock that is behind.
            let line = NewTaskLogLine(
                level: "warning", message: "the source is slow", createdAt: Date(timeIntervalSinceNow: -60))
            try db.storeTaskLogLines([line], task: id, attempt: 1, first: 10, last: 40)
        }
        let page = harness.page(.get, path + "?poll=5", as: onlooker).text
        #expect(page.contains("data-hx-get=\"/admin/live/tasks/\(id.text)?poll=5\"") && page.contains("content=\"5\""))
        let part = harness.page(.get, "/admin/live/tasks/\(id.text)?poll=5", as: onlooker).text
        for html in [page, part] {
            let places = ["Made", "Try 1 runs", "the source is slow"].map { html.range(of: $0)?.lowerBound }
            #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted())
        }
        #expect(!part.contains("<html") && part.contains("id=\"live-task\" ") && part.contains("data-live"))
        #expect(harness.page(.get, "/admin/live/tasks/" + UUID.v7().text, as: onlooker).code == 404)
        // Only who may act finds buttons in what comes anew.
        #expect(!part.contains("action=discard"))
        let ours = harness.page(.get, "/admin/live/tasks/\(id.text)?poll=5", as: admin).text
        #expect(ours.contains("action=discard"))
    }
}
