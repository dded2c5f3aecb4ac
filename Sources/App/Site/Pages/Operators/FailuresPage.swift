internal import Templates

/// Failed tries of the last days, grouped by kind and error.
struct FailuresPage: Page {
    static let template = "pages/failures"

    var desk: Desk
    var live: LiveFailures

    static var names: Names<FailuresPage> {
        [
            "desk": .object(\.desk),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveFailures: Page {
    static let template = "fragments/live-failures"

    var poll: Poll?
    var asOf: String
    /// "1 h", "3 h", ...
    var windows: [Option]
    var groups: [FailureLine]
    /// Why there may be more.
    var cutShort: String?

    static var names: Names<LiveFailures> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "windows": .list(\.windows),
            "groups": .list(\.groups),
            "hasGroups": .flag { !$0.groups.isEmpty },
            "cutShort": .optionalText(\.cutShort),
        ]
    }
}

/// One kind failing in one way.
struct FailureLine: TemplateData {
    var kind: Link
    var error: Link
    /// What the latest said.
    var message: String?
    /// One for each window, each a link to the tasks behind it.
    var figures: [Figure]
    var dead: Figure
    var last: Moment

    static var names: Names<FailureLine> {
        [
            "kind": .object(\.kind),
            "error": .object(\.error),
            "message": .optionalText(\.message),
            "figures": .list(\.figures),
            "dead": .object(\.dead),
            "last": .object(\.last),
        ]
    }
}

/// The processes that run tasks, and what each runs now.
struct WorkersPage: Page {
    static let template = "pages/workers"

    var desk: Desk
    var live: LiveWorkers

    static var names: Names<WorkersPage> {
        [
            "desk": .object(\.desk),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveWorkers: Page {
    static let template = "fragments/live-workers"

    var poll: Poll?
    var asOf: String
    /// "2 alive, 8 threads"
    var summary: String
    /// "3 busy"
    var busy: Link
    var workers: [WorkerRow]
    var running: [BusyRow]

    static var names: Names<LiveWorkers> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "summary": .text(\.summary),
            "busy": .object(\.busy),
            "workers": .list(\.workers),
            "hasWorkers": .flag { !$0.workers.isEmpty },
            "running": .list(\.running),
            "hasRunning": .flag { !$0.running.isEmpty },
        ]
    }
}

/// One process.
struct WorkerRow: TemplateData {
    /// "host, process 4711"
    var name: String
    var shortID: String
    var state: String
    var stateKind: String
    /// "documents 2, scoring 2"
    var threads: String
    var busy: Figure
    var heartbeat: Moment
    var started: Moment

    static var names: Names<WorkerRow> {
        [
            "name": .text(\.name),
            "shortID": .text(\.shortID),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "threads": .text(\.threads),
            "busy": .object(\.busy),
            "heartbeat": .object(\.heartbeat),
            "started": .object(\.started),
        ]
    }
}

/// A task in the hands of a worker.
struct BusyRow: TemplateData {
    var task: Link
    var kind: Link
    var queue: Link
    var worker: Link?
    /// "3 min"
    var time: String
    /// "3 of 12"
    var progress: String

    static var names: Names<BusyRow> {
        [
            "task": .object(\.task),
            "kind": .object(\.kind),
            "queue": .object(\.queue),
            "worker": .object(\.worker),
            "time": .text(\.time),
            "progress": .text(\.progress),
        ]
    }
}
