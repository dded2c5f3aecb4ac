public import Base
public import Redis

/// Sends through another client, to no host more often than the rate allows and to none that fails: all processes together.
///
/// A `Retry-After` of a host holds for all who ask it, not only for the task that was told.
///
/// It stands below ``RetryingClient``, so that each try is counted. What it does not send ends as an ``OutboundError`` of code
/// `suspended`, which says when to come back. Redirects count for the host that was asked first.
public struct LimitedClient: HTTPClient {
    private let client: any HTTPClient
    private let limiter: RateLimiter
    private let breaker: CircuitBreaker
    private let rate: Rate
    private let longestWait: Duration
    private let policy: RetryPolicy
    private let clock: TimeSource
    private let sleep: @Sendable (Duration) -> Void
    private let sharesHolds: Bool

    /// - Parameters:
    ///   - rate: of requests to one host.
    ///   - longestWait: how long a request may wait for its turn before its task is to come back.
    ///   - policy: reads `Retry-After`.
    ///   - clock: for its date form.
    ///   - sleep: waits; tests pass one that only takes note.
    ///   - sharesHolds: whether a wait that a host asks for is everybody's; else it is only the asker's, who may ask again.
    public init(
        _ client: any HTTPClient, limiter: RateLimiter, breaker: CircuitBreaker, rate: Rate,
        longestWait: Duration = .seconds(10), policy: RetryPolicy = RetryPolicy(), clock: TimeSource = .system,
        sleep: @escaping @Sendable (Duration) -> Void = RetryingClient.block, sharesHolds: Bool = true
    ) {
        self.client = client
        self.limiter = limiter
        self.breaker = breaker
        self.rate = rate
        self.longestWait = longestWait
        self.policy = policy
        self.clock = clock
        self.sleep = sleep
        self.sharesHolds = sharesHolds
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        // What has no address is refused further down.
        guard let origin = try? TargetURL(request.url).origin else { return try client.send(request) }
        let attempted = CurlClient.name(of: request)
        try waitForTurn(origin, attempted)
        let isProbe: Bool
        switch breaker.admit(origin) {
        case .pass(let probes): isProbe = probes
        case .open(let time):
            throw OutboundError(
                .suspended, "it failed too often lately and is left alone for a while", attempted: attempted,
                retryAfter: time)
        }
        do throws(OutboundError) {
            let response = try client.send(request)
            // 501 and 505 are about the request, not about how the host is.
            let isFailure = (500...599).contains(response.status) && response.status != 501 && response.status != 505
            breaker.record(origin, succeeded: !isFailure, isProbe: isProbe)
            obey(response, to: request, of: origin)
            return response
        } catch {
            if let succeeded = error.meansThatHostWorks {
                breaker.record(origin, succeeded: succeeded, isProbe: isProbe)
            }
            throw error
        }
    }

    /// Notes how long the host wants to be left alone, where it says so. What is too much for one key is not for the others.
    private func obey(_ response: OutboundResponse, to request: OutboundRequest, of origin: String) {
        guard sharesHolds, response.status == 503 || response.status == 429 && !Self.hasKey(request),
            let asked = response.header("Retry-After"),
            let delay = policy.delay(retryAfter: asked, now: clock.now)
        else { return }
        limiter.hold(origin, for: delay)
    }

    /// Whether a request names who asks: in a header, or in the address as Adzuna and The Muse have it.
    private static func hasKey(_ request: OutboundRequest) -> Bool {
        request.url.contains("_key=")
            || request.headers.contains { header in
                let name = header.name.lowercased()
                return name.contains("authorization") || name.hasSuffix("key")
            }
    }

    private func waitForTurn(_ origin: String, _ attempted: String) throws(OutboundError) {
        let deadline = ContinuousClock.now + longestWait
        while case .wait(let time) = limiter.acquire(origin, rate) {
            guard ContinuousClock.now + time <= deadline else {
                throw OutboundError(
                    .suspended, "other requests, or a wait that the host asked for, come first", attempted: attempted,
                    retryAfter: time)
            }
            // Whole milliseconds, upwards: who comes early asks in vain.
            let (seconds, attoseconds) = time.components
            sleep(.seconds(seconds) + .milliseconds(attoseconds / 1_000_000_000_000_000 + 1))
        }
    }
}

extension OutboundError {
    /// What the error says about the host; nil where nothing was sent.
    fileprivate var meansThatHostWorks: Bool? {
        switch code {
        case .invalidRequest, .refusedByGuard, .suspended: nil
        case .bodyTooLarge, .headersTooLarge, .tooManyRedirects, .retryLater: true
        case .unresolvedHost, .unreachable, .tls, .timeout, .interrupted, .malformedAnswer: false
        }
    }
}
