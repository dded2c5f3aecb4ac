import FastCGI
import Foundation
import HTTP
import Testing

@Suite struct OverloadTests {
    @Test func `what finds the queue full is answered 503 at once and the rest in turn`() throws {
        let gate = Gate()
        let running = try RunningServer(
            threads: 1,
            configure: {
                $0.maximumWaiting = 3
                $0.maximumWait = 60_000
            }
        ) { request in
            gate.pass()
            return .text(request.path)
        }
        defer { running.stop() }
        let first = running.connect()
        first.send(Records.request("GET", "/first"))
        #expect(gate.waitForOne())
        let waiting = (0..<3).map { number in
            let gateway = running.connect()
            gateway.send(Records.request("GET", "/\(number)"))
            return gateway
        }
        #expect(eventually { running.server.statistics().waiting == 3 })
        for _ in 0..<5 {
            let gateway = running.connect()
            let refusal = gateway.ask(Records.request("POST", "/more", body: [1, 2, 3], id: 9))
            #expect(refusal?.status == 503 && refusal?.requestID == 9)
            #expect(refusal?.headers["Retry-After"] == "1")
            // The connection stays: a gateway that is told nothing would use it again.
            #expect(gateway.ask(Records.request("GET", "/again"))?.status == 503)
            let unkept = running.connect()
            #expect(unkept.ask(Records.request("GET", "/", keep: false))?.status == 503)
            #expect(unkept.isClosed())
        }
        gate.open(4)
        #expect(first.answer()?.text == "/first")
        for (number, gateway) in waiting.enumerated() { #expect(gateway.answer()?.text == "/\(number)") }
        #expect(running.server.statistics().refused == 15)
        gate.open(10)
        #expect(first.ask(Records.request("GET", "/again"))?.text == "/again")
    }

    @Test func `who waited too long is answered 503`() throws {
        let gate = Gate()
        let running = try RunningServer(threads: 1, configure: { $0.maximumWait = 100 }) { request in
            if request.path == "/slow" { gate.pass() }
            return .text(request.path)
        }
        defer { running.stop() }
        let slow = running.connect()
        slow.send(Records.request("GET", "/slow"))
        #expect(gate.waitForOne())
        // No thread comes free, so only the deadline can answer.
        #expect(running.ask(Records.request("GET", "/waits"))?.status == 503)
        gate.open()
        #expect(slow.answer()?.text == "/slow")
        #expect(running.ask(Records.request("GET", "/after"))?.text == "/after")
    }

    @Test func `a queue that would take too long is not joined`() throws {
        let gate = Gate()
        let running = try RunningServer(threads: 1, configure: { $0.maximumWait = 4000 }) { request in
            if request.path == "/slow" { gate.pass() }
            if request.path == "/work" { usleep(200_000) }
            return .text(request.path)
        }
        defer { running.stop() }
        // The server learns that a request takes long: four of them make a mean of 83 ms.
        for _ in 0..<4 { #expect(running.ask(Records.request("GET", "/work"))?.status == 200) }
        let slow = running.connect()
        slow.send(Records.request("GET", "/slow"))
        #expect(gate.waitForOne())
        let many = (0..<60).map { _ in
            let gateway = running.connect()
            gateway.send(Records.request("GET", "/many"))
            return gateway
        }
        #expect(eventually { running.server.statistics().waiting + running.server.statistics().refused == 60 })
        // 25 of them take half of the four seconds.
        #expect(running.server.statistics().refused >= 35)
        gate.open()
        #expect(slow.answer()?.status == 200)
        #expect(many.allSatisfy { [200, 503].contains($0.answer()?.status) })
    }

    @Test func `a queue that turns out to take too long loses its last comers at once`() throws {
        let gate = Gate()
        let running = try RunningServer(threads: 1, configure: { $0.maximumWait = 4000 }) { request in
            gate.pass()
            return .text(request.path)
        }
        defer {
            gate.open(100)
            running.stop()
        }
        let first = running.connect()
        first.send(Records.request("GET", "/first"))
        #expect(gate.waitForOne())
        // Nothing is known yet of how long a request takes, so all of them are let in.
        let many = (0..<60).map { number in
            let gateway = running.connect()
            gateway.send(Records.request("GET", "/\(number)"))
            return gateway
        }
        #expect(eventually { running.server.statistics().waiting == 60 })
        usleep(800_000)
        gate.open()
        #expect(first.answer()?.status == 200)
        // An eighth of 0.8 s for each of 59: the last would wait for 6 s.
        #expect(many.last?.answer()?.status == 503)
        #expect(running.server.statistics().waiting > 20, "those before it wait on")
    }

    @Test func `connections over the limit wait for one to close`() throws {
        let running = try RunningServer(configure: { $0.maximumConnections = 2 }) { request in .text(request.path) }
        defer { running.stop() }
        var open: [Gateway] = [running.connect(), running.connect()]
        for gateway in open { #expect(gateway.ask(Records.request("GET", "/"))?.status == 200) }
        let third = running.connect()
        third.send(Records.request("GET", "/third"))
        #expect(running.server.statistics().accepted == 2)
        open.removeLast()
        #expect(third.answer()?.text == "/third")
    }

    @Test func `under load everybody is answered one way or the other`() throws {
        let running = try RunningServer(
            threads: 2,
            configure: {
                $0.maximumWaiting = 8
                $0.maximumWait = 200
            }
        ) { _ in
            usleep(5000)
            return .text("fine")
        }
        defer { running.stop() }
        let gateways = (0..<300).map { _ in running.connect() }
        for gateway in gateways { gateway.send(Records.request("GET", "/")) }
        let answers = gateways.map { $0.answer()?.status }
        #expect(answers.allSatisfy { $0 == 200 || $0 == 503 })
        #expect(answers.contains(200))
        #expect(answers.contains(503))
        #expect(eventually { running.server.statistics().waiting == 0 && running.server.statistics().active == 0 })
        #expect(running.ask(Records.request("GET", "/"))?.status == 200)
    }
}
