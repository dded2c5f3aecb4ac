public import FoundationEssentials
public import Postgres

/// A process that runs tasks, or ran them lately.
public struct WorkerRecord: Sendable, Equatable, RowDecodable {
    public var id: UUID
    public var host: String
    public var processID: Int
    /// Threads that each queue has now.
    public var threads: [String: Int]
    public var startedAt: Date
    public var heartbeatAt: Date
    public var stoppedAt: Date?
    /// Whether its heartbeat is recent, by PostgreSQL's clock.
    public var isAlive: Bool
    /// Tasks that it has in hand.
    public var busy: Int

    public init(row: inout Row) throws {
        id = try row.next()
        host = try row.next()
        processID = try row.next()
        threads = try row.json()
        startedAt = try row.next()
        heartbeatAt = try row.next()
        stoppedAt = try row.next()
        isAlive = try row.next()
        busy = try row.next()
    }
}

extension Connection {
    /// Says that a worker lives. The first call makes its row, and so does one after the row was removed.
    public func heartbeat(worker: UUID, host: String, processID: Int, threads: [String: Int]) throws {
        try execute(
            """
            insert into workers (id, host, process_id, threads) values (\(worker), \(host), \(processID), \(json: threads))
            on conflict (id) do update set heartbeat_at = now(), threads = excluded.threads
            """)
    }

    /// Changes how many threads a worker says it has.
    public func setWorkerThreads(_ worker: UUID, _ threads: [String: Int]) throws {
        try execute("update workers set threads = \(json: threads) where id = \(worker)")
    }

    /// Notes that a worker stopped in good order.
    public func stopWorker(_ worker: UUID) throws {
        try execute("update workers set stopped_at = now() where id = \(worker)")
    }

    /// All workers that are known, newest first.
    /// - Parameter deadAfter: seconds without heartbeat after which one counts as dead.
    public func workers(deadAfter: Double) throws -> [WorkerRecord] {
        try query(
            """
            select id, host, process_id, threads, started_at, heartbeat_at, stopped_at,
                stopped_at is null and heartbeat_at > now() - make_interval(secs => \(deadAfter)),
                (select count(*) from tasks where worker_id = workers.id and state = 'running')
            from workers order by id desc
            """)
    }

    /// Forgets workers that are gone since long; their lists have been emptied by many sweeps by then.
    /// - Parameter age: seconds since the last heartbeat.
    public func forgetWorkers(olderThan age: Double) throws -> Int {
        try execute("delete from workers where heartbeat_at < now() - make_interval(secs => \(age))")
    }
}
