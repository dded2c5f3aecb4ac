import Foundation
import Outbound
import TestSupport
import Testing

/// The proxy that a browser goes out through. 127.0.0.2 plays the public address.
struct EgressProxyTests {
    private let listed = [Network("127.0.0.2")].compactMap(\.self)

    private func proxy(_ names: NameServer? = nil, limits: EgressProxy.Limits = .init()) throws -> EgressProxy {
        let server = names.map { SystemResolver.NameServer(address: "127.0.0.1", port: $0.port) }
        return try EgressProxy(
            egress: EgressGuard(allowed: listed, resolver: SystemResolver(nameServer: server)), limits: limits)
    }

    private func ask(_ proxy: EgressProxy, _ head: String) -> String {
        LocalAddress.tcp(port: proxy.port).exchange(head) ?? ""
    }

    @Test func `a request with its whole address is passed on, one a connection`() throws {
        let site = try StubServer(address: "127.0.0.2") { .status(200, body: Array("at \($0.target)".utf8)) }
        let proxy = try proxy()
        defer { proxy.stop() }
        let answer = ask(
            proxy,
            """
            GET \(site.url("/a?b=c")) HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r
            Connection: keep-alive\r\nX-Own: 1\r\n\r\n
            """)
        #expect(answer.hasSuffix("at /a?b=c"))
        let headers = try #require(site.requests.first?.headers)
        #expect(headers["connection"] == "close" && headers["x-own"] == "1")
        #expect(headers["proxy-connection"] == nil && headers["proxy-authorization"] == nil)
    }

    @Test func `the answer says that the connection ends, whatever the site says`() throws {
        let site = try StubServer(address: "127.0.0.2") {
            .status(200, headers: [("Connection", "keep-alive"), ("Keep-Alive", "timeout=60")], body: $0.body)
        }
        let proxy = try proxy(limits: .init(idleTimeout: .seconds(1)))
        defer { proxy.stop() }
        let answer = ask(proxy, "POST \(site.url()) HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody")
        #expect(answer.contains("Connection: close\r\n") && !answer.lowercased().contains("keep-alive"))
        #expect(answer.hasSuffix("\r\n\r\nbody"))
        let unknown = ask(proxy, "POST \(site.url()) HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
        #expect(unknown.hasPrefix("HTTP/1.1 411"))
    }

    @Test func `a tunnel carries what is sent through it`() throws {
        let site = try StubServer(address: "127.0.0.2") { _ in .raw(Array("HTTP/1.1 200 OK\r\n\r\nthrough".utf8)) }
        let proxy = try proxy()
        defer { proxy.stop() }
        let answer = ask(
            proxy,
            "CONNECT 127.0.0.2:\(site.port) HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("through"))
    }

    @Test(arguments: ["127.0.0.1", "localhost", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]", "2130706433"])
    func `what the guard refuses is not connected`(host: String) throws {
        let inner = try StubServer { _ in .status(200) }
        let proxy = try proxy()
        defer { proxy.stop() }
        let tunnel = ask(proxy, "CONNECT \(host):\(inner.port) HTTP/1.1\r\n\r\n")
        let plain = ask(proxy, "GET http://\(host):\(inner.port)/ HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(tunnel.hasPrefix("HTTP/1.1 403") && plain.hasPrefix("HTTP/1.1 403"))
        #expect(inner.connections == 0 && proxy.refused == 2)
    }

    @Test func `a name that changes its mind is refused the second time`() throws {
        let names = try NameServer { _, number in .addresses([number == 0 ? "127.0.0.2" : "127.0.0.1"]) }
        let inner = try StubServer { _ in .status(200) }
        let outer = try StubServer(address: "127.0.0.2", port: inner.port) { _ in .status(200) }
        let proxy = try proxy(names)
        defer { proxy.stop() }
        let head = "GET http://turncoat.example:\(inner.port)/ HTTP/1.1\r\nHost: x\r\n\r\n"
        #expect(ask(proxy, head).hasPrefix("HTTP/1.1 200"))
        #expect(ask(proxy, head).hasPrefix("HTTP/1.1 403"))
        #expect(outer.connections == 1 && inner.connections == 0)
    }

    @Test(arguments: [
        "", "nonsense\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "CONNECT 127.0.0.2 HTTP/1.1\r\n\r\n",
        "CONNECT a:b HTTP/1.1\r\n\r\n",
        "CONNECT 127.0.0.2:80/x HTTP/1.1\r\n\r\n", "GET file:///etc/passwd HTTP/1.1\r\n\r\n",
        "CONNECT u@127.0.0.2:80 HTTP/1.1\r\n\r\n", "GET gopher://127.0.0.2/ HTTP/1.1\r\n\r\n",
    ])
    func `what is no request is refused`(head: String) throws {
        let proxy = try proxy(limits: .init(idleTimeout: .seconds(1)))
        defer { proxy.stop() }
        let answer = ask(proxy, head)
        #expect(answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 403"), "\(answer)")
    }

    @Test func `no more comes through than the limit`() throws {
        let site = try StubServer(address: "127.0.0.2") { _ in
            .status(200, body: [UInt8](repeating: 65, count: 300_000))
        }
        let proxy = try proxy(limits: .init(bytes: 100_000))
        defer { proxy.stop() }
        #expect(ask(proxy, "GET \(site.url()) HTTP/1.1\r\nHost: x\r\n\r\n").utf8.count < 200_000)
        // Used up is used up.
        #expect(ask(proxy, "GET \(site.url()) HTTP/1.1\r\nHost: x\r\n\r\n").isEmpty)
    }
}
