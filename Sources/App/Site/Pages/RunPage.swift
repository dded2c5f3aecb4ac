internal import Templates

/// One run of a source.
struct RunPage: Page {
    static let template = "pages/run"

    var title: String
    var runID: String
    var started: Moment?
    var live: LiveRun

    static var names: Names<RunPage> {
        [
            "title": .text(\.title),
            "runID": .text(\.runID),
            "started": .object(\.started),
            "live": .object(\.live),
        ]
    }
}
