internal import Templates

/// Work that ended without its result.
struct Stopped: TemplateData {
    /// `bad` for failures, `info` for what the person chose.
    var kind: String
    var heading: String
    /// What happened and what was kept.
    var message: String
    /// What to do.
    var advice: String?

    static var names: Names<Stopped> {
        [
            "kind": .text(\.kind),
            "heading": .text(\.heading),
            "message": .text(\.message),
            "advice": .optionalText(\.advice),
        ]
    }
}
