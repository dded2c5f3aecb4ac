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

/// What is done to tasks is done to what was meant, and counted.
@Suite(.serialized) struct ChangingTasksTests: OperatorsTesting {
    let cast: OperatorsCast

    init() throws {
        cast = try OperatorsCast()
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
        #expect(try deadCount() == 1)
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
        #expect(try deadCount() == 0)
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
        #expect(try deadCount() == 7)
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

    // MARK: Whatever state they are in, wherever they stand

    private func ask(_ query: String) -> String {
        harness.page(.get, "/admin/tasks/confirm?scope=all&" + query, as: admin).text
    }

    @Test(arguments: [
        (3, "state=joining"), (150, "state=joining"), (3, "kind=test"), (150, "kind=test"), (250, "kind=test"),
    ])
    func `what waits for others is counted once and discarded with the rest`(count: Int, filter: String) throws {
        try join(count)
        let all = filter.hasPrefix("kind") ? 2 * count : count
        let list = try found("/admin/tasks?" + filter)
        #expect(list == String(all))
        #expect(ask("action=discard&" + filter).contains("Discard \(all) tasks?"))
        if filter == "state=joining" {
            for action in ["retry", "copy"] { #expect(ask("action=\(action)&" + filter).contains("Nothing to change")) }
            let html = harness.page(.get, "/admin/tasks?" + filter, as: admin).text
            #expect(html.contains("action=discard&amp;scope=all") && !html.contains("action=retry"))
        }
        let parts = filter.split(separator: "=").map(String.init)
        let form = Body.form(["scope": "all", parts[0]: parts[1]])
        #expect(harness.page(.post, "/admin/tasks/discard", as: admin, body: form).code == 303)
        if all > TaskSelection.atOnce { try work { try actions().first?.finishedAt != nil } }
        let logged = try #require(try actions().first)
        #expect(logged.expected == all && logged.affected == all)
        // What they waited for is cancelled with them.
        #expect(try harness.sql { try $0.value("select count(*) from tasks where state = 'cancelled'") } == 2 * count)
    }

    @Test(arguments: [("retry", 30), ("retry", 300), ("discard", 30), ("discard", 300), ("copy", 30)])
    func `all that match are changed in the history as well`(action: String, count: Int) throws {
        try kill(count)
        try moveToHistory()
        try kill(5)
        let all = count + 5
        #expect(try found("/admin/tasks?state=dead") == String(all))
        #expect(ask("action=\(action)&state=dead").contains(" \(all) task"))
        let form = Body.form(["scope": "all", "state": "dead"])
        #expect(harness.page(.post, "/admin/tasks/" + action, as: admin, body: form).code == 303)
        if all > TaskSelection.atOnce { try work { try actions().first?.finishedAt != nil } }
        let logged = try #require(try actions().first)
        #expect(logged.expected == all && logged.affected == all)
        #expect(try deadCount() == (action == "copy" ? all : 0))
        let queued: Int = try harness.sql { try $0.value("select count(*) from tasks where state = 'queued'") }
        #expect(queued == (action == "discard" ? 0 : all))
    }

    @Test func `of chosen tasks only those count that the action fits`() throws {
        let (dead, queued, old) = (
            try harness.deadTask(of: person), try harness.task(of: person), try harness.deadTask(of: person)
        )
        let done = try harness.deadTask(of: person)
        try harness.sql { _ = try $0.execute("update tasks set state = 'succeeded' where id = \(done)") }
        try harness.sql {
            _ = try $0.execute("update tasks set state = 'queued', finished_at = null where id = \(dead)")
        }
        try moveToHistory()
        try harness.sql {
            _ = try $0.execute("update tasks set state = 'dead', finished_at = now() where id = \(dead)")
        }
        let ids = [dead, queued, old, done, dead, .v7()].map(\.text)
        let query = ids.map { "id=" + $0 }.joined(separator: "&")
        for (action, fit) in [("Retry", [dead, old]), ("Discard", [dead, queued, old]), ("Run", [dead, old, done])] {
            let name = action == "Run" ? "copy" : action.lowercased()
            let page = harness.page(.get, "/admin/tasks/confirm?action=\(name)&" + query, as: admin).text
            #expect(page.contains("\(action) \(fit.count) tasks"))
            #expect(page.contains("\(5 - fit.count) of the chosen tasks"))
            #expect(page.contains("name=\"ids\" value=\"\(fit.map(\.text).joined(separator: ","))\""))
        }
        let body = Body.json(#"{"ids":[\#(ids.map { "\"\($0)\"" }.joined(separator: ","))]}"#)
        let answer = try harness.api(.post, "/admin/tasks/retry", as: admin, body: body).json
        #expect(answer["expected"] == .number(2) && answer["affected"] == .number(2))
        #expect(try [dead, queued, old, done].map { try state($0) } == [.queued, .queued, .queued, .succeeded])
    }
}
