import Foundation
import Outbound
import TestSupport
import Testing

/// Addresses that were made to reach what nobody outside may reach. None may get as far as a socket.
struct HostileAddressTests {
    /// Where there are no name servers worth asking, every name belongs to this machine: the worst of answers.
    private struct Treacherous: NameResolver {
        func addresses(of host: String, within time: Duration) throws(NameResolverError) -> [NetworkAddress] {
            let literal = try? SystemResolver().addresses(of: host, within: .milliseconds(1))
            return literal ?? [NetworkAddress("127.0.0.1"), NetworkAddress("::1")].compactMap(\.self)
        }
    }

    private func client() -> CurlClient {
        CurlClient(
            configuration: .init(totalTimeout: .seconds(5)), egress: EgressGuard(resolver: Treacherous()))
    }

    @Test(arguments: [
        "//127.0.0.1/", "http:127.0.0.1/", "http:///127.0.0.1/", "http://127.0.0.1\\.a.example/",
        "http://a.example\\@127.0.0.1/", "http://a.example%00@127.0.0.1/", "http://127.0.0.1%2f@a.example/",
        "http://127.0.0.1#@a.example/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://127.0.0.1:0/",
        "http://127.0.0.1:6379/%0d%0aFLUSHALL%0d%0a", "http://[fe80::1%25lo]/", "http://[::]/", "http://0/",
        "http://\u{2460}\u{2461}\u{2466}.\u{24ea}.\u{24ea}.\u{2460}/", "http://xn--/", "http://a..b/", "http://-a.com/",
        "http://localhost/", "http://LOCALHOST./", "http://metadata.google.internal/", "http://127.0.0.1.nip.io/",
        "dict://127.0.0.1:6379/info", "data:text/html,hello", "javascript:alert(1)", "about:blank",
        "unix:///run/x.sock",
        "ws://127.0.0.1/", "jar:http://127.0.0.1!/", "http://[::ffff:169.254.169.254]/", "http://0251.0376.0251.0376/",
    ])
    func `an address by any trick is refused`(url: String) {
        let found = code { try client().send(OutboundRequest(url: url)) }
        #expect([.refusedByGuard, .invalidRequest, .unresolvedHost].contains(found), "\(String(describing: found))")
    }

    @Test func `every hostile address of the shared corpus is refused`() throws {
        let folder = ProcessInfo.processInfo.environment["HUNTER_SHARED"] ?? "../shared"
        guard let file = FileManager.default.contents(atPath: folder + "/corpus/strings/ssrf_urls.json") else {
            return print("no corpus at \(folder): the addresses of this file alone were tried")
        }
        let urls = try JSONDecoder().decode([String].self, from: file)
        #expect(urls.count > 50)
        let client = client()
        for url in urls {
            let found = code { try client.send(OutboundRequest(url: url)) }
            #expect([.refusedByGuard, .invalidRequest, .unresolvedHost].contains(found), "\(url)")
        }
    }

    @Test(arguments: [
        "http://127.0.0.1:6379/", "file:///etc/passwd", "gopher://127.0.0.1/", "//127.0.0.1", "", "\\\\127.0.0.1\\x",
        "http://169.254.169.254/latest/", "https://u@127.0.0.1/", "http://[::1]/",
    ])
    func `a redirect to a hostile address is refused`(location: String) throws {
        let outer = try StubServer(address: "127.0.0.2") { _ in .redirect(to: location) }
        let client = CurlClient(egress: EgressGuard(allowed: [Network("127.0.0.2")].compactMap(\.self)))
        let found = code { try client.send(OutboundRequest(url: outer.url())) }
        // A backslash is a path of the same host to curl: it leads round in circles there.
        #expect([.refusedByGuard, .malformedAnswer, .tooManyRedirects].contains(found), "\(String(describing: found))")
    }
}

struct WebLocationTests {
    @Test(arguments: [
        ("jobs/1", "https://a.example/x/jobs/1", "/x/jobs/1"),
        ("/jobs?p=2#top", "https://a.example/jobs?p=2", "/jobs?p=2"),
        ("//B.example", "https://b.example/", "/"), ("http://c.example:80/?q", "http://c.example:80/?q", "/?q"),
        ("?p=3", "https://a.example/x/y?p=3", "/x/y?p=3"),
    ])
    func `links are taken relative to their page`(href: String, url: String, target: String) throws {
        let base = try #require(WebLocation("https://a.example/x/y"))
        let found = try #require(WebLocation(href, relativeTo: base))
        #expect(found.target == target)
        #expect(
            found.origin
                == String(url.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")).replacing(
                    ":80", with: ""))
    }

    @Test(arguments: [
        "mailto:a@b.example", "javascript:void(0)", "ftp://a.example/", "http://u:p@a.example/", "http://",
    ])
    func `what is no page is no location`(href: String) throws {
        #expect(WebLocation(href, relativeTo: try #require(WebLocation("https://a.example/"))) == nil)
    }
}
