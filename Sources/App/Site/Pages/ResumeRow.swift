internal import Templates

/// A resume in a list.
struct ResumeRow: TemplateData {
    var href: String
    /// The name found in it, else the file name.
    var title: String
    var fileName: String
    /// "8 years of experience"
    var years: String?
    /// The first few, with commas.
    var skills: String?
    /// Why it could not be read.
    var problem: String?
    var state: String
    /// `good`, `bad`, `busy` or `idle`.
    var stateKind: String
    var added: Moment?

    static var names: Names<ResumeRow> {
        [
            "href": .text(\.href),
            "title": .text(\.title),
            "fileName": .text(\.fileName),
            "years": .optionalText(\.years),
            "skills": .optionalText(\.skills),
            "problem": .optionalText(\.problem),
            "state": .text(\.state),
            "stateKind": .text(\.stateKind),
            "added": .object(\.added),
        ]
    }
}
