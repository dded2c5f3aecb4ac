internal import Templates

/// Where and when a live part asks again. Absent once the work has ended.
struct Poll: TemplateData {
    /// `/live/{task id}`
    var path: String
    /// Milliseconds.
    var delay: String

    static var names: Names<Poll> {
        [
            "path": .text(\.path),
            "delay": .text(\.delay),
        ]
    }
}
