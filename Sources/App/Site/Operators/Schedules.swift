internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// What runs at set times: looking, running now, switching and changing.
enum Schedules {
    private static let tickLimit = 50
    private static let upcomingCount = 5

    static func show(_ context: Context) throws -> Response {
        let schedules = try context.services.database.withConnection { try $0.schedules() }
        let page = SchedulesPage(desk: context.desk(), rows: schedules.map { row($0, context) })
        return context.page(page, title: context.words.text("schedules.title"))
    }

    static func showOne(_ context: Context) throws -> Response { try page(context, form: nil, status: .ok) }

    private static func page(_ context: Context, form: ScheduleForm?, status: Status) throws -> Response {
        let id = try context.id()
        let found = try context.services.database.transaction(readOnly: true) { db in
            try db.schedule(id).map { ($0, try db.scheduleTicks(of: id, limit: tickLimit)) }
        }
        guard let (schedule, ticks) = found else { throw Problem.notFound() }
        let (words, phrases) = (context.words, context.phrases)
        let upcoming =
            schedule.isEnabled && isKnown(schedule)
            ? (try? TaskQueue.upcoming(
                upcomingCount, cron: schedule.cron, timeZone: schedule.timeZone, after: schedule.readAt)) ?? [] : []
        let page = SchedulePage(
            desk: context.desk(), row: row(schedule, context), upcoming: upcoming.map { phrases.exact($0) },
            ticks: ticks.map { tick in
                TickRow(
                    at: context.moment(tick.scheduledFor),
                    task: Link(
                        label: String(tick.taskID.text.suffix(8)), href: "/admin/tasks/" + tick.taskID.text),
                    state: tick.state.map { words.text("tasks.state." + $0.rawValue) } ?? words.text("schedules.gone"),
                    stateKind: tick.state.map { OperatorTasks.stateKind($0) } ?? "idle",
                    took: tick.startedAt.flatMap { start in tick.finishedAt.map { phrases.span(start, $0) } } ?? "–")
            },
            form: context.mayAct
                ? form
                    ?? ScheduleForm(
                        action: "/admin/schedules/\(id.text)/change", cron: schedule.cron, zone: schedule.timeZone,
                        catchUps: catchUps(schedule.catchUp, context), limit: String(schedule.catchUpLimit)) : nil)
        return context.page(page, title: schedule.name, status: status)
    }

    private static func catchUps(_ chosen: CatchUp?, _ context: Context) -> [Option] {
        CatchUp.allCases.map {
            Option(
                value: $0.rawValue, label: context.words.text("schedules.catchUp." + $0.rawValue),
                isSelected: $0 == chosen)
        }
    }

    /// Whether this program has tasks of its kind. One that is gone does not tick.
    private static func isKnown(_ schedule: ScheduleRecord) -> Bool {
        Registry.kinds.contains { $0.kind == schedule.kind }
    }

    /// Why it does not tick although it is switched on.
    static func problem(_ schedule: ScheduleRecord, _ context: Context) -> String? {
        isKnown(schedule) ? schedule.problem : context.words.text("schedules.unknownKind", ["kind": schedule.kind])
    }

    private static func row(_ schedule: ScheduleRecord, _ context: Context) -> ScheduleRow {
        let (words, phrases, id) = (context.words, context.phrases, schedule.id.text)
        let problem = problem(schedule, context)
        let next = isKnown(schedule) ? schedule.nextTickAt : nil
        let state: (String, String) =
            !schedule.isEnabled ? ("off", "idle") : problem != nil ? ("halted", "bad") : ("on", "good")
        var row = ScheduleRow(
            name: schedule.name, href: "/admin/schedules/" + id,
            kind: Link(label: schedule.kind, href: TaskQuery.href(["kind": schedule.kind])), cron: schedule.cron,
            zone: schedule.timeZone, state: words.text("schedules.state." + state.0), stateKind: state.1,
            problem: problem, tasks: TaskQuery.href(["subject": id]),
            next: next.map { words.text("tasks.in", ["time": phrases.span(schedule.readAt, $0)]) },
            nextExact: next.map { phrases.exact($0) },
            last: schedule.lastTickAt.map { context.moment($0) })
        if context.mayAct {
            let change = schedule.isEnabled ? "disable" : "enable"
            row.deeds = (isKnown(schedule) ? ["run", change] : [change]).map {
                Deed(
                    action: "/admin/schedules/\(id)/\($0)", label: words.text("schedules." + $0), about: schedule.name)
            }
        }
        return row
    }

    // MARK: Changes

    static func run(_ context: Context) throws -> Response {
        let task = try runNow(context)
        return context.redirect(to: "/admin/tasks/" + task.text, telling: .scheduleRun)
    }

    static func enable(_ context: Context) throws -> Response {
        try set(enabled: true, context)
        return context.redirect(to: "/admin/schedules", telling: .scheduleChanged)
    }

    static func disable(_ context: Context) throws -> Response {
        try set(enabled: false, context)
        return context.redirect(to: "/admin/schedules", telling: .scheduleChanged)
    }

    /// What was typed comes back with what is wrong with it.
    static func change(_ context: Context) throws -> Response {
        let (cron, zone) = (context.field("cron"), context.field("zone"))
        let (catchUp, limit) = (CatchUp(rawValue: context.field("catch_up")), Int(context.field("limit")))
        do {
            try edit(cron: cron, zone: zone, catchUp: catchUp, limit: limit, context)
            return context.redirect(to: "/admin/schedules/" + (try context.id()).text, telling: .scheduleChanged)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            let form = ScheduleForm(
                action: "/admin/schedules/\(try context.id().text)/change", cron: cron, zone: zone,
                catchUps: catchUps(catchUp, context), limit: context.field("limit"),
                problem: problem.errors.first?.message ?? problem.detail)
            return try page(context, form: form, status: .unprocessableContent)
        }
    }

    /// - Throws: 404; 409 where nothing could run it.
    static func runNow(_ context: Context) throws -> UUID {
        let id = try context.id()
        return try context.services.database.transaction { db in
            guard let schedule = try db.schedule(id) else { throw Problem.notFound() }
            guard isKnown(schedule) else { throw Problem.conflict(problem(schedule, context)) }
            guard let task = try context.services.queue.runSchedule(id, on: db) else { throw Problem.notFound() }
            try context.log(.runSchedule, ["schedule": schedule.name], affected: 1, on: db)
            return task
        }
    }

    /// - Throws: 404; 422 where its words cannot be read any more.
    static func set(enabled: Bool, _ context: Context) throws {
        let id = try context.id()
        try context.services.database.transaction { db in
            guard let schedule = try db.schedule(id) else { throw Problem.notFound() }
            try refusing { try context.services.queue.switchSchedule(id, isEnabled: enabled, on: db) }
            try context.log(
                enabled ? .enableSchedule : .disableSchedule, ["schedule": schedule.name], affected: 1, on: db)
        }
    }

    /// - Throws: 404; 422 with what is wrong.
    static func edit(cron: String, zone: String, catchUp: CatchUp?, limit: Int?, _ context: Context) throws {
        let id = try context.id()
        guard let catchUp, let limit, (1...10_000).contains(limit) else {
            throw Problem.unprocessable([
                .init(field: "limit", message: context.words.text("schedules.badLimit"))
            ])
        }
        try context.services.database.transaction { db in
            guard let schedule = try db.schedule(id) else { throw Problem.notFound() }
            try refusing {
                try context.services.queue.editSchedule(
                    id, cron: cron, timeZone: zone, catchUp: catchUp, catchUpLimit: limit, on: db)
            }
            let change = [
                "schedule": schedule.name, "cron": cron, "zone": zone, "catch_up": catchUp.rawValue,
                "limit": String(limit),
            ]
            try context.log(.changeSchedule, change, affected: 1, on: db)
        }
    }

    private static func refusing(_ body: () throws -> Bool) throws {
        do {
            _ = try body()
        } catch let error as CronError {
            throw Problem.unprocessable([.init(field: "cron", message: "\(error)")])
        } catch let error as ZoneError {
            throw Problem.unprocessable([.init(field: "zone", message: "\(error)")])
        }
    }
}
