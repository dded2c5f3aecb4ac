import Outbound
import Sources
import TestSupport
import Testing

struct RobotsTests {
    private func robots(_ text: String) -> Robots { Robots(Array(text.utf8), product: "ResumeHunter") }

    @Test func `without rules everything may be fetched`() {
        for text in ["", "nonsense", "User-agent: *\nDisallow:", "Disallow: /"] {
            #expect(robots(text).allows("/any"), "\(text)")
        }
    }

    @Test func `the group that names the program counts alone`() {
        let file = robots(
            """
            User-agent: *
            Disallow: /
            user-agent: OtherBot
            User-Agent: resumehunter/2.0 # us
            Disallow: /private
            Crawl-delay: 2.5
            """)
        #expect(file.allows("/jobs") && !file.allows("/private/1"))
        #expect(file.crawlDelay == 2.5)
        #expect(!robots("User-agent: *\nDisallow: /\n\nUser-agent: ResumeHunterX\nAllow: /").allows("/jobs"))
    }

    @Test func `groups of one name are one`() {
        let file = robots("User-agent: *\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /b")
        #expect(!file.allows("/a") && !file.allows("/b") && file.allows("/c"))
    }

    @Test(arguments: [
        ("/a", "/abc", false), ("/a/", "/a", true), ("/*.pdf$", "/x/y.pdf", false), ("/*.pdf$", "/x/y.pdf?v=1", true),
        ("/*/jobs", "/de/jobs/7", false), ("/*/jobs", "/jobs", true), ("*", "/", false), ("/a*b*c", "/a1b2", true),
        ("/caf\u{e9}", "/caf%c3%a9", false), ("/%7Ea", "/%7ea/x", false), ("/?q=", "/?q=1", false),
        ("/x$y", "/x", true),
    ])
    func `a pattern fits as RFC 9309 says`(pattern: String, target: String, isAllowed: Bool) {
        #expect(robots("User-agent: *\nDisallow: \(pattern)").allows(target) == isAllowed)
    }

    @Test func `the longest rule decides and Allow among equals`() {
        let file = robots("User-agent: *\nDisallow: /jobs\nAllow: /jobs/open\nDisallow: /same\nAllow: /same")
        #expect(file.allows("/jobs/open/1") && !file.allows("/jobs/closed") && file.allows("/same"))
    }

    @Test func `a hostile file is read in time`() {
        let pattern = String(repeating: "*a", count: 2_000)
        let file = robots("User-agent: *\n" + String(repeating: "Disallow: /\(pattern)b\n", count: 20))
        #expect(file.allows("/" + String(repeating: "a", count: 2_000)))
        #expect(robots("User-agent: *\nCrawl-delay: 1e999\nCrawl-delay: -1\nCrawl-delay: nan").crawlDelay == nil)
        #expect(robots(String(repeating: "\u{0}", count: 2_000_000)).allows("/"))
    }

    @Test(arguments: [(404, true), (410, true), (403, true), (500, false), (503, false)])
    func `a site without the file allows all and one that fails allows nothing`(status: Int, isAllowed: Bool) throws {
        let server = try StubServer { _ in .status(status) }
        let book = RobotsBook(client: CurlClient(egress: EgressGuard(allowPrivate: true)))
        let origin = "http://127.0.0.1:\(server.port)"
        #expect(try book.robots(of: origin).allows("/jobs") == isAllowed)
    }

    @Test func `a file is fetched once in a while`() throws {
        let server = try StubServer { _ in .status(200, body: Array("User-agent: *\nDisallow: /x".utf8)) }
        let client = CurlClient(egress: EgressGuard(allowPrivate: true))
        let book = RobotsBook(client: client)
        let origin = "http://127.0.0.1:\(server.port)"
        for _ in 0..<3 { #expect(try !book.robots(of: origin).allows("/x")) }
        #expect(server.requests.map(\.path) == ["/robots.txt"])
        let forgetful = RobotsBook(client: client, keptFor: .zero)
        for _ in 0..<2 { _ = try forgetful.robots(of: origin) }
        #expect(server.requests.count == 3)
    }

    @Test func `a site that the guard refuses has no rules to read`() throws {
        let book = RobotsBook(client: CurlClient())
        #expect(throws: OutboundError.self) { try book.robots(of: "http://127.0.0.1:1") }
    }
}
