internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage

/// How an attempt ends in PostgreSQL.
struct Settlement {
    let worker: Worker
    let context: TaskContext

    /// The handler's writes and the end of the task in one transaction of their own. Waits for PostgreSQL as long as the worker lives: the
    /// work is done, and if a commit in doubt was stored after all, the lease says so.
    /// - Returns: how the task stands, and how long the writes took.
    /// - Throws: what the writes throw, and `LostLease`.
    func commit(_ completion: Completion) throws -> (TaskSnapshot, Duration) {
        try Self.persistently(worker) {
            try worker.pool.transaction { db in
                let began = ContinuousClock.now
                let result = try completion.commit(db)
                let time = ContinuousClock.now - began
                let transition = try db.completeTask(
                    context.id, lease: context.lease, result: result, progress: context.latestProgress)
                try worker.queue.pushParentsAfterCommit([transition], on: db)
                return (transition.snapshot, time)
            }
        }
    }

    /// Notes why an attempt did not succeed.
    /// - Returns: how the task stands now; nil when PostgreSQL could not be told, and the upkeep will see to it.
    func settle(_ error: any Error, policy: RetryPolicy) -> TaskSnapshot? {
        switch error {
        case is LostLease, is TaskCancelled:
            context.logger.info("a task is no longer this worker's")
            // Whatever its progress said last may be older than what happened to it.
            return try? worker.pool.withConnection { try $0.taskSnapshot(context.id) }
        case let failure as TaskFailure:
            return fail(failure, policy: policy)
        default:
            return fail(.retry(code: "unexpected", "\(error)"), policy: policy)
        }
    }

    private func fail(_ failure: TaskFailure, policy: RetryPolicy) -> TaskSnapshot? {
        context.logger.warning(
            "a task failed", metadata: ["error.code": "\(failure.code)", "error": "\(failure.message)"])
        // A lone NUL, which no text column takes, must not keep a failure from being noted.
        let message = failure.message.filter { $0 != "\0" }
        do {
            return try Self.persistently(worker) {
                try worker.pool.transaction { db in
                    let transition = try db.failTask(
                        context.id, lease: context.lease, code: failure.code, error: message,
                        retryAfter: delay(failure.disposition, policy: policy), costsAttempt: failure.costsAttempt)
                    try worker.queue.pushParentsAfterCommit([transition], on: db)
                    return transition.snapshot
                }
            }
        } catch is LostLease {
            return try? worker.pool.withConnection { try $0.taskSnapshot(context.id) }
        } catch {
            context.logger.error("a failure could not be noted", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Seconds until the next attempt; nil for none.
    private func delay(_ disposition: TaskFailure.Disposition, policy: RetryPolicy) -> Double? {
        var generator = SystemRandomNumberGenerator()
        switch disposition {
        case .permanent:
            return nil
        case .retry:
            return policy.backoff(afterAttempt: context.attempt, using: &generator)
        case .retryLater(let delay):
            // Never early; a little late, so that all who were told the same do not come together.
            let seconds = min(max(delay.seconds, 0), worker.settings.retryAfterCap.seconds)
            return seconds + Double.random(in: 0...max(seconds * 0.1, 0.001), using: &generator)
        }
    }

    /// Repeats a transaction that lost against a concurrent one, and waits while PostgreSQL is away.
    static func persistently<R>(_ worker: Worker, _ body: () throws -> R) throws -> R {
        var backoff = Backoff(base: worker.settings.retryBase, cap: worker.settings.retryCap)
        var conflicts = 0
        while true {
            do {
                return try body()
            } catch let error as PostgresError
                where error.isSerializationConflict && conflicts < worker.settings.commitAttempts
            {
                conflicts += 1
            } catch let error as PostgresError where error.isUnavailable && !worker.state.isAbandoned {
                worker.state.pauseUntilAbandoned(backoff.step())
            }
        }
    }
}
