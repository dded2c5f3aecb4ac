import Base
import Foundation
import HTTP
import Model
import Storage
import Testing

@testable import Site

/// Whatever text comes in at whatever field: no failure of ours, and what is stored comes back as it was.
@Suite struct TextTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    /// `%XX` for each octet.
    private func encoded(_ octets: some Sequence<UInt8>) -> String {
        octets.map { "%" + [$0].hex }.joined()
    }

    private func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether the octets of `part` are in the text: strings compare by characters, and would take some for equal.
    private func has(_ text: String, _ part: String) -> Bool {
        part.isEmpty || Data(text.utf8).range(of: Data(part.utf8)) != nil
    }

    private func expectNoFailure(_ response: Response, _ what: String) {
        #expect(response.code < 500, "\(what): \(response.code)")
        #expect(!response.headers.contains { $0.value.contains("\n") || $0.value.contains("\r") }, "\(what)")
        #expect(response.headers["Set-Cookie"]?.contains("session=x") != true, "\(what)")
    }

    private static let queries: [(String, [String])] = [
        ("/jobs", SearchQuery.names + ["after"]), ("/login", ["next"]), ("/register", ["next"]),
        ("/matches", MatchQuery.names + ["after"]),
        ("/resumes", ["after"]), ("/saved-searches", ["after"]), ("/api/v1/saved-searches", ["limit", "after"]),
        (
            "/api/v1/jobs",
            [
                "q", "min_stipend", "max_stipend", "currency", "internship", "remote", "location", "country", "type",
                "level",
                "source", "company", "posted_after", "status", "skill", "like", "sort", "limit", "after",
            ]
        ),
        ("/api/v1/resumes", ["status", "email", "job_post_id", "created_after", "created_before", "limit", "after"]),
        ("/api/v1/resumes/search", ["skills", "q", "match", "job_post_id", "limit", "after"]),
        ("/candidates", ["skills", "q", "match", "after"]), ("/collections", ["after"]), ("/job-posts", ["after"]),
        ("/api/v1/data-collection", ["limit", "after"]), ("/api/v1/job-posts", ["status", "limit", "after"]),
        (
            "/api/v1/matches",
            ["resume_id", "posting_id", "min_score", "engine", "eligible", "open", "q", "sort", "limit", "after"]
        ),
        ("/api/v1/admin/sync-logs", ["state", "source", "limit", "after"]),
    ]

    private func ask(_ target: String, as person: Person) -> Response {
        target.hasPrefix("/api/") ? harness.api(.get, target, as: person) : harness.page(.get, target, as: person)
    }

    @Test func `no text in a query fails`() throws {
        let person = try harness.person(.admin)
        _ = try harness.match(of: person, resume: try harness.resume(of: person), posting: try harness.posting())
        for text in HostileStrings.texts {
            for (target, names) in Self.queries {
                for name in names {
                    let value = encoded(text.utf8)
                    expectNoFailure(
                        ask("\(target)?\(name)=\(value)", as: person), "\(target) \(name)=\(text.prefix(80))")
                }
            }
        }
        for octets in HostileStrings.octets {
            for (target, names) in Self.queries {
                #expect(ask("\(target)?\(names[0])=\(encoded(octets))", as: person).code == 400, "\(target) \(octets)")
                #expect(ask("\(target)?\(encoded(octets))=1", as: person).code == 400, "\(target) \(octets)")
            }
        }
    }

    @Test func `no text in a path or a header fails`() throws {
        let person = try harness.person(.admin)
        for octets in HostileStrings.texts.map({ Array($0.utf8) }).filter({ $0.count < 4000 }) + HostileStrings.octets {
            for route in Site.routes where route.method == .get && route.pattern.contains("{") {
                let target = route.pattern.replacingOccurrences(of: "{id}", with: encoded(octets))
                let response = ask(target, as: person)
                #expect(
                    [400, 404].contains(response.code) || octets.allSatisfy { $0 == 0x20 } || octets.isEmpty,
                    "\(target)")
                expectNoFailure(response, target)
            }
        }
        for text in HostileStrings.texts where text.utf8.count < 4000 {
            for name in [
                "Accept", "Cookie", "User-Agent", "If-None-Match", "HX-Request", "Host", "Origin", "Referer",
                "Idempotency-Key",
                "Content-Type", "Authorization", "X-Forwarded-For", "X-Request-ID", "Sec-Fetch-Site",
            ] {
                expectNoFailure(harness.send(.get, "/jobs", .none, [(name, text)]), name)
                let body = Body.json(#"{"resume_id":"x","vacancy_id":"x"}"#)
                expectNoFailure(harness.api(.post, "/match", as: person, body: body, headers: [(name, text)]), name)
            }
        }
    }

    @Test func `no text in a form fails, and pages show it escaped`() throws {
        let person = try harness.person(.admin)
        let resume = try harness.resume(of: person).text
        for text in HostileStrings.texts {
            let what = String(text.prefix(80))
            let login = Parameters(
                ["email": text, "password": String(repeating: "p", count: 300), "next": text].map {
                    .init(name: $0, value: $1)
                })
            let page = harness.page(.post, "/login", body: .form(login))
            #expect(page.code == 422, "\(what)")
            #expect(has(page.text, "value=\"\(escaped(text.trimmed))\""), "\(what)")
            let form: Parameters = ["name": text, "email": text, "password": "short", "next": text]
            let register = harness.page(.post, "/register", body: .form(form))
            #expect(register.code == 422, "\(what)")
            #expect(has(register.text, "name=\"name\" value=\"\(escaped(text.trimmed))\""), "\(what)")
            for (target, names) in [
                ("/matches", ["resume_id", "posting_id", "engine"]),
                ("/rankings", ["resume_id", "engine"] + SearchQuery.names),
                ("/resumes/\(resume)/profile", ["years"]),
                ("/job-posts", ["title", "location", "skills", "description", "status"]),
                ("/collections", ["count", "per_page", "batch_size", "error_mode"]),
                ("/saved-searches", ["name", "query"]),
                (
                    "/settings",
                    ["role", "skills", "min_salary", "currency", "location", "work_mode", "preferences"]
                ),
            ] {
                for name in names {
                    var fields: Parameters = [name: text]
                    if name != "resume_id" { fields.append("resume_id", resume) }
                    expectNoFailure(
                        harness.page(.post, target, as: person, body: .form(fields)), "\(target) \(name)=\(what)")
                }
            }
            let upload = Body.multipart(fields: ["x": text], file: (text, Array("Ada".utf8)))
            expectNoFailure(harness.api(.post, "/resumes/upload", as: person, body: upload), what)
        }
        expectNoFailure(harness.page(.get, "/resumes", as: person), "the list of uploads")
        for octets in HostileStrings.octets {
            for target in ["/login", "/matches", "/resumes/\(resume)/profile"] {
                let response = harness.page(
                    .post, target, as: person, body: .rawForm(Array("name=\(encoded(octets))".utf8)))
                #expect(response.code == 400, "\(target) \(octets)")
            }
            let field =
                Array("--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n".utf8) + octets
                + Array("\r\n--b--\r\n".utf8)
            let headers = [
                ("Content-Type", "multipart/form-data; boundary=b"), ("Authorization", "Bearer \(person.bearer.text)"),
            ]
            #expect(
                harness.site.respond(to: Request(.post, "/api/v1/resumes/upload", headers: headers, body: field)).code
                    == 400)
        }
    }

    @Test func `no text in JSON fails`() throws {
        let person = try harness.person(.admin)
        let (resume, posting) = (try harness.resume(of: person).text, try harness.posting().text)
        for text in HostileStrings.texts {
            let (literal, what) = (try JSONValue.literal(text), String(text.prefix(80)))
            let long = try JSONValue.literal(String(repeating: "p", count: 300))
            for (target, body) in [
                ("/login", #"{"email":\#(literal),"password":\#(long)}"#),
                ("/register", #"{"email":\#(literal),"password":"short","name":\#(literal)}"#),
                ("/match", #"{"resume_id":\#(literal),"vacancy_id":"\#(posting)"}"#),
                ("/match", #"{"resume_id":"\#(resume)","posting_id":\#(literal)}"#),
                ("/match", #"{"resume_id":"\#(resume)","posting_id":"\#(posting)","engine":\#(literal)}"#),
                ("/match", #"{\#(literal):1}"#), ("/match", literal), ("/match", text),
                ("/admin/refresh-jobs", #"{"source":\#(literal)}"#),
            ] {
                expectNoFailure(harness.api(.post, target, as: person, body: .json(body)), "\(target) \(what)")
            }
        }
        for octets in HostileStrings.octets {
            let body = Array(#"{"name":""#.utf8) + octets + Array("\"}".utf8)
            let headers = [("Content-Type", "application/json"), ("Authorization", "Bearer \(person.bearer.text)")]
            #expect(
                harness.site.respond(to: Request(.patch, "/api/v1/me", headers: headers, body: body)).code == 400,
                "\(octets)")
        }
        for body in [
            #"{"name":"\u0000"}"#, #"{"name":"\ud800"}"#, #"{"name":"\udc00\ud800"}"#, #"{"name":"\u12"}"#,
            "{\"name\":\"a\nb\"}",
            #"{"name":"\x"}"#, String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
            #"{"name":1e999999}"#,
            #"{"name":{"name":"x"}}"#, #"{"name":["x"]}"#, "", " ", "nul", #"{"name":"x"}}"#,
        ] {
            let code = harness.api(.patch, "/me", as: person, body: .json(body)).code
            #expect([400, 415, 422].contains(code), "\(body.prefix(60)): \(code)")
        }
    }

    @Test func `a name comes back as it was, and escaped on pages`() throws {
        let person = try harness.person()
        for text in HostileStrings.texts {
            let response = harness.api(
                .patch, "/me", as: person, body: .json(#"{"name":\#(try JSONValue.literal(text))}"#))
            let name = text.trimmed
            guard name.unicodeScalars.count <= 200 else {
                #expect(response.code == 422)
                continue
            }
            #expect(response.code == 200, "\(text)")
            #expect(try response.json["name"]?.string.map { Array($0.utf8) } == Array(name.utf8), "\(text)")
            _ = try harness.services.redis.command("DEL", Sessions.key(person.session.hash))
            let page = harness.page(.get, "/account", as: person).text
            #expect(has(page, escaped(name)), "\(text)")
            for raw in ["<script>alert", "<img src=x", "<svg/onload", "<style>*", "<x hx-get"] {
                #expect(!page.contains(raw), "\(text)")
            }
        }
    }

    @Test func `a corrected profile comes back as it was, and escaped on pages`() throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person).text
        for text in HostileStrings.texts {
            let form: Parameters = ["name": text, "phone": text, "location": text, "headline": text, "skills": text]
            let response = harness.page(.post, "/resumes/\(resume)/profile", as: person, body: .form(form))
            #expect(response.code == 303, "\(text.prefix(80))")
            let profile = try harness.api(.get, "/resumes/" + resume, as: person).json["profile"]
            let kept = String(String.UnicodeScalarView(text.trimmed.unicodeScalars.prefix(300)))
            for name in ["name", "phone", "location", "headline"] {
                let stored = profile?[name]?.string ?? ""
                #expect(Array(stored.utf8) == Array(kept.utf8), "\(name): \(text.prefix(80))")
            }
            let page = harness.page(.get, "/resumes/" + resume, as: person).text
            #expect(has(page, "value=\"\(escaped(kept))\""), "\(text.prefix(80))")
        }
    }

    @Test func `a posting's text comes back as it was, and escaped on pages`() throws {
        for text in HostileStrings.texts where !text.isEmpty && text.utf8.count < 30_000 {
            let id = try harness.posting(text, description: text).text
            let body = try harness.api(.get, "/jobs/" + id).json
            #expect(body["title"]?.string.map { Array($0.utf8) } == Array(text.utf8))
            #expect(body["description_markdown"]?.string.map { Array($0.utf8) } == Array(text.utf8))
            let page = harness.page(.get, "/jobs/" + id)
            #expect(page.code == 200)
            #expect(has(page.text, escaped(text)), "\(text.prefix(80))")
            for raw in [
                "<script>alert", "<img src=x", "<svg/onload", "<style>*", "<x hx-get", "href=\"javascript:",
                "href=\"java\t",
            ] {
                #expect(!page.text.lowercased().contains(raw), "\(text.prefix(80))")
            }
        }
        for query in ["", "q=alert", "q=script&sort=newest", "q=drop+table"] {
            let page = harness.page(.get, "/jobs?" + query)
            #expect(page.code == 200)
            for raw in ["<script>alert", "<img src=x", "<svg/onload", "<style>*", "<x hx-get"] {
                #expect(!page.text.contains(raw))
            }
        }
    }

    /// Many strings in all fields at once.
    @Test func `the shared strings fail nowhere`() throws {
        guard let strings = HostileStrings.corpus(limit: 1200) else {
            print("../shared/corpus/strings is not there: its strings are not tried.")
            return
        }
        let person = try harness.person()
        let resume = try harness.resume(of: person).text
        for text in strings {
            let value = encoded(text.utf8)
            for (target, names) in [Self.queries[0], Self.queries[5]] {
                for part in [names.prefix(1), names.dropFirst().prefix(9)] {
                    let query = part.map { "\($0)=\(value)" }.joined(separator: "&")
                    expectNoFailure(ask("\(target)?\(query)", as: person), "\(target) \(text.prefix(80))")
                }
            }
            let form: Parameters = ["name": text, "phone": text, "skills": text]
            let response = harness.page(.post, "/resumes/\(resume)/profile", as: person, body: .form(form))
            #expect(response.code == (text.contains("\0") ? 400 : 303), "\(text.prefix(80))")
            guard response.code == 303 else { continue }
            let stored = try harness.api(.get, "/resumes/" + resume, as: person).json["profile"]?["name"]?.string ?? ""
            let kept = String(String.UnicodeScalarView(text.trimmed.unicodeScalars.prefix(300)))
            #expect(Array(stored.utf8) == Array(kept.utf8), "\(text.prefix(80))")
        }
    }
}
