internal import FoundationEssentials
internal import Postgres
internal import Storage
internal import Synchronization

/// The end of a task's work, on its way to be stored.
final class Ending: @unchecked Sendable {
    // Sendable: one thread at a time has it: its own until it hands it in, then the one that commits.
    let delivery: Delivery
    let seat: Seat
    /// What is to be stored; nil when that is done, and only the list must be told.
    let work: (context: TaskContext, completion: Completion)?
    /// Whether its thread may go on with another task before it is stored,
    let canBeHandedOver: Bool
    /// and did.
    var isHandedOver = false
    var snapshot: TaskSnapshot?
    var outcome: EndOutcome?

    /// A task whose completion is to be stored with others.
    init(
        _ delivery: Delivery, _ context: TaskContext, _ completion: Completion, seat: Seat, canBeHandedOver: Bool
    ) {
        self.delivery = delivery
        self.seat = seat
        self.canBeHandedOver = canBeHandedOver
        work = (context, completion)
    }

    /// A task whose end is stored, or is somebody else's.
    init(_ delivery: Delivery, _ snapshot: TaskSnapshot?, seat: Seat) {
        self.delivery = delivery
        self.seat = seat
        self.snapshot = snapshot
        canBeHandedOver = false
        work = nil
    }
}

/// How ends of several tasks are stored in one transaction.
struct Sharing: Sendable {
    let worker: Worker
    /// How long the writes of each kind take, in seconds.
    private let times = SharedTimes()

    init(worker: Worker) {
        self.worker = worker
    }

    func fits(_ completion: Completion, kind: String) -> Bool {
        if case .result = completion.content { return true }
        return times.of(kind) < worker.settings.shareBelow.seconds
    }

    func note(_ time: Duration, kind: String) { times.note(time.seconds, kind) }

    /// Stores what is to be stored and notes in each ending what became of it.
    func store(_ batch: [Ending]) {
        let open = batch.filter { $0.work != nil }
        guard !open.isEmpty else { return }
        do {
            let (snapshots, errors) = try Settlement.persistently(worker) { try commit(open) }
            for ending in open {
                if let snapshot = snapshots[ending.delivery.id] {
                    ending.snapshot = snapshot
                } else {
                    ending.outcome = .refused(errors[ending.delivery.id] ?? LostLease(task: ending.delivery.id))
                }
            }
        } catch {
            for ending in open { ending.outcome = open.count > 1 ? .alone : .refused(error) }
        }
    }

    private func commit(_ open: [Ending]) throws -> (snapshots: [UUID: TaskSnapshot], errors: [UUID: any Error]) {
        let hasWrites = open.contains { ending in
            if case .writes? = ending.work?.completion.content { true } else { false }
        }
        var errors: [UUID: any Error] = [:]
        let transitions: [TaskTransition]
        if hasWrites {
            transitions = try worker.pool.transaction { db in
                try end(open.count == 1 ? open : try held(open, db), db, &errors)
            }
        } else {
            // One statement is a transaction of its own.
            transitions = try worker.pool.withConnection { try end(open, $0, &errors) }
        }
        let pairs = transitions.map { ($0.snapshot.id, $0.snapshot) }
        return (Dictionary(uniqueKeysWithValues: pairs), errors)
    }

    /// Those whose lease holds; from now until the commit it cannot be lost.
    private func held(_ open: [Ending], _ db: Connection) throws -> [Ending] {
        let ids = Set(
            try db.holdTasks(open.map(\.delivery.id), leases: open.compactMap { $0.work?.context.lease }))
        return open.filter { ids.contains($0.delivery.id) }
    }

    /// Runs each one's writes, in a savepoint when they are several, and ends the tasks whose writes succeeded.
    private func end(
        _ endings: [Ending], _ db: Connection, _ errors: inout [UUID: any Error]
    ) throws -> [TaskTransition] {
        var ends: [TaskEnd] = []
        for ending in endings {
            guard let (context, completion) = ending.work else { continue }
            do {
                let result = try write(completion, context, db, isAlone: endings.count == 1)
                let progress = try context.latestProgress.map { try JSON(encoding: $0) }
                ends.append(TaskEnd(id: context.id, lease: context.lease, result: result, progress: progress))
            } catch {
                let failure = error as? PostgresError
                if endings.count == 1 || failure?.isUnavailable == true || failure?.isSerializationConflict == true {
                    throw error
                }
                errors[context.id] = error
            }
        }
        guard !ends.isEmpty else { return [] }
        let transitions = try db.completeTasks(ends)
        // Effects of one that is not ours must not be committed.
        if db.isInTransaction, transitions.count < ends.count { throw LostLease(task: ends[0].id) }
        try worker.queue.pushParentsAfterCommit(transitions, on: db)
        return transitions
    }

    private func write(
        _ completion: Completion, _ context: TaskContext, _ db: Connection, isAlone: Bool
    ) throws -> JSON? {
        guard case .writes = completion.content else { return try completion.commit(db) }
        let began = ContinuousClock.now
        defer { times.note((ContinuousClock.now - began).seconds, context.kind) }
        return isAlone ? try completion.commit(db) : try db.transaction { try completion.commit($0) }
    }
}

/// Running means, one for each kind.
private final class SharedTimes: Sendable {
    private let means = Mutex<[String: Double]>([:])

    /// What is not known yet is long.
    func of(_ kind: String) -> Double { means.withLock { $0[kind] ?? .infinity } }

    func note(_ seconds: Double, _ kind: String) {
        means.withLock { means in
            means[kind] = means[kind].map { $0 * 0.8 + seconds * 0.2 } ?? seconds
        }
    }
}
