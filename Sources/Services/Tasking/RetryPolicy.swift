public import Base

/// How often a task is tried, and how long is waited in between.
public struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all.
    public var maxAttempts: Int
    /// The waits between them.
    public var backoff: ExponentialBackoff
    /// An attempt that is still running after this ends at its next ``TaskContext/checkCancelled()``; nil for its
    /// queue's ``QueueName/timeout``.
    public var timeout: Duration?

    /// - Parameters:
    ///   - base: the first wait is between zero and this; each further one up to twice as long.
    ///   - cap: no wait is longer.
    public init(
        maxAttempts: Int = 8, base: Duration = .seconds(5), cap: Duration = .seconds(900), timeout: Duration? = nil
    ) {
        self.maxAttempts = max(1, maxAttempts)
        backoff = ExponentialBackoff(base: base, cap: cap)
        self.timeout = timeout
    }

    /// Eight attempts over about twenty minutes.
    public static let standard = RetryPolicy()
    /// One attempt.
    public static let once = RetryPolicy(maxAttempts: 1)

    /// Seconds to wait after an attempt (from 1) that failed.
    func backoff(
        afterAttempt attempt: Int, using generator: inout some RandomNumberGenerator
    ) -> Double {
        backoff.wait(afterAttempt: attempt, using: &generator).seconds
    }
}
