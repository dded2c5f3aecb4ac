internal import Templates

/// Logging in.
struct LoginPage: Page {
    static let template = "pages/login"

    /// As it was sent.
    var formEmail: String
    /// Where to go afterwards; may be empty.
    var next: String
    /// Why it did not work.
    var problem: String?
    var canRegister = false

    static var names: Names<LoginPage> {
        [
            "formEmail": .text(\.formEmail),
            "next": .text(\.next),
            "problem": .optionalText(\.problem),
            "canRegister": .flag(\.canRegister),
        ]
    }
}
