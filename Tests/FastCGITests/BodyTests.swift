import FastCGI
import Foundation
import HTTP
import Synchronization
import Testing

@Suite struct BodyTests {
    /// Remembers the paths that a handler saw.
    private final class Seen: Sendable {
        private let paths = Mutex<[String]>([])
        func note(_ path: String) { paths.withLock { $0.append(path) } }
        var all: [String] { paths.withLock(\.self) }
    }

    /// Answers after reading as many octets of the body as the query says.
    private func reader(_ seen: Seen) -> FastCGIServer.Handler {
        { request in
            seen.note(request.path)
            let wanted = Int(request.query["read"] ?? "") ?? 0
            if wanted > 0 {
                withUnsafeTemporaryAllocation(byteCount: wanted, alignment: 1) { _ = try? request.body.read(into: $0) }
            }
            return .text(request.path)
        }
    }

    @Test func `what a handler leaves of a body is never taken for a request`() throws {
        let seen = Seen()
        let running = try RunningServer(handler: reader(seen))
        defer { running.stop() }
        let forged = Records.request("POST", "/forged", [("HTTP_COOKIE", "session=stolen")])
        // The forged request stands where the handler stops, where libfcgi's buffer ends, and everywhere between.
        var body: [UInt8] = []
        while body.count < 30_000 { body += forged }
        let places = [0, 1, 16, forged.count, forged.count * 3, 8192]
        for read in places {
            let gateway = running.connect()
            for _ in 0..<3 {
                let records =
                    Records.head("POST", "/upload?read=\(read)", [("CONTENT_LENGTH", "\(body.count)")])
                    + Records.body(body)
                #expect(gateway.ask(records)?.text == "/upload")
                #expect(gateway.ask(Records.request("GET", "/next"))?.text == "/next")
            }
        }
        #expect(!seen.all.contains("/forged"))
        #expect(running.server.statistics().accepted == places.count)
    }

    @Test func `a body too long to drop costs the connection and the answer still comes`() throws {
        let seen = Seen()
        let running = try RunningServer(handler: reader(seen))
        defer { running.stop() }
        let gateway = running.connect()
        let forged = Records.request("GET", "/forged")
        let body = Array([[UInt8]](repeating: forged, count: 1 + 2_000_000 / forged.count).joined())
        let (descriptor, sent) = (gateway.descriptor, DispatchSemaphore(value: 0))
        Thread {
            if Gateway.send(Records.request("POST", "/large", body: body), to: descriptor) { sent.signal() }
        }.start()
        #expect(gateway.answer()?.text == "/large")
        // The gateway gets rid of the whole body, so its client sees the answer and no reset.
        #expect(sent.wait(timeout: .now() + .seconds(10)) == .success)
        #expect(gateway.isClosed())
        #expect(!seen.all.contains("/forged"))
        #expect(running.ask(Records.request("GET", "/after"))?.text == "/after")
    }

    @Test func `a body that never ends costs the connection and holds nobody`() throws {
        let seen = Seen()
        let running = try RunningServer(threads: 1, configure: { $0.drainTimeout = 50 }, handler: reader(seen))
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send(Records.head("POST", "/open", [("CONTENT_LENGTH", "10")]) + Records.record(5, 1, [1, 2, 3]))
        #expect(gateway.answer()?.text == "/open")
        #expect(gateway.isClosed())
    }

    /// Reads the whole body and says what became of that.
    private let judge: FastCGIServer.Handler = { request in
        do throws(Problem) {
            return .text("\(try request.bodyBytes(limit: 1 << 20).count)")
        } catch {
            return .problem(error)
        }
    }

    @Test func `a body that is not as long as it says is a 400`() throws {
        let running = try RunningServer(handler: judge)
        defer { running.stop() }
        for length in ["1000", "2", "0"] {
            let records = Records.head("POST", "/", [("CONTENT_LENGTH", length)]) + Records.body(Array("abc".utf8))
            #expect(running.ask(records)?.status == 400, "\(length)")
        }
        let right = Records.head("POST", "/", [("CONTENT_LENGTH", "3")]) + Records.body(Array("abc".utf8))
        #expect(running.ask(right)?.text == "3")
        let unknown = Records.head("POST", "/") + Records.body(Array("abcd".utf8))
        #expect(running.ask(unknown)?.text == "4")
    }

    @Test func `a body that stops coming is a 408 and one that is given up is a 400`() throws {
        let running = try RunningServer(configure: { $0.readTimeout = 100 }, handler: judge)
        defer { running.stop() }
        let half = Records.head("POST", "/", [("CONTENT_LENGTH", "10")]) + Records.record(5, 1, [1, 2, 3])
        #expect(running.ask(half)?.status == 408)
        let gateway = running.connect()
        #expect(gateway.ask(half + Records.record(2))?.status == 400)
        #expect(gateway.isClosed())
    }

    @Test func `a body that drips is cut off at its deadline`() throws {
        let running = try RunningServer(configure: { $0.bodyTimeout = 300 }, handler: judge)
        defer { running.stop() }
        let gateway = running.connect()
        gateway.send(Records.head("POST", "/", [("CONTENT_LENGTH", "100000")]))
        #expect(eventually { !gateway.send(Records.record(5, 1, [1])) })
        #expect(eventually { running.server.statistics().connections == 0 })
    }

    @Test func `a multipart form is read from the stream`() throws {
        let running = try RunningServer { request in
            do throws(Problem) {
                let form = try request.form()
                return .text("\(form["title"] ?? "") \(form.file("resume")?.byteCount ?? -1)")
            } catch {
                return .problem(error)
            }
        }
        defer { running.stop() }
        let file = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 11) }
        let body =
            Array("--B\r\nContent-Disposition: form-data; name=title\r\n\r\nx\r\n--B\r\n".utf8)
            + Array("Content-Disposition: form-data; name=resume; filename=a.pdf\r\n\r\n".utf8) + file
            + Array("\r\n--B--\r\n".utf8)
        let gateway = running.connect()
        for _ in 0..<2 {
            let records = Records.request(
                "POST", "/", body: body, [("CONTENT_TYPE", "multipart/form-data; boundary=B")])
            #expect(gateway.ask(records)?.text == "x 500000")
        }
    }
}
