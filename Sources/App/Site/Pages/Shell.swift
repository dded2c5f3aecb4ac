internal import Templates

/// What surrounds every page.
struct Shell: TemplateData {
    /// The whole of `<title>`.
    var pageTitle: String
    /// BCP 47, such as `en`.
    var language: String
    /// The hidden `csrf_token` of every form.
    var csrfToken: String
    /// Absent for visitors.
    var user: ShellUser?
    /// The main menu; shown when logged in.
    var nav: [NavItem] = []
    /// What the last action did.
    var flash: Flash?
    /// Where live parts are: how often the page reloads without JavaScript.
    var refreshSeconds: String?
    var stylesheetURL: String
    /// Of pages with dense tables.
    var deskStylesheetURL: String?
    var scriptURL: String
    var htmxURL: String
    var iconURL: String

    static var names: Names<Shell> {
        [
            "pageTitle": .text(\.pageTitle),
            "language": .text(\.language),
            "csrfToken": .text(\.csrfToken),
            "user": .object(\.user),
            "nav": .list(\.nav),
            "flash": .object(\.flash),
            "refreshSeconds": .optionalText(\.refreshSeconds),
            "stylesheetURL": .text(\.stylesheetURL),
            "deskStylesheetURL": .optionalText(\.deskStylesheetURL),
            "scriptURL": .text(\.scriptURL),
            "htmxURL": .text(\.htmxURL),
            "iconURL": .text(\.iconURL),
        ]
    }
}

/// Who is logged in.
struct ShellUser: TemplateData {
    /// The name, or the email where there is none.
    var name: String
    var email: String
    var isAdmin = false

    static var names: Names<ShellUser> {
        [
            "name": .text(\.name),
            "email": .text(\.email),
            "isAdmin": .flag(\.isAdmin),
        ]
    }
}

/// One entry of the main menu.
struct NavItem: TemplateData {
    var label: String
    var href: String
    var isCurrent = false

    static var names: Names<NavItem> {
        [
            "label": .text(\.label),
            "href": .text(\.href),
            "isCurrent": .flag(\.isCurrent),
        ]
    }
}

/// One sentence at the top of the page.
struct Flash: TemplateData {
    /// `good`, `info`, `warn` or `bad`.
    var kind: String
    var text: String

    static var names: Names<Flash> {
        [
            "kind": .text(\.kind),
            "text": .text(\.text),
        ]
    }
}
