internal import Base
internal import FoundationEssentials
internal import Glibc
public import Logging
public import Postgres
internal import Storage
internal import Synchronization

/// Runs tasks: threads for each queue, a pulse that says the worker lives, the upkeep of the queues, and the schedules.
///
///     ShutdownSignal.block()
///     let runner = Runner(pool: pool, queue: queue, registry: registry, threads: [.scoring: 2...8, .documents: 1...2])
///     try runner.start()
///     _ = ShutdownSignal.wait()
///     runner.drain()
///
/// A queue has the lower number of threads when it is quiet, and up to the upper one while tasks wait. It holds two Redis connections
/// of its own; each thread takes a connection from `pool` while it claims, reads or commits: give the pool one for each
/// thread that there may be, and three more.
public final class Runner: Sendable {
    private let worker: Worker
    private let crew: Crew
    /// The pulse and the upkeep.
    private let started = Mutex<[WorkerThread]>([])

    /// - Parameter threads: of each queue that is served, at least and at most.
    public init(
        pool: Pool, queue: TaskQueue, registry: TaskRegistry, threads: [QueueName: ClosedRange<Int>],
        settings: TaskingSettings = TaskingSettings(), logger: Logger = Logger(label: "worker")
    ) {
        let state = WorkerState(id: UUID.v7())
        var logger = logger
        logger[metadataKey: "worker.id"] = "\(state.id.text)"
        worker = Worker(
            state: state, pool: pool, queue: queue, registry: registry, settings: settings, logger: logger)
        crew = Crew(worker: worker, threads: threads)
    }

    /// With numbers of threads that stay as they are.
    public convenience init(
        pool: Pool, queue: TaskQueue, registry: TaskRegistry, threads: [QueueName: Int],
        settings: TaskingSettings = TaskingSettings(), logger: Logger = Logger(label: "worker")
    ) {
        self.init(
            pool: pool, queue: queue, registry: registry, threads: threads.mapValues { $0...$0 }, settings: settings,
            logger: logger)
    }

    /// The worker's row and the names of its lists bear this id.
    public var id: String { worker.state.id.text }

    /// Writes the worker's row and starts its threads.
    /// - Throws: what the database says; `ThreadError`.
    public func start() throws {
        try worker.pool.withConnection { try heartbeat($0) }
        let worker = worker
        // Before the pulse, which changes their number from then on.
        try crew.start()
        try startThread("pulse", stackSize: 1 << 20) { [self] in pulse() }
        try startThread("upkeep", stackSize: 1 << 20) { Upkeep(worker: worker).run() }
        try startThread("scheduler", stackSize: 1 << 20) { Scheduler(worker: worker).run() }
        worker.logger.info("worker started", metadata: ["threads": "\(crew.counts.values.reduce(0, +))"])
    }

    /// Begins no more tasks, lets what runs finish and gives the rest back without costing an attempt. Returns within
    /// ``TaskingSettings/drain``; a thread that does not notice is left behind for the end of the process.
    public func drain() {
        guard worker.state.stop() else { return }
        if !worker.state.waitForThreads(atMost: worker.settings.drainWork) {
            release()
            worker.state.abandon()
            _ = worker.state.waitForThreads(atMost: worker.settings.drainGrace)
        } else if worker.state.holdsReady {
            release()
        }
        let areDone = worker.state.waitForThreads(atMost: .zero)
        recoverLists()
        worker.state.end()
        do {
            try worker.pool.withConnection { try $0.stopWorker(worker.state.id) }
        } catch {
            worker.logger.warning("the worker's end could not be noted", metadata: ["error": "\(error)"])
        }
        if areDone {
            started.withLock { $0 }.forEach { $0.join() }
            crew.join()
        }
        worker.logger.info("worker stopped")
    }

    private func startThread(_ name: String, stackSize: Int, _ body: @escaping @Sendable () -> Void) throws {
        let thread = try WorkerThread(name: name, stackSize: stackSize, body)
        started.withLock { $0.append(thread) }
    }

    private func release() {
        do {
            let count = try worker.pool.transaction { db in
                let transitions = try db.releaseTasks(of: worker.state.id)
                try worker.queue.announceAfterCommit(transitions, on: db)
                worker.queue.pushAfterCommit(try db.taskEntries(transitions.map(\.snapshot.id)), on: db)
                return transitions.count
            }
            worker.logger.notice("gave unfinished tasks back", metadata: ["count": "\(count)"])
        } catch {
            worker.logger.warning("unfinished tasks wait for the upkeep", metadata: ["error": "\(error)"])
        }
    }

    /// Puts what the worker has in hand back for other workers.
    private func recoverLists() {
        do {
            try crew.recoverLists()
        } catch {
            worker.logger.warning("the worker's lists wait for the sweep", metadata: ["error": "\(error)"])
        }
    }

    private func pulse() {
        var beat = ContinuousClock.now
        var stored = beat
        while !worker.state.isOver {
            do {
                try worker.pool.withConnection { db in
                    if ContinuousClock.now - beat >= worker.settings.heartbeat {
                        try heartbeat(db)
                        beat = ContinuousClock.now
                    }
                    try checkLeases(db)
                    worker.state.noteReach(worker.settings)
                    try worker.state.admitCompany { try db.endIsolation(of: $0.task, lease: $0.lease) }
                    worker.state.setPaused(try db.pausedQueues())
                }
                if ContinuousClock.now - stored >= worker.settings.logStore {
                    for context in worker.state.contexts { context.keepLog() }
                    stored = ContinuousClock.now
                }
                try crew.scale()
            } catch {
                worker.logger.warning("the pulse failed", metadata: ["error": "\(error)"])
            }
            worker.state.pauseUntilOver(worker.settings.pulse)
        }
    }

    private func heartbeat(_ db: Connection) throws {
        try db.heartbeat(
            worker: worker.state.id, host: Self.host, processID: Int(getpid()), threads: crew.counts)
    }

    /// Tells the tasks that are no longer ours.
    private func checkLeases(_ db: Connection) throws {
        let contexts = worker.state.contexts
        for context in contexts { context.noteIfOverdue(by: worker.settings.overdueGrace) }
        guard !contexts.isEmpty else { return }
        let lost = Set(try db.lostLeases(tasks: contexts.map(\.id), leases: contexts.map(\.lease)))
        for context in contexts where lost.contains(context.id) { context.markLost() }
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
