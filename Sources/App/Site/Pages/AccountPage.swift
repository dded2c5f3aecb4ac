internal import Templates

/// My account.
struct AccountPage: Page {
    static let template = "pages/account"

    var accountName: String
    var accountEmail: String
    var role: String
    var joined: Moment?

    static var names: Names<AccountPage> {
        [
            "accountName": .text(\.accountName),
            "accountEmail": .text(\.accountEmail),
            "role": .text(\.role),
            "joined": .object(\.joined),
        ]
    }
}
