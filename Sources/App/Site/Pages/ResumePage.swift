internal import Templates

/// One resume: how the reading goes, then the profile beside the text.
struct ResumePage: Page {
    static let template = "pages/resume"

    var resumeID: String
    var title: String
    var fileName: String
    var fileHref: String
    /// "182 kB"
    var fileSize: String
    var added: Moment?
    var live: LiveResume
    var notes: ReadingNotesPart?
    /// It can be matched.
    var isReady = false
    /// The best few with this resume.
    var matches: [MatchRow] = []
    var deleteAction: String

    static var names: Names<ResumePage> {
        [
            "resumeID": .text(\.resumeID),
            "title": .text(\.title),
            "fileName": .text(\.fileName),
            "fileHref": .text(\.fileHref),
            "fileSize": .text(\.fileSize),
            "added": .object(\.added),
            "live": .object(\.live),
            "notes": .object(\.notes),
            "isReady": .flag(\.isReady),
            "matches": .list(\.matches),
            "hasMatches": .flag { !$0.matches.isEmpty },
            "deleteAction": .text(\.deleteAction),
        ]
    }
}
