internal import Templates

/// Tasks that match a filter.
struct TasksPage: Page {
    static let template = "pages/tasks"

    var desk: Desk
    var queues: [Option]
    var kinds: [Option]
    var states: [Option]
    var since: [Option]
    var failed: [Option]
    /// The end of the span; empty where it has none.
    var until: [Option]
    var error: String
    /// The id of a user, or their mail address; not `user`, which in the layout is who is logged in.
    var owner: String
    var taskID: String
    /// The id of what tasks are about.
    var subject: String
    /// The id of who has them in hand.
    var worker: String
    /// Why something of the filter cannot be used.
    var problem: String?
    /// Where the whole list is.
    var clearHref: String?
    /// Kept when the filter changes.
    var kept: [HiddenField] = []
    var live: LiveTasks

    static var names: Names<TasksPage> {
        [
            "desk": .object(\.desk),
            "queues": .list(\.queues),
            "kinds": .list(\.kinds),
            "states": .list(\.states),
            "since": .list(\.since),
            "failed": .list(\.failed),
            "until": .list(\.until),
            "hasUntil": .flag { !$0.until.isEmpty },
            "error": .text(\.error),
            "owner": .text(\.owner),
            "taskID": .text(\.taskID),
            "subject": .text(\.subject),
            "worker": .text(\.worker),
            "problem": .optionalText(\.problem),
            "clearHref": .optionalText(\.clearHref),
            "kept": .list(\.kept),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveTasks: Page {
    static let template = "fragments/live-tasks"

    var poll: Poll?
    var asOf: String
    /// "1,234 tasks"
    var summary: String
    /// Why there may be more than the page shows.
    var cutShort: String?
    var rows: [TaskRow]
    /// The filter, sent along with what is chosen.
    var filter: [HiddenField] = []
    /// What can be done to chosen tasks, and to all that match.
    var choices: [Option] = []
    var all: [Link] = []
    var next: Link?
    var empty: String?

    static var names: Names<LiveTasks> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "summary": .text(\.summary),
            "cutShort": .optionalText(\.cutShort),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
            "filter": .list(\.filter),
            "choices": .list(\.choices),
            "hasChoices": .flag { !$0.choices.isEmpty },
            "all": .list(\.all),
            "hasAll": .flag { !$0.all.isEmpty },
            "next": .object(\.next),
            "empty": .optionalText(\.empty),
        ]
    }
}

/// A task in a list.
struct TaskRow: TemplateData {
    var id: String
    /// The last digits, which tell tasks apart.
    var shortID: String
    var href: String
    var kind: Link
    var queue: Link
    var state: String
    var stateKind: String
    /// "2 of 8"
    var attempt: String
    /// "in 40 s", "for 3 min"
    var note: String?
    var error: Link?
    var errorText: String?
    var made: Moment
    var user: Link?
    var hasChoice = false

    static var names: Names<TaskRow> {
        [
            "id": .text(\.id),
            "shortID": .text(\.shortID),
            "href": .text(\.href),
            "kind": .object(\.kind),
            "queue": .object(\.queue),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "attempt": .text(\.attempt),
            "note": .optionalText(\.note),
            "error": .object(\.error),
            "errorText": .optionalText(\.errorText),
            "made": .object(\.made),
            "user": .object(\.user),
            "hasChoice": .flag(\.hasChoice),
        ]
    }
}

/// Asks before tasks are changed.
struct ConfirmPage: Page {
    static let template = "pages/confirm"

    var desk: Desk
    /// "Retry 1,234 tasks?"
    var title: String
    /// What will happen to them.
    var sentence: String
    /// What they have in common.
    var facts: [Fact]
    /// Absent where there is nothing to change.
    var deed: Deed?
    var backHref: String

    static var names: Names<ConfirmPage> {
        [
            "desk": .object(\.desk),
            "title": .text(\.title),
            "sentence": .text(\.sentence),
            "facts": .list(\.facts),
            "hasFacts": .flag { !$0.facts.isEmpty },
            "deed": .object(\.deed),
            "backHref": .text(\.backHref),
        ]
    }
}

/// A name and its value.
struct Fact: TemplateData {
    var name: String
    var value: String
    var href: String?
    var isMono = false

    static var names: Names<Fact> {
        [
            "name": .text(\.name),
            "value": .text(\.value),
            "href": .optionalText(\.href),
            "isMono": .flag(\.isMono),
        ]
    }
}
