internal import Synchronization

/// Requests that wait for a thread, the longest waiting first. It is filled only while every thread is busy.
final class Backlog: Sendable {
    struct Waiting {
        let connection: Connection
        /// In the clock's milliseconds.
        let since: UInt64
    }

    private struct Queue {
        var items: [Waiting] = []
        var head = 0
    }

    private let queue = Mutex(Queue())
    private let size = Atomic<Int>(0)

    var count: Int { size.load(ordering: .sequentiallyConsistent) }

    func append(_ connection: Connection) {
        let waiting = Waiting(connection: connection, since: Clock.milliseconds())
        queue.withLock { $0.items.append(waiting) }
        size.add(1, ordering: .sequentiallyConsistent)
    }

    /// The one that waits longest, if there is one; with `before`, only if it has waited since before then.
    func next(before limit: UInt64 = .max) -> Waiting? {
        if count == 0 { return nil }
        return queue.withLock { queue in
            guard queue.head < queue.items.count, queue.items[queue.head].since < limit else { return nil }
            let first = queue.items[queue.head]
            queue.head += 1
            if queue.head == queue.items.count || queue.head >= 1024 {
                queue.items.removeFirst(queue.head)
                queue.head = 0
            }
            size.subtract(1, ordering: .sequentiallyConsistent)
            return first
        }
    }

    /// The one that has waited least, if there is one.
    func removeLast() -> Waiting? {
        queue.withLock { queue in
            guard queue.head < queue.items.count else { return nil }
            size.subtract(1, ordering: .sequentiallyConsistent)
            return queue.items.removeLast()
        }
    }
}
