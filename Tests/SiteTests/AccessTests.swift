import Base
import Foundation
import HTTP
import Model
import Storage
import Tasking
import Testing
import Work

@testable import Site

/// Walks the route table with every role and every kind of id.
@Suite struct AccessTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    private enum Outcome: Equatable {
        case allowed
        /// Sent to the log-in.
        case login
        case unauthorized, forbidden, missing
        case other(Int)

        init(_ response: Response) {
            switch response.code {
            case 401: self = .unauthorized
            case 403: self = .forbidden
            case 404: self = .missing
            // Logging out leads to the log-in too, and takes the cookie away.
            case 303 where response.location.hasPrefix("/login") && response.cookie("session") == nil: self = .login
            case 200..<400: self = .allowed
            default: self = .other(response.code)
            }
        }
    }

    private enum Identifier: CaseIterable {
        case own, others, unknown, malformed
    }

    private struct Caller {
        var name: String
        var person: Person?
    }

    private func callers() throws -> [Caller] {
        [
            Caller(name: "anonymous", person: nil), Caller(name: "seeker", person: try harness.person(.seeker)),
            Caller(name: "other seeker", person: try harness.person(.seeker)),
            Caller(name: "recruiter", person: try harness.person(.recruiter)),
            Caller(name: "operator", person: try harness.person(.operator)),
            Caller(name: "admin", person: try harness.person(.admin)),
        ]
    }

    private func allows(_ route: Route, _ role: Role) -> Bool {
        switch route.access {
        case .anyone, .user: true
        case .recruiter: role == .recruiter || role == .admin
        case .operator: role == .operator || role == .admin
        case .admin: role == .admin
        }
    }

    /// What the table says of one cell.
    private func declared(_ route: Route, _ person: Person?, _ id: Identifier?) -> Outcome {
        if route.access != .anyone {
            guard let person else { return route.isAPI ? .unauthorized : .login }
            if !allows(route, person.user.role) { return .forbidden }
        }
        guard let id, let subject = RouteTable.subjects[route.pattern] else { return .allowed }
        switch id {
        case .own: return .allowed
        case .others: return subject.isPersonal ? .missing : .allowed
        case .unknown, .malformed: return .missing
        }
    }

    @Test func `every route with an id says what its id is`() {
        for route in Site.routes {
            let captures = route.pattern.split(separator: "/").filter { $0.contains("{") }
            #expect(
                captures.isEmpty || captures == ["{id}"] && RouteTable.subjects[route.pattern] != nil,
                "\(route.pattern)")
        }
        let patterns = Set(Site.routes.map(\.pattern))
        for pattern in RouteTable.subjects.keys { #expect(patterns.contains(pattern), "\(pattern) is gone") }
    }

    @Test func `what belongs to the installation is for administrators, and operators look`() {
        for route in Site.routes where route.pattern.contains("/admin") {
            #expect(route.access == .admin || route.access == .operator, "\(route.pattern)")
            #expect(route.access == .admin || route.method == .get, "\(route.pattern)")
        }
        for (pattern, subject) in RouteTable.subjects where subject == .source {
            for route in Site.routes where route.pattern == pattern { #expect(route.access == .admin, "\(pattern)") }
        }
    }

    @Test(arguments: RouteTable.names) func `a route answers each role and id as declared`(name: String) throws {
        let route = try RouteTable.route(name)
        let stranger = try harness.person()
        for caller in try callers() {
            guard let subject = RouteTable.subjects[route.pattern] else {
                let outcome = Outcome(try harness.call(route, as: caller.person))
                #expect(outcome == declared(route, caller.person, nil), "\(caller.name)")
                continue
            }
            for kind in Identifier.allCases {
                let id: String
                switch kind {
                case .own:
                    guard let person = caller.person else { continue }
                    id = try harness.make(subject, for: person).text
                case .others: id = try harness.make(subject, for: stranger).text
                case .unknown: id = UUID.v7().text
                case .malformed: id = "1%27%20or%201=1"
                }
                let outcome = Outcome(try harness.call(route, id: id, as: caller.person))
                #expect(outcome == declared(route, caller.person, kind), "\(caller.name), \(kind)")
            }
        }
    }

    @Test(arguments: RouteTable.names.filter { $0.contains("{") })
    func `what is not yours looks like what is not there`(name: String) throws {
        let route = try RouteTable.route(name)
        let subject = try #require(RouteTable.subjects[route.pattern])
        guard subject.isPersonal else { return }
        let isRecruiters = route.access == .recruiter
        let (caller, stranger) = (try harness.person(isRecruiters ? .recruiter : .seeker), try harness.person())
        for role in [caller, try harness.person(.admin)] {
            let bytes = try [harness.make(subject, for: stranger).text, UUID.v7().text, "no-such-id"].map { id in
                let response = try harness.call(route, id: id, as: role)
                let requestID = try #require(response.headers["X-Request-ID"])
                let fields = response.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
                return "\(response.code)\n\(fields)\n\n\(response.text)"
                    .replacingOccurrences(of: requestID, with: "REQUEST").replacingOccurrences(of: id, with: "ID")
            }
            #expect(bytes[0] == bytes[1])
            #expect(bytes[0] == bytes[2])
            #expect(bytes[0].hasPrefix("404\n"))
        }
    }

    @Test func `ids in bodies are held to the same rule`() throws {
        let (caller, stranger) = (try harness.person(), try harness.person())
        let posting = try harness.posting().text
        for resume in [try harness.resume(of: stranger).text, UUID.v7().text] {
            #expect(
                harness.page(.post, "/matches", as: caller, body: .form(["resume_id": resume, "posting_id": posting]))
                    .code
                    == 404)
            #expect(harness.page(.post, "/rankings", as: caller, body: .form(["resume_id": resume])).code == 404)
            let body = Body.json(#"{"resume_id":"\#(resume)","vacancy_id":"\#(posting)"}"#)
            #expect(harness.api(.post, "/match", as: caller, body: body).code == 404)
        }
        let body = Body.json(
            #"{"resume_id":"\#(try harness.resume(of: caller).text)","posting_id":"\#(UUID.v7().text)"}"#)
        #expect(harness.api(.post, "/match", as: caller, body: body).code == 404)
        #expect(
            try harness.sql { try $0.value("select count(*) from matches where user_id = \(caller.id)") as Int } == 0)
    }

    /// Everything that is one person's, and the words it is known by.
    private func belongings(of person: Person, _ word: String) throws -> [String] {
        let resume = try harness.resume(
            of: person, name: word + ".txt", text: "The text of " + word,
            profile: Profile(name: word, email: word + "@example.com", skills: ["Swift"]))
        let match = try harness.match(of: person, resume: resume, posting: try harness.posting())
        let ranking = try harness.ranking(of: person)
        return [word, resume.text, match.text, ranking.id.text, ranking.task.text, try harness.task(of: person).text]
    }

    @Test func `no list and no page shows what is somebody else's`() throws {
        let people = try [Role.seeker, .seeker, .recruiter, .operator, .admin].map { try harness.person($0) }
        let words = ["quagga", "okapi", "numbat", "tamandua", "axolotl"]
        let marks = try zip(people, words).map { try belongings(of: $0, $1) }
        for (index, person) in people.enumerated() {
            var seen = ""
            for route in Site.routes where route.method == .get && !route.pattern.contains("{") {
                if !allows(route, person.user.role) { continue }
                let text = try harness.call(route, as: person).text
                seen += text
                // Operators see that there are tasks, by their ids; never what they are about.
                let isOperators = route.access == .operator || route.access == .admin
                for (other, all) in marks.enumerated() where other != index {
                    let theirs = isOperators ? Array(all.prefix(4)) : all
                    #expect(theirs.filter { text.contains($0) } == [], "\(route.pattern) for \(words[index])")
                }
            }
            // The lists do list.
            for mark in marks[index].prefix(4) { #expect(seen.contains(mark), "\(mark)") }
        }
        for route in Site.routes where route.method == .get && [.anyone, .user].contains(route.access) {
            guard !route.pattern.contains("{") else { continue }
            let text = try harness.call(route, as: nil).text
            #expect(marks.joined().filter { text.contains($0) } == [], "\(route.pattern) for nobody")
        }
    }

    @Test func `a posting's page shows one's own matches only`() throws {
        let (one, other) = (try harness.person(), try harness.person(.admin))
        let posting = try harness.posting()
        let match = try harness.match(of: one, resume: try harness.resume(of: one, name: "tapir.txt"), posting: posting)
        #expect(harness.page(.get, "/jobs/" + posting.text, as: one).text.contains(match.text))
        for text in [
            harness.page(.get, "/jobs/" + posting.text, as: other).text,
            harness.page(.get, "/jobs/" + posting.text).text,
        ] {
            #expect(!text.contains(match.text) && !text.contains("tapir"))
        }
    }

    @Test func `filters by another's id find nothing`() throws {
        let (caller, stranger) = (try harness.person(), try harness.person())
        let resume = try harness.resume(of: stranger, name: "serval.txt")
        _ = try harness.match(of: stranger, resume: resume, posting: try harness.posting())
        #expect(try harness.api(.get, "/matches?resume_id=" + resume.text, as: caller).json["items"] == .array([]))
        #expect(!harness.page(.get, "/matches?resume=" + resume.text, as: caller).text.contains("serval"))
    }

    @Test func `the work of the installation is live for administrators only`() throws {
        let run = try harness.run()
        let (seeker, admin) = (try harness.person(), try harness.person(.admin))
        #expect(harness.page(.get, "/live/" + run.task.text, as: seeker).code == 404)
        #expect(harness.api(.get, "/tasks/" + run.task.text, as: seeker).code == 404)
        #expect(harness.page(.post, "/tasks/\(run.task.text)/cancel", as: seeker).code == 404)
        #expect(harness.page(.get, "/live/" + run.task.text, as: admin).code == 200)
        #expect(harness.api(.get, "/tasks/" + run.task.text, as: admin).code == 200)
        #expect(harness.page(.post, "/tasks/\(run.task.text)/cancel", as: admin).code == 303)
        #expect(try harness.sql { try $0.run(run.id)?.state } == .cancelled)
    }

    @Test func `who sends a form after their session is told, and comes back to its page`() throws {
        let page = "https://\(SiteHarness.host)/postings/new?from=1"
        let cases = [
            (page, "?next=%2Fpostings%2Fnew%3Ffrom%3D1"), ("https://evil.example/x", ""),
            ("https://evil.example/?https://\(SiteHarness.host)/jobs", ""),
            ("https://\(SiteHarness.host)/postings/url", ""),
        ]
        for (before, next) in cases {
            let response = harness.page(.post, "/blocks", body: .form([:]), headers: [("Referer", before)])
            #expect(response.location == "/login" + next)
            #expect(response.headers.all("Set-Cookie").contains { $0.description.contains("notice=notKept") })
        }
    }

    @Test func `a visitor who is sent to the log-in comes back to where they were`() throws {
        let person = try harness.person()
        let response = harness.page(.get, "/matches?resume=1")
        #expect(response.location == "/login?next=%2Fmatches%3Fresume%3D1")
        for (next, target) in [
            ("/matches?resume=1", "/matches?resume=1"), ("//evil.example", "/dashboard"),
            ("https://evil.example/", "/dashboard"), ("/\\evil.example", "/dashboard"),
            ("javascript:alert(1)", "/dashboard"),
        ] {
            let body = Body.form(["email": person.user.email, "password": SiteHarness.password, "next": next])
            #expect(harness.page(.post, "/login", body: body).location == target)
        }
    }
}
