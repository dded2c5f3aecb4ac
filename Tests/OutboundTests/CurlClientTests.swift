import Foundation
import Outbound
import Synchronization
import TestSupport
import Testing

struct CurlClientTests {
    private let client = CurlClient(egress: EgressGuard(allowPrivate: true))

    @Test func `an answer comes back with its status, headers and body`() throws {
        let server = try StubServer { _ in .status(404, headers: [("X-Word", " two words ")], body: Array("no".utf8)) }
        let response = try client.send(OutboundRequest(url: server.url("/a?b=c")))
        #expect(response.status == 404)
        #expect(response.header("x-word") == "two words")
        #expect(response.body == Array("no".utf8))
        let request = try #require(server.requests.first)
        #expect(request.target == "/a?b=c")
        #expect(request.headers["user-agent"] == "ResumeHunter/1.0")
        #expect(request.headers["accept-encoding"]?.contains("gzip") == true)
    }

    @Test func `a body is sent with its headers`() throws {
        let server = try StubServer { .status(200, body: $0.body) }
        let body: [UInt8] = [0, 1, 2, 255]
        let response = try client.send(
            OutboundRequest(
                method: "POST", url: server.url(), headers: [OutboundHeader("Content-Type", "application/x-bytes")],
                body: body))
        #expect(response.body == body)
        #expect(server.requests[0].headers["content-type"] == "application/x-bytes")
        #expect(server.requests[0].headers["expect"] == nil)
        let empty = try client.send(OutboundRequest(method: "PUT", url: server.url(), body: []))
        #expect(empty.body.isEmpty)
        #expect(server.requests[1].method == "PUT")
    }

    @Test func `one handle keeps its connection and nothing of the request before`() throws {
        let server = try StubServer { _ in .status(200) }
        _ = try client.send(
            OutboundRequest(method: "DELETE", url: server.url("/1"), headers: [OutboundHeader("X-A", "1")]))
        _ = try client.send(OutboundRequest(url: server.url("/2")))
        #expect(server.connections == 1)
        #expect(server.requests[1].method == "GET")
        #expect(server.requests[1].headers["x-a"] == nil)
    }

    @Test func `many threads share one client`() throws {
        let server = try StubServer { .status(200, body: Array($0.target.utf8)) }
        let wrong = Mutex(0)
        let (client, url) = (client, server.url())
        DispatchQueue.concurrentPerform(iterations: 64) { index in
            let response = try? client.send(OutboundRequest(url: "\(url)\(index)"))
            if response?.body != Array("/\(index)".utf8) { wrong.withLock { $0 += 1 } }
        }
        #expect(wrong.withLock { $0 } == 0)
    }

    @Test func `a body beyond the limit ends the transfer`() throws {
        let server = try StubServer { _ in .status(200, body: [UInt8](repeating: 65, count: 2_000)) }
        let request = OutboundRequest(url: server.url(), maximumBodyBytes: 1_999)
        #expect(code { try client.send(request) } == .bodyTooLarge)
        #expect(try client.send(OutboundRequest(url: server.url(), maximumBodyBytes: 2_000)).body.count == 2_000)
    }

    @Test func `a gzip bomb stops growing at the limit`() throws {
        // 200 MB of zeros in 200 kB.
        let bomb = try output(of: "/bin/sh", "-c", "head -c 200000000 /dev/zero | gzip -9")
        let server = try StubServer { _ in .status(200, headers: [("Content-Encoding", "gzip")], body: bomb) }
        #expect(code { try client.send(OutboundRequest(url: server.url())) } == .bodyTooLarge)
        let small = try output(of: "/bin/sh", "-c", "printf hello | gzip")
        let honest = try StubServer { _ in .status(200, headers: [("Content-Encoding", "gzip")], body: small) }
        #expect(try client.send(OutboundRequest(url: honest.url())).body == Array("hello".utf8))
    }

    @Test func `headers beyond the limit end the transfer`() throws {
        let line = ("X-Pad", String(repeating: "x", count: 2_000))
        let server = try StubServer {
            $0.path == "/long" ? .status(200, headers: .init(repeating: line, count: 60)) : .status(200)
        }
        #expect(code { try client.send(OutboundRequest(url: server.url("/long"))) } == .headersTooLarge)
        #expect(try client.send(OutboundRequest(url: server.url("/short"))).status == 200)
    }

    @Test func `a slow answer is given up at the total timeout`() throws {
        let server = try StubServer { _ in .slow([UInt8](repeating: 65, count: 1_000), chunk: 1, pauseMilliseconds: 50)
        }
        let request = OutboundRequest(url: server.url(), timeout: .milliseconds(300))
        #expect(code { try client.send(request) } == .timeout)
    }

    @Test func `broken connections and answers have their codes`() throws {
        let server = try StubServer { request in
            switch request.path {
            case "/drop": .drop
            case "/cut": .truncated([UInt8](repeating: 65, count: 100), after: 10)
            default: .raw(Array("SSH-2.0-OpenSSH\r\n".utf8))
            }
        }
        #expect(code { try client.send(OutboundRequest(url: server.url("/drop"))) } == .interrupted)
        #expect(code { try client.send(OutboundRequest(url: server.url("/cut"))) } == .interrupted)
        #expect(code { try client.send(OutboundRequest(url: server.url("/raw"))) } != nil)
        let port = server.port
        server.stop()
        let gone = try StubServer { _ in .drop }
        gone.stop()
        _ = port
        #expect(code { try client.send(OutboundRequest(url: "http://name.invalid/")) } == .unresolvedHost)
    }

    @Test func `redirects are followed five times and no more`() throws {
        let server = try StubServer { request in
            let left = Int(request.query) ?? 0
            return left == 0 ? .status(200, body: Array("end".utf8)) : .redirect(to: "hop?\(left - 1)")
        }
        let response = try client.send(OutboundRequest(url: server.url("/a/hop?5")))
        #expect(response.body == Array("end".utf8))
        #expect(response.url == server.url("/a/hop?0"))
        #expect(code { try client.send(OutboundRequest(url: server.url("/a/hop?6"))) } == .tooManyRedirects)
        #expect(server.requests.count == 6 + 6)
    }

    @Test func `a redirect changes the method as RFC 9110 says`() throws {
        let server = try StubServer { request in
            request.path == "/end" ? .status(200) : .redirect(Int(request.query) ?? 302, to: "/end")
        }
        for (status, expected) in [(301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
            _ = try client.send(OutboundRequest(method: "POST", url: server.url("/?\(status)"), body: [65]))
            #expect(server.requests.last?.method == expected)
            #expect(server.requests.last?.body == (expected == "POST" ? [65] : []))
        }
    }

    @Test func `credentials do not follow a redirect to another origin`() throws {
        let other = try StubServer { _ in .status(200) }
        let target = other.url("/b")
        let server = try StubServer {
            $0.path == "/here" ? .status(200) : .redirect(307, to: $0.path == "/in" ? "/here" : target)
        }
        let headers = [
            OutboundHeader("Authorization", "Bearer x"), OutboundHeader("X-Key", "k"), OutboundHeader("Accept", "a/b"),
        ]
        _ = try client.send(OutboundRequest(url: server.url("/out"), headers: headers))
        #expect(other.requests[0].headers["authorization"] == nil)
        #expect(other.requests[0].headers["x-key"] == nil)
        #expect(other.requests[0].headers["accept"] == "a/b")
        _ = try client.send(OutboundRequest(url: server.url("/in"), headers: headers))
        #expect(server.requests.last?.headers["authorization"] == "Bearer x")
    }

    @Test(arguments: [
        "file:///etc/passwd", "gopher://127.0.0.1:6379/", "ftp://a.example/", "http://u:p@127.0.0.1/", "",
        "http://a\u{0}b/",
    ])
    func `a redirect to what the guard refuses is not followed`(location: String) throws {
        let server = try StubServer { _ in .redirect(to: location) }
        let found = code { try client.send(OutboundRequest(url: server.url())) }
        #expect(found == .refusedByGuard || found == .malformedAnswer)
        #expect(server.requests.count == 1)
    }

    @Test func `a proxy of the environment is not used`() throws {
        setenv("http_proxy", "http://127.0.0.1:1", 1)
        defer { unsetenv("http_proxy") }
        let server = try StubServer { _ in .status(200) }
        #expect(try client.send(OutboundRequest(url: server.url())).status == 200)
    }

    @Test(arguments: [("X-A\r\nX-B", "1"), ("X-A", "1\r\nX-B: 2"), ("", "1"), ("X A", "1"), ("X-A", "\u{0}")])
    func `a header that would become two is refused`(name: String, value: String) throws {
        let server = try StubServer { _ in .status(200) }
        let request = OutboundRequest(url: server.url(), headers: [OutboundHeader(name, value)])
        #expect(code { try client.send(request) } == .invalidRequest)
        #expect(server.requests.isEmpty)
    }

    @Test func `an error names the path and never the query`() throws {
        let server = try StubServer { _ in .drop }
        let error = #expect(throws: OutboundError.self) {
            try client.send(OutboundRequest(url: server.url("/jobs?app_key=secret")))
        }
        #expect(error?.description.contains("/jobs") == true)
        #expect(error?.description.contains("secret") == false)
    }
}

/// The code of the error that `body` throws, or `nil`.
func code(_ body: () throws -> OutboundResponse) -> OutboundError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? OutboundError)?.code
    }
}

/// What a program writes to its standard output.
func output(of program: String, _ arguments: String...) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](data)
}
