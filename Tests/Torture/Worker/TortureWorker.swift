internal import Base
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres
internal import Redis
internal import Storage
internal import Tasking
internal import Telemetry

/// Leaves one row in `effects`, after some milliseconds of work.
struct TortureEffect: TaskKind {
    static let kind = "torture.effect"
    static let queue = QueueName.scoring
    static let policy = RetryPolicy(maxAttempts: 8, base: .milliseconds(20), cap: .milliseconds(100))

    var number: Int
    /// How long it works at most. Below 0: exactly so long, without a look whether it is still this worker's.
    var milliseconds: Int
}

/// Kills the process that runs it.
struct TorturePoison: TaskKind {
    static let kind = "torture.poison"
    static let queue = QueueName.scoring

    var number: Int
}

/// Works as long as it is told and does not listen.
struct TortureStubborn: TaskKind {
    static let kind = "torture.stubborn"
    static let queue = QueueName.scoring

    var number: Int
    var milliseconds: Int
}

/// A worker on its own, for tests that kill it, with the two commands such a test needs beside it.
///
/// `torture-worker work [threads] [most]`, `torture-worker enqueue COUNT MILLISECONDS`, `torture-worker poison COUNT`,
/// `torture-worker limit RATE SECONDS`, `torture-worker verify`; `torture-worker schedule` runs no tasks, it only inserts those
/// of schedules, a tick at a time. `DATABASE_URL` and `REDIS_URL` say where. All times are a twentieth of the product's.
enum TortureWorker {
    static func run(_ arguments: [String]) -> Int32 {
        do {
            let bench = try Bench()
            switch (arguments.first, arguments.dropFirst().compactMap { Int($0) }) {
            case ("work", let numbers):
                let least = numbers.first ?? 3
                try bench.work(threads: least...max(least, numbers.last ?? least))
            case ("limit", let numbers) where numbers.count == 2:
                try bench.askForGrants(rate: numbers[0], seconds: numbers[1])
            case ("enqueue", let numbers) where numbers.count == 2:
                try bench.enqueue(
                    (0..<numbers[0]).map { TaskDraft(TortureEffect(number: $0, milliseconds: numbers[1])) })
            case ("produce", let numbers) where numbers.count == 2:
                try bench.produce(milliseconds: numbers[0], pause: numbers[1])
            case ("poison", let numbers) where numbers.count == 1:
                try bench.enqueue((0..<numbers[0]).map { TaskDraft(TorturePoison(number: $0)) })
            case ("verify", _): print(try bench.verify())
            case ("schedule", _): try bench.schedule()
            default:
                print(
                    "usage: torture-worker work [THREADS] [MOST] | limit RATE SECONDS | enqueue COUNT MILLISECONDS"
                        + " | poison COUNT | verify | schedule")
                return 2
            }
            return 0
        } catch {
            print("\(error)")
            return 1
        }
    }
}

struct Bench {
    let pool: Pool
    let redis: RedisPool
    let queue: TaskQueue
    let settings: TaskingSettings
    let logger: Logger

    init() throws {
        func setting(_ name: String) throws -> String {
            guard let value = getenv(name) else { throw Missing(name: name) }
            return String(cString: value)
        }
        // Or what the test wants.
        let scale = (try? setting("HUNTER_TORTURE_SCALE")).flatMap { Double($0) } ?? 0.05
        var settings = TaskingSettings().scaled(by: scale)
        settings.drain = settings.drain * max(scale, 1 / 15.0)
        self.settings = settings
        logger = LineLogHandler.logger("torture-worker", level: .notice)
        pool = Pool(conninfo: try setting("DATABASE_URL"), size: 12, connectAttempts: 5, logger: logger)
        redis = try RedisPool(url: try setting("REDIS_URL"), logger: logger)
        queue = TaskQueue(redis: redis, settings: settings, logger: logger)
        try pool.withConnection { db in
            try Migrator(migrations: Schema.migrations).apply(on: db)
            try db.script(
                """
                create table if not exists effects (
                    task_id uuid not null, attempt integer not null, stored_at timestamptz not null default clock_timestamp()
                )
                """)
        }
    }

    func work(threads: ClosedRange<Int>) throws {
        let registry = try TaskRegistry([
            TaskHandler(TortureEffect.self) { task, context in
                if task.milliseconds < 0 { WorkerThread.sleep(milliseconds: -task.milliseconds) }
                for _ in 0..<Int.random(in: 0...max(0, task.milliseconds)) {
                    WorkerThread.sleep(milliseconds: 1)
                    try context.checkCancelled()
                }
                context.progress(1, of: 1, stage: "done")
                return Completion { db in
                    _ = try db.execute(
                        "insert into effects (task_id, attempt) values (\(context.id), \(context.attempt)::int)")
                }
            },
            TaskHandler(TortureStubborn.self) { task, _ in
                WorkerThread.sleep(milliseconds: task.milliseconds)
                return .nothing
            },
            TaskHandler(TorturePoison.self) { _, _ in
                kill(getpid(), SIGKILL)
                return .nothing
            },
        ])
        let runner = Runner(
            pool: pool, queue: queue, registry: registry, threads: [.scoring: threads], settings: settings,
            logger: logger)
        try runner.start()
        try leaveWithParent()
        _ = ShutdownSignal.wait()
        runner.drain()
    }

    /// Asks for as much as it can get, and prints when each grant was given, in microseconds of Redis's clock.
    func askForGrants(rate: Int, seconds: Int) throws {
        let limiter = RateLimiter(redis: redis)
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let answer = try limiter.ask("torture", Rate(rate))
            if answer.wait == 0 { print(answer.time) }
            usleep(UInt32(min(max(1, answer.wait), 900_000)))
        }
    }

    func schedule() throws {
        var settings = settings
        settings.tickBatch = 1
        let runner = Runner(
            pool: pool, queue: queue,
            registry: try TaskRegistry([TaskHandler(TortureEffect.self) { _, _ in .nothing }]),
            threads: [:] as [QueueName: Int], settings: settings, logger: logger)
        try runner.start()
        try leaveWithParent()
        _ = ShutdownSignal.wait()
        runner.drain()
    }

    func enqueue(_ drafts: [TaskDraft]) throws {
        try pool.transaction { _ = try queue.enqueue(drafts, on: $0) }
    }

    /// One line of JSON; the test is over when `live` is 0 and holds when `missing`, `doubled` and `wrong` are.
    func verify() throws -> String {
        try pool.withConnection { db in
            let line: String? = try db.scalar(
                """
                with counts as (
                    select tasks.id, kind, state, (select count(*) from effects where task_id = tasks.id) as effects from tasks
                )
                select json_build_object(
                    'total', count(*),
                    'live', count(*) filter (where state in ('queued', 'running', 'failed')),
                    'missing', count(*) filter (where state = 'succeeded' and effects = 0),
                    'doubled', count(*) filter (where effects > 1),
                    'wrong', count(*) filter (where kind = 'torture.effect' and state in ('dead', 'cancelled')
                        or kind = 'torture.poison' and (state = 'succeeded' or effects > 0)),
                    'poisoned', count(*) filter (where kind = 'torture.poison' and state = 'dead'))::text
                from counts
                """)
            return line ?? "{}"
        }
    }

    /// A worker whose test has gone goes as well.
    func leaveWithParent() throws {
        let parent = getppid()
        _ = try WorkerThread(name: "parent") {
            while getppid() == parent { WorkerThread.sleep(milliseconds: 200) }
            kill(getpid(), SIGKILL)
        }
    }
}

private struct Missing: Error, CustomStringConvertible {
    let name: String
    var description: String { "\(name) is not set" }
}
