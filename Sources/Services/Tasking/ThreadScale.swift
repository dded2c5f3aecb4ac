/// How many threads a queue should have, decided once a pulse.
///
/// It grows while a task that may start has waited longer than `growAfter`, which it cannot while a thread is free: to twice
/// as many each time, but to no more than tasks wait. It gives up one thread each `shrinkAfter` in which nothing waited. So a short
/// burst is answered within seconds, and a queue that is busy now and then keeps its threads.
struct ThreadScale: Equatable {
    let bounds: ClosedRange<Int>
    let shrinkAfter: Duration
    private(set) var target: Int
    private var quietSince: ContinuousClock.Instant?

    init(bounds: ClosedRange<Int>, shrinkAfter: Duration) {
        self.bounds = bounds
        self.shrinkAfter = shrinkAfter
        target = bounds.lowerBound
    }

    /// - Parameter waiting: tasks that have waited for too long, counted to a bound.
    /// - Returns: how many threads there should be.
    mutating func decide(waiting: Int, now: ContinuousClock.Instant) -> Int {
        if waiting > 0 {
            quietSince = nil
            target = min(bounds.upperBound, target + min(waiting, max(1, target)))
        } else if let since = quietSince {
            if now - since >= shrinkAfter {
                target = max(bounds.lowerBound, target - 1)
                quietSince = now
            }
        } else {
            quietSince = now
        }
        return target
    }
}
