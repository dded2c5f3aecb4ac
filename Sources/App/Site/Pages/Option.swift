internal import Templates

/// One choice of a select or of radio buttons.
struct Option: TemplateData {
    var value: String
    var label: String
    var isSelected = false
    /// A line below a radio button.
    var hint: String?

    static var names: Names<Option> {
        [
            "value": .text(\.value),
            "label": .text(\.label),
            "isSelected": .flag(\.isSelected),
            "hint": .optionalText(\.hint),
        ]
    }
}
