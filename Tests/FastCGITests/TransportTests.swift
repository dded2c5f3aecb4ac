import FastCGI
import Foundation
import HTTP
import Testing

/// A gateway on this machine connects to a Unix socket, one on another to TCP: both get the same.
@Suite struct TransportTests {
    enum Transport: CaseIterable, Sendable { case unix, tcp }

    /// A server behind one of the two, and how to connect to it.
    private struct Served {
        let running: RunningServer
        let transport: Transport

        init(_ transport: Transport, threads: Int = 2, handler: @escaping FastCGIServer.Handler) throws {
            self.transport = transport
            running = try RunningServer(
                threads: threads, listen: transport == .tcp ? .tcp(host: "127.0.0.1", port: 0) : nil,
                configure: { $0.headTimeout = 500 }, handler: handler)
        }

        func connect() throws -> Gateway {
            transport == .unix ? running.connect() : Gateway(port: try #require(try running.server.open()))
        }
    }

    private static let echo: FastCGIServer.Handler = { request in
        let body = (try? request.bodyBytes(limit: 8 << 20)) ?? []
        return .bytes(Array("\(request.method) \(request.path) ".utf8) + body, contentType: "text/plain")
    }

    @Test(arguments: Transport.allCases) func `requests of one connection are answered in order`(
        over transport: Transport
    ) throws {
        let served = try Served(transport, handler: Self.echo)
        defer { served.running.stop() }
        let gateway = try served.connect()
        gateway.send((0..<60).flatMap { Records.request("POST", "/\($0)", body: Array("b".utf8), id: UInt16($0 + 1)) })
        for number in 0..<60 {
            let answer = gateway.answer()
            #expect(answer?.text == "POST /\(number) b" && answer?.requestID == UInt16(number + 1))
        }
        #expect(gateway.ask(Records.request("HEAD", "/abc"))?.body == [])
        #expect(gateway.ask(Records.request("GET", "/", keep: false))?.status == 200)
        #expect(gateway.isClosed())
        #expect(served.running.server.statistics().accepted == 1)
    }

    @Test(arguments: Transport.allCases) func `many connections get their turn`(over transport: Transport) throws {
        let served = try Served(transport, handler: Self.echo)
        defer { served.running.stop() }
        let gateways = try (0..<100).map { _ in try served.connect() }
        for round in 0..<3 {
            for gateway in gateways { gateway.send(Records.request("GET", "/\(round)")) }
            for gateway in gateways { #expect(gateway.answer()?.text == "GET /\(round) ") }
        }
    }

    @Test(arguments: Transport.allCases) func `large bodies and answers come whole`(over transport: Transport) throws {
        let served = try Served(transport, handler: Self.echo)
        defer { served.running.stop() }
        let octets = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let gateway = try served.connect()
        for _ in 0..<2 {
            let answer = gateway.ask(Records.request("POST", "/large", body: octets))
            #expect(answer?.body.dropFirst(12).elementsEqual(octets) == true)
        }
    }

    @Test(arguments: Transport.allCases) func `a request may come octet by octet`(over transport: Transport) throws {
        let served = try Served(transport, handler: Self.echo)
        defer { served.running.stop() }
        let gateway = try served.connect()
        for octet in Records.request("POST", "/slow", body: Array("body".utf8)) { gateway.send([octet]) }
        #expect(gateway.answer()?.text == "POST /slow body")
    }

    @Test(arguments: Transport.allCases) func `garbage costs its own connection only`(over transport: Transport) throws
    {
        let served = try Served(transport, handler: Self.echo)
        defer { served.running.stop() }
        let bystander = try served.connect()
        #expect(bystander.ask(Records.request("GET", "/"))?.status == 200)
        let forged = Records.request("GET", "/forged")
        for octets in [
            (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ 3) }, Array("GET / HTTP/1.1\r\n\r\n".utf8),
            Records.record(5, 1, [1, 2, 3]) + forged, Records.begin(0) + forged, Records.begin() + forged,
            Records.begin() + Records.record(4, 1, [0xff, 0xff, 0xff, 0xf0, 0xff, 0xff, 0xff, 0xf0])
                + Records.record(4),
        ] {
            let gateway = try served.connect()
            gateway.send(octets)
            #expect(gateway.isClosed())
        }
        let liar = try served.connect()
        let records =
            Records.head("POST", "/liar", [("CONTENT_LENGTH", "3")]) + Records.body(Array("abc".utf8) + forged)
        #expect(liar.ask(records)?.text == "POST /liar ")
        #expect(liar.isClosed())
        #expect(bystander.ask(Records.request("GET", "/after"))?.text == "GET /after ")
        #expect(eventually { served.running.server.statistics().served == 3 })
    }

    @Test(arguments: Transport.allCases) func `a drain serves what has come and takes nothing more`(
        over transport: Transport
    ) throws {
        let gate = Gate()
        let served = try Served(transport, threads: 1) { _ in
            gate.pass()
            return .text("fine")
        }
        let (gateway, idle) = (try served.connect(), try served.connect())
        gateway.send(Records.request("GET", "/"))
        #expect(gate.waitForOne())
        served.running.server.drain(deadline: .seconds(10))
        gate.open()
        #expect(gateway.answer()?.text == "fine")
        #expect(served.running.waitForEnd())
        #expect(gateway.isClosed() && idle.isClosed())
        let late = transport == .unix ? served.running.connect() : nil
        #expect(late?.isConnected != true)
    }
}
