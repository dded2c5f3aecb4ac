internal import Templates

/// A point in time as pages say it.
struct Moment: TemplateData {
    /// "3 days ago"
    var ago: String
    /// The exact time, shown as a title.
    var exact: String
    /// RFC 3339.
    var iso: String

    static var names: Names<Moment> {
        [
            "ago": .text(\.ago),
            "exact": .text(\.exact),
            "iso": .text(\.iso),
        ]
    }
}
