public import Base

/// Sends through another client, and again when the connection failed, or the answer was 429 or 5xx.
///
/// A `Retry-After` is obeyed to the second. One that is longer than a thread may wait, or that comes with the last
/// attempt, becomes an ``OutboundError`` of code `retryLater`: the task that asked is to be run again then.
public struct RetryingClient: HTTPClient {
    private let client: any HTTPClient
    private let policy: RetryPolicy
    private let clock: TimeSource
    private let sleep: @Sendable (Duration) -> Void
    private let jitter: @Sendable () -> Double

    /// - Parameters:
    ///   - clock: for the date form of `Retry-After`.
    ///   - sleep: waits; tests pass one that only takes note.
    ///   - jitter: a number of 0 to 1 for each wait.
    public init(
        _ client: any HTTPClient, policy: RetryPolicy = RetryPolicy(), clock: TimeSource = .system,
        sleep: @escaping @Sendable (Duration) -> Void = RetryingClient.block,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
    ) {
        self.client = client
        self.policy = policy
        self.clock = clock
        self.sleep = sleep
        self.jitter = jitter
    }

    public func send(_ request: OutboundRequest) throws(OutboundError) -> OutboundResponse {
        var attempt = 1
        while true {
            let isLast = attempt >= policy.attempts
            do throws(OutboundError) {
                let response = try client.send(request)
                guard policy.repeats(status: response.status) else { return response }
                let asked = response.header("Retry-After").flatMap {
                    policy.delay(retryAfter: $0, now: clock.now)
                }
                if let asked, isLast || asked > policy.longestWait {
                    throw .retryLater(after: asked, attempted: CurlClient.name(of: request))
                }
                // A request that must not run twice is repeated only where the answer says that it did not run.
                let mayRepeat = request.isRepeatable || response.status == 429 || response.status == 503
                guard !isLast, mayRepeat else { return response }
                sleep((asked ?? .zero) + policy.wait(after: attempt, jitter: jitter()))
            } catch {
                guard !isLast, error.isTransient, error.retryAfter == nil, request.isRepeatable || neverSent(error)
                else { throw error }
                sleep(policy.wait(after: attempt, jitter: jitter()))
            }
            attempt += 1
        }
    }

    private func neverSent(_ error: OutboundError) -> Bool {
        error.code == .unresolvedHost || error.code == .unreachable
    }

    /// Blocks the calling thread.
    public static func block(_ duration: Duration) {
        var milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        while milliseconds > 0 {
            let step = min(milliseconds, 60_000)
            WorkerThread.sleep(milliseconds: Int(step))
            milliseconds -= step
        }
    }
}
