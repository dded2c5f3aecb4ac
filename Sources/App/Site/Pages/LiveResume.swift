internal import Templates

/// The live part of a resume: its stages, or why it stopped, or the review.
struct LiveResume: Page {
    static let template = "fragments/live-resume"

    /// The id of the task.
    var id: String
    var poll: Poll?
    var reading: ResumeReading?
    var stopped: Stopped?
    var review: ResumeReview?
    /// What the page is headed once the resume is read, where it stands there with another heading.
    var heading: String?

    static var names: Names<LiveResume> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "reading": .object(\.reading),
            "stopped": .object(\.stopped),
            "review": .object(\.review),
            "heading": .optionalText(\.heading),
        ]
    }
}

/// A resume being read.
struct ResumeReading: TemplateData {
    var sentence: String
    var stages: [StageRow] = []

    static var names: Names<ResumeReading> {
        [
            "sentence": .text(\.sentence),
            "stages": .list(\.stages),
        ]
    }
}

/// One stage of reading.
struct StageRow: TemplateData {
    var name: String
    /// `waiting`, `busy`, `done` or `bad`.
    var kind: String
    /// The same in words.
    var state: String
    /// "0.4 s"
    var took: String?

    static var names: Names<StageRow> {
        [
            "name": .text(\.name),
            "kind": .text(\.kind),
            "state": .text(\.state),
            "took": .optionalText(\.took),
        ]
    }
}
