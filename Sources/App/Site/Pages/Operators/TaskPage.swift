internal import Templates

/// One task and everything that happened to it.
struct TaskPage: Page {
    static let template = "pages/task"

    var desk: Desk
    var title: String
    var live: LiveTask

    static var names: Names<TaskPage> {
        [
            "desk": .object(\.desk),
            "title": .text(\.title),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveTask: Page {
    static let template = "fragments/live-task"

    var poll: Poll?
    var asOf: String
    var id: String
    var state: String
    var stateKind: String
    var facts: [Fact]
    var arguments: [Fact]
    var hidden: String?
    var deeds: [Deed] = []
    /// Asked about first.
    var discardHref: String?
    var events: [TaskEvent]
    var parent: Link?
    var children: [TaskRow] = []

    static var names: Names<LiveTask> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "id": .text(\.id),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "facts": .list(\.facts),
            "arguments": .list(\.arguments),
            "hasArguments": .flag { !$0.arguments.isEmpty },
            "hidden": .optionalText(\.hidden),
            "deeds": .list(\.deeds),
            "hasDeeds": .flag { !$0.deeds.isEmpty || $0.discardHref != nil },
            "discardHref": .optionalText(\.discardHref),
            "events": .list(\.events),
            "parent": .object(\.parent),
            "children": .list(\.children),
            "hasChildren": .flag { !$0.children.isEmpty },
        ]
    }
}

/// One line of a task's timeline.
struct TaskEvent: TemplateData {
    var when: Moment
    /// `done`, `busy`, `bad` or `waiting`.
    var kind: String
    var title: String
    /// "after 3 s"
    var took: String?
    var code: String?
    var text: String?

    static var names: Names<TaskEvent> {
        [
            "when": .object(\.when),
            "kind": .text(\.kind),
            "title": .text(\.title),
            "took": .optionalText(\.took),
            "code": .optionalText(\.code),
            "text": .optionalText(\.text),
        ]
    }
}

/// What operators did.
struct ActionLogPage: Page {
    static let template = "pages/log"

    var desk: Desk
    var rows: [ActionRow]
    var next: Link?

    static var names: Names<ActionLogPage> {
        [
            "desk": .object(\.desk),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
            "next": .object(\.next),
        ]
    }
}

/// One line of the log of actions.
struct ActionRow: TemplateData {
    var when: Moment
    var who: String
    var what: String
    /// What it was done to.
    var target: String
    var href: String?
    /// "12 of 500"
    var count: String
    /// The task that does it, while it does.
    var task: Link?

    static var names: Names<ActionRow> {
        [
            "when": .object(\.when),
            "who": .text(\.who),
            "what": .text(\.what),
            "target": .text(\.target),
            "href": .optionalText(\.href),
            "count": .text(\.count),
            "task": .object(\.task),
        ]
    }
}
