internal import Base
internal import HTTP
internal import Model

extension Shell {
    /// The shell around a page for whoever asked.
    /// - Parameter section: the entry of the menu that the page belongs to, where its address does not say it.
    static func make(
        for context: Context, title: String, refreshSeconds: Int?, flash: Flash?, section: String? = nil
    ) -> Shell {
        let (words, assets) = (context.words, context.site.assets)
        let product = words.text("product.name")
        var shell = Shell(
            pageTitle: title.isEmpty ? product : title + " · " + product, language: context.site.language,
            csrfToken: context.csrfToken, flash: flash, refreshSeconds: refreshSeconds.map(String.init),
            stylesheetURL: assets.url("/css/hunter.css"), scriptURL: assets.url("/js/hunter.js"),
            htmxURL: assets.url("/vendor/htmx.min.js"), iconURL: assets.url("/icon.svg"))
        let isDense = ["/sources", "/runs/"].contains { context.request.path.hasPrefix($0) }
        if [.recruiter, .operator, .admin].contains(context.route.access) || isDense {
            shell.deskStylesheetURL = assets.url("/css/admin.css")
        }
        guard let user = context.owner?.user else { return shell }
        shell.user = ShellUser(
            name: user.name.isEmpty ? user.email : user.name, email: user.email, isAdmin: user.role == .admin)
        var entries = [
            ("dashboard", "/dashboard"), ("jobs", "/jobs"), ("resumes", "/resumes"),
            ("matches", "/matches"), ("searches", "/searches"), ("sources", "/sources"),
        ]
        if [.recruiter, .admin].contains(user.role) { entries.append(("recruiting", "/candidates")) }
        if user.role == .admin { entries.append(("admin", "/admin")) }
        if user.role == .operator { entries.append(("admin", "/admin/queues")) }
        let path = context.request.path
        shell.nav = entries.map { name, href in
            let isCurrent = section.map { $0 == name } ?? (folders[name] ?? [href]).contains { path.isWithin($0) }
            return NavItem(label: words.text("nav." + name), href: href, isCurrent: isCurrent)
        }
        return shell
    }

    /// The addresses of entries with more than their own.
    private static let folders = [
        "jobs": ["/jobs", "/saved-searches", "/postings"], "matches": ["/matches", "/match", "/rankings"],
        "sources": ["/sources", "/runs"],
        "recruiting": ["/candidates", "/collections", "/job-posts"], "admin": ["/admin"],
    ]
}

extension String {
    /// Whether a path is that of a folder or lies in it.
    fileprivate func isWithin(_ folder: String) -> Bool { self == folder || hasPrefix(folder + "/") }
}
