import Foundation
import Outbound
import TestSupport
import Testing

struct EgressGuardTests {
    private let target = EgressGuard.Target(scheme: "http", host: "a.example", port: 80)

    @Test func `an origin that the operator names may be private, and no other`() throws {
        let (named, other) = (try StubServer { _ in .status(200) }, try StubServer { _ in .status(200) })
        let client = CurlClient(egress: EgressGuard(trusted: [named.url("/api"), "nonsense"]))
        #expect(try client.send(OutboundRequest(url: named.url("/x"))).status == 200)
        #expect(code { try client.send(OutboundRequest(url: other.url())) } == .refusedByGuard)
        #expect(other.connections == 0)
    }

    @Test(arguments: [
        "127.0.0.1", "127.255.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1", "100.127.255.255", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "3fff::1",
        "100::1", "168.63.129.16",
    ])
    func `a special address is refused`(text: String) {
        #expect(!EgressGuard().admits(address(text), for: target))
        #expect(EgressGuard(allowPrivate: true).admits(address(text), for: target))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "11.0.0.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.1",
        "198.17.0.1",
        "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8",
    ])
    func `a public address is admitted`(text: String) {
        #expect(EgressGuard().admits(address(text), for: target))
    }

    @Test func `addresses are 4 or 16 bytes`() {
        #expect(NetworkAddress(bytes: []) == nil && NetworkAddress(bytes: [1, 1, 1]) == nil)
        for text in ["", "1.1.1", "127.1", "0x7f000001", "1.1.1.1 ", "fe80::1%lo", "1.1.1.1\u{0}"] {
            #expect(NetworkAddress(text) == nil, "\(text)")
        }
    }

    @Test func `a range contains what shares its first bits`() throws {
        let network = try #require(Network("10.1.128.0/17"))
        #expect(network.contains(address("10.1.255.9")) && !network.contains(address("10.1.127.255")))
        #expect(!network.contains(address("::ffff:10.1.255.9")))
        #expect(try #require(Network("fd00::/8")).contains(address("fd12::1")))
        #expect(try #require(Network("0.0.0.0/0")).contains(address("1.2.3.4")))
        #expect(try #require(Network("192.0.2.7")).contains(address("192.0.2.7")))
        for text in ["", "/", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/+8", "10/8", "::/129", "a.example"] {
            #expect(Network(text) == nil, "\(text)")
        }
    }

    @Test func `a listed range is admitted and nothing beside it`() {
        let egress = EgressGuard(allowed: [Network("10.1.0.0/16")].compactMap(\.self))
        #expect(egress.admits(address("10.1.2.3"), for: target))
        #expect(!egress.admits(address("10.2.2.3"), for: target))
    }

    @Test(arguments: [
        "http://127.0.0.1:PORT/", "http://127.1:PORT/", "http://2130706433:PORT/", "http://0x7f000001:PORT/",
        "http://0177.0.0.1:PORT/",
        "http://localhost:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://0:PORT/", "http:127.0.0.1:PORT/",
        "http:///127.0.0.1:PORT/",
        "http://example.com@127.0.0.1:PORT/", "http://127。0。0。1:PORT/",
    ])
    func `no packet reaches loopback by any spelling`(url: String) throws {
        let server = try StubServer { _ in .status(200) }
        let client = CurlClient(configuration: .init(totalTimeout: .seconds(5)))
        let found = code { try client.send(OutboundRequest(url: url.replacing("PORT", with: String(server.port)))) }
        #expect(found != nil)
        #expect(server.connections == 0)
    }

    @Test func `a redirect from an allowed host to a private one is refused`() throws {
        let inner = try StubServer { _ in .status(200) }
        let target = inner.url("/secret")
        let outer = try StubServer { _ in .redirect(to: target) }
        let egress = EgressGuard(allowPrivate: true) { [port = Int(inner.port)] hop throws(EgressGuard.Refusal) in
            if hop.port == port { throw EgressGuard.Refusal(reason: "not there") }
        }
        #expect(code { try CurlClient(egress: egress).send(OutboundRequest(url: outer.url())) } == .refusedByGuard)
        #expect(inner.connections == 0)
    }

    @Test(arguments: [
        "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "http://user@a.example/",
        "http://u:p@a.example/",
    ])
    func `only plain web addresses are admitted`(url: String) {
        let found = code { try CurlClient().send(OutboundRequest(url: url)) }
        #expect(found == .refusedByGuard || found == .invalidRequest)
    }

    private func address(_ text: String) -> NetworkAddress {
        guard let address = NetworkAddress(text) else { preconditionFailure("\(text) is no address") }
        return address
    }
}
