internal import Base
internal import FoundationEssentials
internal import Glibc
internal import Logging
internal import Postgres
internal import Redis
internal import Storage
internal import Synchronization
internal import Tasking
internal import Telemetry

/// Does nothing.
struct NothingToDo: TaskKind {
    static let kind = "bench.nothing"
    static let queue = QueueName.scoring

    var number: Int
}

enum BenchTasks {
    static func run(_ words: [String]) -> Int32 {
        do {
            let numbers = words.dropFirst().compactMap { Int($0) }
            switch (words.first, numbers.count) {
            case ("migrate", 0): try Bench(connections: 1).migrate()
            case ("produce", 2):
                try Bench(connections: numbers[1]).report(tasks: numbers[0]) {
                    try $0.produce(numbers[0], producers: numbers[1])
                }
            case ("work", 2):
                try Bench(connections: numbers[1] + 4).report(tasks: numbers[0]) {
                    try $0.work(numbers[0], threads: numbers[1]) {}
                }
            case ("both", 3):
                try Bench(connections: numbers[1] + numbers[2] + 4).report(tasks: numbers[0]) { bench in
                    try bench.work(numbers[0], threads: numbers[2]) {
                        try bench.produce(numbers[0], producers: numbers[1])
                    }
                }
            case ("pace", 3):
                let bench = try Bench(connections: numbers[2] + 5)
                try bench.pace(rate: numbers[0], numbers[1], threads: numbers[2])
            case ("fill", 1): try Bench(connections: 1).fill(numbers[0])
            case ("sync", 1) where words.count == 3: try sync(words[1], numbers[0])
            default:
                print("usage: see the head of Tests/Bench/Tasks/main.swift")
                return 2
            }
            return 0
        } catch {
            print("\(error)")
            return 1
        }
    }

    /// The price of one write that is on the disk for certain.
    private static func sync(_ folder: String, _ count: Int) throws {
        let name = folder + "/bench-tasks-sync"
        let file = open(name, O_CREAT | O_RDWR | O_TRUNC, 0o600)
        guard file >= 0 else { throw Failure(message: "\(name) cannot be written") }
        defer {
            close(file)
            unlink(name)
        }
        // As PostgreSQL does: over blocks that are there already.
        let page = [UInt8](repeating: 7, count: 8192)
        for block in 0..<64 { pwrite(file, page, page.count, block * page.count) }
        fsync(file)
        let times = (0..<count).map { number in
            let began = Clock.now
            pwrite(file, page, page.count, number % 64 * page.count)
            fdatasync(file)
            return Clock.now - began
        }
        print(#"{"fdatasync_us":\#(microseconds(times, 0.5)),"p99_us":\#(microseconds(times, 0.99))}"#)
    }
}

enum Clock {
    /// Seconds on the clock that nobody sets.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the process has used of the processors, in seconds.
    static var cpu: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

func microseconds(_ times: [Double], _ share: Double) -> Double {
    let sorted = times.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 1e7).rounded() / 10
}

struct Failure: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

private final class Bench: Sendable {
    let pool: Pool
    let redis: RedisPool
    let queue: TaskQueue
    let users: [UUID?]
    let logger = LineLogHandler.logger("bench-tasks", level: .warning)

    init(connections: Int) throws {
        func setting(_ name: String) throws -> String {
            guard let value = getenv(name) else { throw Failure(message: "\(name) is not set") }
            return String(cString: value)
        }
        pool = Pool(conninfo: try setting("DATABASE_URL"), size: connections, logger: logger)
        redis = try RedisPool(url: try setting("REDIS_URL"), size: connections, logger: logger)
        queue = TaskQueue(redis: redis, logger: logger)
        guard let count = (try? setting("USERS")).flatMap({ Int($0) }), count > 0 else {
            users = [nil]
            return
        }
        users = try pool.withConnection { db in
            _ = try db.execute(
                """
                insert into users (id, email, role, password_hash)
                select gen_random_uuid(), 'bench-' || number || '@example.org', 'seeker', ''
                from generate_series(1, \(count)) as number on conflict do nothing
                """)
            return try db.scalars("select id from users where email like 'bench-%' limit \(count)", as: UUID.self)
        }
    }

    func migrate() throws {
        try pool.withConnection { db in
            _ = try Migrator(migrations: Schema.migrations).apply(on: db)
            try db.script("truncate tasks, task_attempts, workers")
        }
        try redis.command("FLUSHDB")
        // A table that is in use: of an empty one the planner thinks otherwise.
        try fill(20_000)
    }

    /// Runs `body` and prints how long it took.
    func report(tasks: Int, _ body: (Bench) throws -> Void) throws {
        let (began, cpu) = (Clock.now, Clock.cpu)
        try body(self)
        let elapsed = Clock.now - began
        let each = ((Clock.cpu - cpu) / Double(tasks) * 1e7).rounded() / 10
        print(
            #"{"tasks":\#(tasks),"seconds":\#(elapsed),"tasks_per_second":\#((Double(tasks) / elapsed).rounded()),"#
                + #""cpu_us":\#(each)}"#)
    }

    func produce(_ count: Int, producers: Int) throws {
        let failure = Mutex<String?>(nil)
        let threads = try (0..<producers).map { producer in
            try WorkerThread(name: "producer-\(producer)") {
                do {
                    for number in stride(from: producer, to: count, by: producers) { _ = try self.enqueue(number) }
                } catch {
                    failure.withLock { $0 = "\(error)" }
                }
            }
        }
        threads.forEach { $0.join() }
        if let message = failure.withLock({ $0 }) { throw Failure(message: message) }
    }

    func work(_ count: Int, threads: Int, beside: () throws -> Void) throws {
        let left = Atomic(count)
        let runner = try runner(threads) { _ in left.subtract(1, ordering: .relaxed) }
        try beside()
        while left.load(ordering: .relaxed) > 0 { WorkerThread.sleep(milliseconds: 1) }
        while try isAnyLive() { WorkerThread.sleep(milliseconds: 1) }
        runner.drain()
    }

    /// Each task starts long after the one before it is over, at the rates this is meant for.
    func pace(rate: Int, _ count: Int, threads: Int) throws {
        // Written by one side each; read when both are done.
        let begun = Mutex([Double](repeating: 0, count: count))
        let done = Atomic(0)
        let runner = try runner(threads) { number in
            let now = Clock.now
            begun.withLock { $0[number] = now }
            done.add(1, ordering: .releasing)
        }
        WorkerThread.sleep(milliseconds: 300)
        var committed: [Double] = []
        let (began, cpu) = (Clock.now, Clock.cpu)
        for number in 0..<count {
            let due = began + Double(number) / Double(rate)
            let wait = due - Clock.now
            if wait > 0 { usleep(UInt32(wait * 1e6)) }
            committed.append(try enqueue(number))
        }
        while done.load(ordering: .acquiring) < count { WorkerThread.sleep(milliseconds: 1) }
        let used = ((Clock.cpu - cpu) / Double(count) * 1e7).rounded() / 10
        let waits = begun.withLock { zip($0, committed).map { max(0, $0 - $1) } }
        print(
            #"{"tasks":\#(count),"rate":\#(rate),"p50_us":\#(microseconds(waits, 0.5)),"#
                + #""p90_us":\#(microseconds(waits, 0.9)),"p99_us":\#(microseconds(waits, 0.99)),"cpu_us":\#(used)}"#)
        runner.drain()
    }

    func fill(_ rows: Int) throws {
        try pool.withConnection { db in
            try db.script("set statement_timeout = 0")
            _ = try db.execute(
                """
                insert into tasks (id, queue, kind, arguments, state, attempt, max_attempts, created_at, started_at, finished_at)
                select overlay(overlay(gen_random_uuid()::text placing '0190' from 1 for 4) placing '7' from 15 for 1)::uuid,
                    'scoring', 'bench.nothing', '{"number":1}', 'succeeded', 1, 8, now() - interval '1 day',
                    now() - interval '1 day', now() - interval '1 day'
                from generate_series(1, \(rows))
                """)
            try db.script("vacuum analyze tasks")
        }
        print("{}")
    }

    /// - Returns: when the commit returned.
    private func enqueue(_ number: Int) throws -> Double {
        var committed = 0.0
        try pool.transaction { db in
            // The first of the actions after the commit; the push is the second.
            db.afterCommit { committed = Clock.now }
            try queue.enqueue(NothingToDo(number: number), user: users[number % users.count], on: db)
        }
        return committed
    }

    private func runner(_ threads: Int, _ work: @escaping @Sendable (Int) -> Void) throws -> Runner {
        let handler = TaskHandler(NothingToDo.self) { task, _ in
            work(task.number)
            return .nothing
        }
        let runner = Runner(
            pool: pool, queue: queue, registry: try TaskRegistry([handler]), threads: [.scoring: threads],
            logger: logger)
        try runner.start()
        return runner
    }

    /// Asks the partial indexes, so that finished rows cost nothing.
    private func isAnyLive() throws -> Bool {
        try pool.withConnection { db in
            try db.value(
                """
                select exists (select from tasks where state = 'running')
                    or exists (select from tasks where queue = 'scoring' and state = 'queued' and children_left = 0)
                """)
        }
    }
}
