internal import Templates

/// My account.
struct AccountPage: Page {
    static let template = "pages/account"

    var accountName: String
    var accountEmail: String
    var role: String
    var joined: Moment?
    /// This one first, then the one last used.
    var sessions: [SessionRow] = []

    static var names: Names<AccountPage> {
        [
            "accountName": .text(\.accountName),
            "accountEmail": .text(\.accountEmail),
            "role": .text(\.role),
            "joined": .object(\.joined),
            "sessions": .list(\.sessions),
            "hasOthers": .flag { $0.sessions.contains { $0.revokeAction != nil } },
        ]
    }
}

/// One log-in of the account.
struct SessionRow: TemplateData {
    /// "Firefox on Linux"
    var device: String
    /// "Browser" or "API"
    var kind: String
    var address: String
    var started: Moment?
    var lastUsed: Moment?
    /// Absent for the session that asks.
    var revokeAction: String?

    static var names: Names<SessionRow> {
        [
            "device": .text(\.device),
            "kind": .text(\.kind),
            "address": .text(\.address),
            "started": .object(\.started),
            "lastUsed": .object(\.lastUsed),
            "revokeAction": .optionalText(\.revokeAction),
        ]
    }
}
