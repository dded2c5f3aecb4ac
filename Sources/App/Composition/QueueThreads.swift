internal import Configuration
public import Tasking

/// What a worker process serves, as `HUNTER_QUEUES` says: `collect,scoring:2-8` gives `scoring` numbers of its own, the others have
/// those of `HUNTER_WORKER_THREADS` and `HUNTER_WORKER_THREADS_MAX`.
public struct QueueThreads: Sendable, Equatable {
    /// Threads of each queue, when it is quiet and at most.
    public let queues: [QueueName: ClosedRange<Int>]

    /// Threads that there may be at once.
    public var most: Int { queues.values.reduce(0) { $0 + $1.upperBound } }

    /// Who works beside the threads, each with a connection: pulse, upkeep, scheduler, counts, the index of vectors.
    private static let others = 5

    /// Connections that the threads and the others may hold at once.
    public var connections: Int { most + Self.others }

    /// Threads of one queue at most.
    static let limit = 64

    init(_ words: [String], standard: ClosedRange<Int>, reader: inout SettingsReader) {
        var queues: [QueueName: ClosedRange<Int>] = [:]
        for word in words {
            let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let queue = QueueName(rawValue: parts[0]) else {
                reader.report("HUNTER_QUEUES names \"\(parts[0])\", which is no queue.")
                continue
            }
            var threads = standard
            if parts.count > 1 {
                let numbers = parts[1].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                guard (1...2).contains(numbers.count), let least = numbers[0], let most = numbers[numbers.count - 1],
                    least >= 1, least <= most, most <= Self.limit
                else {
                    reader.report(
                        "HUNTER_QUEUES must give \(parts[0]) threads as in \(parts[0]):2 or \(parts[0]):2-8, "
                            + "from 1 to \(Self.limit).")
                    continue
                }
                threads = least...most
            }
            if queues.updateValue(threads, forKey: queue) != nil {
                reader.report("HUNTER_QUEUES must name each queue once.")
            }
        }
        if words.isEmpty { reader.report("HUNTER_QUEUES must name at least one queue.") }
        self.queues = queues
    }
}
