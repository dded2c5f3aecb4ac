public import FoundationEssentials
public import Model
public import Postgres

// A schedule's next tick stands in its row. Whoever finds it due says what comes next and moves it on, in one statement
// that also inserts the tick and its task: of many schedulers one moves it, and one that dies or freezes in between holds
// nobody up. The tick's row is what remains true when the next tick is ever set back: by a clock, by a backup.

/// What becomes of the ticks that no scheduler was there for.
public enum CatchUp: String, Sendable, CaseIterable {
    /// They are left out.
    case none
    /// The latest of them gets its task.
    case once
    /// The latest of them get theirs, up to the schedule's limit.
    case all
}

/// What runs at set times, as its row says.
public struct ScheduleRecord: Sendable, Equatable, RowDecodable {
    public var id: UUID
    public var name: String
    public var queue: String
    public var kind: String
    public var arguments: JSON
    public var priority: Int
    public var maxAttempts: Int
    /// Of its tasks one at a time is live.
    public var uniqueKey: String?
    public var cron: String
    public var timeZone: String
    public var catchUp: CatchUp
    /// How many missed ticks get their tasks, where all do.
    public var catchUpLimit: Int
    public var isEnabled: Bool
    /// Why it has no next tick although it is enabled.
    public var problem: String?
    public var nextTickAt: Date?
    public var lastTickAt: Date?
    public var revision: Int64
    /// When an operator last changed its times: from then on the code's words for them are not taken any more.
    public var editedAt: Date?
    /// When an operator last enabled or disabled it: likewise.
    public var switchedAt: Date?
    public var createdAt: Date
    public var updatedAt: Date
    /// PostgreSQL's clock when this was read.
    public var readAt: Date

    static let columns: SQL = """
        id, name, queue, kind, arguments, priority, max_attempts, unique_key, cron, time_zone, catch_up, catch_up_limit, \
        is_enabled, problem, next_tick_at, last_tick_at, revision, edited_at, switched_at, created_at, updated_at, now()
        """

    public init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        queue = try row.next()
        kind = try row.next()
        arguments = try row.next()
        priority = try row.next()
        maxAttempts = try row.next()
        uniqueKey = try row.next()
        cron = try row.next()
        timeZone = try row.next()
        catchUp = try row.next()
        catchUpLimit = try row.next()
        isEnabled = try row.next()
        problem = try row.next()
        nextTickAt = try row.next()
        lastTickAt = try row.next()
        revision = try row.next()
        editedAt = try row.next()
        switchedAt = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
        readAt = try row.next()
    }
}

/// A schedule as the code has it.
public struct NewSchedule: Sendable {
    public var id: UUID
    public var name: String
    public var queue: String
    public var kind: String
    public var arguments: JSON
    public var priority: Int
    public var maxAttempts: Int
    public var uniqueKey: String?
    public var cron: String
    public var timeZone: String
    public var catchUp: CatchUp
    public var catchUpLimit: Int
    public var isEnabled: Bool
    public var nextTickAt: Date?

    public init(
        id: UUID, name: String, queue: String, kind: String, arguments: JSON, priority: Int = 0, maxAttempts: Int = 8,
        uniqueKey: String? = nil, cron: String, timeZone: String, catchUp: CatchUp = .once, catchUpLimit: Int = 100,
        isEnabled: Bool = true,
        nextTickAt: Date?
    ) {
        self.id = id
        self.name = name
        self.queue = queue
        self.kind = kind
        self.arguments = arguments
        self.priority = priority
        self.maxAttempts = maxAttempts
        self.uniqueKey = uniqueKey
        self.cron = cron
        self.timeZone = timeZone
        self.catchUp = catchUp
        self.catchUpLimit = catchUpLimit
        self.isEnabled = isEnabled
        self.nextTickAt = nextTickAt
    }
}

/// A tick and its task.
public struct ScheduleTick: Sendable, Equatable, RowDecodable {
    public var scheduledFor: Date
    /// When a scheduler inserted it.
    public var createdAt: Date
    public var taskID: UUID
    /// Nil when the history no longer has the task.
    public var state: TaskState?
    public var startedAt: Date?
    public var finishedAt: Date?

    public init(row: inout Row) throws {
        scheduledFor = try row.next()
        createdAt = try row.next()
        taskID = try row.next()
        state = try row.next()
        startedAt = try row.next()
        finishedAt = try row.next()
    }
}

extension Connection {
    /// Every schedule, by name.
    public func schedules() throws -> [ScheduleRecord] {
        try query("select \(ScheduleRecord.columns) from schedules order by name")
    }

    /// The schedule, or nil.
    public func schedule(_ id: UUID) throws -> ScheduleRecord? {
        try first("select \(ScheduleRecord.columns) from schedules where id = \(id)")
    }

    /// The schedule of that name, or nil.
    public func schedule(named name: String) throws -> ScheduleRecord? {
        try first("select \(ScheduleRecord.columns) from schedules where name = \(name)")
    }

    /// The same, kept as it is until the end of the transaction.
    public func lockSchedule(_ id: UUID) throws -> ScheduleRecord? {
        try first("select \(ScheduleRecord.columns) from schedules where id = \(id) for update")
    }

    /// The enabled schedules whose ticks come first, due ones and those to come.
    /// - Parameter kinds: those of other kinds are left to programs that know them.
    public func nextSchedules(of kinds: [String], limit: Int) throws -> [ScheduleRecord] {
        try query(
            """
            select \(ScheduleRecord.columns) from schedules where is_enabled and next_tick_at is not null and kind = any(\(kinds))
            order by next_tick_at limit \(limit)
            """)
    }

    /// The ticks of a schedule, newest first. Tasks that were started by hand are none: find those by their subject, the
    /// schedule's id.
    /// - Parameter before: the last time of the page before.
    public func scheduleTicks(of schedule: UUID, before: Date? = nil, limit: Int) throws -> [ScheduleTick] {
        let rest: SQL = before.map { "and scheduled_for < \($0)" } ?? ""
        return try query(
            """
            select scheduled_for, page.created_at, task_id, all_tasks.state, all_tasks.started_at, all_tasks.finished_at
            from (
                select scheduled_for, created_at, task_id from schedule_ticks where schedule_id = \(schedule) \(rest)
                order by scheduled_for desc limit \(limit)
            ) as page left join all_tasks on all_tasks.id = task_id
            order by scheduled_for desc
            """)
    }

    /// PostgreSQL's clock.
    public func currentTime() throws -> Date {
        try value("select now()")
    }

    /// Inserts a schedule of the code, or brings one that is there up to the code's words where no operator has changed
    /// them.
    public func registerSchedule(_ new: NewSchedule) throws {
        try execute(
            """
            insert into schedules (
                id, name, queue, kind, arguments, priority, max_attempts, unique_key, cron, time_zone, catch_up,
                catch_up_limit, is_enabled, next_tick_at
            ) values (
                \(new.id), \(new.name), \(new.queue), \(new.kind), \(new.arguments), \(new.priority), \(new.maxAttempts),
                \(new.uniqueKey), \(new.cron), \(new.timeZone), \(new.catchUp.rawValue), \(new.catchUpLimit), \(new.isEnabled),
                case when \(new.isEnabled) then \(new.nextTickAt)::timestamptz end
            )
            on conflict (name) do nothing
            """)
        try execute(
            """
            update schedules set
                queue = \(new.queue), kind = \(new.kind), arguments = \(new.arguments), priority = \(new.priority),
                max_attempts = \(new.maxAttempts), unique_key = \(new.uniqueKey), revision = revision + 1, updated_at = now()
            where name = \(new.name) and (queue, kind, arguments, priority, max_attempts, unique_key) is distinct from (
                \(new.queue), \(new.kind), \(new.arguments)::jsonb, \(new.priority)::int, \(new.maxAttempts)::int,
                \(new.uniqueKey)::text)
            """)
        try execute(
            """
            update schedules set
                cron = \(new.cron), time_zone = \(new.timeZone), catch_up = \(new.catchUp.rawValue),
                catch_up_limit = \(new.catchUpLimit), problem = null,
                next_tick_at = case
                    when not is_enabled then null
                    when (cron, time_zone) = (\(new.cron), \(new.timeZone)) then next_tick_at
                    else \(new.nextTickAt)::timestamptz end,
                revision = revision + 1, updated_at = now()
            where name = \(new.name) and edited_at is null and (cron, time_zone, catch_up, catch_up_limit)
                is distinct from
                (\(new.cron), \(new.timeZone), \(new.catchUp.rawValue), \(new.catchUpLimit)::int)
            """)
        try execute(
            """
            update schedules set
                is_enabled = \(new.isEnabled),
                next_tick_at = case when \(new.isEnabled) then \(new.nextTickAt)::timestamptz end,
                revision = revision + 1, updated_at = now()
            where name = \(new.name) and switched_at is null and edited_at is null and is_enabled <> \(new.isEnabled)
            """)
    }

    /// Gives due ticks their tasks and says which tick comes next: one statement, so all of it or nothing, and nothing
    /// when another scheduler was first or the schedule was changed since it was read.
    ///
    /// Where the schedule has a unique key, a tick during the life of the task before gets no task of its own: its row names that
    /// one. So do all ticks of one call, of which the first one's task does the work.
    /// - Parameter ticks: may be empty, where all that is due is left out.
    /// - Returns: the tasks that were inserted.
    public func fireTicks(of schedule: ScheduleRecord, at ticks: [Date], ids: [UUID], next: Date?) throws -> [TaskEntry]
    {
        try query(
            """
            with moved as (
                update schedules set
                    next_tick_at = \(next), last_tick_at = greatest(last_tick_at, \(ticks.last)),
                    updated_at = now()
                where id = \(schedule.id) and revision = \(schedule.revision) and is_enabled
                    and next_tick_at = \(schedule.nextTickAt) and next_tick_at <= now()
                returning *
            ), live as (
                select tasks.id from tasks join moved on moved.kind = tasks.kind and moved.unique_key = tasks.unique_key
                where tasks.state in ('queued', 'running', 'failed')
            ), ticked as (
                insert into schedule_ticks (schedule_id, scheduled_for, task_id)
                select moved.id, tick.scheduled_for,
                    case when unique_key is null then tick.task_id
                        else coalesce((select live.id from live), \(ids.first)::uuid) end
                from moved, unnest(\(ticks), \(ids)) as tick (scheduled_for, task_id)
                on conflict (schedule_id, scheduled_for) do nothing
                returning task_id
            )
            insert into tasks (id, queue, kind, arguments, subject_id, priority, max_attempts, unique_key)
            select fresh.task_id, queue, kind, arguments, moved.id, priority, max_attempts, unique_key
            from (select distinct task_id from ticked where task_id not in (select live.id from live)) as fresh, moved
            -- One was put in by hand this moment.
            on conflict (kind, unique_key)
                where unique_key is not null and state in ('queued', 'running', 'failed') do nothing
            returning \(TaskEntry.columns)
            """)
    }

    /// Enables or disables a schedule for good: no start of a program changes it back.
    /// - Parameter next: the tick that comes next once it is enabled.
    public func switchSchedule(_ id: UUID, isEnabled: Bool, next: Date?) throws {
        try execute(
            """
            update schedules set
                is_enabled = \(isEnabled), next_tick_at = case when \(isEnabled) then \(next)::timestamptz end,
                switched_at = now(), revision = revision + 1, updated_at = now()
            where id = \(id)
            """)
    }

    /// Changes when a schedule ticks; ticks that were due until now and have no task yet are forgotten.
    public func editSchedule(
        _ id: UUID, cron: String, timeZone: String, catchUp: CatchUp, catchUpLimit: Int, next: Date?
    ) throws {
        try execute(
            """
            update schedules set
                cron = \(cron), time_zone = \(timeZone), catch_up = \(catchUp.rawValue), catch_up_limit = \(catchUpLimit),
                next_tick_at = case when is_enabled then \(next)::timestamptz end, problem = null, edited_at = now(),
                revision = revision + 1, updated_at = now()
            where id = \(id)
            """)
    }

    /// Notes why no next tick of a schedule can be found. It ticks no more until somebody changes it.
    public func haltSchedule(_ schedule: ScheduleRecord, problem: String) throws {
        try execute(
            """
            update schedules set next_tick_at = null, problem = left(\(problem), 500), updated_at = now()
            where id = \(schedule.id) and revision = \(schedule.revision)
            """)
    }

    /// Removes ticks that are long past.
    /// - Parameter age: in seconds.
    public func deleteOldTicks(olderThan age: Double) throws -> Int {
        try execute(
            """
            delete from schedule_ticks using schedules
            where schedule_id = schedules.id and scheduled_for < now() - make_interval(secs => \(age))
            """)
    }
}
