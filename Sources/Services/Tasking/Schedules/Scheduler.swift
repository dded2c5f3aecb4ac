internal import Base
internal import FoundationEssentials
internal import Logging
internal import Postgres
internal import Storage

/// Gives the ticks of schedules their tasks. Any number may run: PostgreSQL's clock says what is due, and a tick's row lets
/// one of them insert its task.
///
/// Confined to its thread.
final class Scheduler {
    private let worker: Worker
    /// Read once; a new release of the zones' files counts from the next start.
    private var zones: [String: ZoneRules] = [:]

    private var settings: TaskingSettings { worker.settings }

    init(worker: Worker) {
        self.worker = worker
    }

    func run() {
        var isRegistered = worker.registry.schedules.isEmpty
        while !worker.state.isStopping {
            var pause = settings.upkeep
            do {
                if !isRegistered {
                    try register()
                    isRegistered = true
                }
                pause = min(pause, try tick())
            } catch {
                worker.logger.warning("the schedules cannot be looked at", metadata: ["error": "\(error)"])
            }
            worker.state.pause(pause)
        }
    }

    /// Inserts the code's schedules.
    func register() throws {
        try worker.pool.transaction { db in
            let now = try db.currentTime()
            // In one order, or two starts wait for each other.
            for draft in worker.registry.schedules.sorted(by: { $0.name < $1.name }) {
                try db.registerSchedule(try draft.row(at: now))
            }
        }
    }

    /// Looks once at what is due.
    /// - Returns: how long there is nothing to do.
    func tick() throws -> Duration {
        // What this program cannot run waits for one that can, under its rule for missed ticks: during an update there are both.
        let kinds = worker.registry.kinds
        let schedules = try worker.pool.withConnection { try $0.nextSchedules(of: kinds, limit: settings.batch) }
        var isBusy = false
        for schedule in schedules {
            guard let due = schedule.nextTickAt else { continue }
            let wait = due.timeIntervalSince(schedule.readAt)
            // They come in order. A little late, so that it is due for sure when asked for again.
            guard wait <= 0 else { return isBusy ? .zero : .seconds(wait) + .milliseconds(1) }
            guard !worker.state.isStopping else { return .zero }
            do {
                try fire(schedule, due: due)
                isBusy = true
            } catch {
                // It stays due; the others need not wait for it.
                worker.logger.warning(
                    "a schedule's tick failed", metadata: ["schedule.name": "\(schedule.name)", "error": "\(error)"])
            }
        }
        return isBusy ? .zero : settings.upkeep
    }

    private func fire(_ schedule: ScheduleRecord, due: Date) throws {
        let plan: Plan
        do {
            plan = try self.plan(schedule, due: due)
        } catch {
            worker.logger.error(
                "a schedule cannot go on", metadata: ["schedule.name": "\(schedule.name)", "error": "\(error)"])
            try worker.pool.withConnection { try $0.haltSchedule(schedule, problem: "\(error)") }
            return
        }
        // No transaction of ours: a process that freezes in between must not hold the schedule.
        let entries = try worker.pool.withConnection { db in
            try db.fireTicks(
                of: schedule, at: plan.ticks, ids: plan.ticks.map { _ in UUID.v7() }, next: plan.next)
        }
        guard !entries.isEmpty else { return }
        worker.lists.push(entries)
        worker.logger.info(
            "schedule ticked", metadata: ["schedule.name": "\(schedule.name)", "count": "\(entries.count)"])
    }

    private struct Plan {
        /// Those that get a task now.
        var ticks: [Date]
        var next: Date?
    }

    /// What the schedule's rule makes of the time since its tick was due.
    private func plan(_ schedule: ScheduleRecord, due: Date) throws -> Plan {
        let cron = try CronExpression(schedule.cron)
        let zone = try zone(schedule.timeZone)
        let now = schedule.readAt
        // So that the due one counts.
        let before = due.addingTimeInterval(-1)
        let recently = max(before, now.addingTimeInterval(-settings.tickGrace.seconds))
        var ticks: [Date]
        switch schedule.catchUp {
        case .all: ticks = cron.latest(schedule.catchUpLimit, after: before, through: now, in: zone)
        case .none: ticks = cron.latest(settings.batch, after: recently, through: now, in: zone)
        case .once:
            ticks = cron.latest(settings.batch, after: recently, through: now, in: zone)
            if ticks.isEmpty { ticks = cron.latest(1, after: before, through: now, in: zone) }
        }
        // What is left over stays due and comes with the next look.
        let isAll = ticks.count <= settings.tickBatch
        ticks = Array(ticks.prefix(settings.tickBatch))
        let next = cron.next(after: isAll ? now : ticks.last ?? now, in: zone)
        return Plan(ticks: ticks, next: next)
    }

    private func zone(_ name: String) throws -> ZoneRules {
        if let zone = zones[name] { return zone }
        let zone = try ZoneRules(named: name)
        zones[name] = zone
        return zone
    }
}
