internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage

/// One worker thread. The life of a task here:
///
/// 1. It is taken from the lists, with others for as many threads as are free (or from PostgreSQL while Redis is away).
/// 2. The gate: beside others, or alone for a while if it was running when processes died, twice.
/// 3. It is claimed in PostgreSQL, with a new lease; all that were taken together with one statement. A second delivery
///    claims nothing and ends here.
/// 4. The handler works. It writes nothing.
/// 5. One transaction holds the handler's writes and the end of the task, fenced by the lease. What ends while another's
///    commit is under way shares the next one: quick writes in savepoints, the ends in one statement. Slow writes have a
///    transaction of their own.
/// 6. One round trip removes the entries, shows the statuses, and takes the next.
///
/// `Lane` is where the threads of a queue meet for 1, 3, 5 and 6. A crash after any step leaves a row that is queued, or running
/// under a dead worker; the upkeep finds both.
final class Processor {
    private let name: QueueName
    private let thread: Int
    private let worker: Worker
    private let lane: Lane
    private let seat = Seat()

    private var state: WorkerState { worker.state }
    private var settings: TaskingSettings { worker.settings }

    init(queue: QueueName, thread: Int, worker: Worker) {
        name = queue
        self.thread = thread
        self.worker = worker
        lane = worker.state.lane(queue) { Lane(queue: queue, worker: worker) }
    }

    /// Works until the worker stops or needs this thread no more.
    func run() {
        while state.keeps(thread, of: name) {
            if state.isPaused(name) {
                if !runDespitePause() { state.pause(settings.pulse) }
            } else if !state.gate.waitOpen(atMost: .zero) {
                // Another task runs alone.
                _ = state.gate.waitOpen(atMost: settings.take)
            } else {
                var job = lane.next(seat)
                while let current = job { job = process(current) }
            }
        }
    }

    /// Runs one task of those that no pause holds up, straight from PostgreSQL. Its entry stays in the list, and claims nothing
    /// when it is delivered.
    /// - Returns: whether there was one.
    private func runDespitePause() -> Bool {
        let kinds = worker.registry.kindsIgnoringPause(of: name)
        guard !kinds.isEmpty, state.gate.enter() else { return false }
        let claimed = try? worker.pool.withConnection { db in
            try db.claimDespitePause(queue: name.rawValue, kinds: kinds, worker: state.id)
        }
        guard let claimed else {
            state.gate.leave()
            return false
        }
        lane.feed.show([TaskStatus(claimed.snapshot)])
        lane.begins()
        var job = execute(claimed, Delivery(id: claimed.snapshot.id, entry: nil), isAlone: false)
        while let current = job { job = process(current) }
        return true
    }

    /// - Returns: what is to be done next.
    private func process(_ job: Job) -> Job? {
        switch job {
        case .run(let task, let delivery):
            return execute(task, delivery, isAlone: false)
        case .look(let delivery):
            return unclaimed(delivery)
        case .settle(let ending, let outcome):
            defer { lane.leave(ending) }
            guard let (context, completion) = ending.work else { return nil }
            return settle(ending.delivery, context, completion, outcome)
        }
    }

    /// A task that is not to be run beside others: over, taken, not due, paused, or to be run alone.
    private func unclaimed(_ delivery: Delivery) -> Job? {
        do {
            guard let standing = try worker.pool.withConnection({ try $0.taskStanding(delivery.id) }) else {
                return end(delivery, nil)
            }
            guard standing.snapshot.state == .queued, standing.isDue else { return end(delivery, standing.snapshot) }
            if standing.isPaused {
                state.addPaused(name)
                lane.feed.giveBack([delivery])
            } else if standing.alone {
                return try runAlone(delivery)
            } else {
                // It came back between the two looks.
                lane.feed.giveBack([delivery])
            }
        } catch {
            lane.stall([delivery], error, pauses: true)
        }
        return nil
    }

    private func runAlone(_ delivery: Delivery) throws -> Job? {
        switch state.gate.enterAlone(atMost: settings.aloneWait) {
        case .entered:
            guard let (claimed, crashes) = try claimAlone(delivery) else { break }
            // From here on the pulse may open the gate for others: see `WorkerState.admitCompany`.
            state.isolate(claimed, for: settings.patience(afterCrashes: crashes))
            defer { state.endIsolation() }
            worker.logger.notice(
                "running a task alone after a crash", metadata: ["task.id": "\(claimed.snapshot.id.uuidString)"])
            lane.feed.show([TaskStatus(claimed.snapshot)])
            lane.begins()
            return execute(claimed, delivery, isAlone: true)
        case .refused:
            break
        case .timedOut:
            let delay = settings.alonePause.seconds * Double.random(in: 0.5...1)
            return end(delivery, try worker.pool.withConnection { try $0.postponeTask(delivery.id, delay: delay) })
        }
        lane.feed.giveBack([delivery])
        return nil
    }

    /// Claims for the thread that has the gate for itself.
    /// - Returns: the task, and how often it has crashed; nil where it cannot be claimed, and the gate is open again.
    private func claimAlone(_ delivery: Delivery) throws -> (ClaimedTask, Int)? {
        do {
            let found = try worker.pool.withConnection { db -> (ClaimedTask, Int)? in
                let crashes = try db.crashCount(of: delivery.id)
                return try db.claimTasks([delivery.id], worker: state.id, alone: true).first.map { ($0, crashes) }
            }
            if found == nil { state.gate.leaveAlone() }
            return found
        } catch {
            state.gate.leaveAlone()
            throw error
        }
    }

    private func execute(_ task: ClaimedTask, _ delivery: Delivery, isAlone: Bool) -> Job? {
        let handler = worker.registry[task.snapshot.kind]
        let context = TaskContext(
            task, pool: worker.pool, board: worker.queue.board, interval: settings.progress,
            timeout: handler?.timeout ?? .zero, logger: worker.logger)
        state.begin(context)
        var isHandedOver = false
        defer {
            if !isHandedOver {
                state.finish(context)
                if !isAlone { state.gate.leave() }
            }
        }
        do {
            let completion = try work(handler, task, context)
            if case .result(.failure(let error)) = completion.content { throw error }
            guard lane.shares(completion, kind: context.kind) else {
                return settle(delivery, context, completion, .alone)
            }
            let outcome = lane.end(
                Ending(delivery, context, completion, seat: seat, canBeHandedOver: !isAlone))
            if case .handedOver(let job) = outcome {
                isHandedOver = true
                return job
            }
            return settle(delivery, context, completion, outcome)
        } catch {
            return end(delivery, failed(error, context))
        }
    }

    /// Does for a task what could not be done together with others.
    private func settle(
        _ delivery: Delivery, _ context: TaskContext, _ completion: Completion, _ outcome: EndOutcome
    ) -> Job? {
        do {
            switch outcome {
            case .over(let job): return job
            case .handedOver(let job): return job
            case .refused(let error): throw error
            case .alone:
                let (snapshot, time) = try Settlement(worker: worker, context: context).commit(completion)
                lane.note(time, kind: context.kind)
                return end(delivery, snapshot)
            }
        } catch {
            return end(delivery, failed(error, context))
        }
    }

    private func failed(_ error: any Error, _ context: TaskContext) -> TaskSnapshot? {
        let policy = worker.registry[context.kind]?.policy ?? .standard
        return Settlement(worker: worker, context: context).settle(error, policy: policy)
    }

    private func work(_ handler: TaskHandler?, _ task: ClaimedTask, _ context: TaskContext) throws -> Completion {
        let began = ContinuousClock.now
        defer { lane.ends(after: ContinuousClock.now - began) }
        guard let handler else {
            throw TaskFailure.retry(code: "unknown_kind", "No worker knows how to do this yet.")
        }
        return try handler.run(task.arguments, context)
    }

    /// Ends with a task whose row is as it should be.
    private func end(_ delivery: Delivery, _ snapshot: TaskSnapshot?) -> Job? {
        if case .over(let job) = lane.end(Ending(delivery, snapshot, seat: seat)) { job } else { nil }
    }
}
