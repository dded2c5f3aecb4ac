import Outbound
import TestSupport
import Testing

/// Names that change their mind between two look-ups. 127.0.0.2 plays the public address: a setting lists it.
struct NameResolverTests {
    private let listed = [Network("127.0.0.2")].compactMap(\.self)

    private func client(_ server: NameServer, allowPrivate: Bool = false) -> CurlClient {
        let resolver = SystemResolver(nameServer: .init(address: "127.0.0.1", port: server.port))
        return CurlClient(
            configuration: .init(connectTimeout: .seconds(20)),
            egress: EgressGuard(allowPrivate: allowPrivate, allowed: listed, resolver: resolver))
    }

    @Test func `a name is looked up once, and its address is the one that is connected`() throws {
        let names = try NameServer { _, number in .addresses([number == 0 ? "127.0.0.1" : "127.0.0.9"]) }
        let site = try StubServer { _ in .status(200) }
        let client = client(names, allowPrivate: true)
        #expect(try client.send(OutboundRequest(url: "http://shop.example:\(site.port)/")).status == 200)
        #expect(names.count(of: "shop.example") == 1)
        #expect(site.requests.first?.headers["host"] == "shop.example:\(site.port)")
    }

    @Test(arguments: ["SHOP.example", "shop.example.", "b\u{fc}cher.example", "xn--bcher-kva.example"])
    func `every spelling of a name is pinned`(host: String) throws {
        // The system's own name servers know none of these: without the pin nothing would be reached.
        let names = try NameServer { _, _ in .addresses(["127.0.0.1"]) }
        let site = try StubServer { _ in .status(200) }
        let client = client(names, allowPrivate: true)
        for _ in 0..<2 { #expect(try client.send(OutboundRequest(url: "http://\(host):\(site.port)/")).status == 200) }
    }

    @Test func `a name that was public and is private after a redirect is refused`() throws {
        let names = try NameServer { _, number in .addresses([number == 0 ? "127.0.0.2" : "127.0.0.1"]) }
        let inner = try StubServer { _ in .status(200, body: Array("secret".utf8)) }
        let port = inner.port
        let outer = try StubServer(address: "127.0.0.2", port: port) { _ in
            .redirect(to: "http://turncoat.example:\(port)/secret")
        }
        let found = code { try client(names).send(OutboundRequest(url: "http://turncoat.example:\(port)/")) }
        #expect(found == .refusedByGuard)
        #expect(outer.requests.count == 1 && inner.connections == 0)
        #expect(names.count(of: "turncoat.example") == 2)
    }

    @Test func `a name that was public and is private for the next request is refused`() throws {
        let names = try NameServer { _, number in .addresses([number == 0 ? "127.0.0.2" : "127.0.0.1"]) }
        let inner = try StubServer { _ in .status(200) }
        let outer = try StubServer(address: "127.0.0.2", port: inner.port) { _ in .status(200) }
        let client = client(names)
        let request = OutboundRequest(url: "http://turncoat.example:\(inner.port)/")
        #expect(try client.send(request).status == 200)
        #expect(code { try client.send(request) } == .refusedByGuard)
        #expect(outer.connections == 1 && inner.connections == 0)
    }

    @Test func `a name server that fails first and answers with a private address reaches nothing`() throws {
        let names = try NameServer { _, number in number == 0 ? .failure : .addresses(["127.0.0.1"]) }
        let inner = try StubServer { _ in .status(200) }
        let client = client(names)
        let request = OutboundRequest(url: "http://flaky.example:\(inner.port)/")
        // The system itself may ask again after a failure; whichever answer it takes, nothing is connected.
        for _ in 0..<3 {
            let found = code { try client.send(request) }
            #expect(found == .unresolvedHost || found == .refusedByGuard)
        }
        #expect(inner.connections == 0)
    }

    @Test(arguments: [
        NameServer.Answer.addresses(["127.0.0.2", "127.0.0.1"]), .addresses(["127.0.0.1", "127.0.0.2"]),
        .addresses(["10.0.0.1"]), .addresses(["169.254.169.254"]), .addresses6(["::1"]),
        .addresses6(["::ffff:127.0.0.1"]), .addresses6(["64:ff9b::7f00:1"]), .addresses6(["2002:7f00:1::"]),
        .addresses6(["fd00:ec2::254"]),
    ])
    func `one address that is not public refuses the name`(answer: NameServer.Answer) throws {
        let names = try NameServer { _, _ in answer }
        let inner = try StubServer { _ in .status(200) }
        let outer = try StubServer(address: "127.0.0.2", port: inner.port) { _ in .status(200) }
        let found = code { try client(names).send(OutboundRequest(url: "http://mixed.example:\(inner.port)/")) }
        #expect(found == .refusedByGuard)
        #expect(inner.connections == 0 && outer.connections == 0)
    }

    @Test func `a name that is none has no address`() throws {
        let names = try NameServer { _, _ in .unknown }
        #expect(code { try client(names).send(OutboundRequest(url: "http://nobody.example/")) } == .unresolvedHost)
    }

    @Test func `a name server that is silent is waited for no longer than it may take`() throws {
        let names = try NameServer { _, _ in .silence }
        let request = OutboundRequest(url: "http://silent.example/", timeout: .milliseconds(200))
        #expect(code { try client(names).send(request) } == .timeout)
    }

    @Test func `addresses need no name server`() throws {
        let names = try NameServer { _, _ in .failure }
        let resolver = SystemResolver(nameServer: .init(address: "127.0.0.1", port: names.port))
        for (host, address) in [("127.0.0.1", "127.0.0.1"), ("127.1", "127.0.0.1"), ("::1", "::1")] {
            #expect(try resolver.addresses(of: host, within: .seconds(20)).map(\.description) == [address])
        }
        for host in ["", "a\u{0}b", "fe80::1%lo"] {
            #expect(throws: NameResolverError.self) { try resolver.addresses(of: host, within: .seconds(20)) }
        }
    }
}
