import Base
import Foundation
import Outbound
import Synchronization
import TestSupport
import Testing

struct RetryTests {
    private let policy = RetryPolicy()
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test(arguments: [
        ("0", 0), ("7", 7), (" 12 ", 12), ("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600),
        ("Fri, 15 Jan 2027 08:01:00 GMT", 60), ("Fri, 15 Jan 2027 07:00:00 GMT", 0),
        ("Fri, 15 Jan 2037 07:00:00 GMT", 3600), ("Friday, 15-Jan-27 08:01:00 GMT", 60),
        ("Fri Jan 15 08:01:00 2027", 60), ("Sunday, 06-Nov-94 08:49:37 GMT", 0),
    ])
    func `both forms of Retry-After are read and capped`(value: String, seconds: Int) {
        #expect(policy.delay(retryAfter: value, now: now) == .seconds(seconds))
    }

    @Test(arguments: [
        "", " ", "-1", "1.5", "1e9", "soon", "12 seconds", "0x10", "Fri, 99 Foo 2027 08:00:00 GMT", "\u{661}", "NaN",
        "+5",
    ])
    func `garbage in Retry-After is as if it were not there`(value: String) {
        #expect(policy.delay(retryAfter: value, now: now) == nil)
    }

    @Test func `no Retry-After asks for more than an hour or less than nothing`() {
        var generator = SplitMix64(seed: 41)
        let words = ["Fri,", "15", "Jan", "2027", "08:01:00", "GMT", "-", "+", "9", "\u{0}", " ", "é", ":", "9999"]
        var read = 0
        for _ in 0..<5000 {
            let count = Int.random(in: 0...7, using: &generator)
            let text = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
                .joined(separator: Bool.random(using: &generator) ? " " : "")
            guard let delay = policy.delay(retryAfter: text, now: now) else { continue }
            read += 1
            #expect((.zero ... .seconds(3600)).contains(delay), "\(text)")
        }
        #expect(read > 100)
        for _ in 0..<1000 {
            let seconds = Int.random(in: 0...Int.max, using: &generator) >> Int.random(in: 0..<62, using: &generator)
            #expect(policy.delay(retryAfter: "\(seconds)", now: now) == .seconds(min(seconds, 3600)))
            let ahead = Int.random(in: -100_000...100_000, using: &generator)
            let date = UTCDate.httpDate(now.addingTimeInterval(Double(ahead)))
            #expect(policy.delay(retryAfter: date, now: now) == .seconds(min(max(ahead, 0), 3600)))
        }
    }

    @Test func `waits double up to the cap and are spread over all of it`() {
        let policy = RetryPolicy(attempts: 9, base: .seconds(1), cap: .seconds(5))
        #expect(
            (1...5).map { policy.wait(after: $0, jitter: 1) } == [
                .seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5),
            ])
        #expect(policy.wait(after: 3, jitter: 0) == .zero)
        #expect(policy.wait(after: 3, jitter: 0.5) == .seconds(2))
        #expect(policy.wait(after: .max, jitter: 1) == .seconds(5))
    }

    @Test func `failures are tried three times in all`() throws {
        let server = try StubServer { _ in .status(500) }
        let (client, slept) = client()
        #expect(try client.send(OutboundRequest(url: server.url())).status == 500)
        #expect(server.requests.count == 3)
        #expect(slept.waits == [.milliseconds(500), .seconds(1)])
    }

    @Test func `a broken connection and a bad gateway are followed by success`() throws {
        let server = try StubServer { [.drop, .status(502), .json("[]")][$0.index] }
        #expect(try client().0.send(OutboundRequest(url: server.url())).status == 200)
    }

    @Test(arguments: [400, 401, 403, 404, 410, 422, 451, 501])
    func `other statuses are not repeated`(status: Int) throws {
        let server = try StubServer { _ in .status(status) }
        #expect(try client().0.send(OutboundRequest(url: server.url())).status == status)
        #expect(server.requests.count == 1)
    }

    @Test func `Retry-After is waited for before the next call`() throws {
        let server = try StubServer { $0.index == 0 ? .status(429, headers: [("Retry-After", "3")]) : .status(200) }
        let (client, slept) = client()
        #expect(try client.send(OutboundRequest(url: server.url())).status == 200)
        #expect(slept.waits.count == 1)
        #expect(slept.waits[0] >= .seconds(3))
    }

    @Test(arguments: ["11", "3600", "86400"])
    func `a long Retry-After frees the thread`(value: String) throws {
        let server = try StubServer { _ in .status(503, headers: [("Retry-After", value)]) }
        let (client, slept) = client()
        let error = #expect(throws: OutboundError.self) { try client.send(OutboundRequest(url: server.url())) }
        #expect(error?.code == .retryLater)
        #expect(error?.retryAfter == .seconds(min(Int(value) ?? 0, 3600)))
        #expect(error?.isTransient == true)
        #expect(slept.waits.isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test func `a Retry-After with the last attempt becomes the task's`() throws {
        let server = try StubServer { _ in .status(429, headers: [("Retry-After", "1")]) }
        let error = #expect(throws: OutboundError.self) { try client().0.send(OutboundRequest(url: server.url())) }
        #expect(error?.retryAfter == .seconds(1))
        #expect(server.requests.count == 3)
    }

    @Test func `what must not run twice is sent again only when it did not run`() throws {
        let post = { (server: StubServer) in OutboundRequest(method: "POST", url: server.url(), body: [65]) }
        let failing = try StubServer { _ in .status(500) }
        #expect(try client().0.send(post(failing)).status == 500)
        #expect(failing.requests.count == 1)
        let dropping = try StubServer { _ in .drop }
        #expect(code { try client().0.send(post(dropping)) } == .interrupted)
        #expect(dropping.requests.count == 1)
        let busy = try StubServer { $0.index == 0 ? .status(429) : .status(200) }
        #expect(try client().0.send(post(busy)).status == 200)
    }

    @Test func `permanent errors are not repeated`() throws {
        let calls = Mutex(0)
        let failing = Failing(error: OutboundError(.tls, "x", attempted: "GET x")) { calls.withLock { $0 += 1 } }
        #expect(code { try RetryingClient(failing, sleep: { _ in }).send(OutboundRequest(url: "x")) } == .tls)
        #expect(calls.withLock { $0 } == 1)
    }

    private func client() -> (RetryingClient, Slept) {
        let slept = Slept()
        let curl = CurlClient(egress: EgressGuard(allowPrivate: true))
        return (RetryingClient(curl, clock: .fixed(now), sleep: { slept.note($0) }, jitter: { 1 }), slept)
    }

    private final class Slept: Sendable {
        private let list = Mutex<[Duration]>([])
        var waits: [Duration] { list.withLock { $0 } }
        func note(_ duration: Duration) { list.withLock { $0.append(duration) } }
    }

    private struct Failing: HTTPClient {
        let error: OutboundError
        let called: @Sendable () -> Void

        func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
            called()
            throw error
        }
    }
}
