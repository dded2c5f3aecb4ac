/// At most so many in any sliding window of time, as the generic cell rate algorithm keeps it (ITU-T I.371, annex A).
///
/// The algorithm knows one number, the theoretical arrival time of the next grant, and two that never change: the interval
/// between grants and the tolerance, by which one may come early. In a window of length `W` it lets through at most
/// `1 + floor((W + tolerance) / interval)`. Both are chosen so that this is never above `limit`, wherever the window starts:
/// an interval of `W / limit` with a tolerance for a burst would let `limit + burst` through. A burst therefore costs
/// lasting throughput: `limit - burst + 1` in a window. With a burst of 1 it is the limit, less ``slack``.
public struct Rate: Sendable, Equatable {
    /// Grants in a window at most.
    public let limit: Int
    public let window: Duration
    /// Microseconds between grants in the long run.
    let interval: Int64
    /// Microseconds by which one may come early.
    let tolerance: Int64

    /// The part of a window that is given away so that callers who come late by as much lose nothing.
    public static let slack = 0.02

    /// - Parameters:
    ///   - limit: grants in any window, at least 1.
    ///   - window: at least a millisecond.
    ///   - burst: how many may come at once after a silence, 1 to `limit`.
    public init(_ limit: Int, per window: Duration = .seconds(1), burst: Int = 1) {
        self.limit = max(1, limit)
        self.window = max(window, .milliseconds(1))
        let burst = Int64(min(max(1, burst), self.limit))
        let span = self.window.microseconds
        let slack = Int64(Double(span) * Self.slack)
        let lasting = Int64(self.limit) - burst + 1
        interval = (span + slack + lasting - 1) / lasting
        tolerance = (burst - 1) * interval + slack - 1
    }

    /// Asks for a grant.
    /// - Parameter arrival: the theoretical arrival time that was left by the last one; moves on with a grant.
    /// - Returns: microseconds to wait; 0 for a grant.
    func ask(_ arrival: inout Int64, now: Int64) -> Int64 {
        // Further ahead than it can be: the clock was set back.
        let from = min(arrival, now + interval + tolerance)
        let wait = from - tolerance - now
        if wait > 0 { return wait }
        arrival = max(from, now) + interval
        return 0
    }

    /// The part of the rate that one of `share` processes may use without asking the others; nil where it cannot be divided.
    func divided(by share: Int) -> Rate? {
        let part = limit / max(1, share)
        return part > 0 ? Rate(part, per: window) : nil
    }
}

extension Duration {
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}

/// Microseconds of a clock that nobody sets.
struct SteadyClock: Sendable {
    private let start = ContinuousClock.now

    var now: Int64 { (ContinuousClock.now - start).microseconds }
}
