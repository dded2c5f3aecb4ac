internal import Templates

/// What runs at set times.
struct SchedulesPage: Page {
    static let template = "pages/schedules"

    var desk: Desk
    var rows: [ScheduleRow]

    static var names: Names<SchedulesPage> {
        [
            "desk": .object(\.desk),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
        ]
    }
}

/// One schedule.
struct ScheduleRow: TemplateData {
    var name: String
    var href: String
    var kind: Link
    var cron: String
    var zone: String
    var state: String
    var stateKind: String
    var problem: String?
    /// The list of its tasks.
    var tasks: String
    /// "in 40 s"
    var next: String?
    var nextExact: String?
    var last: Moment?
    var deeds: [Deed] = []

    static var names: Names<ScheduleRow> {
        [
            "name": .text(\.name),
            "href": .text(\.href),
            "kind": .object(\.kind),
            "cron": .text(\.cron),
            "zone": .text(\.zone),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "problem": .optionalText(\.problem),
            "tasks": .text(\.tasks),
            "next": .optionalText(\.next),
            "nextExact": .optionalText(\.nextExact),
            "last": .object(\.last),
            "deeds": .list(\.deeds),
        ]
    }
}

/// One schedule with its ticks, and the form that changes it.
struct SchedulePage: Page {
    static let template = "pages/schedule"

    var desk: Desk
    var row: ScheduleRow
    /// The exact times of the ticks to come.
    var upcoming: [String]
    var ticks: [TickRow]
    var form: ScheduleForm?

    static var names: Names<SchedulePage> {
        [
            "desk": .object(\.desk),
            "row": .object(\.row),
            "upcoming": .texts(\.upcoming),
            "hasUpcoming": .flag { !$0.upcoming.isEmpty },
            "ticks": .list(\.ticks),
            "hasTicks": .flag { !$0.ticks.isEmpty },
            "form": .object(\.form),
        ]
    }
}

/// A tick and its task.
struct TickRow: TemplateData {
    var at: Moment
    var task: Link
    var state: String
    var stateKind: String
    var took: String

    static var names: Names<TickRow> {
        [
            "at": .object(\.at),
            "task": .object(\.task),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "took": .text(\.took),
        ]
    }
}

/// When a schedule ticks, as it is or as somebody typed it.
struct ScheduleForm: TemplateData {
    var action: String
    var cron: String
    var zone: String
    var catchUps: [Option]
    var limit: String
    /// What is wrong with it.
    var problem: String?

    static var names: Names<ScheduleForm> {
        [
            "action": .text(\.action),
            "cron": .text(\.cron),
            "zone": .text(\.zone),
            "catchUps": .list(\.catchUps),
            "limit": .text(\.limit),
            "problem": .optionalText(\.problem),
        ]
    }
}
