import FastCGI
import Foundation
import HTTP
import Testing

@Suite struct HostileTests {
    private let read: FastCGIServer.Handler = { request in
        _ = try? request.bodyBytes(limit: 1 << 20)
        _ = (request.headers.count, request.cookies, request.host, request.wantsJSON)
        return .text("fine")
    }

    private func server(threads: Int = 2) throws -> RunningServer {
        try RunningServer(
            threads: threads,
            configure: {
                $0.headTimeout = 300
                $0.readTimeout = 100
            }, handler: read)
    }

    private static let malformed: [(String, [UInt8])] = {
        let good = Records.request("GET", "/")
        let pairs = Records.parameters("GET", "/")
        func parameters(_ content: [UInt8]) -> [UInt8] {
            Records.begin() + Records.record(4, 1, content) + Records.record(4) + Records.record(5)
        }
        return [
            ("noise", (0..<500).map { UInt8(truncatingIfNeeded: $0 &* 197 &+ 3) }),
            ("HTTP", Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
            ("another version", [2] + good.dropFirst()),
            ("body first", Records.record(5, 1, [1, 2, 3]) + good),
            ("parameters first", Records.record(4, 1, pairs) + good),
            ("request 0", Records.begin(0) + good),
            ("a short opening", Records.record(1, 1, [0, 1, 1]) + good),
            ("two openings", Records.begin() + good),
            ("another request's parameters", Records.begin() + Records.record(4, 2, pairs) + Records.record(4, 2)),
            ("body before the parameters end", Records.begin() + Records.record(4, 1, pairs) + Records.record(5)),
            ("abort before the parameters end", Records.begin() + Records.record(2)),
            ("an unknown record", Records.record(99) + good),
            ("a name longer than the record", parameters([100, 0, 0x41])),
            ("a value longer than the record", parameters([1, 100, 0x41])),
            ("half a length", parameters([0x80, 0])),
            // Lengths whose sum libfcgi 2.4.2 takes for a negative number of octets to allocate.
            ("enormous lengths", parameters([0xff, 0xff, 0xff, 0xf0, 0xff, 0xff, 0xff, 0xf0])),
            ("a length of 2 GiB", parameters([0xff, 0xff, 0xff, 0xf0, 0])),
            ("too many parameters", parameters([UInt8](repeating: 0, count: 2000))),
            ("an unknown question", Records.record(10, 0, [1, 2, 3]) + good),
            ("a question with lengths that lie", Records.record(9, 0, [0xff, 0xff, 0xff, 0xff, 0xff]) + good),
            (
                "a question longer than any name there is",
                Records.record(9, 0, Records.pairs([(String(repeating: "A", count: 2000), "")])) + good
            ),
            (
                "a question in the middle",
                Records.begin() + Records.record(9, 0, Records.pairs([("FCGI_MAX_CONNS", "")]))
            ),
        ]
    }()

    @Test(arguments: malformed.map(\.0))
    func `malformed records close only their connection`(name: String) throws {
        let running = try server()
        defer { running.stop() }
        let bystander = running.connect()
        #expect(bystander.ask(Records.request("GET", "/"))?.status == 200)
        let gateway = running.connect()
        gateway.send(try #require(Self.malformed.first { $0.0 == name }).1)
        #expect(gateway.isClosed())
        #expect(bystander.ask(Records.request("GET", "/"))?.text == "fine")
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
        #expect(eventually { running.server.statistics().served == 3 })
        #expect(running.server.statistics().malformed == 1)
    }

    @Test func `a question about the server is answered, however often it asks`() throws {
        let running = try server()
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send(
            Records.record(9, 0, Records.pairs([("FCGI_MAX_CONNS", ""), ("OTHER", ""), ("FCGI_MPXS_CONNS", "")])))
        let answer = try #require(gateway.record())
        #expect(answer.type == 10 && answer.id == 0)
        #expect(answer.content == Records.pairs([("FCGI_MAX_CONNS", "4096"), ("FCGI_MPXS_CONNS", "0")]))
        #expect(gateway.ask(Records.request("GET", "/"))?.text == "fine")
        // libfcgi 2.4.2 answers this into 64 octets of its stack.
        gateway.send(
            Records.record(9, 0, Records.pairs([(String, String)](repeating: ("FCGI_MAX_CONNS", ""), count: 12))))
        #expect(gateway.record()?.type == 10)
        #expect(gateway.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `such a question inside a body ends the body`() throws {
        let running = try server()
        defer { running.stop() }
        let question = Records.record(
            9, 0, Records.pairs([(String, String)](repeating: ("FCGI_MAX_CONNS", ""), count: 12)))
        let gateway = running.connect()
        let records = Records.head("POST", "/") + Records.record(5, 1, [1, 2, 3]) + question + Records.record(5)
        #expect(gateway.ask(records)?.status == 200)
        #expect(gateway.isClosed())
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `another role is told so`() throws {
        let running = try server()
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send(
            Records.begin(7, role: 3) + Records.record(4, 7, Records.parameters("GET", "/")) + Records.record(4, 7))
        let answer = gateway.answer()
        #expect(answer?.requestID == 7 && answer?.protocolStatus == 3)
        #expect(gateway.isClosed())
        #expect(running.server.statistics().served == 0)
    }

    @Test func `an abort after the parameters costs the connection`() throws {
        let running = try server()
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send(Records.head("GET", "/") + Records.record(2))
        #expect(gateway.isClosed())
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `half a request holds no thread and is closed in time`() throws {
        let running = try server(threads: 1)
        defer { running.stop() }
        let whole = Records.head("GET", "/")
        let halves = [1, 3, 7, 8, 15, 16, 20, whole.count - 9, whole.count - 1].map { count in
            let gateway = running.connect()
            gateway.send(Array(whole.prefix(count)))
            return gateway
        }
        #expect(eventually { running.server.statistics().accepted == halves.count })
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
        #expect(running.server.statistics().connections >= halves.count)
        for half in halves { #expect(half.isClosed()) }
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `a request may come in pieces but not for ever`() throws {
        let running = try server(threads: 1)
        defer { running.stop() }
        let gateway = running.connect()
        for octet in Records.request("GET", "/") { gateway.send([octet]) }
        #expect(gateway.answer()?.text == "fine")
        let dripping = running.connect()
        // Every octet is progress, but the deadline is the request's.
        let long = Records.begin() + Records.record(4, 1, [UInt8](repeating: 0x20, count: 60_000))
        var position = 0
        #expect(
            eventually {
                position += 1
                return !dripping.send([long[position - 1]])
            })
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `parameters over the limit are a 431`() throws {
        let running = try server()
        defer { running.stop() }
        let gateway = running.connect()
        let long = String(repeating: "x", count: 62_000)
        let answer = gateway.ask(Records.head("GET", "/", [("HTTP_X", long)]))
        #expect(answer?.status == 431)
        #expect(gateway.isClosed())
        let several = running.connect()
        let parts = (0..<40).flatMap { _ in
            Records.record(4, 1, Records.pairs([("HTTP_Y", String(repeating: "y", count: 2000))]))
        }
        #expect(several.ask(Records.begin() + parts)?.status == 431)
        let most = running.ask(Records.request("GET", "/", [("HTTP_X", String(repeating: "x", count: 50_000))]))
        #expect(most?.text == "fine")
    }

    @Test func `mutated requests never stop the server`() throws {
        let running = try server(threads: 4)
        defer { running.stop() }
        var state: UInt64 = 42
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let seeds = [
            Records.request("GET", "/a?b=c", [("HTTP_COOKIE", "a=b")]),
            Records.request(
                "POST", "/", body: Array("a=1&b=2".utf8), [("CONTENT_TYPE", "application/x-www-form-urlencoded")]),
            Records.record(9, 0, Records.pairs([("FCGI_MAX_CONNS", ""), ("FCGI_MAX_REQS", "")]))
                + Records.request("GET", "/"),
            Records.head("POST", "/") + Records.record(9, 0, Records.pairs([("FCGI_MAX_CONNS", "")]))
                + Records.record(5),
        ]
        for round in 0..<600 {
            var octets = seeds[round % seeds.count]
            for _ in 0...random(4) {
                let position = random(octets.count)
                switch random(5) {
                case 0: octets[position] = UInt8(random(256))
                case 1: octets[position] ^= 1 << UInt8(random(8))
                case 2: octets.insert(contentsOf: [0xff, 0xff, 0xff, 0xff].prefix(1 + random(4)), at: position)
                case 3: octets.removeSubrange(position..<min(octets.count, position + 1 + random(8)))
                default:
                    octets.insert(
                        contentsOf: Records.record(
                            UInt8(random(12)), UInt16(random(3)), [UInt8](repeating: 0xf1, count: random(40))),
                        at: position)
                }
                if octets.isEmpty { octets = [1] }
            }
            running.connect().send(octets)
        }
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
        #expect(eventually { running.server.statistics().connections == 0 })
        #expect(running.ask(Records.request("GET", "/"))?.text == "fine")
    }

    @Test func `the corpus of hostile records harms nobody`() throws {
        let shared = ProcessInfo.processInfo.environment["HUNTER_SHARED"] ?? "../shared"
        let folder = shared + "/corpus/http"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            print("no corpus at \(folder): its records were not sent")
            return
        }
        let running = try server()
        defer { running.stop() }
        let files = names.filter { $0.hasSuffix(".bin") }
        #expect(!files.isEmpty)
        for name in files {
            let octets = try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
            let gateway = running.connect()
            gateway.send(octets)
            #expect(running.ask(Records.request("GET", "/"))?.text == "fine", "\(name)")
        }
        #expect(eventually { running.server.statistics().connections == 0 })
    }
}
