public import FoundationEssentials
public import Postgres

/// How a queue stands, for operators.
public struct QueueStanding: Sendable {
    public var name: String
    public var waiting: Tally
    /// Since when the oldest that may start has waited.
    public var oldest: Date?
    public var running: Int
    /// Failed, and waiting for another try.
    public var retrying: Tally
    public var dead: Tally
    public var pausedAt: Date?
    /// Of the last hour.
    public var succeeded = 0
    public var failures = 0
}

extension Connection {
    /// Rows of one state that are looked at to count them by queue.
    static let stateScanLimit = 100_000

    /// How each queue stands, in the order of the names; others with tasks in them come after. Counted up to `limit`, so the
    /// cost has a bound whatever has piled up.
    public func queueStandings(_ names: [String], countLimit limit: Int) throws -> [QueueStanding] {
        var table: [String: QueueStanding] = [:]
        func change(_ name: String, _ body: (inout QueueStanding) -> Void) {
            var standing =
                table[name]
                ?? QueueStanding(name: name, waiting: Tally(0), running: 0, retrying: Tally(0), dead: Tally(0))
            body(&standing)
            table[name] = standing
        }
        for name in names { change(name) { _ in } }
        let waiting: [(String, Int, Date?)] = try query(
            """
            select names.queue,
                (select count(*) from (
                    select from tasks where queue = names.queue and state = 'queued' and children_left = 0
                    limit \(limit + 1)
                ) as counted),
                (select min(run_at) from tasks
                    where queue = names.queue and state = 'queued' and children_left = 0 and run_at <= now())
            from (\(TaskSearch.queuedNames)) as names
            """
        ) { row in (try row.next(), try row.next(), try row.next()) }
        for (name, count, oldest) in waiting {
            change(name) {
                $0.waiting = Tally(min(count, limit), isExact: count <= limit)
                $0.oldest = oldest
            }
        }
        for (name, count, _) in try counts(state: "running", limit: limit) { change(name) { $0.running = count.count } }
        for (name, count, _) in try counts(state: "failed", limit: limit) { change(name) { $0.retrying = count } }
        // Those of the history can be started over as well.
        let dead = try counts(state: "dead", in: "all_tasks", limit: limit)
        for (name, count, _) in dead { change(name) { $0.dead = count } }
        for (name, since) in try query(
            "select queue, paused_at from queue_pauses", { row in (try row.next() as String, try row.next() as Date) })
        {
            change(name) { $0.pausedAt = since }
        }
        let hour: [(String, Int, Int)] = try query(
            """
            select queue, sum(succeeded), sum(failed + dead) from task_minutes
            where minute > now() - interval '1 hour' group by queue
            """
        ) { row in (try row.next(), try row.next(), try row.next()) }
        for (name, succeeded, failures) in hour {
            change(name) {
                $0.succeeded = succeeded
                $0.failures = failures
            }
        }
        let others = table.keys.filter { !names.contains($0) }.sorted()
        return (names + others).compactMap { table[$0] }
    }

    private func counts(state: String, in table: SQL = "tasks", limit: Int) throws -> [(String, Tally, Bool)] {
        let scan = Self.stateScanLimit
        let counts: [(String, Int)] = try query(
            """
            select queue, count(*) from (
                select queue from \(table) where state = '\(raw: state)' limit \(scan)
            ) as looked_at group by queue
            """
        ) { row in (try row.next(), try row.next()) }
        let isWhole = counts.reduce(0) { $0 + $1.1 } < scan
        return counts.map { ($0, Tally(min($1, limit), isExact: isWhole && $1 <= limit), isWhole) }
    }
}
