internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage

/// One worker thread. The life of a task here:
///
/// 1. It is taken from the list (or from PostgreSQL while Redis is away).
/// 2. The gate: beside others, or alone if it was running when a process died.
/// 3. It is claimed in PostgreSQL, with a new lease. A second delivery claims nothing and ends here.
/// 4. The handler works. It writes nothing.
/// 5. One transaction holds the handler's writes and the end of the task, fenced by the lease.
/// 6. One round trip removes the entry, shows the status, and takes the next.
///
/// A crash after any step leaves a row that is queued, or running under a dead worker; the upkeep finds both.
final class Processor {
    private let name: QueueName
    private let thread: Int
    private let worker: Worker
    private let feed: Feed
    private var backoff: Backoff

    private var state: WorkerState { worker.state }
    private var settings: TaskingSettings { worker.settings }

    init(queue: QueueName, thread: Int, worker: Worker) {
        name = queue
        self.thread = thread
        self.worker = worker
        feed = Feed(queue: queue, thread: thread, worker: worker)
        backoff = Backoff(base: worker.settings.retryBase, cap: worker.settings.retryCap)
    }

    /// Works until the worker stops or needs this thread no more.
    func run() {
        while state.keeps(thread, of: name) {
            if state.isPaused(name) {
                feed.giveBackPrefetched()
                state.pause(settings.pulse)
            } else if !state.gate.waitOpen(atMost: .zero) {
                // Another task runs alone. What is in hand goes to other processes.
                feed.giveBackPrefetched()
                _ = state.gate.waitOpen(atMost: settings.take)
            } else if let delivery = feed.next() {
                process(delivery)
            }
        }
        feed.giveBackPrefetched()
    }

    private func process(_ delivery: Delivery) {
        guard !state.isStopping, !state.isPaused(name), state.gate.enter() else { return feed.giveBack(delivery) }
        let claimed: ClaimedTask?
        do {
            defer { state.gate.leave() }
            claimed = try claim(delivery, alone: false)
            if let claimed { execute(claimed, delivery) }
        } catch {
            return stall(delivery, error)
        }
        if claimed == nil { unclaimed(delivery) }
    }

    /// A task that is not to be run beside others: over, taken, not due, paused, or to be run alone.
    private func unclaimed(_ delivery: Delivery) {
        do {
            guard let standing = try worker.pool.withConnection({ try $0.taskStanding(delivery.id) }) else {
                return finish(delivery, nil)
            }
            guard standing.snapshot.state == .queued, standing.isDue else { return finish(delivery, standing.snapshot) }
            if standing.isPaused {
                state.addPaused(name)
                feed.giveBack(delivery)
            } else if standing.alone {
                try runAlone(delivery)
            } else {
                // It came back between the two looks.
                feed.giveBack(delivery)
            }
        } catch {
            stall(delivery, error)
        }
    }

    private func runAlone(_ delivery: Delivery) throws {
        switch state.gate.enterAlone(atMost: settings.aloneWait) {
        case .entered:
            defer { state.gate.leaveAlone() }
            guard let claimed = try claim(delivery, alone: true) else { return feed.giveBack(delivery) }
            worker.logger.notice(
                "running a task alone after a crash", metadata: ["task.id": "\(claimed.snapshot.id.uuidString)"])
            execute(claimed, delivery)
        case .refused:
            feed.giveBack(delivery)
        case .timedOut:
            let delay = settings.alonePause.seconds * Double.random(in: 0.5...1)
            finish(delivery, try worker.pool.withConnection { try $0.postponeTask(delivery.id, delay: delay) })
        }
    }

    private func claim(_ delivery: Delivery, alone: Bool) throws -> ClaimedTask? {
        let claimed = try worker.pool.withConnection { db in
            try db.claimTasks([delivery.id], worker: state.id, alone: alone).first
        }
        backoff.reset()
        return claimed
    }

    private func execute(_ task: ClaimedTask, _ delivery: Delivery) {
        let handler = worker.registry[task.snapshot.kind]
        let context = TaskContext(
            task, pool: worker.pool, board: worker.queue.board, interval: settings.progress,
            timeout: handler?.policy.timeout, logger: worker.logger)
        state.begin(context)
        defer { state.finish(context) }
        worker.queue.board.write(TaskStatus(task.snapshot))
        do {
            guard let handler else {
                throw TaskFailure.retry(code: "unknown_kind", "No worker knows how to do this yet.")
            }
            let completion = try handler.run(task.arguments, context)
            finish(delivery, try Settlement(worker: worker, context: context).commit(completion))
        } catch {
            let policy = handler?.policy ?? .standard
            finish(delivery, Settlement(worker: worker, context: context).settle(error, policy: policy))
        }
    }

    private func finish(_ delivery: Delivery, _ snapshot: TaskSnapshot?) {
        let takeNext = state.keeps(thread, of: name) && !state.isPaused(name) && state.gate.waitOpen(atMost: .zero)
        feed.finish(delivery, status: snapshot.map { TaskStatus($0) }, takeNext: takeNext)
    }

    /// PostgreSQL does not answer: the task waits in its list.
    private func stall(_ delivery: Delivery, _ error: any Error) {
        worker.logger.warning(
            "a task could not be claimed", metadata: ["queue": "\(name.rawValue)", "error": "\(error)"])
        feed.giveBack(delivery)
        state.pause(backoff.step())
    }
}
