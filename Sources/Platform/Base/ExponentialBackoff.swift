/// Waits that grow exponentially, with full jitter: each is uniform between nothing and the doubled bound, so that a thousand
/// callers that failed together do not come back together. (Brooker, "Exponential Backoff And Jitter", AWS, 2015.)
public struct ExponentialBackoff: Sendable, Equatable {
    /// The bound of the first wait.
    public var base: Duration
    /// The bound that the waits' bounds never pass.
    public var cap: Duration

    public init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
    }

    /// The longest that the wait after `attempt` (1 for the first) can be.
    public func bound(afterAttempt attempt: Int) -> Duration {
        var bound = base
        for _ in 1..<max(1, min(attempt, 64)) where bound < cap { bound *= 2 }
        return max(.zero, min(bound, cap))
    }

    /// The wait after `attempt`, for a `jitter` of 0 to 1.
    public func wait(afterAttempt attempt: Int, jitter: Double) -> Duration {
        bound(afterAttempt: attempt) * max(0, min(1, jitter))
    }

    /// The wait after `attempt`.
    public func wait(
        afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator
    ) -> Duration {
        wait(afterAttempt: attempt, jitter: Double.random(in: 0..<1, using: &generator))
    }
}
