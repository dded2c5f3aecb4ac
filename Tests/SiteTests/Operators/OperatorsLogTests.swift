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

/// What administrators do is written down.
@Suite(.serialized) struct OperatorsLogTests: OperatorsTesting {
    let cast: OperatorsCast

    init() throws {
        cast = try OperatorsCast()
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
}
