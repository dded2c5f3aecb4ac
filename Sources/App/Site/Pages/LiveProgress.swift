internal import Templates

/// Work under way: a sentence, a bar, how long.
struct LiveProgress: TemplateData {
    /// What is happening.
    var sentence: String
    /// Per cent done, 0 to 100; without one the bar only moves.
    var value: String?
    /// "12 of 40"
    var counts: String?
    /// "about 20 seconds left"
    var remaining: String?
    /// Adds the label "Simulated".
    var isSimulated = false
    var cancel: Cancelling?

    static var names: Names<LiveProgress> {
        [
            "sentence": .text(\.sentence),
            "value": .optionalText(\.value),
            "counts": .optionalText(\.counts),
            "remaining": .optionalText(\.remaining),
            "isSimulated": .flag(\.isSimulated),
            "cancel": .object(\.cancel),
        ]
    }
}

/// A button that cancels a task.
struct Cancelling: TemplateData {
    /// `/tasks/{id}/cancel`
    var action: String
    var taskID: String

    static var names: Names<Cancelling> {
        [
            "action": .text(\.action),
            "taskID": .text(\.taskID),
        ]
    }
}
