public import Postgres
internal import Storage
internal import Synchronization

/// About how many tasks of the whole installation are not over, for the cap in total.
///
/// It is counted once in `interval` by whoever asks first, from the indexes over live rows and no further than the limit; what this
/// process lets in meanwhile is added. So a request costs nothing, and the cap is passed by what other processes let in within
/// one interval at most.
public final class LiveTaskGauge: Sendable {
    private struct Reading {
        var count = 0
        var takenAt: ContinuousClock.Instant?
    }

    private let interval: Duration
    private let reading = Mutex(Reading())

    /// - Parameter interval: how old a count may be.
    public init(interval: Duration = .seconds(1)) {
        self.interval = interval
    }

    /// Whether `tasks` more still fit below `limit`; if so they are counted as let in.
    public func admits(_ tasks: Int = 1, limit: Int, on db: Connection) throws -> Bool {
        let now = ContinuousClock.now
        let isOurs = reading.withLock { reading in
            if let takenAt = reading.takenAt, now - takenAt < interval { return false }
            // Nobody else counts meanwhile.
            reading.takenAt = now
            return true
        }
        if isOurs {
            do {
                let count = try db.liveTaskCount(limit: limit)
                reading.withLock { $0.count = count }
            } catch {
                reading.withLock { $0.takenAt = nil }
                throw error
            }
        }
        return reading.withLock { reading in
            guard reading.count + tasks <= limit else { return false }
            reading.count += tasks
            return true
        }
    }
}
