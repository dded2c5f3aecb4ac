import FastCGI
import Foundation
import Glibc
import HTTP
import Synchronization
import Testing

@Suite struct ServingTests {
    private static let hello: FastCGIServer.Handler = { request in .text("\(request.method) \(request.path)") }

    @Test func `a request arrives with its fields and its body and the answer comes back`() throws {
        let running = try RunningServer { request in
            let body = (try? request.bodyBytes(limit: 1 << 20)) ?? []
            return .text(
                "\(request.method) \(request.path) \(request.query["q"] ?? "") \(request.headers["X-One"] ?? "") "
                    + "\(request.remoteAddress) \(request.id) \(body.count)")
        }
        defer { running.stop() }
        let answer = try #require(
            running.ask(
                Records.request(
                    "POST", "/a%20b?q=%D0%B6", body: [UInt8](repeating: 7, count: 100_000),
                    [("HTTP_X_ONE", "1"), ("REMOTE_ADDR", "203.0.113.7"), ("REQUEST_ID", "abc")], id: 258)))
        #expect(answer.text == "POST /a b ж 1 203.0.113.7 abc 100000")
        #expect(answer.requestID == 258)
        #expect(answer.headers["Status"] == "200 OK")
        #expect(answer.headers["Content-Length"] == "\(answer.body.count)")
        #expect(answer.headers["Content-Type"] == "text/plain; charset=utf-8")
    }

    @Test func `one connection serves many requests`() throws {
        let running = try RunningServer(handler: Self.hello)
        defer { running.stop() }
        let gateway = running.connect()
        for number in 0..<200 { #expect(gateway.ask(Records.request("GET", "/\(number)"))?.text == "GET /\(number)") }
        #expect(running.server.statistics().accepted == 1)
        #expect(eventually { running.server.statistics().served == 200 })
    }

    @Test func `a connection that is not to be kept is closed`() throws {
        let running = try RunningServer(handler: Self.hello)
        defer { running.stop() }
        let gateway = running.connect()
        #expect(gateway.ask(Records.request("GET", "/", keep: false))?.status == 200)
        #expect(gateway.isClosed())
    }

    @Test func `many connections over few threads all get their turn`() throws {
        let running = try RunningServer(threads: 2, handler: Self.hello)
        defer { running.stop() }
        let gateways = (0..<200).map { _ in running.connect() }
        for round in 0..<5 {
            for gateway in gateways { gateway.send(Records.request("GET", "/\(round)")) }
            for gateway in gateways { #expect(gateway.answer()?.text == "GET /\(round)") }
        }
        #expect(running.server.statistics().connections == 200)
    }

    @Test func `requests that come together are answered in order`() throws {
        let running = try RunningServer(handler: Self.hello)
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send((0..<100).flatMap { Records.request("GET", "/\($0)", id: UInt16($0 + 1)) })
        for number in 0..<100 {
            let answer = gateway.answer()
            #expect(answer?.text == "GET /\(number)")
            #expect(answer?.requestID == UInt16(number + 1))
        }
    }

    @Test func `HEAD is answered without a body but with its length`() throws {
        let running = try RunningServer(handler: Self.hello)
        defer { running.stop() }
        let gateway = running.connect()
        let answer = gateway.ask(Records.request("HEAD", "/abc"))
        #expect(answer?.status == 200)
        #expect(answer?.headers["Content-Length"] == "9")
        #expect(answer?.body == [])
        #expect(gateway.ask(Records.request("GET", "/abc"))?.body.count == 8)
    }

    @Test func `a status without a body has none`() throws {
        let running = try RunningServer { request in
            Response(status: request.path == "/304" ? .notModified : .noContent, body: .bytes([1, 2, 3]))
        }
        defer { running.stop() }
        for path in ["/304", "/204"] {
            let answer = running.ask(Records.request("GET", path))
            #expect(answer?.status == Int(path.dropFirst()))
            #expect(answer?.body == [] && answer?.headers["Content-Length"] == nil)
        }
    }

    @Test func `a large response comes whole`() throws {
        let octets = (0..<5_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let running = try RunningServer { _ in .bytes(octets, contentType: "application/octet-stream") }
        defer { running.stop() }
        let gateway = running.connect()
        for _ in 0..<2 { #expect(gateway.ask(Records.request("GET", "/"))?.body == octets) }
    }

    @Test func `a file is streamed, whole or in part, and one that is not there is a 404`() throws {
        let path = "/tmp/fcgi-file-\(UUID().uuidString)"
        let octets = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        try Data(octets).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let running = try RunningServer { request in
            switch request.path {
            case "/part": Response(body: .file(path: path, offset: 1000, length: 5))
            case "/tail": Response(body: .file(path: path, offset: 299_990, length: 500))
            case "/beyond": Response(body: .file(path: path, offset: 300_001))
            case "/folder": Response(body: .file(path: "/tmp"))
            case "/none": Response(body: .file(path: path + ".none"))
            default: .file(path, contentType: "application/pdf")
            }
        }
        defer { running.stop() }
        let gateway = running.connect()
        #expect(gateway.ask(Records.request("GET", "/"))?.body == octets)
        #expect(gateway.ask(Records.request("GET", "/part"))?.body == Array(octets[1000..<1005]))
        #expect(gateway.ask(Records.request("GET", "/tail"))?.body == Array(octets[299_990...]))
        let head = gateway.ask(Records.request("HEAD", "/"))
        #expect(head?.body == [] && head?.headers["Content-Length"] == "300000")
        for target in ["/beyond", "/folder", "/none"] {
            #expect(gateway.ask(Records.request("GET", target))?.status == 404, "\(target)")
        }
    }

    @Test func `TCP serves as well`() throws {
        var configuration = FastCGIServer.Configuration(listen: .tcp(host: "127.0.0.1", port: 0), threads: 1)
        configuration.drainGrace = 0
        let server = FastCGIServer(configuration: configuration, logger: .init(label: "test"), handler: Self.hello)
        let port = try #require(try server.open())
        let ended = DispatchSemaphore(value: 0)
        Thread {
            try? server.run()
            ended.signal()
        }.start()
        let gateway = Gateway(port: port)
        for _ in 0..<3 { #expect(gateway.ask(Records.request("GET", "/tcp"))?.text == "GET /tcp") }
        server.drain(deadline: .seconds(5))
        #expect(ended.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(gateway.isClosed())
        #expect(!Gateway(port: port).isConnected)
    }

    @Test func `a gateway that goes away in the middle of an answer harms nobody`() throws {
        let octets = [UInt8](repeating: 1, count: 4_000_000)
        let running = try RunningServer(threads: 1) { request in
            request.path == "/" ? .text("fine") : .bytes(octets, contentType: "text/plain")
        }
        defer { running.stop() }
        for _ in 0..<5 {
            let gateway = running.connect()
            gateway.send(Records.request("GET", "/large"))
            _ = gateway.record()
        }
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
        #expect(eventually { running.server.statistics().connections == 0 })
    }

    @Test func `a gateway that stops reading is cut off`() throws {
        let octets = [UInt8](repeating: 1, count: 4_000_000)
        let running = try RunningServer(threads: 1, configure: { $0.writeTimeout = 100 }) { request in
            request.path == "/" ? .text("fine") : .bytes(octets, contentType: "text/plain")
        }
        defer { running.stop() }
        let stuck = running.connect()
        stuck.send(Records.request("GET", "/large"))
        #expect(eventually { running.server.statistics().active == 1 })
        #expect(eventually { running.server.statistics().connections == 0 })
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `libfcgi's signal handlers are kept out`() throws {
        // The handler's address is all that can be compared.
        func handler(_ number: Int32) -> UInt {
            var action = sigaction()
            sigaction(number, nil, &action)
            return unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
        }
        let before = [SIGTERM, SIGUSR1].map(handler)
        let running = try RunningServer(handler: Self.hello)
        defer { running.stop() }
        #expect(running.ask(Records.request("GET", "/"))?.status == 200)
        #expect([SIGTERM, SIGUSR1].map(handler) == before)
        #expect(handler(SIGPIPE) != 0)
    }
}
