public import Base
public import FoundationEssentials

/// How often, and after which waits, a request is sent again.
///
/// These are the seconds within one call, while a thread waits. What takes longer is the task's to try again, with waits of
/// its own.
public struct RetryPolicy: Sendable {
    /// How many times a request is sent at most.
    public var attempts: Int
    /// The waits between them.
    public var backoff: ExponentialBackoff
    /// What a longer `Retry-After` is taken for.
    public var retryAfterCap: Duration
    /// The longest `Retry-After` that blocks the thread; a longer one becomes ``OutboundError/Code/retryLater``.
    public var longestWait: Duration

    public init(
        attempts: Int = 3, base: Duration = .milliseconds(500), cap: Duration = .seconds(20),
        retryAfterCap: Duration = .seconds(3600), longestWait: Duration = .seconds(10)
    ) {
        self.attempts = max(1, attempts)
        backoff = ExponentialBackoff(base: base, cap: cap)
        self.retryAfterCap = retryAfterCap
        self.longestWait = longestWait
    }

    /// The wait before the attempt after `attempt` (1 for the first), for a `jitter` of 0 to 1.
    public func wait(after attempt: Int, jitter: Double) -> Duration {
        backoff.wait(afterAttempt: attempt, jitter: jitter)
    }

    /// Whether an answer with that status may be different next time.
    public func repeats(status: Int) -> Bool {
        status == 429 || (500...599).contains(status) && status != 501 && status != 505
    }

    /// Reads a `Retry-After` value (RFC 9110, section 10.2.3): seconds, or a date.
    /// - Returns: how long to stay away, from nothing to `retryAfterCap`; `nil` for anything else than the two forms.
    public func delay(retryAfter value: String, now: Date) -> Duration? {
        let text = value.utf8.drop { $0 == 32 || $0 == 9 }
        let digits = text.prefix { (48...57).contains($0) }
        if !digits.isEmpty {
            guard text.dropFirst(digits.count).allSatisfy({ $0 == 32 || $0 == 9 }) else { return nil }
            // More digits than an Int holds are a long time too.
            guard let seconds = Int(String(Substring(digits))) else { return retryAfterCap }
            return min(.seconds(min(seconds, 1_000_000_000)), retryAfterCap)
        }
        guard let date = UTCDate.parseHTTPDate(value) else { return nil }
        let seconds = date.timeIntervalSince(now).rounded(.up)
        return min(.seconds(max(0, min(seconds, 1_000_000_000))), retryAfterCap)
    }
}
