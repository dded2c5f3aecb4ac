internal import Synchronization

/// Values that many requests ask for, remembered for a moment in this process.
///
/// A value belongs to the revision that was asked for before it was made: a change of what lies behind moves the revision,
/// and the value is made anew. Two threads that miss at once both make it; the later one stays.
final class MomentCache<Value: Sendable>: Sendable {
    private struct Entry {
        let value: Value
        let revision: String
        let end: ContinuousClock.Instant
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let capacity: Int
    private let lifetime: Duration

    /// - Parameters:
    ///   - capacity: how many values are kept; where there are more, all go.
    ///   - lifetime: how long one is kept at most; zero keeps none.
    init(capacity: Int, lifetime: Duration) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    /// The value of the key, made where none of this revision is remembered. Without a revision nothing is remembered.
    func value(of key: String, revision: String?, _ make: () throws -> Value) rethrows -> Value {
        guard let revision, lifetime > .zero else { return try make() }
        let now = ContinuousClock.now
        if let entry = entries.withLock({ $0[key] }), entry.revision == revision, entry.end > now { return entry.value }
        let value = try make()
        entries.withLock { entries in
            if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(value: value, revision: revision, end: now + lifetime)
        }
        return value
    }
}
