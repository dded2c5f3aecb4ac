internal import Synchronization

/// Remembers that Redis did not answer, so that not everybody who asks waits for a time-out of their own.
///
/// Whoever uses it has another road meanwhile.
public final class Outage: Sendable {
    private let pause: Duration
    private let until = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameter pause: how long Redis is left alone after it did not answer.
    public init(pause: Duration) {
        self.pause = pause
    }

    /// Runs `body`; nil at once while an outage lasts.
    public func guarding<R>(_ body: () throws -> R) throws -> R? {
        if let until = until.withLock({ $0 }), ContinuousClock.now < until { return nil }
        do {
            let value = try body()
            until.withLock { $0 = nil }
            return value
        } catch let error as RedisError where error.isUnavailable && !error.isOutOfMemory {
            until.withLock { $0 = ContinuousClock.now + pause }
            throw error
        }
    }
}
