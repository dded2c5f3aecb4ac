internal import Templates

/// The live part of a run: progress, counts, what was refused.
struct LiveRun: Page {
    static let template = "fragments/live-run"

    /// The id of the run.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
    /// While it waits for its next try.
    var waiting: RunWaiting?
    var stopped: Stopped?
    /// When it is done.
    var summary: String?
    /// "3 of 12"
    var pages: String
    var received: String
    var added: String
    var updated: String
    var unchanged: String
    var refused: String
    /// "12 requests, 1.3 MB"
    var cost = ""
    /// What the source did not give.
    var warnings: [RunWarning] = []
    var failures: [FailureRow] = []
    /// Its last pages, the latest first.
    var log: [RunPageRow] = []

    static var names: Names<LiveRun> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
            "waiting": .object(\.waiting),
            "stopped": .object(\.stopped),
            "summary": .optionalText(\.summary),
            "pages": .text(\.pages),
            "received": .text(\.received),
            "added": .text(\.added),
            "updated": .text(\.updated),
            "unchanged": .text(\.unchanged),
            "refused": .text(\.refused),
            "cost": .text(\.cost),
            "warnings": .list(\.warnings),
            "failures": .list(\.failures),
            "hasFailures": .flag { !$0.failures.isEmpty },
            "log": .list(\.log),
            "hasLog": .flag { !$0.log.isEmpty },
        ]
    }
}

/// Why a run waits, and until when.
struct RunWaiting: TemplateData {
    var heading: String
    /// What the last try ended with, where that says more.
    var reason: String?
    /// RFC 3339.
    var nextISO: String
    /// "2026-11-21 09:22 UTC"
    var next: String

    static var names: Names<RunWaiting> {
        [
            "heading": .text(\.heading),
            "reason": .optionalText(\.reason),
            "nextISO": .text(\.nextISO),
            "next": .text(\.next),
        ]
    }
}

/// A refused record, or a page that could not be had.
struct FailureRow: TemplateData {
    /// The record's id at its source, or the page.
    var subject: String
    var reason: String

    static var names: Names<FailureRow> {
        [
            "subject": .text(\.subject),
            "reason": .text(\.reason),
        ]
    }
}

/// Something that a run could not have.
struct RunWarning: TemplateData {
    var text: String

    static var names: Names<RunWarning> { ["text": .text(\.text)] }
}
