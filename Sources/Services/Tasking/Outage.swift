internal import Redis
internal import Synchronization

/// Remembers that Redis did not answer, so that not every push and every status waits for its own time-out.
///
/// What is left out meanwhile is made good: pushes by the sweep, statuses by PostgreSQL.
final class Outage: Sendable {
    private let pause: Duration
    private let until = Mutex<ContinuousClock.Instant?>(nil)

    init(pause: Duration) {
        self.pause = pause
    }

    /// Runs `body`; nil at once while an outage lasts.
    func guarding<R>(_ body: () throws -> R) throws -> R? {
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
