internal import Base
internal import FoundationEssentials
internal import Postgres
public import Storage

/// A schedule as the code has it: a task that is inserted again and again.
///
/// A worker's start inserts those that are missing and leaves alone what an operator has changed: their times once they were
/// edited, their being enabled once it was switched. Names last: one that is gone from the code stays in the database,
/// and ticks for as long as the code knows its kind.
public struct ScheduleDraft: Sendable {
    public let name: String
    let task: TaskDraft
    let cron: CronExpression
    let zone: ZoneRules
    let catchUp: CatchUp
    let catchUpLimit: Int
    let isEnabled: Bool

    /// - Parameters:
    ///   - name: stable, as it stands in the database and on pages.
    ///   - task: inserted for each tick; its subject becomes the schedule's id. It may have no owner and no time. With a unique key a
    ///     tick gets none while the one before, or any other of the kind with that key, is live.
    ///   - cron: see `CronExpression`.
    ///   - zone: a name of the IANA's database.
    ///   - catchUp: what becomes of ticks while no scheduler ran.
    ///   - catchUpLimit: how many of them get their task at most, where all may.
    ///   - isEnabled: whether it starts enabled.
    /// - Throws: `CronError`, `ZoneError`.
    public init(
        _ name: String, _ task: TaskDraft, cron: String, zone: String = "UTC", catchUp: CatchUp = .once,
        catchUpLimit: Int = 100, isEnabled: Bool = true
    ) throws {
        self.name = name
        self.task = task
        self.cron = try CronExpression(cron)
        self.zone = try ZoneRules(named: zone)
        self.catchUp = catchUp
        self.catchUpLimit = max(1, catchUpLimit)
        self.isEnabled = isEnabled
    }

    /// - Parameter now: PostgreSQL's clock.
    func row(at now: Date) throws -> NewSchedule {
        NewSchedule(
            id: UUID.v7(), name: name, queue: task.queue.rawValue, kind: task.kind, arguments: try task.encode(),
            priority: task.priority, maxAttempts: task.policy.maxAttempts,
            uniqueKey: task.uniqueKey, cron: cron.text, timeZone: zone.name,
            catchUp: catchUp, catchUpLimit: catchUpLimit, isEnabled: isEnabled,
            nextTickAt: cron.next(after: now, in: zone))
    }
}
