internal import Templates

/// A score as lists show it.
struct ScoreMark: TemplateData {
    /// Rounded, 0 to 100.
    var value: String
    /// In words.
    var band: String

    static var names: Names<ScoreMark> {
        [
            "value": .text(\.value),
            "band": .text(\.band),
        ]
    }
}
