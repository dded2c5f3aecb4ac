internal import Templates

/// The live part of a run: progress, counts, what was refused.
struct LiveRun: Page {
    static let template = "fragments/live-run"

    /// The id of the run.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
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

    static var names: Names<LiveRun> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
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
