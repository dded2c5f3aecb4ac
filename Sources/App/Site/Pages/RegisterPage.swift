internal import Templates

/// Creating an account.
struct RegisterPage: Page {
    static let template = "pages/register"

    /// As it was sent.
    var formName: String
    /// As it was sent.
    var formEmail: String
    /// Where to go afterwards; may be empty.
    var next: String
    /// Nobody has registered yet.
    var becomesAdmin = false
    /// This installation takes no new accounts.
    var isClosed = false
    var nameError: String?
    var emailError: String?
    var passwordError: String?
    var errors: [FieldProblem] = []

    static var names: Names<RegisterPage> {
        [
            "formName": .text(\.formName),
            "formEmail": .text(\.formEmail),
            "next": .text(\.next),
            "becomesAdmin": .flag(\.becomesAdmin),
            "isClosed": .flag(\.isClosed),
            "nameError": .optionalText(\.nameError),
            "emailError": .optionalText(\.emailError),
            "passwordError": .optionalText(\.passwordError),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
        ]
    }
}
