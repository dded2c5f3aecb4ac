internal import Templates

/// One run of a source.
struct RunPage: Page {
    static let template = "pages/run"

    var title: String
    var runID: String
    var sourceHref: String
    var started: Moment?
    var live: LiveRun

    static var names: Names<RunPage> {
        [
            "title": .text(\.title),
            "runID": .text(\.runID),
            "started": .object(\.started),
            "live": .object(\.live),
            "sourceHref": .text(\.sourceHref),
        ]
    }
}

/// What one page of a run brought and cost.
struct RunPageRow: TemplateData {
    var number: String
    var when: Moment?
    var outcome: String
    var received: String
    var added: String
    var updated: String
    var refused: String
    var requests: String
    var bytes: String
    var took: String

    static var names: Names<RunPageRow> {
        [
            "number": .text(\.number),
            "when": .object(\.when),
            "outcome": .text(\.outcome),
            "received": .text(\.received),
            "added": .text(\.added),
            "updated": .text(\.updated),
            "refused": .text(\.refused),
            "requests": .text(\.requests),
            "bytes": .text(\.bytes),
            "took": .text(\.took),
        ]
    }
}
