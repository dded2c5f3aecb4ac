internal import Templates

/// One collection or upload.
struct CollectionPage: Page {
    static let template = "pages/collection"

    var desk: Desk
    var title: String
    var runID: String
    var started: Moment?
    var live: LiveCollection

    static var names: Names<CollectionPage> {
        [
            "desk": .object(\.desk),
            "title": .text(\.title),
            "runID": .text(\.runID),
            "started": .object(\.started),
            "live": .object(\.live),
        ]
    }
}

/// The live part of a collection or upload: progress, counts, what was refused and why.
struct LiveCollection: Page {
    static let template = "fragments/live-collection"

    /// The id of the run: it stays while tasks come and go.
    var id: String
    var poll: Poll?
    var progress: LiveProgress?
    var stopped: Stopped?
    /// When it is done.
    var summary: String?
    var counts: [Stat] = []
    var failures: [FailureRow] = []
    /// Where more are refused than are listed.
    var moreRefused: String?
    /// Parses again what was refused; absent while it runs, and where nothing was.
    var reprocess: Deed?

    static var names: Names<LiveCollection> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "progress": .object(\.progress),
            "stopped": .object(\.stopped),
            "summary": .optionalText(\.summary),
            "counts": .list(\.counts),
            "failures": .list(\.failures),
            "hasFailures": .flag { !$0.failures.isEmpty },
            "moreRefused": .optionalText(\.moreRefused),
            "reprocess": .object(\.reprocess),
        ]
    }
}
