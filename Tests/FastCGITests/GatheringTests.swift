import FastCGI
import HTTP
import Synchronization
import Testing

@Suite struct GatheringTests {
    /// What was made ready together, in order, and what the handler found.
    private final class Log: Sendable {
        let batches = Mutex<[[String]]>([])
    }

    private func gathering(_ log: Log) -> FastCGIServer.Gathering {
        .init {
            $0.path.hasPrefix("/quick")
        } prepare: { requests in
            log.batches.withLock { $0.append(requests.map(\.path)) }
            for request in requests { request.preparation = request }
        }
    }

    @Test func `quick requests that came together are made ready together, slow ones are not`() throws {
        let log = Log()
        let running = try RunningServer(threads: 1, gathering: gathering(log), isHeld: true) { request in
            .text("\(request.path) \(request.preparation != nil)")
        }
        defer { running.stop() }
        let paths = ["/quick1", "/slow1", "/quick2", "/slow2", "/quick3"]
        let gateways = paths.enumerated().map { index, path in
            let gateway = running.connect()
            gateway.send(Records.request("GET", path, id: UInt16(index + 7)))
            return gateway
        }
        running.start()
        for (index, (gateway, path)) in zip(gateways, paths).enumerated() {
            let answer = gateway.answer()
            #expect(answer?.text == "\(path) \(path.hasPrefix("/quick"))")
            #expect(answer?.requestID == UInt16(index + 7))
        }
        #expect(log.batches.withLock { $0 } == [["/quick1", "/quick2", "/quick3"]])
        for gateway in gateways { #expect(gateway.ask(Records.request("GET", "/quick"))?.text == "/quick false") }
    }

    @Test func `many that came together are made ready in bounded numbers`() throws {
        let log = Log()
        let running = try RunningServer(threads: 1, gathering: gathering(log), isHeld: true) { .text($0.path) }
        defer { running.stop() }
        let gateways = (0..<60).map { number in
            let gateway = running.connect()
            gateway.send(Records.request("GET", "/quick\(number)"))
            return gateway
        }
        running.start()
        for (number, gateway) in gateways.enumerated() { #expect(gateway.answer()?.text == "/quick\(number)") }
        let batches = log.batches.withLock { $0 }
        #expect(batches.contains { $0.count == 8 } && batches.allSatisfy { (2...8).contains($0.count) })
    }

    @Test func `a body, half a head and a closed connection among them hold nobody up`() throws {
        let log = Log()
        let running = try RunningServer(threads: 1, gathering: gathering(log), isHeld: true) { request in
            .text("\(request.path) \((try? request.bodyBytes(limit: 1000).count) ?? -1)")
        }
        defer { running.stop() }
        let (whole, half, body) = (running.connect(), running.connect(), running.connect())
        let late = Records.request("GET", "/quick-late")
        half.send(Array(late.prefix(20)))
        // Connected, and closed at once.
        _ = running.connect()
        body.send(Records.request("POST", "/quick-body", body: [UInt8](repeating: 1, count: 500)))
        whole.send(Records.request("GET", "/quick"))
        running.start()
        #expect(whole.answer()?.text == "/quick 0")
        #expect(body.answer()?.text == "/quick-body 500")
        half.send(Array(late.dropFirst(20)))
        #expect(half.answer()?.text == "/quick-late 0")
    }
}
