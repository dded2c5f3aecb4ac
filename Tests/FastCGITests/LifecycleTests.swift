import FastCGI
import Foundation
import Glibc
import HTTP
import Testing

@Suite struct LifecycleTests {
    @Test func `a drain finishes what runs, closes the idle and lets run return`() throws {
        let gate = Gate()
        let running = try RunningServer { request in
            if request.path == "/slow" { gate.pass() }
            return .text(request.path)
        }
        let idle = running.connect()
        #expect(idle.ask(Records.request("GET", "/idle"))?.status == 200)
        let slow = running.connect()
        slow.send(Records.request("GET", "/slow"))
        #expect(gate.waitForOne())
        running.server.drain(deadline: .seconds(10))
        #expect(idle.isClosed())
        #expect(!running.connect().isConnected)
        gate.open()
        #expect(slow.answer()?.text == "/slow")
        #expect(slow.isClosed())
        #expect(running.waitForEnd())
        #expect(running.error == nil)
        #expect(access(running.path, F_OK) != 0)
    }

    @Test func `a drain serves kept connections until the gateway closes them`() throws {
        let running = try RunningServer(configure: { $0.drainGrace = 60_000 }) { .text($0.path) }
        let kept = running.connect()
        #expect(kept.ask(Records.request("GET", "/before"))?.status == 200)
        running.server.drain(deadline: .seconds(60))
        #expect(eventually { !running.connect().isConnected })
        for number in 1...3 { #expect(kept.ask(Records.request("POST", "/\(number)"))?.text == "/\(number)") }
        kept.hangUp()
        #expect(running.waitForEnd())
    }

    @Test func `connections that wait to be accepted are served before the end`() throws {
        let gate = Gate()
        let running = try RunningServer(threads: 1) { request in
            if request.path == "/slow" { gate.pass() }
            return .text(request.path)
        }
        let slow = running.connect()
        slow.send(Records.request("GET", "/slow"))
        #expect(gate.waitForOne())
        let late = (0..<10).map { _ in running.connect() }
        for gateway in late { gateway.send(Records.request("GET", "/late")) }
        running.server.drain(deadline: .seconds(10))
        gate.open()
        for gateway in late { #expect(gateway.answer()?.text == "/late") }
        #expect(slow.answer()?.text == "/slow")
        #expect(running.waitForEnd())
    }

    @Test func `a drain hides its socket first and then serves who still waits in its queue`() throws {
        let running = try RunningServer(
            configure: {
                $0.maximumConnections = 1
                $0.drainGrace = 60_000
            }
        ) { .text($0.path) }
        let only = running.connect()
        #expect(only.ask(Records.request("GET", "/only"))?.status == 200)
        let waiting = running.connect()
        waiting.send(Records.request("POST", "/waiting", body: [1]))
        #expect(running.server.statistics().accepted == 1, "there is no room for a second one")
        running.server.drain(deadline: .seconds(60))
        #expect(eventually { access(running.path, F_OK) != 0 })
        #expect(!running.connect().isConnected)
        let later = Date().addingTimeInterval(0.3)  // the server looks for room meanwhile, and finds none
        while Date() < later {
            #expect(only.ask(Records.request("POST", "/more"))?.text == "/more")
            usleep(5000)
        }
        only.hangUp()
        #expect(waiting.answer()?.text == "/waiting")
        waiting.hangUp()
        #expect(running.waitForEnd())
    }

    @Test func `a handler that does not return does not keep the process`() throws {
        let gate = Gate()
        let running = try RunningServer { _ in
            gate.pass()
            return .text("late")
        }
        let gateway = running.connect()
        gateway.send(Records.request("GET", "/"))
        #expect(gate.waitForOne())
        running.server.drain(deadline: .milliseconds(100))
        #expect(running.waitForEnd())
        #expect(gateway.isClosed())
        gate.open()
        #expect(eventually { running.server.statistics().active == 0 })
    }

    @Test func `a server runs once`() throws {
        let running = try RunningServer { _ in .text("") }
        #expect(running.ask(Records.request("GET", "/"))?.status == 200)
        #expect { try running.server.run() } throws: { ($0 as? FastCGIError)?.code == .alreadyRun }
        #expect(running.stop())
        #expect { try running.server.run() } throws: { ($0 as? FastCGIError)?.code == .alreadyRun }
    }

    @Test func `a successor takes the socket over and keeps it`() throws {
        let first = try RunningServer { _ in .text("first") }
        #expect(first.ask(Records.request("GET", "/"))?.text == "first")
        let second = try RunningServer(path: first.path) { _ in .text("second") }
        #expect(second.ask(Records.request("GET", "/"))?.text == "second")
        #expect(first.stop())
        #expect(second.ask(Records.request("GET", "/"))?.text == "second")
        var status = stat()
        #expect(stat(second.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(second.stop())
    }

    @Test func `an address that cannot be listened on is an error with its reason`() throws {
        let file = "/tmp/fcgi-not-a-socket-\(UUID().uuidString)"
        try Data().write(to: URL(fileURLWithPath: file))
        defer { unlink(file) }
        let listens: [FastCGIServer.Listen] = [
            .unix(path: file, mode: 0o600), .unix(path: "/nonexistent/a.sock", mode: 0o600),
            .unix(path: "/tmp/" + String(repeating: "x", count: 120), mode: 0o600), .tcp(host: "not a host", port: 0),
        ]
        for listen in listens {
            let server = FastCGIServer(
                configuration: .init(listen: listen, threads: 1), logger: .init(label: "test")
            ) { _ in .text("") }
            #expect(throws: FastCGIError.self) { try server.run() }
        }
        #expect(FileManager.default.fileExists(atPath: file))
    }

    @Test func `a socket inherited as descriptor 0 is served and handed back`() throws {
        let saved = dup(0)
        defer {
            dup2(saved, 0)
            close(saved)
        }
        let path = "/tmp/fcgi-inherited-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        let null = open("/dev/null", O_RDONLY)
        dup2(null, 0)
        close(null)
        #expect { try RunningServer(listen: .inherited) { _ in .text("") } } throws: {
            ($0 as? FastCGIError)?.code == .notInherited
        }
        let listening = Gateway.streamSocket(AF_UNIX)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        _ = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listening, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        listen(listening, 16)
        dup2(listening, 0)
        let first = try RunningServer(path: path, listen: .inherited) { _ in .text("first") }
        #expect(first.ask(Records.request("GET", "/"))?.text == "first")
        #expect(first.stop())
        // The supervisor's own copy still listens: who connects now waits for the next process.
        let waiting = Gateway(path: path)
        #expect(waiting.isConnected)
        dup2(listening, 0)
        let second = try RunningServer(path: path, listen: .inherited) { _ in .text("second") }
        #expect(waiting.ask(Records.request("GET", "/"))?.text == "second")
        #expect(second.stop())
        close(listening)
    }

    @Test func `idle connections are closed in time`() throws {
        let running = try RunningServer(configure: { $0.idleTimeout = 100 }) { _ in .text("") }
        defer { running.stop() }
        let used = running.connect()
        #expect(used.ask(Records.request("GET", "/"))?.status == 200)
        #expect(used.isClosed())
        #expect(running.connect().isClosed())
    }
}
