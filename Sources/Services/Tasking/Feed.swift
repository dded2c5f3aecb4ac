internal import Base
internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Redis
internal import Storage

/// A task that a thread was given.
struct Delivery {
    let id: UUID
    /// The list entry in hand; nil when it came from PostgreSQL.
    let entry: [UInt8]?
}

/// Where one thread gets its tasks: the Redis list through a connection of its own, or PostgreSQL while Redis cannot serve.
///
/// Confined to its thread.
final class Feed {
    private let queue: QueueName
    private let list: String
    private let members: String
    private let processing: String
    private let worker: Worker
    private var connection: RedisConnection?
    /// Taken with the last acknowledgement.
    private var prefetched: [UInt8]?
    private var backoff: Backoff
    private var retryAt = ContinuousClock.now

    init(queue: QueueName, thread: Int, worker: Worker) {
        self.queue = queue
        self.worker = worker
        list = TaskKeys.list(queue.rawValue)
        members = TaskKeys.members(queue.rawValue)
        processing = TaskKeys.processing(queue.rawValue, worker: worker.state.id, thread: thread)
        backoff = Backoff(base: worker.settings.retryBase, cap: worker.settings.retryCap)
    }

    /// The next task; nil when there is none within ``TaskingSettings/take``.
    func next() -> Delivery? {
        if let entry = prefetched {
            prefetched = nil
            return delivery(entry)
        }
        guard let connection = connect() else { return direct() }
        do {
            let seconds = RedisArgument("\(worker.settings.take.seconds)")
            let reply = try connection.command([
                "BLMOVE", RedisArgument(list), RedisArgument(processing), "RIGHT", "LEFT", seconds,
            ])
            backoff.reset()
            return reply.bytes.flatMap { delivery($0) }
        } catch {
            lose(error)
            return direct()
        }
    }

    /// Ends with a task in hand: one round trip removes the entry and its membership, shows the status and takes the next.
    func finish(_ delivery: Delivery, status: TaskStatus?, takeNext: Bool) {
        guard let connection = connect() else { return }
        do {
            var arguments: [RedisArgument] = [RedisArgument(delivery.entry ?? []), RedisArgument(delivery.id.text)]
            arguments += status.map { worker.lists.board.fields($0) } ?? ["", "", ""]
            arguments.append(takeNext && prefetched == nil ? "1" : "0")
            let reply = try Scripts.finish.run(
                on: connection, keys: [list, members, processing, TaskKeys.status(delivery.id)], arguments: arguments)
            if let entry = reply.bytes { prefetched = entry }
        } catch {
            lose(error)
        }
    }

    /// Puts a task back to be the next, for another thread.
    func giveBack(_ delivery: Delivery) {
        guard let entry = delivery.entry else { return }
        giveBack(entry)
    }

    /// Puts back what was taken ahead.
    func giveBackPrefetched() {
        guard let entry = prefetched else { return }
        prefetched = nil
        giveBack(entry)
    }

    private func giveBack(_ entry: [UInt8]) {
        guard let connection = connect() else { return }
        do {
            try Scripts.giveBack.run(on: connection, keys: [list, processing], arguments: [RedisArgument(entry)])
        } catch {
            lose(error)
        }
    }

    private func delivery(_ entry: [UInt8]) -> Delivery? {
        if let envelope = Envelope(entry: entry) { return Delivery(id: envelope.id, entry: entry) }
        worker.logger.error("removed an entry that is no task", metadata: ["queue": "\(queue.rawValue)"])
        _ = try? connection?.command(["LREM", RedisArgument(processing), "1", RedisArgument(entry)])
        return nil
    }

    /// The thread's connection; nil while Redis is away, which is asked again after a pause only.
    private func connect() -> RedisConnection? {
        if let connection { return connection }
        guard ContinuousClock.now >= retryAt else { return nil }
        do {
            let fresh = try worker.lists.redis.dedicated(
                commandTimeout: worker.settings.take + worker.settings.redisTimeout)
            // What a broken connection left in hand was finished or not: the row knows, when it is delivered again.
            try Scripts.recover.run(on: fresh, keys: [list, processing])
            connection = fresh
            return fresh
        } catch {
            lose(error)
            return nil
        }
    }

    private func lose(_ error: any Error) {
        connection = nil
        prefetched = nil
        let pause = backoff.step()
        retryAt = ContinuousClock.now + pause
        worker.logger.warning(
            "Redis cannot serve tasks; taking them from PostgreSQL",
            metadata: ["queue": "\(queue.rawValue)", "retry.ms": "\(pause.milliseconds)", "error": "\(error)"])
    }

    /// One of the oldest tasks that may start, straight from PostgreSQL.
    private func direct() -> Delivery? {
        do {
            let oldest = try worker.pool.withConnection { db in
                try db.queuedTasks(queue: queue.rawValue, after: nil, limit: worker.settings.directRows)
            }
            if let chosen = oldest.randomElement() { return Delivery(id: chosen.id, entry: nil) }
        } catch {
            worker.logger.warning("PostgreSQL cannot serve tasks", metadata: ["error": "\(error)"])
        }
        // Nothing there: wait for Redis, or look again.
        worker.state.pause(max(.milliseconds(20), min(retryAt - ContinuousClock.now, worker.settings.take)))
        return nil
    }
}
