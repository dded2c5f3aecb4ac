import Base
import Foundation
import Logging
import Model
import Postgres
import Redis
import Storage
import Synchronization
import TestSupport

@testable import Tasking

/// A kind whose work each test writes itself.
struct Step: TaskKind {
    static let kind = "step"
    static let queue = QueueName.scoring
    static let policy = RetryPolicy(maxAttempts: 4, base: .milliseconds(10), cap: .milliseconds(40))

    var name = "step"
    var subjectID: UUID?
    var pageURL: String?
}

extension TaskingSettings {
    /// The product's times, a hundredth and less of each.
    static var quick: TaskingSettings {
        var settings = TaskingSettings()
        settings.heartbeat = .milliseconds(50)
        settings.deadAfter = .milliseconds(600)
        settings.pulse = .milliseconds(20)
        settings.upkeep = .milliseconds(20)
        settings.sweep = .milliseconds(60)
        settings.joinQuiet = .milliseconds(600)
        settings.take = .milliseconds(100)
        settings.redisTimeout = .seconds(2)
        settings.retryBase = .milliseconds(10)
        settings.retryCap = .milliseconds(100)
        settings.drain = .seconds(5)
        settings.drainGrace = .milliseconds(100)
        settings.growAfter = .milliseconds(40)
        settings.shrinkAfter = .milliseconds(100)
        settings.aloneWait = .seconds(2)
        settings.alonePause = .milliseconds(100)
        settings.alonePatience = .seconds(20)
        settings.progress = .milliseconds(50)
        settings.logStore = .milliseconds(50)
        settings.overdueGrace = .milliseconds(100)
        return settings
    }

    /// Without the sweep and the reclaim, to see what depends on them.
    static var withoutUpkeep: TaskingSettings {
        var settings = quick
        settings.upkeep = .seconds(3600)
        settings.sweep = .seconds(3600)
        return settings
    }
}

/// A database, a Redis and a queue for one test, and a table that shows how often each task's effect was stored.
final class TaskBench {
    let database: TestDatabase
    let pool: Pool
    let redisURL: String
    let redis: RedisPool
    let settings: TaskingSettings
    let queue: TaskQueue
    private var runners: [Runner] = []

    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(_ settings: TaskingSettings = .quick, redisURL: String? = nil) throws {
        database = try TestServers.database()
        pool = database.pool(size: 12)
        self.redisURL = try redisURL ?? TestServers.redis().url
        redis = try RedisPool(
            url: self.redisURL, size: 8, connectTimeout: .milliseconds(500), commandTimeout: .seconds(2),
            logger: Self.silent)
        self.settings = settings
        queue = TaskQueue(redis: redis, settings: settings, logger: Self.silent)
        try pool.withConnection { try $0.script("create table effects (task_id uuid not null, note text not null)") }
        if settings.upkeep > .seconds(60) {
            // The ticks are taken: whoever comes next waits.
            try pool.withConnection { db in
                _ = try db.execute("update maintenance_ticks set ran_at = now()")
            }
        }
    }

    deinit {
        for runner in runners { runner.drain() }
        pool.close()
        redis.close()
        try? database.drop()
    }

    // MARK: - Putting in

    func enqueue(
        _ step: Step = Step(), user: UUID? = nil, uniqueKey: String? = nil, runAt: Date? = nil, queue: TaskQueue? = nil
    ) throws -> UUID {
        try pool.transaction { db in
            try (queue ?? self.queue).enqueue(step, user: user, uniqueKey: uniqueKey, runAt: runAt, on: db).id
        }
    }

    func enqueue(count: Int, name: String = "step", user: UUID? = nil, priority: Int = 0) throws -> [UUID] {
        let drafts = (0..<count).map { TaskDraft(Step(name: "\(name) \($0)"), user: user, priority: priority) }
        return try pool.transaction { try queue.enqueue(drafts, on: $0) }
    }

    func user() throws -> UUID {
        let id = UUID.v7()
        try pool.withConnection { db in
            _ = try db.execute(
                "insert into users (id, email, role, password_hash) values (\(id), \(id.text + "@example.org"), 'seeker', '')"
            )
        }
        return id
    }

    // MARK: - Running

    /// Starts a worker; its handler does `work` and leaves one effect.
    @discardableResult
    func run(
        threads: Int = 2, settings: TaskingSettings? = nil,
        _ work: @escaping @Sendable (Step, TaskContext) throws -> Void = { _, _ in }
    ) throws -> Runner {
        try handle(threads: threads, settings: settings) { step, context in
            try work(step, context)
            return Self.effect(of: context, step.name)
        }
    }

    @discardableResult
    func handle(
        threads: Int = 2, settings: TaskingSettings? = nil,
        _ handler: @escaping @Sendable (Step, TaskContext) throws -> Completion
    ) throws -> Runner {
        let runner = Runner(
            pool: pool, queue: queue, registry: try TaskRegistry([TaskHandler(Step.self, handler)]),
            threads: [.scoring: threads], settings: settings ?? self.settings, logger: Self.silent)
        try runner.start()
        runners.append(runner)
        return runner
    }

    static func effect(of context: TaskContext, _ note: String) -> Completion {
        let id = context.id
        return Completion { db in
            _ = try db.execute("insert into effects (task_id, note) values (\(id), \(note))")
        }
    }

    // MARK: - Looking

    func effects(of task: UUID) throws -> Int {
        try pool.withConnection { try $0.scalar("select count(*) from effects where task_id = \(task)") ?? 0 }
    }

    /// Tasks by how often their effect is stored, tasks without any included.
    func effectCounts() throws -> [Int: Int] {
        let counts: [Int] = try pool.withConnection { db in
            try db.scalars(
                """
                select count(effects.task_id) from tasks left join effects on effects.task_id = tasks.id group by tasks.id
                """)
        }
        return Dictionary(counts.map { ($0, 1) }, uniquingKeysWith: +)
    }

    func task(_ id: UUID) throws -> TaskDetail {
        guard let task = try pool.withConnection({ try $0.task(id) }) else { throw TestFailure("no task \(id)") }
        return task
    }

    func state(_ id: UUID) throws -> TaskState { try task(id).snapshot.state }

    func attempts(_ id: UUID) throws -> [TaskAttempt] {
        try pool.withConnection { try $0.taskAttempts(id) }
    }

    func waitFor(_ state: TaskState, _ id: UUID) throws {
        try waitUntil("the state \(state)") { try self.state(id) == state }
    }

    func waitForAll(_ state: TaskState) throws {
        try waitUntil("all tasks \(state)", timeout: .seconds(30)) {
            try pool.withConnection { try $0.scalar("select count(*) from tasks where state <> \(state)") == 0 }
        }
    }

    /// What Redis holds for the queue: all lists of what waits together, members, and all processing lists together.
    func held() throws -> (list: Int, members: Int, processing: Int) {
        let members = try redis.command("SCARD", "hunter:{scoring}:members").int ?? -1
        return (try waitingEntries().count, members, try entries(in: "processing:*").count)
    }

    /// The entries that wait, in no order across lists.
    func waitingEntries() throws -> [String] {
        try entries(in: "list") + entries(in: "low") + entries(in: "user:*")
    }

    private func entries(in pattern: String) throws -> [String] {
        let keys = try redis.command("KEYS", "hunter:{scoring}:" + pattern).strings ?? []
        return try keys.flatMap { try redis.command("LRANGE", $0, "0", "-1").strings ?? [] }
    }

    /// Claims a task as a worker that is dead: it has no row.
    func claimAsDead(_ id: UUID, alone: Bool = false) throws -> ClaimedTask {
        let claimed = try pool.withConnection { try $0.claimTasks([id], worker: UUID.v7(), alone: alone) }
        guard let task = claimed.first else { throw TestFailure("nothing was claimed") }
        return task
    }

    /// Lets a task's worker die twice, beside others: from then on it runs alone. For a bench that runs nothing yet.
    func crashTwice(_ id: UUID) throws {
        for _ in 0..<2 {
            _ = try claimAsDead(id)
            _ = try pool.withConnection { try $0.reclaimTasks(deadAfter: 0.01, maxCrashes: 3, limit: 100) }
        }
    }
}

/// A number that threads count on.
final class Counter: Sendable {
    private let number = Mutex((now: 0, highest: 0, total: 0))

    func up() {
        number.withLock {
            $0.now += 1
            $0.total += 1
            $0.highest = max($0.highest, $0.now)
        }
    }

    func down() { number.withLock { $0.now -= 1 } }
    var now: Int { number.withLock { $0.now } }
    var highest: Int { number.withLock { $0.highest } }
    var total: Int { number.withLock { $0.total } }
}

/// Holds threads until it is opened.
final class Latch: Sendable {
    private let isOpen = Atomic(false)

    func open() { isOpen.store(true, ordering: .releasing) }

    func wait() throws {
        try waitUntil("the latch", timeout: .seconds(20)) { isOpen.load(ordering: .acquiring) }
    }
}
