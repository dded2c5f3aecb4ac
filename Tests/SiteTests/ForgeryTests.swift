import Base
import Cryptography
import Foundation
import HTTP
import Testing

@testable import Site

/// Changes need the caller's will: every route that is no GET, with every sign that another site is behind it.
@Suite(.serialized) struct ForgeryTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    /// Somebody whom the table lets in.
    private func caller(_ route: Route) throws -> Person? {
        switch route.access {
        case .anyone: nil
        case .user: try harness.person()
        case .recruiter: try harness.person(.recruiter)
        case .operator: try harness.person(.operator)
        case .admin: try harness.person(.admin)
        }
    }

    private func id(_ route: Route, for person: Person?) throws -> String? {
        guard let subject = RouteTable.subjects[route.pattern] else { return nil }
        return try harness.make(subject, for: try person ?? harness.person()).text
    }

    @Test(arguments: RouteTable.changing) func `a forged change changes nothing`(name: String) throws {
        let route = try RouteTable.route(name)
        let person = try caller(route)
        let stranger = try harness.person()
        let id = try id(route, for: person)
        let body = try harness.validBody(of: route, for: person)
        let before = try harness.snapshot()
        func refused(_ what: String, _ body: Body, _ headers: [(String, String)] = [], status: Int = 403) throws {
            let response = try harness.call(route, id: id, as: person, body: body, headers: headers)
            #expect(response.code == status, "\(what)")
            #expect(response.headers.all("Set-Cookie").filter { $0.contains("session=") } == [], "\(what)")
            #expect(try harness.snapshot() == before, "\(what)")
        }
        for origin in [
            "https://evil.example", "http://evil.hunter.test", "http://hunter.test.evil.example",
            "http://hunter.test:8081",
            "null", "file://", "https://",
        ] {
            try refused("Origin \(origin)", body, [("Origin", origin)])
        }
        for site in ["cross-site", "same-site", "CROSS-SITE", "anything"] {
            try refused("Sec-Fetch-Site \(site)", body, [("Sec-Fetch-Site", site)])
        }
        guard !route.isAPI else { return }
        for token in ["", "x", stranger.session.derived("csrf"), stranger.session.text, Token().derived("csrf")] {
            try refused("token \(token)", Body.with(token, in: body))
        }
    }

    @Test(arguments: RouteTable.changing) func `the same change goes through when it is meant`(name: String) throws {
        let route = try RouteTable.route(name)
        let person = try caller(route)
        let (id, body) = (try id(route, for: person), try harness.validBody(of: route, for: person))
        let headers = [("Origin", "http://hunter.test"), ("Sec-Fetch-Site", "same-origin")]
        let before = try harness.snapshot()
        let response = try harness.call(route, id: id, as: person, body: body, headers: headers)
        #expect((200..<400).contains(response.code), "\(response.code) \(response.text.prefix(300))")
        // The samples may be there already, an address of a posting's source is refreshed once at a time, and a text that is
        // matched is answered.
        let answersOnly = ["/match", "/api/v1/match/resume", "/api/v1/match/jd"].contains(route.pattern)
        if !route.pattern.hasSuffix("samples"), !answersOnly { #expect(try harness.snapshot() != before) }
    }

    @Test(arguments: RouteTable.changing) func `a form without any token is refused`(name: String) throws {
        let route = try RouteTable.route(name)
        guard !route.isAPI else { return }
        let person = try caller(route)
        let target = route.pattern.replacingOccurrences(of: "{id}", with: try id(route, for: person) ?? "")
        let body = try harness.validBody(of: route, for: person)
        let before = try harness.snapshot()
        let cookies = person.map { [("Cookie", "session=\($0.session.text)")] } ?? []
        #expect(harness.send(route.method, target, body.isNone ? .form([:]) : body, cookies).code == 403)
        #expect(try harness.snapshot() == before)
    }

    @Test(arguments: RouteTable.changing) func `a cookie does not open the API`(name: String) throws {
        let route = try RouteTable.route(name)
        guard route.isAPI, route.access != .anyone else { return }
        let person = try #require(try caller(route))
        let target = route.pattern.replacingOccurrences(of: "{id}", with: try id(route, for: person) ?? "")
        let body = try harness.validBody(of: route, for: person)
        let before = try harness.snapshot()
        for name in ["session", "__Host-session", "token", "Authorization"] {
            #expect(harness.send(route.method, target, body, [("Cookie", "\(name)=\(person.bearer.text)")]).code == 401)
            #expect(
                harness.send(route.method, target, body, [("Cookie", "\(name)=\(person.session.text)")]).code == 401)
        }
        #expect(harness.send(route.method, target + "?token=" + person.bearer.text, body).code == 401)
        #expect(try harness.snapshot() == before)
    }

    @Test(arguments: RouteTable.reading) func `no GET writes`(name: String) throws {
        let route = try RouteTable.route(name)
        for person in [nil, try harness.person(), try harness.person(.operator), try harness.person(.admin)] {
            let id = try id(route, for: person)
            let before = try harness.snapshot()
            for method in [HTTP.Method.get, .head] {
                let target = route.pattern.replacingOccurrences(of: "{id}", with: id ?? "")
                let response =
                    route.isAPI ? harness.api(method, target, as: person) : harness.page(method, target, as: person)
                #expect(response.code < 500)
            }
            #expect(try harness.snapshot() == before)
        }
    }

    @Test func `a method in a field or in the query changes nothing`() throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person).text
        let before = try harness.snapshot()
        _ = harness.page(.get, "/resumes/\(resume)?_method=DELETE", as: person)
        _ = harness.page(.get, "/resumes/\(resume)", as: person, headers: [("X-HTTP-Method-Override", "DELETE")])
        #expect(harness.page(.get, "/resumes/\(resume)/delete", as: person).code == 405)
        #expect(harness.api(.get, "/tasks/\(resume)/cancel", as: person).code == 405)
        #expect(try harness.snapshot() == before)
    }
}

extension Body {
    /// The form with this token in place of the caller's.
    fileprivate static func with(_ token: String, in body: Body) -> Body {
        switch body {
        case .multipart(let fields, let file):
            .multipart(fields: fields.replacing("csrf_token", with: token), file: file)
        case .form(let fields): .form(fields.replacing("csrf_token", with: token))
        default: .form(["csrf_token": token])
        }
    }

    fileprivate var isNone: Bool {
        if case .none = self { true } else { false }
    }
}
