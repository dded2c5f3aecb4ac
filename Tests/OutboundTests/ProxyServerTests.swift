import Foundation
import TestSupport
import Testing

@testable import Outbound

/// Requests that leave by the operator's proxy. The stub answers as a proxy and, behind it, as the site.
struct ProxyServerTests {
    private static let site = "93.184.216.34"

    /// What everybody's names stand for: the site is public, the neighbour is not.
    private func names() throws -> NameServer {
        try NameServer { name, _ in
            switch name {
            case "site.example", "site.example.": .addresses([Self.site])
            case "mixed.example": .addresses([Self.site, "127.0.0.2"])
            case "proxy.example": .addresses(["127.0.0.1"])
            case "neighbour.example": .addresses(["127.0.0.2"])
            default: .unknown
            }
        }
    }

    private func egress(_ proxy: StubServer, _ names: NameServer, allowed: [String] = []) throws -> EgressGuard {
        EgressGuard(
            allowed: allowed.compactMap { Network($0) },
            proxy: try #require(ProxyServer("http://us%65r:p%40ss@proxy.example:\(proxy.port)")),
            resolver: SystemResolver(nameServer: .init(address: "127.0.0.1", port: names.port)))
    }

    private func client(_ egress: EgressGuard) -> CurlClient {
        CurlClient(configuration: .init(connectTimeout: .seconds(20)), egress: egress)
    }

    private func asked(_ proxy: StubServer) -> [String] { proxy.requests.map { $0.method + " " + $0.target } }

    @Test func `the proxy is asked for the address that was checked, and the site sees nothing of it`() throws {
        let names = try names()
        let proxy = try StubServer { .status(200, body: Array(($0.method == "CONNECT" ? "" : "hello").utf8)) }
        let client = client(try egress(proxy, names))
        let answer = try client.send(
            OutboundRequest(method: "POST", url: "http://site.example/a?b=c", body: Array("x".utf8)))
        #expect(answer.status == 200 && answer.body == Array("hello".utf8))
        #expect(asked(proxy) == ["CONNECT \(Self.site):80", "POST /a?b=c"])
        let (tunnel, request) = (proxy.requests[0].headers, proxy.requests[1].headers)
        #expect(tunnel["proxy-authorization"] == "Basic " + Data("user:p@ss".utf8).base64EncodedString())
        #expect(request["proxy-authorization"] == nil && request["host"] == "site.example")
        // The tunnel is kept for the next request.
        _ = try client.send(OutboundRequest(method: "GET", url: "http://site.example/again"))
        #expect(asked(proxy).dropFirst(2) == ["GET /again"])
    }

    @Test(arguments: ["http://site.example./", "http://SITE.example:80/", "http://93.184.216.34/"])
    func `however a host is written, the proxy is asked for an address`(url: String) throws {
        let names = try names()
        let proxy = try StubServer { _ in .status(200) }
        _ = try client(try egress(proxy, names)).send(OutboundRequest(method: "GET", url: url))
        #expect(asked(proxy) == ["CONNECT \(Self.site):80", "GET /"])
    }

    @Test func `what is not public is refused, or reached without the proxy where a setting lists it`() throws {
        let names = try names()
        let proxy = try StubServer { _ in .status(200) }
        let neighbour = try StubServer(address: "127.0.0.2") { _ in .status(204) }
        let address = "http://neighbour.example:\(neighbour.port)/"
        for refused in [address, "http://mixed.example/"] {
            #expect {
                try client(try egress(proxy, names)).send(OutboundRequest(method: "GET", url: refused))
            } throws: { ($0 as? OutboundError)?.code == .refusedByGuard }
        }
        #expect(proxy.connections == 0 && neighbour.connections == 0)
        let answer = try client(try egress(proxy, names, allowed: ["127.0.0.2"]))
            .send(OutboundRequest(method: "GET", url: address))
        #expect(answer.status == 204 && proxy.connections == 0)
    }

    @Test func `a proxy that refuses or is not there is an error, not a way around it`() throws {
        let names = try names()
        let proxy = try StubServer { _ in .status(407) }
        #expect(throws: OutboundError.self) {
            try client(try egress(proxy, names)).send(OutboundRequest(method: "GET", url: "http://site.example/"))
        }
        #expect(asked(proxy) == ["CONNECT \(Self.site):80"])
        let lost = EgressGuard(
            proxy: ProxyServer("http://nowhere.example:3128"),
            resolver: SystemResolver(nameServer: .init(address: "127.0.0.1", port: names.port)))
        #expect {
            try client(lost).send(OutboundRequest(method: "GET", url: "http://site.example/"))
        } throws: { ($0 as? OutboundError)?.code == .unresolvedHost }
    }

    @Test func `a browser's requests leave by it as well`() throws {
        let names = try names()
        let proxy = try StubServer { .status(200, body: Array(($0.method == "CONNECT" ? "" : "hello").utf8)) }
        let own = try EgressProxy(egress: try egress(proxy, names))
        defer { own.stop() }
        func ask(_ text: String) -> String { LocalAddress.tcp(port: own.port).exchange(text) ?? "" }
        #expect(ask("GET http://site.example/a HTTP/1.1\r\nHost: site.example\r\n\r\n").hasSuffix("hello"))
        #expect(asked(proxy) == ["CONNECT \(Self.site):80", "GET /a"])
        let through = ask(
            "CONNECT site.example:8443 HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(through.hasPrefix("HTTP/1.1 200") && through.hasSuffix("hello"))
        #expect(asked(proxy).dropFirst(2) == ["CONNECT \(Self.site):8443", "GET /b"])
        #expect(ask("CONNECT neighbour.example:443 HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 403"))

        let refusing = try StubServer { _ in .status(403) }
        let other = try EgressProxy(egress: try egress(refusing, names))
        defer { other.stop() }
        let answer = LocalAddress.tcp(port: other.port).exchange("CONNECT site.example:443 HTTP/1.1\r\n\r\n") ?? ""
        #expect(answer.hasPrefix("HTTP/1.1 502"))
    }

    @Test(arguments: [
        "", "proxy.example", "proxy.example:3128", "https://proxy.example", "socks5://proxy.example", "http://",
        "http://proxy.example/path", "http://proxy.example?x", "http://:3128", "http://proxy.example:99999",
    ])
    func `what is no HTTP proxy's address is refused`(text: String) {
        #expect(ProxyServer(text) == nil)
    }
}
