internal import Base
internal import FoundationEssentials
internal import Logging
internal import Redis
internal import Storage

/// The Redis side of the queues, seen from outside a worker thread.
struct TaskLists: Sendable {
    let redis: RedisPool
    let board: StatusBoard
    let settings: TaskingSettings
    let logger: Logger

    init(redis: RedisPool, settings: TaskingSettings, logger: Logger) {
        self.redis = redis
        self.settings = settings
        self.logger = logger
        board = StatusBoard(redis: redis, settings: settings)
    }

    /// Pushes tasks that are committed. A failure is logged and forgotten: the next sweep finds them.
    func push(_ entries: [TaskEntry]) {
        do {
            try board.outage.guarding { try pushOrFail(entries) }
        } catch {
            logger.warning(
                "tasks could not be pushed; the sweep will",
                metadata: ["count": "\(entries.count)", "error": "\(error)"])
        }
    }

    /// One script for each queue and `batch` tasks.
    func pushOrFail(_ entries: [TaskEntry]) throws {
        for (queue, entries) in Dictionary(grouping: entries, by: \.snapshot.queue) {
            var rest = entries[...]
            while !rest.isEmpty {
                let part = rest.prefix(settings.batch)
                rest = rest.dropFirst(settings.batch)
                var names = [TaskKeys.prefix(queue)]
                var arguments: [RedisArgument] = []
                for entry in part {
                    let snapshot = entry.snapshot
                    names.append(TaskKeys.status(snapshot.id))
                    arguments.append(RedisArgument(snapshot.id.text))
                    arguments.append(RedisArgument(Envelope(entry).bytes))
                    arguments.append(RedisArgument(snapshot.priority))
                    arguments += board.fields(TaskStatus(snapshot))
                }
                try redis.run(Scripts.push, keys: names, arguments: arguments)
            }
        }
    }

    /// Those of the tasks that no list of the queue holds.
    func missing(_ ids: [UUID], queue: String) throws -> [UUID] {
        guard !ids.isEmpty else { return [] }
        let command: [RedisArgument] =
            ["SMISMEMBER", RedisArgument(TaskKeys.members(queue))] + ids.map { RedisArgument($0.text) }
        guard let flags = try redis.command(command).array, flags.count == ids.count else { return ids }
        return zip(ids, flags).filter { $0.1.int == 0 }.map(\.0)
    }

    /// Puts back what a worker that is no more had in hand.
    @discardableResult
    func recover(queue: String, worker: UUID) throws -> Int {
        let names = [TaskKeys.prefix(queue), TaskKeys.processing(queue, worker: worker)]
        return try redis.run(Scripts.recover, keys: names).int ?? 0
    }

    /// Makes a queue's membership and its users' counts anew when they disagree with its lists, and sets the users' window
    /// by the threads that live.
    /// - Returns: whether the membership was made anew.
    func audit(queue: String, workers: [WorkerRecord]) throws -> Bool {
        let serving = workers.filter { $0.threads[queue] != nil }
        let threads = serving.filter(\.isAlive).reduce(0) { $0 + ($1.threads[queue] ?? 0) }
        let names = [TaskKeys.prefix(queue)] + serving.map { TaskKeys.processing(queue, worker: $0.id) }
        let window = RedisArgument(max(2, settings.window * threads))
        return try redis.run(Scripts.audit, keys: names, arguments: [window]).int == 1
    }
}
