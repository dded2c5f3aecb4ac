import Foundation
import Model
import Outbound
import Parsing
import Sources
import TestSupport
import Testing

struct GreenhouseTests {
    private let client = RetryingClient(CurlClient(egress: EgressGuard(allowPrivate: true)), sleep: { _ in })

    private func posting(
        _ more: String, content: String = "&lt;p&gt;R&amp;amp;D with &lt;b&gt;Go&lt;/b&gt;&lt;/p&gt;"
    ) -> RawRecord {
        let body = """
            {"absolute_url":"https://a.example/jobs?gh_jid=5","id":5,"title":"Engineer","company_name":"Acme",\
            "location":{"name":"Toronto, Canada"},"updated_at":"2026-01-09T14:59:55-05:00",\
            "first_published":"2025-12-02T09:49:28-05:00","content":"\(content)"\(more)}
            """
        return RawRecord(externalID: "5", body: Array(body.utf8))
    }

    @Test func `a board is one page with its content asked for`() throws {
        let server = try StubServer { [self] _ in
            .json("{\"jobs\":[\(String(decoding: posting("").body, as: UTF8.self))],\"meta\":{\"total\":1}}")
        }
        let source = try Greenhouse(board: "acme", address: server.url("/"))
        let page = try source.page(nil, client: client)
        #expect(server.requests[0].target == "/v1/boards/acme/jobs?content=true&pay_transparency=true")
        #expect(page.records.map(\.externalID) == ["5"])
        #expect((page.next, page.total, page.pagesTotal) == (nil, 1, 1))
    }

    @Test func `content is decoded twice and everything else read`() throws {
        let draft = try source().normalise(
            posting(
                """
                ,"pay_input_ranges":[{"min_cents":5000000,"max_cents":7000000,"currency_type":"CAD","title":"Annual Salary"}],\
                "metadata":[{"name":"x","value":null},{"name":"Workplace Type","value":"Remote"},\
                {"name":"Employment Type","value":"Regular"}],"application_deadline":"2026-12-31"
                """))
        #expect(draft.descriptionMarkdown == "R&D with **Go**")
        #expect(draft.canonicalURL == "https://a.example/jobs?gh_jid=5")
        #expect(draft.isRemote == true)
        #expect(draft.type == .fullTime)
        #expect(draft.country == "CA")
        #expect(draft.pay == Pay(minimum: 5_000_000, maximum: 7_000_000, currency: "CAD", period: .year))
        #expect(draft.postedAt == Date(timeIntervalSince1970: 1_764_686_968))
        #expect(draft.expiresAt == Date(timeIntervalSince1970: 1_798_675_200))
    }

    @Test func `a place that is only a work mode gives way to the offices`() throws {
        let body = """
            {"absolute_url":"https://a.example/1","title":"T","location":{"name":"Hybrid"},"content":"<p>x</p>",\
            "offices":[{"name":"Berlin","location":"Berlin, Germany"},{"name":"Rome","location":null}],"metadata":null}
            """
        let draft = try source().normalise(RawRecord(externalID: "1", body: Array(body.utf8)))
        #expect(draft.location == "Berlin, Germany; Rome")
        #expect(draft.isRemote == false)
        #expect(draft.company == "acme")
    }

    @Test func `scripts within escaped content are gone`() throws {
        let content =
            "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&lt;a href='javascript:x'&gt;ok&lt;/a&gt;"
        #expect(try source().normalise(posting("", content: content)).descriptionMarkdown == "ok")
    }

    @Test func `pay that contradicts itself is left out`() throws {
        for range in ["{\"min_cents\":9,\"max_cents\":1,\"currency_type\":\"CAD\"}", "{}", "{\"min_cents\":\"x\"}"] {
            #expect(try source().normalise(posting(",\"pay_input_ranges\":[\(range)]")).pay == nil)
        }
    }

    @Test func `a board that is not there is a permanent error`() throws {
        let server = try StubServer { _ in .status(404, body: Array("{\"status\":404}".utf8)) }
        let error = #expect(throws: SourceError.self) {
            try Greenhouse(board: "none", address: server.url()).page(nil, client: client)
        }
        #expect(error?.code == .notFound)
        #expect(error?.isPermanent == true)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["", "../x", "a/b", "a?b", "a b", "\u{e9}"])
    func `a board that is no token is refused`(board: String) {
        #expect(throws: SourceError.self) { try Greenhouse(board: board) }
    }

    @Test func `the registry knows every kind and its settings`() throws {
        #expect(
            SourceRegistry.kinds == [
                "adzuna", "arbeitnow", "ashby", "careers", "feed", "greenhouse", "hh", "lever", "muse", "remoteok",
                "usajobs",
            ])
        #expect(try SourceRegistry.reader(kind: "arbeitnow", settings: SourceSettings([:])) is Arbeitnow)
        #expect(
            try SourceRegistry.reader(kind: "greenhouse", settings: SourceSettings(["board": "acme"])) is Greenhouse)
        for (kind, settings) in [("greenhouse", [:]), ("greenhouse", ["board": "/"]), ("x", [:])]
            as [(String, [String: String])]
        {
            let error = #expect(throws: SourceError.self) {
                try SourceRegistry.reader(kind: kind, settings: SourceSettings(settings))
            }
            #expect(error?.isPermanent == true)
        }
    }

    @Test func `the recorded answers are read`() throws {
        guard let list = Fixtures.read("greenhouse_jobs.json"), let detail = Fixtures.read("greenhouse_job_detail.json")
        else { return }
        let server = try StubServer { _ in .status(200, body: list) }
        let source = try Greenhouse(board: "acme", address: server.url())
        let page = try source.page(nil, client: client)
        #expect(page.total == 2)
        let drafts = try page.records.map { try source.normalise($0) }
        #expect(drafts.map(\.company) == ["Airbnb", "Stripe"])
        #expect(drafts.map(\.isRemote) == [true, nil])
        #expect(drafts[0].country == "CA")
        let one = try source.normalise(RawRecord(externalID: "1", body: detail))
        #expect(one.title == "Sr. Software Engineer, Backend")
        #expect(one.level == .senior)
        #expect(one.descriptionMarkdown.hasPrefix("**About Pinterest:**\n\nMillions"))
    }

    private func source() throws -> Greenhouse { try Greenhouse(board: "acme") }
}
