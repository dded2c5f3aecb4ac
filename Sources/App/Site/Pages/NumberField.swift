internal import Templates

/// A field for a whole number: what it holds is text, so that what was typed can be shown back whatever it is.
struct NumberField: TemplateData {
    /// The id and the name of the input.
    var name: String
    var label: String
    var value: String
    /// Characters that it takes.
    var maxLength: String
    /// What is wrong with it.
    var error: String?

    static var names: Names<NumberField> {
        [
            "name": .text(\.name),
            "label": .text(\.label),
            "value": .text(\.value),
            "maxLength": .text(\.maxLength),
            "error": .optionalText(\.error),
        ]
    }
}
