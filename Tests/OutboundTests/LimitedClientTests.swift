import Foundation
import Outbound
import Redis
import Synchronization
import TestSupport
import Testing

struct LimitedClientTests {
    /// Answers as a test says and counts.
    private final class Fake: HTTPClient {
        private let calls = Mutex(0)
        private let answer: @Sendable () throws(OutboundError) -> OutboundResponse

        init(_ answer: @escaping @Sendable () throws(OutboundError) -> OutboundResponse) {
            self.answer = answer
        }

        var count: Int { calls.withLock { $0 } }

        func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
            calls.withLock { $0 += 1 }
            return try answer()
        }
    }

    private final class Slept: Sendable {
        private let list = Mutex<[Duration]>([])
        var waits: [Duration] { list.withLock { $0 } }
        func note(_ duration: Duration) { list.withLock { $0.append(duration) } }
    }

    private let request = OutboundRequest(url: "http://source.example/page?key=secret")

    private func limited(
        _ client: any HTTPClient, rate: Rate = Rate(10_000), longestWait: Duration = .seconds(10), slept: Slept? = nil,
        redis url: String? = nil
    ) throws -> LimitedClient {
        let redis = try RedisPool(url: url ?? TestServers.redis().url, size: 4)
        return LimitedClient(
            client, limiter: RateLimiter(redis: redis), breaker: CircuitBreaker(redis: redis), rate: rate,
            longestWait: longestWait,
            sleep: { time in
                slept?.note(time)
                RetryingClient.block(time)
            })
    }

    private func code(_ body: () throws -> Void) -> OutboundError? {
        do {
            try body()
            return nil
        } catch {
            return error as? OutboundError
        }
    }

    @Test func `a host that fails is left alone, and says when to come back`() throws {
        let fake = Fake { () throws(OutboundError) in OutboundResponse(status: 503) }
        let client = try limited(fake)
        for _ in 0..<20 { #expect(try client.send(request).status == 503) }
        let error = code { _ = try client.send(request) }
        #expect(error?.code == .suspended && error?.isTransient == true)
        #expect((error?.retryAfter ?? .zero) > .seconds(20))
        #expect(error.map { "\($0)".contains("secret") } == false)
        #expect(fake.count == 20)
        var other = request
        other.url = "http://other.example/"
        #expect(try client.send(other).status == 503, "another host is another matter")
    }

    @Test(arguments: [200, 301, 404, 429, 501])
    func `answers of a host that works do not open it`(status: Int) throws {
        let fake = Fake { () throws(OutboundError) in OutboundResponse(status: status) }
        let client = try limited(fake)
        for _ in 0..<30 { _ = try client.send(request) }
        #expect(fake.count == 30)
    }

    @Test(arguments: [OutboundError.Code.timeout, .unreachable, .unresolvedHost, .interrupted, .tls, .malformedAnswer])
    func `no answer counts as a failure`(reason: OutboundError.Code) throws {
        let fake = Fake { () throws(OutboundError) in throw OutboundError(reason, "x", attempted: "GET x") }
        let client = try limited(fake)
        for _ in 0..<30 { _ = try? client.send(request) }
        #expect(fake.count == 20)
    }

    @Test(arguments: [OutboundError.Code.refusedByGuard, .invalidRequest, .bodyTooLarge])
    func `what the host is not guilty of counts for nothing`(reason: OutboundError.Code) throws {
        let fake = Fake { () throws(OutboundError) in throw OutboundError(reason, "x", attempted: "GET x") }
        let client = try limited(fake)
        for _ in 0..<30 { _ = try? client.send(request) }
        #expect(fake.count == 30)
    }

    @Test func `requests wait for their turn`() throws {
        let fake = Fake { () throws(OutboundError) in OutboundResponse(status: 200) }
        let slept = Slept()
        let client = try limited(fake, rate: Rate(5, per: .milliseconds(500)), slept: slept)
        let start = ContinuousClock.now
        for _ in 0..<7 { _ = try client.send(request) }
        #expect(ContinuousClock.now - start >= .milliseconds(500), "the sixth is in another window")
        #expect(fake.count == 7 && slept.waits.count >= 6)
    }

    @Test func `a turn that is far off frees the thread`() throws {
        let fake = Fake { () throws(OutboundError) in OutboundResponse(status: 200) }
        let slept = Slept()
        let client = try limited(fake, rate: Rate(1, per: .seconds(60)), longestWait: .milliseconds(20), slept: slept)
        _ = try client.send(request)
        let error = code { _ = try client.send(request) }
        #expect(error?.code == .suspended)
        #expect((error?.retryAfter ?? .zero) > .seconds(50))
        #expect(fake.count == 1 && slept.waits.isEmpty)
    }

    @Test(arguments: [429, 503])
    func `what one client is told, the others keep to`(status: Int) throws {
        let host = "http://held-\(status)-\(UUID()).example"
        let request = OutboundRequest(url: host + "/page")
        let told = Fake { () throws(OutboundError) in
            OutboundResponse(status: status, headers: [OutboundHeader("Retry-After", "45")])
        }
        let other = Fake { () throws(OutboundError) in OutboundResponse(status: 200) }
        let redis = try TestServers.redis().url
        let retrying = RetryingClient(try limited(told, redis: redis), sleep: { _ in })
        #expect(code { _ = try retrying.send(request) }?.code == .retryLater)
        let second = try limited(other, redis: redis)
        let error = code { _ = try second.send(request) }
        #expect(error?.code == .suspended && other.count == 0)
        let left = try #require(error?.retryAfter)
        #expect(left > .seconds(30) && left <= .seconds(45))
        #expect(try second.send(OutboundRequest(url: host + ".org/")).status == 200, "another host is another matter")
    }

    @Test func `a longer wait is not shortened by a shorter one, and none is no wait`() throws {
        let limiter = RateLimiter(redis: try RedisPool(url: TestServers.redis().url, size: 1))
        let name = UUID().uuidString
        limiter.hold(name, for: .seconds(60))
        limiter.hold(name, for: .seconds(5))
        guard case .wait(let time) = limiter.acquire(name, Rate(1000)) else { throw TestFailure("it was let through") }
        #expect(time > .seconds(50))
        limiter.hold(name + "-free", for: .zero)
        #expect(limiter.acquire(name + "-free", Rate(1000)) == .granted)
    }

    @Test func `what was not sent is not tried again by this thread`() throws {
        let fake = Fake { () throws(OutboundError) in OutboundResponse(status: 500) }
        let slept = Slept()
        let client = RetryingClient(try limited(fake), sleep: { slept.note($0) }, jitter: { 1 })
        for _ in 0..<6 { _ = try client.send(request) }
        #expect(fake.count == 18 && slept.waits.count == 12)
        // Two more calls, and it is open.
        #expect(code { _ = try client.send(request) }?.code == .suspended)
        #expect(fake.count == 20)
        #expect(code { _ = try client.send(request) }?.code == .suspended)
        #expect(fake.count == 20 && slept.waits.count == 14)
    }
}
