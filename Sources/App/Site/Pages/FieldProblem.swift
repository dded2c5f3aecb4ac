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
