@testable import Site

extension RegisterPage {
    static let sample = RegisterPage(formName: "", formEmail: "", next: "", becomesAdmin: true)
    static let refused = RegisterPage(
        formName: "Marta <b>Lindqvist</b>",
        formEmail: "marta@",
        next: "/jobs",
        emailError: "Enter an email address, such as name@example.com.",
        passwordError: "Use at least 8 characters.",
        errors: [
            FieldProblem(field: "email", message: "Enter an email address, such as name@example.com."),
            FieldProblem(field: "password", message: "Use at least 8 characters."),
        ])

    static let closed = RegisterPage(formName: "", formEmail: "", next: "", isClosed: true)
}
