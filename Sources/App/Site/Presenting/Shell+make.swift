internal import Base
internal import HTTP
internal import Model

extension Shell {
    /// The shell around a page for whoever asked.
    static func make(for context: Context, title: String, refreshSeconds: Int?, flash: Flash?) -> Shell {
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
            ("dashboard", "/dashboard"), ("jobs", "/jobs"), ("resumes", "/resumes"), ("matches", "/matches"),
            ("searches", "/searches"), ("sources", "/sources"),
        ]
        if [.recruiter, .admin].contains(user.role) { entries.append(("recruiting", "/candidates")) }
        if user.role == .admin { entries.append(("admin", "/admin")) }
        if user.role == .operator { entries.append(("admin", "/admin/queues")) }
        let path = context.request.path
        shell.nav = entries.map { name, href in
            let folders = name == "admin" ? ["/admin/"] : name == "recruiting" ? recruiting : [href + "/"]
            return NavItem(
                label: words.text("nav." + name), href: href,
                isCurrent: path == href || folders.contains { path.hasPrefix($0) })
        }
        return shell
    }

    private static let recruiting = ["/candidates", "/collections", "/job-posts"]
}
