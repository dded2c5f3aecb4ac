@testable import Site

extension LoginPage {
    static let sample = LoginPage(formEmail: "", next: "", canRegister: true)
    static let refused = LoginPage(
        formEmail: "marta@example.com",
        next: "/matches",
        problem: "Email or password is not right. Check both and try again.",
        canRegister: true)
}
