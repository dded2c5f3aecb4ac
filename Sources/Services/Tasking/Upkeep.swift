internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage

/// What keeps the queues whole, done by one process at a time: retries that are due, tasks of dead workers, and rows that no
/// list holds. Everything in it may be done twice without harm.
///
/// Confined to its thread.
final class Upkeep {
    private let worker: Worker
    /// Where the sweep of each queue goes on.
    private var cursors: [String: SweepCursor] = [:]

    private var settings: TaskingSettings { worker.settings }

    init(worker: Worker) {
        self.worker = worker
    }

    func run() {
        while !worker.state.isStopping {
            attempt("reclaim", every: settings.upkeep) {
                try requeueDue()
                if worker.state.isSteady(settings) { try reclaim() }
            }
            attempt("sweep", every: settings.sweep) { try sweep() }
            worker.state.pause(settings.upkeep)
        }
    }

    private func attempt(_ name: String, every interval: Duration, _ body: () throws -> Void) {
        do {
            // A little less than the interval, or a loop that comes a moment early waits for another round.
            let isOurs = try worker.pool.withConnection { db in
                try db.takeTick(name, interval: interval.seconds * 0.9)
            }
            if isOurs { try body() }
        } catch {
            worker.logger.warning("upkeep failed", metadata: ["upkeep": "\(name)", "error": "\(error)"])
        }
    }

    private func requeueDue() throws {
        var count: Int
        repeat {
            count = try worker.pool.transaction { db in
                let entries = try db.requeueDueTasks(limit: settings.batch)
                worker.queue.pushAfterCommit(entries, on: db)
                return entries.count
            }
        } while count == settings.batch && !worker.state.isStopping
    }

    private func reclaim() throws {
        var count: Int
        var total = 0
        repeat {
            count = try worker.pool.transaction { db in
                let transitions = try db.reclaimTasks(
                    deadAfter: settings.deadAfter.seconds, maxCrashes: settings.maxCrashes, limit: settings.batch)
                try worker.queue.announceAfterCommit(transitions, on: db)
                let queued = transitions.map(\.snapshot).filter { $0.state == .queued }
                worker.queue.pushAfterCommit(try db.taskEntries(queued.map(\.id)), on: db)
                return transitions.count
            }
            total += count
        } while count == settings.batch && !worker.state.isStopping
        guard total > 0 else { return }
        worker.logger.notice("took tasks back from dead workers", metadata: ["count": "\(total)"])
        // Their entries still lie in the dead workers' lists.
        try recoverLists(of: try workers())
    }

    /// Compares the lists with the rows.
    private func sweep() throws {
        try releaseJoins()
        let workers = try workers()
        try recoverLists(of: workers)
        let paused = try worker.pool.withConnection { try $0.pausedQueues() }
        for queue in QueueName.allCases.map(\.rawValue) {
            if try worker.lists.audit(queue: queue, workers: workers) {
                worker.logger.notice("made a queue's membership anew", metadata: ["queue": "\(queue)"])
            }
            if !paused.contains(queue) { try sweep(queue) }
        }
        _ = try worker.pool.withConnection { try $0.forgetWorkers(olderThan: settings.forgetWorkersAfter.seconds) }
    }

    private func releaseJoins() throws {
        try worker.pool.transaction { db in
            let entries = try db.releaseJoins(quiet: settings.joinQuiet.seconds, limit: settings.batch)
            worker.queue.pushAfterCommit(entries, on: db)
        }
    }

    private func sweep(_ queue: String) throws {
        var rows = 0
        while rows < settings.sweepRows, !worker.state.isStopping {
            let cursor = cursors[queue]
            let page = try worker.pool.withConnection { db in
                try db.queuedTasks(queue: queue, after: cursor, limit: settings.batch)
            }
            let missing = try worker.lists.missing(page.map(\.id), queue: queue)
            if !missing.isEmpty {
                let entries = try worker.pool.withConnection { try $0.taskEntries(missing) }
                try worker.lists.pushOrFail(entries)
                worker.logger.notice(
                    "pushed tasks that no list held", metadata: ["queue": "\(queue)", "count": "\(entries.count)"])
            }
            rows += page.count
            cursors[queue] = page.last
            if page.count < settings.batch {
                cursors[queue] = nil
                return
            }
        }
    }

    private func workers() throws -> [WorkerRecord] {
        try worker.pool.withConnection { try $0.workers(deadAfter: settings.deadAfter.seconds) }
    }

    private func recoverLists(of workers: [WorkerRecord]) throws {
        for worker in workers where !worker.isAlive {
            for queue in worker.threads.keys { try self.worker.lists.recover(queue: queue, worker: worker.id) }
        }
    }
}
