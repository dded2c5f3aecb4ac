internal import Templates

/// A value that a form sends along.
struct HiddenField: TemplateData {
    var name: String
    var value: String

    static var names: Names<HiddenField> {
        [
            "name": .text(\.name),
            "value": .text(\.value),
        ]
    }
}
