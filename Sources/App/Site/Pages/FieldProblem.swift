internal import Templates

/// One line of the summary above a form with mistakes.
struct FieldProblem: TemplateData {
    /// The id of the input.
    var field: String
    var message: String

    static var names: Names<FieldProblem> {
        [
            "field": .text(\.field),
            "message": .text(\.message),
        ]
    }
}

extension [FieldProblem] {
    /// Whether a field is to be marked; what is wrong with it stands in the summary, as `errors-` and the field's name.
    func blame(_ field: String) -> Bool { contains { $0.field == field } }
}
