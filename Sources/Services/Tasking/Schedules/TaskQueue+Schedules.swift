internal import Base
public import FoundationEssentials
public import Postgres
public import Storage

/// What operators do with schedules, in their transaction. Lists and single schedules are `Connection.schedules()`,
/// `schedule(_:)` and `scheduleTicks(of:before:limit:)`.
extension TaskQueue {
    /// Inserts a schedule's task now, as no tick: the ticks come as they would have.
    /// - Returns: the task's id, where the schedule's unique key is taken the live one's; nil when there is no such schedule.
    @discardableResult
    public func runSchedule(_ id: UUID, on db: Connection) throws -> UUID? {
        guard db.isInTransaction else {
            throw TaskingError(.outsideTransaction, "a task is inserted in the transaction of the change that needs it")
        }
        guard let schedule = try db.schedule(id) else { return nil }
        let row = NewTask(
            id: UUID.v7(), queue: schedule.queue, kind: schedule.kind, arguments: schedule.arguments,
            subjectID: schedule.id, priority: schedule.priority, maxAttempts: schedule.maxAttempts,
            uniqueKey: schedule.uniqueKey)
        return try insert(row, on: db).id
    }

    /// Enables or disables a schedule. One that is enabled again goes on with its next tick; those meanwhile are forgotten.
    /// - Returns: whether there is such a schedule.
    /// - Throws: `CronError`, `ZoneError` when it cannot be enabled as it is.
    @discardableResult
    public func switchSchedule(_ id: UUID, isEnabled: Bool, on db: Connection) throws -> Bool {
        guard let schedule = try db.lockSchedule(id) else { return false }
        guard schedule.isEnabled != isEnabled else { return true }
        let next =
            isEnabled
            ? try Self.next(schedule.cron, schedule.timeZone, after: schedule.readAt) : nil
        try db.switchSchedule(id, isEnabled: isEnabled, next: next)
        return true
    }

    /// Changes when a schedule ticks; nil leaves a part as it is. Ticks that are due and not done yet are forgotten.
    /// - Returns: whether there is such a schedule.
    /// - Throws: `CronError` and `ZoneError`, whose descriptions say to a person what is wrong.
    @discardableResult
    public func editSchedule(
        _ id: UUID, cron: String? = nil, timeZone: String? = nil, catchUp: CatchUp? = nil, catchUpLimit: Int? = nil,
        on db: Connection
    ) throws -> Bool {
        guard let schedule = try db.lockSchedule(id) else { return false }
        let (cron, timeZone) = (cron ?? schedule.cron, timeZone ?? schedule.timeZone)
        try db.editSchedule(
            id, cron: cron, timeZone: timeZone, catchUp: catchUp ?? schedule.catchUp,
            catchUpLimit: max(1, catchUpLimit ?? schedule.catchUpLimit),
            next: try Self.next(cron, timeZone, after: schedule.readAt))
        return true
    }

    /// The next ticks of an expression after an instant, for a page that shows what one means.
    /// - Throws: `CronError`, `ZoneError`.
    public static func upcoming(_ count: Int, cron: String, timeZone: String, after date: Date) throws -> [Date] {
        let (cron, zone) = (try CronExpression(cron), try ZoneRules(named: timeZone))
        var dates: [Date] = []
        while dates.count < count, let next = cron.next(after: dates.last ?? date, in: zone) { dates.append(next) }
        return dates
    }

    private static func next(_ cron: String, _ timeZone: String, after date: Date) throws -> Date? {
        try upcoming(1, cron: cron, timeZone: timeZone, after: date).first
    }
}
