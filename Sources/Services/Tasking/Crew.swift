internal import Base
internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage
internal import Synchronization

/// The threads that run tasks, a few for each queue: more while tasks wait, fewer when it is quiet.
///
/// The worker's row says how many threads each queue has, and so which processing lists there may be: a number is in the row before
/// its thread starts, and leaves it when the thread has ended. Only the highest number is given up, which keeps them without gaps.
final class Crew: Sendable {
    /// A thread, and whether its body has returned.
    private final class Member: Sendable {
        let hasEnded = Atomic(false)
        let thread = Mutex<WorkerThread?>(nil)
    }

    private let worker: Worker
    private let members = Mutex<[QueueName: [Member]]>([:])
    private let scales: Mutex<[QueueName: ThreadScale]>

    init(worker: Worker, threads: [QueueName: ClosedRange<Int>]) {
        self.worker = worker
        scales = Mutex(
            threads.filter { $0.value.upperBound > 0 }.mapValues {
                ThreadScale(bounds: $0, shrinkAfter: worker.settings.shrinkAfter)
            })
    }

    /// How many numbers each queue uses: the row's `threads`.
    var counts: [String: Int] {
        let queues = scales.withLock { Array($0.keys) }
        return members.withLock { members in
            Dictionary(uniqueKeysWithValues: queues.map { ($0.rawValue, members[$0]?.count ?? 0) })
        }
    }

    /// Starts the threads that are always there.
    func start() throws {
        for (queue, scale) in scales.withLock({ $0 }) {
            worker.state.setThreads(scale.target, of: queue)
            try grow(queue, to: scale.target)
        }
    }

    /// Looks at what waits and starts or gives up threads. The pulse alone calls it, without holding a connection.
    func scale() throws {
        guard !worker.state.isStopping else { return }
        for (queue, scale) in scales.withLock({ $0 }) where scale.bounds.count > 1 || count(of: queue) > scale.target {
            let waiting = worker.state.isPaused(queue) ? 0 : try waiting(queue, room: scale.bounds.upperBound)
            let target = scales.withLock { scales in
                scales[queue]?.decide(waiting: waiting, now: ContinuousClock.now) ?? 0
            }
            // A thread above it ends between two tasks; one that has not yet stays when it is wanted again.
            worker.state.setThreads(target, of: queue)
            try shrink(queue)
            try grow(queue, to: target)
        }
    }

    /// Empties the processing lists into the queues.
    func recoverLists() throws {
        for queue in counts.keys { try worker.lists.recover(queue: queue, worker: worker.state.id) }
    }

    /// Waits for the ends of all threads.
    func join() {
        let threads = members.withLock { members in
            members.values.flatMap { $0 }.compactMap { $0.thread.withLock { thread in thread.take() } }
        }
        threads.forEach { $0.join() }
    }

    private func count(of queue: QueueName) -> Int { members.withLock { $0[queue]?.count ?? 0 } }

    private func waiting(_ queue: QueueName, room: Int) throws -> Int {
        try worker.pool.withConnection { db in
            try db.waitingTasks(queue: queue.rawValue, longerThan: worker.settings.growAfter.seconds, limit: room)
        }
    }

    private func grow(_ queue: QueueName, to target: Int) throws {
        let first = count(of: queue)
        guard first < target else { return }
        let fresh = (first..<target).map { _ in Member() }
        members.withLock { $0[queue, default: []] += fresh }
        do {
            try writeRow()
        } catch {
            // Not known, not started.
            members.withLock { $0[queue]?.removeLast(fresh.count) }
            throw error
        }
        for (number, member) in zip(first..., fresh) {
            do {
                try start(member, queue, number)
            } catch {
                // What has not started has ended.
                for member in fresh[(number - first)...] { member.hasEnded.store(true, ordering: .releasing) }
                throw error
            }
        }
        if first > 0 { note("started threads for what waits", queue, target) }
    }

    private func start(_ member: Member, _ queue: QueueName, _ number: Int) throws {
        let worker = worker
        worker.state.threadStarted()
        do {
            let thread = try WorkerThread(name: "\(queue.rawValue)-\(number)", stackSize: worker.settings.stackSize) {
                Processor(queue: queue, thread: number, worker: worker).run()
                member.hasEnded.store(true, ordering: .releasing)
                worker.state.threadEnded()
            }
            member.thread.withLock { $0 = thread }
        } catch {
            worker.state.threadEnded()
            throw error
        }
    }

    /// Gives up the numbers of threads that have ended or never started, from the top.
    private func shrink(_ queue: QueueName) throws {
        var count = count(of: queue)
        let before = count
        while count > 0, let last = members.withLock({ $0[queue]?.last }), last.hasEnded.load(ordering: .acquiring) {
            last.thread.withLock { thread in thread.take() }?.join()
            members.withLock { _ = $0[queue]?.removeLast() }
            count -= 1
        }
        guard count < before else { return }
        try writeRow()
        note("gave up threads that nothing waits for", queue, count)
    }

    private func writeRow() throws {
        let counts = counts
        try worker.pool.withConnection { try $0.setWorkerThreads(worker.state.id, counts) }
    }

    private func note(_ message: Logger.Message, _ queue: QueueName, _ count: Int) {
        worker.logger.info(message, metadata: ["queue": "\(queue.rawValue)", "threads": "\(count)"])
    }
}
