internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage
internal import Synchronization

/// What a thread is to do next.
enum Job: Sendable {
    /// Claimed, and inside the gate.
    case run(ClaimedTask, Delivery)
    /// Taken, but not to be claimed just so: find out why.
    case look(Delivery)
    /// Its end could not be stored with others', and the thread that ran it has gone on.
    case settle(Ending, EndOutcome)
}

/// What became of an ending.
enum EndOutcome: Sendable {
    /// It is stored and the list knows; here is the next job, if there is one.
    indirect case over(Job?)
    /// Others see to it; here is the next job, if there is one.
    indirect case handedOver(Job?)
    /// It could not be stored together with others.
    case alone
    case refused(any Error)
}

/// A thread of a lane: where it sleeps, and what it was given meanwhile.
final class Seat: @unchecked Sendable {
    // Sendable: `isCalled` is touched inside the monitor, `grant` under the lane's lock.
    enum Grant { case job(Job), take, lead, ended(EndOutcome) }

    fileprivate var grant: Grant?
    private let monitor = Monitor()
    private var isCalled = false

    fileprivate func sleep(atMost limit: Duration) {
        monitor.wait(atMost: limit) {
            defer { isCalled = false }
            return isCalled
        }
    }

    fileprivate func wake() {
        monitor.change { isCalled = true }
    }
}

/// What the threads of one queue in one process share, so that a task costs a part of a round trip instead of several.
///
/// One free thread at a time takes: it sleeps on the list, takes at once as many tasks as there are free threads, claims them
/// with one statement, runs the first and gives the others away. One finished thread at a time leads: it stores all ends
/// that came in while the one before it did, in one commit, then in one round trip to Redis ends their entries and takes as
/// many again. Who ends alone waits for nobody. Only when others have just begun tasks that take less time than a commit, the
/// leader gives them an eighth of that time to come along.
///
/// Nothing is claimed for which no thread is free, unless tasks take much less time than a commit: then as many more are claimed as
/// can be done meanwhile. They lie ready, and a thread that is done hands its end over and goes on with one of them.
final class Lane: Sendable {
    private struct State {
        /// Sleeping threads without a task.
        var free: [Seat] = []
        /// For so many of them a task is being taken.
        var promised = 0
        var isTaking = false
        /// Jobs without a thread: claimed in advance, or their thread went away meanwhile.
        var ready = Ready()
        var endings: [Ending] = []
        /// Whether a thread stores ends, or was told to.
        var isLed = false
        /// Threads whose handler works, and how long handlers and commits take, as running means in seconds.
        var working = 0
        var work = 1.0
        var commit = 0.0
        /// The leader while it waits for company.
        var gathering: Seat?
        var backoff: Backoff

    }

    private enum Step { case run(Job), take, sleep }

    let feed: Feed
    private let name: QueueName
    private let worker: Worker
    private let sharing: Sharing
    private let state: Mutex<State>

    init(queue: QueueName, worker: Worker) {
        name = queue
        self.worker = worker
        feed = Feed(queue: queue, worker: worker)
        sharing = Sharing(worker: worker)
        state = Mutex(State(backoff: Backoff(base: worker.settings.retryBase, cap: worker.settings.retryCap)))
    }

    /// The next task; nil when there is none within ``TaskingSettings/take``.
    func next(_ seat: Seat) -> Job? {
        let step = state.withLock { state -> Step in
            if let job = state.ready.pop() { return .run(job) }
            if !state.isTaking {
                state.isTaking = true
                return .take
            }
            state.free.append(seat)
            return .sleep
        }
        switch step {
        case .run(let job): return job
        case .take: return take()
        case .sleep: break
        }
        seat.sleep(atMost: worker.settings.take)
        let grant = state.withLock { state -> Seat.Grant? in
            if seat.grant == nil { state.free.removeAll { $0 === seat } }
            defer { seat.grant = nil }
            return seat.grant
        }
        switch grant {
        case .job(let job): return job
        case .take: return take()
        default: return nil
        }
    }

    /// Stores the end of a task, with those of other threads, and takes the next.
    func end(_ ending: Ending) -> EndOutcome {
        let (isFirst, gathering, next) = state.withLock { state -> (Bool, Seat?, Job?) in
            state.endings.append(ending)
            defer { state.isLed = true }
            guard state.isLed else { return (true, nil, nil) }
            let next = ending.canBeHandedOver && !worker.state.isStopping ? state.ready.pop() : nil
            ending.isHandedOver = next != nil
            return (false, state.working == 0 ? state.gathering : nil, next)
        }
        if isFirst { return lead(ending) }
        gathering?.wake()
        if let next { return .handedOver(next) }
        while true {
            ending.seat.sleep(atMost: .seconds(3600))
            let grant = state.withLock { _ -> Seat.Grant? in
                defer { ending.seat.grant = nil }
                return ending.seat.grant
            }
            switch grant {
            case .lead: return lead(ending)
            case .ended(let outcome): return outcome
            default: continue
            }
        }
    }

    /// Counts a thread whose handler begins to work outside what was claimed here.
    func begins() { state.withLock { $0.working += 1 } }

    /// Notes that a handler is done.
    func ends(after time: Duration) {
        let seconds = time.seconds
        state.withLock { state in
            state.working -= 1
            // One that takes long is believed at once.
            state.work = max(seconds, state.work * 0.8 + seconds * 0.2)
        }
    }

    /// Waits for those who will be done in a moment.
    private func gather(_ seat: Seat) {
        let patience = state.withLock { state -> Double in
            guard state.working > 0, state.work < state.commit else { return 0 }
            state.gathering = seat
            return state.commit / 8
        }
        guard patience > 0 else { return }
        seat.sleep(atMost: .seconds(min(patience, 0.001)))
        state.withLock { $0.gathering = nil }
    }

    /// Whether a completion shares a commit: without writes always, else when its kind's writes are known to be quick.
    func shares(_ completion: Completion, kind: String) -> Bool { sharing.fits(completion, kind: kind) }

    /// Notes how long a kind's writes took.
    func note(_ time: Duration, kind: String) { sharing.note(time, kind: kind) }

    private func take() -> Job? {
        let (wanted, advance) = state.withLock { state in
            let spare = max(0, state.free.count - state.promised)
            state.promised += spare
            return (1 + spare, wantedInAdvance(state))
        }
        let isStopping = worker.state.isStopping
        var jobs = isStopping ? [] : claim(feed.take(wanted + advance, wide: advance > 0), isTaking: true)[...]
        let all = jobs
        let own = jobs.popFirst()
        let called = state.withLock { state -> [Seat] in
            state.promised -= wanted - 1
            var called = Self.deal(jobs, &state)
            state.isTaking = !worker.state.isStopping && !state.free.isEmpty
            if state.isTaking, let seat = state.free.popLast() {
                seat.grant = .take
                called.append(seat)
            }
            return called
        }
        for seat in called { seat.wake() }
        show(all)
        return own
    }

    /// Stores ends until a thread that waits for its own can go on with it, or there are none.
    private func lead(_ own: Ending) -> EndOutcome {
        gather(own.seat)
        var outcome = EndOutcome.handedOver(nil)
        while true {
            let batch = state.withLock { state in
                let batch = Array(state.endings.prefix(worker.settings.shareAtMost))
                state.endings.removeFirst(batch.count)
                return batch
            }
            let began = ContinuousClock.now
            sharing.store(batch)
            let isLast = passOn(own, after: (ContinuousClock.now - began).seconds)
            if let found = follow(batch, own) { outcome = found }
            guard !isLast else { return outcome }
            outcome = shed(outcome, own)
        }
    }

    /// Gives what the leader should do next to others, because it leads on.
    private func shed(_ outcome: EndOutcome, _ own: Ending) -> EndOutcome {
        let job: Job
        let rest: EndOutcome
        switch outcome {
        case .over(let next?): (job, rest) = (next, .over(nil))
        case .alone, .refused:
            guard own.canBeHandedOver else { return outcome }
            own.isHandedOver = true
            (job, rest) = (.settle(own, outcome), .handedOver(nil))
        default: return outcome
        }
        let called = state.withLock { Self.deal([job], &$0) }
        for seat in called { seat.wake() }
        return rest
    }

    /// Lets another thread store what came in meanwhile, while this one tells Redis and takes the next.
    /// - Returns: whether this thread leads no more.
    private func passOn(_ own: Ending, after commit: Double) -> Bool {
        let (next, isLast) = state.withLock { state -> (Seat?, Bool) in
            state.commit = state.commit * 0.8 + commit * 0.2
            // More came before it than one transaction takes.
            if state.endings.contains(where: { $0 === own }) { return (nil, false) }
            if let waiting = state.endings.first(where: { !$0.isHandedOver }) {
                waiting.seat.grant = .lead
                return (waiting.seat, true)
            }
            state.isLed = !state.endings.isEmpty
            return (nil, !state.isLed)
        }
        next?.wake()
        return isLast
    }

    /// After ends were stored: tells Redis, takes as many again, and tells the threads that wait.
    /// - Returns: what became of the leader's own, if it is one of these.
    private func follow(_ batch: [Ending], _ own: Ending) -> EndOutcome? {
        let isOpen = !worker.state.isPaused(name) && worker.state.gate.waitOpen(atMost: .zero)
        let advance = isOpen && !worker.state.isStopping ? state.withLock { wantedInAdvance($0) } : nil
        let ended = batch.filter { $0.outcome == nil }
        for ending in ended where ending.isHandedOver { leave(ending) }
        let deliveries = feed.finish(
            ended.map { ($0.delivery, $0.snapshot.map { TaskStatus($0) }) },
            take: advance.map { $0 + ended.count { !$0.isHandedOver } } ?? 0, wide: advance ?? 0 > 0)
        var jobs = claim(deliveries, isTaking: false)[...]
        let all = jobs
        let (called, outcome) = state.withLock { state -> ([Seat], EndOutcome?) in
            var called: [Seat] = []
            var ownOutcome: EndOutcome?
            for ending in batch {
                if ending.isHandedOver {
                    if let outcome = ending.outcome { called += Self.deal([.settle(ending, outcome)], &state) }
                    continue
                }
                let outcome = ending.outcome ?? .over(jobs.popFirst())
                if ending === own {
                    ownOutcome = outcome
                } else {
                    ending.seat.grant = .ended(outcome)
                    called.append(ending.seat)
                }
            }
            return (called + Self.deal(jobs, &state), ownOutcome)
        }
        for seat in called { seat.wake() }
        show(all)
        return outcome
    }

    /// What the thread of a task does when it is over; another thread may have stored it.
    func leave(_ ending: Ending) {
        guard let context = ending.work?.context else { return }
        worker.state.finish(context)
        worker.state.gate.leave()
    }

    /// Whether tasks are claimed that no thread has begun.
    var holdsReady: Bool { state.withLock { $0.ready.count > 0 } }

    /// How many more tasks are worth having ready: what others can do while a thread commits.
    private func wantedInAdvance(_ state: borrowing State) -> Int {
        guard state.commit > 0, state.work * 4 < state.commit, worker.state.threads(of: name) > 1 else { return 0 }
        return max(0, Int(min(Double(worker.settings.shareAtMost), state.commit / state.work)) - state.ready.count)
    }

    /// Gives jobs to free threads; one that is left lies ready for the next thread that asks.
    private static func deal(_ jobs: some Sequence<Job>, _ state: inout State) -> [Seat] {
        jobs.compactMap { job in
            guard let seat = state.free.popLast() else {
                state.ready.add(job)
                return nil
            }
            seat.grant = .job(job)
            return seat
        }
    }

    /// Claims what was taken, all with one statement.
    private func claim(_ deliveries: [Delivery], isTaking: Bool) -> [Job] {
        guard !deliveries.isEmpty else { return [] }
        let gate = worker.state.gate
        guard !worker.state.isStopping, !worker.state.isPaused(name), gate.enter(deliveries.count) else {
            feed.giveBack(deliveries)
            return []
        }
        do {
            let claimed = try worker.pool.withConnection { db in
                try db.claimTasks(deliveries.map(\.id), worker: worker.state.id, alone: false)
            }
            state.withLock { state in
                state.backoff.reset()
                state.working += claimed.count
            }
            gate.leave(deliveries.count - claimed.count)
            var tasks = Dictionary(uniqueKeysWithValues: claimed.map { ($0.snapshot.id, $0) })
            // Delivered twice, the second is only looked at.
            return deliveries.map { delivery in
                tasks.removeValue(forKey: delivery.id).map { .run($0, delivery) } ?? .look(delivery)
            }
        } catch {
            gate.leave(deliveries.count)
            stall(deliveries, error, pauses: isTaking)
            return []
        }
    }

    /// PostgreSQL does not answer: the tasks wait in their list, and whoever takes does it slowly.
    func stall(_ deliveries: [Delivery], _ error: any Error, pauses: Bool) {
        worker.logger.warning(
            "tasks could not be claimed", metadata: ["queue": "\(name.rawValue)", "error": "\(error)"])
        feed.giveBack(deliveries)
        if pauses { worker.state.pause(state.withLock { $0.backoff.step() }) }
    }

    /// For pollers; nobody waits for it.
    private func show(_ jobs: ArraySlice<Job>) {
        feed.show(
            jobs.compactMap { job in
                if case .run(let task, _) = job { TaskStatus(task.snapshot) } else { nil }
            })
    }
}

/// Jobs in the order they came.
private struct Ready {
    private var jobs: [Job] = []
    private var next = 0

    var count: Int { jobs.count - next }

    mutating func add(_ job: Job) { jobs.append(job) }

    mutating func pop() -> Job? {
        guard next < jobs.count else { return nil }
        defer {
            next += 1
            if next == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                next = 0
            }
        }
        return jobs[next]
    }
}
