internal import Templates

/// The first page, for visitors.
struct StartPage: Page {
    static let template = "pages/start"

    /// Nobody has registered yet.
    var becomesAdmin = false

    static var names: Names<StartPage> {
        [
            "becomesAdmin": .flag(\.becomesAdmin)
        ]
    }
}
