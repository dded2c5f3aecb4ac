@testable import Site

extension Shell {
    static func visitor(_ title: String, flash: Flash? = nil, current: String? = nil) -> Shell {
        Shell(
            pageTitle: title, language: "en", csrfToken: "c3JmLXRva2Vu", flash: flash,
            stylesheetURL: "/css/hunter.css", scriptURL: "/js/hunter.js", htmxURL: "/vendor/htmx.min.js",
            iconURL: "/icon.svg")
    }

    static func seeker(
        _ title: String, refreshSeconds: String? = nil, flash: Flash? = nil, current: String? = nil,
        isAdmin: Bool = false
    ) -> Shell {
        var shell = visitor(title, flash: flash)
        shell.refreshSeconds = refreshSeconds
        shell.user = ShellUser(
            name: "Marta Lindqvist-Öberg", email: "marta@example.com", isAdmin: isAdmin)
        let places = [
            ("Home", "/dashboard"), ("Resumes", "/resumes"), ("Postings", "/jobs"),
            ("Matches", "/matches"),
            ("Admin", "/admin"),
        ]
        shell.nav = places.filter { isAdmin || $0.1 != "/admin" }
            .map { NavItem(label: $0.0, href: $0.1, isCurrent: $0.1 == current) }
        return shell
    }

    static func recruiter(
        _ title: String, refreshSeconds: String? = nil, flash: Flash? = nil, current: String? = nil
    ) -> Shell {
        var shell = seeker(title, refreshSeconds: refreshSeconds, flash: flash, current: current)
        shell.nav.append(NavItem(label: "Recruiting", href: "/candidates", isCurrent: true))
        shell.deskStylesheetURL = "/css/admin.css"
        return shell
    }

    static func admin(
        _ title: String, refreshSeconds: String? = nil, flash: Flash? = nil, current: String? = nil
    ) -> Shell {
        seeker(title, refreshSeconds: refreshSeconds, flash: flash, current: current, isAdmin: true)
    }
}
