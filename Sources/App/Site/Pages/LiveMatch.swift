internal import Templates

/// The live part of a match: progress, or why it stopped, or the result.
struct LiveMatch: Page {
    static let template = "fragments/live-match"

    /// The id of the task.
    var id: String
    var poll: Poll?
    var resumeID: String
    var postingID: String
    /// For matching again.
    var engineID: String
    var progress: LiveProgress?
    var stopped: Stopped?
    /// What has changed since it was scored, in sentences.
    var changed: String?
    var result: MatchResult?

    static var names: Names<LiveMatch> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "resumeID": .text(\.resumeID),
            "postingID": .text(\.postingID),
            "engineID": .text(\.engineID),
            "progress": .object(\.progress),
            "stopped": .object(\.stopped),
            "changed": .optionalText(\.changed),
            "result": .object(\.result),
        ]
    }
}
