@testable import Site

extension Desk {
    static let admin = Desk(places: [
        NavItem(label: "Overview", href: "/admin", isCurrent: true), NavItem(label: "Queues", href: "/admin/queues"),
        NavItem(label: "Tasks", href: "/admin/tasks"), NavItem(label: "Log", href: "/admin/log"),
    ])
    static let live = Desk(
        places: admin.places,
        intervals: [
            NavItem(label: "Off", href: "/admin/queues", isCurrent: true),
            NavItem(label: "10 s", href: "/admin/queues?poll=10"),
        ])
}

extension LiveQueues {
    static let sample = LiveQueues(
        poll: Poll(path: "/admin/live/queues?poll=10", delay: "10000"), asOf: "09:22:14 UTC",
        queues: [
            QueueRow(
                name: "scoring",
                figures: [
                    Figure(value: "10,000+", href: "/admin/tasks?queue=scoring&state=queued"),
                    Figure(value: "14 min", href: "/admin/tasks?queue=scoring&state=queued"),
                    Figure(value: "4", href: "/admin/tasks?queue=scoring&state=running"),
                    Figure(value: "0", href: "/admin/tasks?queue=scoring&state=failed", kind: "zero"),
                    Figure(value: "12", href: "/admin/tasks?queue=scoring&state=dead", kind: "bad"),
                    Figure(value: "8,112", href: "/admin/tasks?queue=scoring&state=succeeded&since=1h"),
                    Figure(value: "17", href: "/admin/tasks?queue=scoring&failed=1h", kind: "bad"),
                ], pausedSince: .threeHoursAgo,
                deed: Deed(
                    action: "/admin/queues/resume", label: "Resume", about: "scoring",
                    fields: [HiddenField(name: "queue", value: "scoring")]))
        ])
}

extension QueuesPage {
    static let sample = QueuesPage(desk: .live, live: .sample)
}

extension TaskRow {
    static let sample = TaskRow(
        id: "0193e0a4-0000-7000-8000-000000000001", shortID: "00000001",
        href: "/admin/tasks/0193e0a4-0000-7000-8000-000000000001",
        kind: Link(label: "score_match", href: "/admin/tasks?kind=score_match"),
        queue: Link(label: "scoring", href: "/admin/tasks?queue=scoring"), state: "Dead", stateKind: "bad",
        attempt: "8 of 8", note: "took 3 s", error: Link(label: "gone", href: "/admin/tasks?error=gone"),
        errorText: "The resume or the posting was <deleted>.", made: .yesterday,
        user: Link(label: "1a2b3c4d", href: "/admin/tasks?user=1"), hasChoice: true)
}

extension LiveTasks {
    static let sample = LiveTasks(
        asOf: "09:22:14 UTC", summary: "10,000+ tasks", cutShort: "These were found among 100,000 tasks.",
        rows: [.sample], filter: [HiddenField(name: "state", value: "dead")],
        choices: [Option(value: "retry", label: "Retry chosen")],
        all: [Link(label: "retry", href: "/admin/tasks/confirm?state=dead&action=retry&scope=all")],
        next: Link(label: "More tasks", href: "/admin/tasks?after=.1"))
    static let none = LiveTasks(
        poll: Poll(path: "/admin/live/tasks?poll=5", delay: "5000"), asOf: "09:22:14 UTC", summary: "0 tasks",
        rows: [], empty: "No task matches.")
}

extension TasksPage {
    static let sample = TasksPage(
        desk: .live, queues: [Option(value: "", label: "Any queue", isSelected: true)],
        kinds: [Option(value: "", label: "Any kind"), Option(value: "score_match", label: "score_match")],
        states: [Option(value: "dead", label: "Dead", isSelected: true)],
        since: [Option(value: "", label: "Any time")], failed: [Option(value: "", label: "No matter")],
        until: [Option(value: "", label: "Any time")], error: "<gone>", owner: "", taskID: "", subject: "<x>",
        worker: "",
        problem: "A part of the filter cannot be used.", clearHref: "/admin/tasks",
        kept: [HiddenField(name: "poll", value: "5")], live: .sample)
}

extension ConfirmPage {
    static let sample = ConfirmPage(
        desk: .admin, title: "Discard 1,234 tasks?", sentence: "What waits or runs is cancelled.",
        facts: [Fact(name: "State", value: "Dead")],
        deed: Deed(
            action: "/admin/tasks/discard", label: "Discard 1,234 tasks",
            fields: [HiddenField(name: "state", value: "dead"), HiddenField(name: "scope", value: "all")],
            isDanger: true), backHref: "/admin/tasks?state=dead")
    static let nothing = ConfirmPage(
        desk: .admin, title: "Nothing to change", sentence: "No task was chosen.", facts: [],
        backHref: "/admin/tasks")
}

extension TaskPage {
    static let sample = TaskPage(desk: .live, title: "Task: score_match", live: .sample)
}

extension LiveTask {
    static let sample = LiveTask(
        poll: Poll(path: "/admin/live/tasks/1?poll=5", delay: "5000"), asOf: "09:22:14 UTC",
        id: "0193e0a4-0000-7000-8000-000000000001", state: "Dead",
        stateKind: "bad", facts: [Fact(name: "Queue", value: "scoring", href: "/admin/tasks?queue=scoring")],
        arguments: [Fact(name: "match_id", value: "0193e0a4-0000-7000-8000-000000000002", isMono: true)],
        hidden: "Other arguments are hidden.",
        deeds: [
            Deed(
                action: "/admin/tasks/retry", label: "Retry",
                fields: [HiddenField(name: "ids", value: "0193e0a4-0000-7000-8000-000000000001")])
        ], discardHref: "/admin/tasks/confirm?action=discard&id=1",
        events: [
            TaskEvent(when: .yesterday, kind: "done", title: "Made"),
            TaskEvent(
                when: .threeHoursAgo, kind: "bad", title: "Try 1 failed", took: "after 3 s", code: "gone",
                text: "It was deleted."),
        ], parent: Link(label: "0193e0a4-0000-7000-8000-000000000009", href: "/admin/tasks/9"), children: [.sample])
}

extension ActionLogPage {
    static let sample = ActionLogPage(
        desk: .admin,
        rows: [
            ActionRow(
                when: .justNow, who: "operator@example.org", what: "Retried", target: "state dead",
                href: "/admin/tasks?state=dead", count: "500 of 1,234",
                task: Link(label: "under way", href: "/admin/tasks/1"))
        ], next: Link(label: "Older", href: "/admin/log?after=1"))
    static let empty = ActionLogPage(desk: .admin, rows: [])
}

extension LiveFailures {
    static let none = LiveFailures(asOf: "09:22:14 UTC", windows: [], groups: [])
    static let sample = LiveFailures(
        poll: Poll(path: "/admin/live/failures?poll=30", delay: "30000"), asOf: "09:22:14 UTC",
        windows: [Option(value: "1h", label: "1 h"), Option(value: "3h", label: "3 h")],
        groups: [
            FailureLine(
                kind: Link(label: "collect_page", href: "/admin/tasks?kind=collect_page"),
                error: Link(label: "source_busy", href: "/admin/tasks?error=source_busy"),
                message: "The source answered <429>.",
                figures: [
                    Figure(value: "0", href: "/admin/tasks?failed=1h", kind: "zero"),
                    Figure(value: "12", href: "/admin/tasks?failed=3h"),
                ], dead: Figure(value: "2", href: "/admin/tasks?state=dead", kind: "bad"), last: .threeHoursAgo)
        ], cutShort: "There were too many.")
}

extension FailuresPage {
    static let sample = FailuresPage(desk: .live, live: .sample)
}

extension LiveWorkers {
    static let none = LiveWorkers(
        asOf: "09:22:14 UTC", summary: "0 alive", busy: Link(label: "0 busy", href: "/admin/tasks"), workers: [],
        running: [])
    static let sample = LiveWorkers(
        asOf: "09:22:14 UTC", summary: "1 alive, 8 threads",
        busy: Link(label: "1 busy", href: "/admin/tasks?state=running"),
        workers: [
            WorkerRow(
                name: "desk, process 4711", shortID: "00000001", state: "Dead", stateKind: "bad",
                threads: "documents 2, scoring 2", busy: Figure(value: "1", href: "/admin/tasks?worker=1"),
                heartbeat: .threeHoursAgo, started: .yesterday)
        ],
        running: [
            BusyRow(
                task: Link(label: "00000001", href: "/admin/tasks/1"),
                kind: Link(label: "score_match", href: "/admin/tasks?kind=score_match"),
                queue: Link(label: "scoring", href: "/admin/tasks?queue=scoring"),
                worker: Link(label: "desk, 4711", href: "/admin/tasks?worker=1"), time: "3 min", progress: "1 of 2")
        ])
}

extension WorkersPage {
    static let sample = WorkersPage(desk: .live, live: .sample)
}

extension LiveActivity {
    static let none = LiveActivity(asOf: "09:22:14 UTC", stats: [], charts: [], rows: [])
    static let sample = LiveActivity(
        asOf: "09:22:14 UTC", stats: [Stat(label: "Done", value: "1,200")],
        charts: [
            Chart(
                id: "throughput", title: "Done", description: "1,200 tasks done in all.",
                bars: [ChartBar(x: "56", y: "8", width: "10", height: "100", kind: "done", title: "09:00: 12 done")],
                lines: [ChartLine(path: "M56 8L66 20", kind: "median")],
                levels: [ChartMark(place: "8", label: "20")], ticks: [ChartMark(place: "56", label: "09:00")],
                legend: [Option(value: "done", label: "Done")])
        ],
        rows: [
            ActivityRow(
                when: "2026-11-21 09:22 UTC", figures: [Figure(value: "12", href: "/admin/tasks?state=succeeded")],
                wait: "3 ms", run: "1 s",
                slowRun: "4 s")
        ])
}

extension ActivityPage {
    static let sample = ActivityPage(
        desk: .live, spans: [NavItem(label: "Last hour", href: "/admin/activity?span=1h", isCurrent: true)],
        queues: [NavItem(label: "Any queue", href: "/admin/activity", isCurrent: true)], live: .sample)
}

extension ScheduleRow {
    static let sample = ScheduleRow(
        name: "nightly", href: "/admin/schedules/1",
        kind: Link(label: "keep_history", href: "/admin/tasks?kind=keep_history"), cron: "0 3 * * *",
        zone: "Europe/Berlin", state: "Halted", stateKind: "bad", problem: "The zone <Mars> is not known here.",
        tasks: "/admin/tasks?subject=1",
        next: "in 3 h", nextExact: "2026-11-22 02:00 UTC", last: .yesterday,
        deeds: [Deed(action: "/admin/schedules/1/run", label: "Run now", about: "nightly")])
}

extension SchedulesPage {
    static let sample = SchedulesPage(desk: .admin, rows: [.sample])
    static let empty = SchedulesPage(desk: .admin, rows: [])
}

extension SchedulePage {
    static let sample = SchedulePage(
        desk: .admin, row: .sample, upcoming: ["2026-11-22 02:00 UTC"],
        ticks: [
            TickRow(
                at: .yesterday, task: Link(label: "00000001", href: "/admin/tasks/1"), state: "Done",
                stateKind: "good", took: "3 s")
        ],
        form: ScheduleForm(
            action: "/admin/schedules/1/change", cron: "0 25 * * *", zone: "Mars",
            catchUps: [Option(value: "once", label: "Run the latest", isSelected: true)], limit: "100",
            problem: "An hour is 0 to 23."))
}
