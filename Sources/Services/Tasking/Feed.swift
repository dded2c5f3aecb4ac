internal import Base
internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Redis
internal import Storage
internal import Synchronization

/// A task that a thread was given.
struct Delivery: Sendable {
    let id: UUID
    /// The list entry in hand; nil when it came from PostgreSQL.
    let entry: [UInt8]?
}

/// Where a lane gets its tasks: the Redis lists through two connections of its own (one may sleep), or PostgreSQL while Redis
/// cannot serve.
final class Feed: Sendable {
    private let queue: QueueName
    private let worker: Worker
    private let prefix: String
    private let processing: String
    private let taking: Line
    private let ending: Line
    /// How many were taken; decides when one of low priority is due.
    private let turn = Atomic(0)
    /// Without Redis: the user after whom the next look goes on.
    private let lastUser = Mutex<UUID?>(nil)

    init(queue: QueueName, worker: Worker) {
        self.queue = queue
        self.worker = worker
        prefix = TaskKeys.prefix(queue.rawValue)
        processing = TaskKeys.processing(queue.rawValue, worker: worker.state.id)
        let settings = worker.settings
        let doubt = Doubt()
        taking = Line(
            worker, keys: [prefix, processing], timeout: settings.take + settings.redisTimeout, doubt: doubt)
        ending = Line(worker, keys: [prefix, processing], timeout: settings.redisTimeout, doubt: doubt)
    }

    /// The next tasks, at most so many; none when there are none within ``TaskingSettings/take``.
    /// - Parameter wide: whether tasks are quick, so that one user's window can be wider.
    func take(_ wanted: Int, wide: Bool) -> [Delivery] {
        let entries = taking.use { connection in
            let found = try Scripts.take.run(
                on: connection, keys: [prefix, processing],
                arguments: order(wanted, at: turn.load(ordering: .relaxed), wide: wide))
            if let entries = Self.entries(found), !entries.isEmpty { return entries }
            let seconds = RedisArgument("\(worker.settings.take.seconds)")
            // One round trip: whoever wakes us may have brought more.
            var commands: [[RedisArgument]] = [
                ["BLMOVE", RedisArgument(prefix + "list"), RedisArgument(processing), "RIGHT", "LEFT", seconds]
            ]
            if wanted > 1 {
                let turn = turn.load(ordering: .relaxed) + 1
                commands.append(
                    Scripts.take.short(keys: [prefix, processing], arguments: order(wanted - 1, at: turn, wide: wide)))
            }
            let replies = try connection.pipeline(commands)
            let first = try replies[0].get(command: "BLMOVE").bytes
            return (first.map { [$0] } ?? []) + (replies.dropFirst().first.flatMap { Self.entries($0) } ?? [])
        }
        guard let entries else { return direct(wanted) }
        return deliveries(entries)
    }

    /// Ends with tasks in hand and takes the next: one round trip removes the entries and their membership, shows the statuses
    /// and takes.
    func finish(_ ended: [(delivery: Delivery, status: TaskStatus?)], take wanted: Int, wide: Bool) -> [Delivery] {
        let entries = ending.use { connection in
            var keys = [prefix, processing]
            var arguments = order(wanted, at: turn.load(ordering: .relaxed), wide: wide)
            for (delivery, status) in ended {
                keys.append(TaskKeys.status(delivery.id))
                arguments.append(RedisArgument(delivery.entry ?? []))
                arguments.append(RedisArgument(delivery.id.text))
                arguments += status.map { worker.lists.board.fields($0) } ?? ["", "", ""]
            }
            return Self.entries(try Scripts.finish.run(on: connection, keys: keys, arguments: arguments)) ?? []
        }
        return deliveries(entries ?? [])
    }

    /// Shows statuses without waiting until Redis has them.
    func show(_ statuses: [TaskStatus]) {
        guard !statuses.isEmpty else { return }
        _ = ending.use { connection in
            var arguments = order(0, at: 0, wide: false)
            for status in statuses {
                arguments += ["", RedisArgument(status.id.text)]
                arguments += worker.lists.board.fields(status)
            }
            let keys = [prefix, processing] + statuses.map { TaskKeys.status($0.id) }
            try connection.post(Scripts.finish.short(keys: keys, arguments: arguments))
            return true
        }
    }

    /// Puts tasks back to be the next, for other threads.
    func giveBack(_ deliveries: [Delivery]) {
        let entries = deliveries.compactMap(\.entry).map { RedisArgument($0) }
        guard !entries.isEmpty else { return }
        _ = ending.use { connection in
            try Scripts.giveBack.run(on: connection, keys: [prefix, processing], arguments: entries)
        }
    }

    private func order(_ wanted: Int, at turn: Int, wide: Bool) -> [RedisArgument] {
        let window = wide ? worker.settings.window * worker.settings.shareAtMost : 0
        return [
            RedisArgument(wanted), RedisArgument(turn), RedisArgument(worker.settings.lowTurn), RedisArgument(window),
        ]
    }

    private static func entries(_ reply: Reply) -> [[UInt8]]? { reply.array?.compactMap(\.bytes) }

    private func deliveries(_ entries: [[UInt8]]) -> [Delivery] {
        guard !entries.isEmpty else { return [] }
        turn.add(entries.count, ordering: .relaxed)
        return entries.compactMap { entry in
            if let envelope = Envelope(entry: entry) { return Delivery(id: envelope.id, entry: entry) }
            worker.logger.error("removed an entry that is no task", metadata: ["queue": "\(queue.rawValue)"])
            _ = ending.use { try $0.command(["LREM", RedisArgument(processing), "1", RedisArgument(entry)]) }
            return nil
        }
    }

    /// Tasks that may start, straight from PostgreSQL: of users in turn, and by priority, of which each so manieth time the lowest
    /// comes first.
    private func direct(_ wanted: Int) -> [Delivery] {
        let settings = worker.settings
        do {
            let found = try worker.pool.withConnection { db in
                try db.tasksInTurn(
                    queue: queue.rawValue, rows: max(settings.directRows, wanted), after: lastUser.withLock { $0 },
                    users: settings.directUsers, each: max(settings.window, wanted))
            }
            lastUser.withLock { $0 = found.first?.lastUser }
            if !found.isEmpty {
                let isLow = turn.add(1, ordering: .relaxed).oldValue % settings.lowTurn == settings.lowTurn - 1
                let tasks = found.shuffled().sorted { isLow ? $0.priority < $1.priority : $0.priority > $1.priority }
                return tasks.prefix(wanted).map { Delivery(id: $0.id, entry: nil) }
            }
        } catch {
            worker.logger.warning("PostgreSQL cannot serve tasks", metadata: ["error": "\(error)"])
        }
        // Nothing there: wait for Redis, or look again.
        worker.state.pause(max(.milliseconds(20), min(taking.pause, worker.settings.take)))
        return []
    }
}

/// Whether entries may lie in the processing list that nobody here has in hand: a script that took them ran and its answer was
/// lost, or one that was to end them could not be sent.
private final class Doubt: Sendable {
    private let isOpen = Atomic(false)

    func raise() { isOpen.store(true, ordering: .sequentiallyConsistent) }
    /// Whether there was doubt, which whoever asks now sees to.
    func take() -> Bool { isOpen.exchange(false, ordering: .sequentiallyConsistent) }
}

/// A connection to Redis, lost and made again.
private final class Line: @unchecked Sendable {
    // Sendable: everything that changes is touched with the lock held only.
    private let lock = Mutex<Void>(())
    private let worker: Worker
    private let keys: [String]
    private let timeout: Duration
    private var connection: RedisConnection?
    /// Shared, because the other line may be the next that is used: nothing ends while all that may be taken lies unknown in the
    /// processing list, and fills its user's window.
    private let doubt: Doubt
    private var backoff: Backoff
    private var retryAt = ContinuousClock.now

    init(_ worker: Worker, keys: [String], timeout: Duration, doubt: Doubt) {
        self.worker = worker
        self.keys = keys
        self.timeout = timeout
        self.doubt = doubt
        backoff = Backoff(base: worker.settings.retryBase, cap: worker.settings.retryCap)
    }

    /// How long until Redis is tried again.
    var pause: Duration { lock.withLock { _ in retryAt - ContinuousClock.now } }

    /// Runs `body` with the connection; nil while Redis is away, which is asked again after a pause only.
    func use<R: Sendable>(_ body: (RedisConnection) throws -> R) -> R? {
        lock.withLock { _ -> R? in
            do {
                guard let connection = try connect() else {
                    // What was to be ended stays in the list.
                    doubt.raise()
                    return nil
                }
                let value = try body(connection)
                backoff.reset()
                return value
            } catch {
                lose(error)
                return nil
            }
        }
    }

    private func connect() throws -> RedisConnection? {
        if connection == nil {
            guard ContinuousClock.now >= retryAt else { return nil }
            connection = try worker.lists.redis.dedicated(commandTimeout: timeout)
        }
        // What a broken connection left in hand was finished or not, or runs: the row knows, when it is delivered again.
        if let connection, doubt.take() { try Scripts.recover.run(on: connection, keys: keys) }
        return connection
    }

    private func lose(_ error: any Error) {
        connection = nil
        doubt.raise()
        let pause = backoff.step()
        retryAt = ContinuousClock.now + pause
        worker.logger.warning(
            "Redis cannot serve tasks; taking them from PostgreSQL",
            metadata: ["keys": "\(keys[0])", "retry.ms": "\(pause.milliseconds)", "error": "\(error)"])
    }
}
