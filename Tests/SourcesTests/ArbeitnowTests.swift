import Foundation
import Model
import Outbound
import Parsing
import Sources
import TestSupport
import Testing

struct ArbeitnowTests {
    private let client = RetryingClient(CurlClient(egress: EgressGuard(allowPrivate: true)), sleep: { _ in })

    private func record(_ id: Int, _ more: String = "") -> String {
        """
        {"slug":"s-\(id)","company_name":"Acme &amp; Co","title":"Engineer \(id)","description":"<p>Write <b>Swift</b></p>",\
        "remote":true,"url":"https://a.example/Jobs/\(id)?utm_source=x","tags":["IT"],"job_types":["Full Time"],\
        "location":"Berlin, Germany","created_at":1791146412\(more)}
        """
    }

    @Test func `pages are followed by number until there is none`() throws {
        let server = try StubServer { [self] request in
            let page = Int(request.query.dropFirst("page=".count)) ?? 0
            let records = page <= 3 ? (0..<2).map { record(page * 10 + $0) }.joined(separator: ",") : ""
            // The link leads elsewhere: only whether there is one counts.
            let next = page < 3 ? "\"http://169.254.169.254/?search=x&page=9\"" : "null"
            return .json("{\"data\":[\(records)],\"links\":{\"next\":\(next)},\"meta\":{}}")
        }
        let source = Arbeitnow(address: server.url("/"))
        var (ids, cursor): ([String], SourceCursor?) = ([], nil)
        repeat {
            let page = try source.page(cursor, client: client)
            ids += page.records.map(\.externalID)
            cursor = page.next
        } while cursor != nil
        #expect(ids == ["s-10", "s-11", "s-20", "s-21", "s-30", "s-31"])
        #expect(server.requests.map(\.target) == (1...3).map { "/api/job-board-api?page=\($0)" })
    }

    @Test func `a board that repeats itself, is short or never ends comes to an end`() throws {
        let same = try StubServer { [self] _ in .json("{\"data\":[\(record(1))],\"links\":{\"next\":\"x\"}}") }
        let first = try Arbeitnow(address: same.url()).page(nil, client: client)
        let second = try Arbeitnow(address: same.url()).page(#require(first.next), client: client)
        #expect(second == SourcePage(records: []))
        let short = try StubServer { [self] _ in
            .json("{\"data\":[\(record(1))],\"links\":{\"next\":\"x\"},\"meta\":{\"per_page\":100}}")
        }
        #expect(try Arbeitnow(address: short.url()).page(nil, client: client).next == nil)
        let empty = try StubServer { _ in .json("{\"data\":[],\"links\":{\"next\":\"x\"}}") }
        #expect(try Arbeitnow(address: empty.url()).page(nil, client: client) == SourcePage(records: []))
        #expect(try Arbeitnow(address: same.url(), maximumPages: 1).page(nil, client: client).next == nil)
    }

    @Test func `a record becomes a posting and its bytes stay untouched`() throws {
        let text = record(7, ", \"more\" : [1, {\"x\":\"]}\"}]  ")
        let server = try StubServer { _ in .json(" {\"meta\":{\"total\":-1}, \"data\" : [ \(text) ] } ") }
        let source = Arbeitnow(address: server.url("/api/job-board-api"))
        let page = try source.page(nil, client: client)
        #expect(page.records.map { String(decoding: $0.body, as: UTF8.self) } == [text])
        #expect(page.total == nil)
        let draft = try source.normalise(page.records[0])
        #expect(draft.canonicalURL == "https://a.example/Jobs/7")
        #expect(draft.company == "Acme & Co")
        #expect(draft.descriptionMarkdown == "Write **Swift**")
        #expect(draft.type == .fullTime)
        #expect(draft.isRemote == true)
        #expect(draft.country == "DE")
        #expect(draft.postedAt == Date(timeIntervalSince1970: 1_791_146_412))
        #expect(draft.skills.contains("Swift"))
    }

    @Test func `a bad record in the middle spoils no other`() throws {
        let bad = [
            "{\"slug\":3}", "{\"slug\":\"x\",\"title\":}", "7", "null", "{\"title\":\"no id\"}",
            "{\"job_types\":5,\"slug\":\"y\"}",
        ]
        let all = [record(1)] + bad + [record(2)]
        let server = try StubServer { _ in .json("{\"data\":[\(all.joined(separator: ","))]}") }
        let source = Arbeitnow(address: server.url())
        let records = try source.page(nil, client: client).records
        #expect(records.count == 8)
        #expect(Set(records.map(\.externalID)).count == 8)
        let drafts = records.map { record in Result { try source.normalise(record) } }
        #expect(drafts.map { (try? $0.get()) != nil } == [true, false, false, false, false, false, false, true])
        for case .failure(let error) in drafts { #expect(error is PostingError) }
    }

    @Test(arguments: [
        (404, SourceError.Code.notFound, true), (403, .blocked, true), (451, .blocked, true), (400, .rejected, true),
        (500, .unavailable, false), (429, .busy, false),
    ])
    func `a status says whether to come back`(status: Int, code: SourceError.Code, isPermanent: Bool) throws {
        let server = try StubServer { _ in .status(status) }
        let error = #expect(throws: SourceError.self) { try Arbeitnow(address: server.url()).page(nil, client: client) }
        #expect(error?.code == code)
        #expect(error?.isPermanent == isPermanent)
        #expect(server.requests.count == (isPermanent ? 1 : 3))
    }

    @Test func `Retry-After reaches the task`() throws {
        let server = try StubServer { _ in .status(429, headers: [("Retry-After", "120")]) }
        let error = #expect(throws: SourceError.self) { try Arbeitnow(address: server.url()).page(nil, client: client) }
        #expect(error?.code == .busy)
        #expect(error?.retryAfter == .seconds(120))
        #expect(error?.isPermanent == false)
    }

    @Test func `answers that are cut, of another form or missing are told apart`() throws {
        let whole = "{\"data\":[\(record(1))]}"
        let server = try StubServer { request in
            switch request.index {
            case 0: .json(String(whole.dropLast(9)))
            case 1: .json("{\"jobs\":[]}")
            case 2: .json("<html>maintenance</html>")
            case 3: .json("{\"data\":{}}")
            case 4: .json("[]")
            case 5: .json("")
            default: .truncated(Array(whole.utf8), after: 20)
            }
        }
        let expected: [SourceError.Code] = [.truncated, .schema, .schema, .schema, .schema, .truncated, .unreachable]
        for code in expected {
            let error = #expect(throws: SourceError.self) {
                try Arbeitnow(address: server.url()).page(nil, client: client)
            }
            #expect(error?.code == code)
            #expect(error?.isPermanent == (code == .schema))
        }
    }

    @Test func `deeply nested JSON overflows nothing`() throws {
        let body = "{\"data\":[" + String(repeating: "[", count: 1_000_000)
        let server = try StubServer { _ in .json(body) }
        let error = #expect(throws: SourceError.self) { try Arbeitnow(address: server.url()).page(nil, client: client) }
        #expect(error?.code == .truncated)
        let closed = try StubServer { _ in
            .json(
                "{\"data\":[{\"slug\":\(String(repeating: "[", count: 100_000))\(String(repeating: "]", count: 100_000))}]}"
            )
        }
        let records = try Arbeitnow(address: closed.url()).page(nil, client: client).records
        #expect(throws: PostingError.self) { try Arbeitnow(address: closed.url()).normalise(#require(records.first)) }
    }

    @Test func `a checkpoint that is no page is refused`() {
        for text in ["x", "0", "-1", "999999", "1.5"] {
            let error = #expect(throws: SourceError.self) { try Arbeitnow().page(SourceCursor(text), client: client) }
            #expect(error?.code == .settings)
        }
    }

    @Test func `the recorded answer is read`() throws {
        guard let body = Fixtures.read("arbeitnow.json") else { return }
        let server = try StubServer { _ in .status(200, body: body) }
        let source = Arbeitnow(address: server.url())
        let page = try source.page(nil, client: client)
        #expect(page.next != nil)
        let drafts = try page.records.map { try source.normalise($0) }
        #expect(drafts.map(\.company) == ["PraxisEins"])
        #expect(drafts[0].isRemote == false)
    }
}

/// Recorded answers, where the shared folder is.
enum Fixtures {
    static func read(_ name: String) -> [UInt8]? {
        let named = ProcessInfo.processInfo.environment["HUNTER_SHARED"].map { URL(filePath: $0) }
        let sibling = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared")
            .standardized
        let file = (named ?? sibling).appending(path: "data/open/api_fixtures/\(name)")
        guard let data = try? Data(contentsOf: file) else {
            print("no shared folder: the recorded \(name) is not read")
            return nil
        }
        return [UInt8](data)
    }
}
