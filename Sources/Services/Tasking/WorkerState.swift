internal import FoundationEssentials
internal import Storage
internal import Synchronization

/// What the threads of one worker process share.
final class WorkerState: Sendable {
    /// The worker's id, new with each start.
    let id: UUID
    let gate = Gate()
    private let monitor = Monitor()
    /// No task is begun any more.
    private let stopping = Atomic(false)
    /// What still runs was given back.
    private let abandoned = Atomic(false)
    /// Everything is over; the heartbeat ends.
    private let over = Atomic(false)
    private let threads = Atomic(0)
    /// How many threads each queue should have.
    private let wanted = Mutex<[QueueName: Int]>([:])
    private let running = Mutex<[UUID: TaskContext]>([:])
    private let paused = Mutex<Set<String>>([])
    /// The task that runs alone, and until when.
    private let isolated = Mutex<Isolation?>(nil)
    private let lanes = Mutex<[QueueName: Lane]>([:])
    private let reach = Mutex(Reach())

    init(id: UUID) {
        self.id = id
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }
    var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }
    var isOver: Bool { over.load(ordering: .acquiring) }

    /// Answers whether this call was the first.
    func stop() -> Bool {
        let isFirst = !stopping.exchange(true, ordering: .acquiringAndReleasing)
        gate.shutDown()
        monitor.change {}
        return isFirst
    }

    func abandon() {
        abandoned.store(true, ordering: .releasing)
        running.withLock { $0.values.forEach { $0.markLost() } }
        monitor.change {}
    }

    func end() {
        over.store(true, ordering: .releasing)
        // They hold this object in turn, and connections.
        lanes.withLock { $0 = [:] }
        monitor.change {}
    }

    func threadStarted() { threads.add(1, ordering: .acquiringAndReleasing) }

    func threadEnded() {
        monitor.change { _ = threads.subtract(1, ordering: .acquiringAndReleasing) }
    }

    func setThreads(_ count: Int, of queue: QueueName) { wanted.withLock { $0[queue] = count } }
    func threads(of queue: QueueName) -> Int { wanted.withLock { $0[queue] ?? 0 } }

    /// Whether the thread of that number goes on; the highest numbers are the first to leave.
    func keeps(_ thread: Int, of queue: QueueName) -> Bool {
        !isStopping && wanted.withLock { thread < $0[queue] ?? 0 }
    }

    /// Whether all threads have ended within the time.
    func waitForThreads(atMost limit: Duration) -> Bool {
        monitor.wait(atMost: limit) { threads.load(ordering: .acquiring) == 0 }
    }

    /// Sleeps, unless the worker stops.
    func pause(_ time: Duration) {
        monitor.wait(atMost: time) { isStopping }
    }

    /// Sleeps, unless the worker has given up what runs.
    func pauseUntilAbandoned(_ time: Duration) {
        monitor.wait(atMost: time) { isAbandoned }
    }

    /// Sleeps, unless everything is over.
    func pauseUntilOver(_ time: Duration) {
        monitor.wait(atMost: time) { isOver }
    }

    func begin(_ context: TaskContext) { running.withLock { $0[context.id] = context } }
    func finish(_ context: TaskContext) {
        running.withLock { $0[context.id] = nil }
        context.keepLog()
    }
    var contexts: [TaskContext] { running.withLock { Array($0.values) } }

    /// Notes what runs alone; the gate is closed.
    func isolate(_ task: ClaimedTask, for patience: Duration) {
        isolated.withLock {
            $0 = Isolation(task: task.snapshot.id, lease: task.lease, end: ContinuousClock.now + patience)
        }
    }

    /// Leaves the gate as whoever was alone, or by now is one of many.
    func endIsolation() {
        let wasAlone = isolated.withLock { isolated in
            defer { isolated = nil }
            return isolated != nil
        }
        if wasAlone { gate.leaveAlone() } else { gate.leave() }
    }

    /// Lets others in beside a task that has been alone for long enough.
    /// - Parameter note: writes down that it is alone no more. That comes first: a crash beside others must not count.
    func admitCompany(_ note: (Isolation) throws -> Void) throws {
        guard let due = isolated.withLock({ $0 }), due.end <= ContinuousClock.now else { return }
        try note(due)
        let isStill = isolated.withLock { isolated in
            guard isolated?.lease == due.lease else { return false }
            isolated = nil
            return true
        }
        if isStill { gate.admitCompany() }
    }

    /// Notes that PostgreSQL has just answered.
    func noteReach(_ settings: TaskingSettings) {
        reach.withLock { $0.note(ContinuousClock.now, gap: settings.steadyGap) }
    }

    /// Whether PostgreSQL has answered for long enough, without a gap.
    func isSteady(_ settings: TaskingSettings) -> Bool {
        reach.withLock { $0.isSteady(at: ContinuousClock.now, for: settings.steady, gap: settings.steadyGap) }
    }

    /// What the threads of a queue share; made by the first of them.
    func lane(_ queue: QueueName, _ make: () -> Lane) -> Lane {
        lanes.withLock { lanes in
            let lane = lanes[queue] ?? make()
            lanes[queue] = lane
            return lane
        }
    }

    /// Whether tasks are claimed that no thread has begun.
    var holdsReady: Bool { lanes.withLock { $0.values.contains(where: \.holdsReady) } }

    func isPaused(_ queue: QueueName) -> Bool { paused.withLock { $0.contains(queue.rawValue) } }
    func setPaused(_ queues: [String]) { paused.withLock { $0 = Set(queues) } }
    func addPaused(_ queue: QueueName) { paused.withLock { _ = $0.insert(queue.rawValue) } }
}

/// Since when PostgreSQL has answered without a gap. The clock goes on while the machine sleeps.
struct Reach {
    private var since: ContinuousClock.Instant?
    private var last: ContinuousClock.Instant?

    mutating func note(_ now: ContinuousClock.Instant, gap: Duration) {
        if last.map({ now - $0 > gap }) ?? true { since = now }
        last = now
    }

    func isSteady(at now: ContinuousClock.Instant, for time: Duration, gap: Duration) -> Bool {
        guard let since, let last else { return false }
        return now - last <= gap && now - since >= time
    }
}

/// A task that has the process for itself.
struct Isolation: Sendable {
    var task: UUID
    var lease: UUID
    var end: ContinuousClock.Instant
}

/// Pauses that double up to a bound.
struct Backoff {
    private let base: Duration
    private let cap: Duration
    private var next: Duration

    init(base: Duration, cap: Duration) {
        self.base = base
        self.cap = cap
        next = base
    }

    mutating func step() -> Duration {
        defer { next = min(next * 2, cap) }
        return next
    }

    mutating func reset() { next = base }
}
