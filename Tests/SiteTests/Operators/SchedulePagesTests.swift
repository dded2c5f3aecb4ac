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

/// Schedules, for operators.
@Suite(.serialized) struct SchedulePagesTests: OperatorsTesting {
    let cast: OperatorsCast

    init() throws {
        cast = try OperatorsCast()
    }

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

    @Test func `the tasks of a schedule are a list away`() throws {
        let id = try harness.schedule()
        let path = "/admin/schedules/" + id.text
        let task = harness.page(.post, path + "/run", as: admin).location
        let list = try #require(links(harness.page(.get, path, as: onlooker).text, to: "/admin/tasks?").last)
        let html = harness.page(.get, list, as: onlooker).text
        #expect(html.contains(task) && html.contains(">1 task<"))
        // Each link of the list of schedules leads somewhere.
        for link in links(harness.page(.get, "/admin/schedules", as: onlooker).text, to: "/admin/") {
            #expect(harness.page(.get, link, as: onlooker).code == 200, "\(link)")
        }
    }

    @Test func `a schedule of a kind that is gone says so and cannot be run`() throws {
        let id = try harness.schedule()
        let path = "/admin/schedules/" + id.text
        try harness.sql { _ = try $0.execute("update schedules set kind = 'gone_kind' where id = \(id)") }
        for page in ["/admin/schedules", path] {
            let html = harness.page(.get, page, as: admin).text
            #expect(html.contains("no tasks of the kind gone_kind") && !html.contains(path + "/run"), "\(page)")
            #expect(html.contains(path + "/disable") && html.contains("Halted"), "\(page)")
        }
        #expect(harness.page(.post, path + "/run", as: admin).code == 409)
        #expect(harness.api(.post, path + "/run", as: admin).code == 409)
        let body = try harness.api(.get, path, as: onlooker).json
        #expect(body["problem"]?.string?.contains("gone_kind") == true)
        #expect(try actions().isEmpty)
    }
}
