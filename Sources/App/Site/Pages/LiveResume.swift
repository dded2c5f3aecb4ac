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

    static var names: Names<LiveResume> {
        [
            "id": .text(\.id),
            "poll": .object(\.poll),
            "reading": .object(\.reading),
            "stopped": .object(\.stopped),
            "review": .object(\.review),
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

/// What was understood, to be corrected, beside the text it came from.
struct ResumeReview: TemplateData {
    var saveAction: String
    var name: String
    var headline: String
    var email: String
    var phone: String
    var location: String
    var years: String
    /// With commas.
    var skills: String
    var emailError: String?
    var yearsError: String?
    var errors: [FieldProblem] = []
    /// Hidden text, say.
    var warning: String?
    var textNote: String
    /// The document's text as it was read.
    var text: String

    static var names: Names<ResumeReview> {
        [
            "saveAction": .text(\.saveAction),
            "name": .text(\.name),
            "headline": .text(\.headline),
            "email": .text(\.email),
            "phone": .text(\.phone),
            "location": .text(\.location),
            "years": .text(\.years),
            "skills": .text(\.skills),
            "emailError": .optionalText(\.emailError),
            "yearsError": .optionalText(\.yearsError),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "warning": .optionalText(\.warning),
            "textNote": .text(\.textNote),
            "text": .text(\.text),
        ]
    }
}
