internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking
internal import Work

/// Searching career pages: start, watch, see what was found.
enum Searches {
    static func list(_ context: Context) throws -> Response {
        try listPage(context)
    }

    private static func listPage(
        _ context: Context, url: String = "", error: String? = nil, status: Status = .ok
    ) throws -> Response {
        let (user, words) = (try context.user(), context.words)
        let pageSize = context.services.settings.web.pageSize
        let cursor = context.request.query["after"].flatMap { DateCursor(text: $0) }
        let (searches, hasResume, preferences) = try context.services.database.transaction(readOnly: true) { db in
            (
                try db.careerSearches(
                    ownedBy: user.id, kinds: SearchCareerPage.kinds, after: cursor?.value, limit: pageSize + 1),
                try db.hasReadResume(ownedBy: user.id), try db.preferences(of: user.id)
            )
        }
        let shown = searches.prefix(pageSize)
        let next = searches.count > pageSize ? shown.last.map { DateCursor($0.run.createdAt, $0.run.id).text } : nil
        let basis = hasResume ? "resume" : preferences.isEmpty ? "nothing" : "preferences"
        let page = SearchesPage(
            url: url, error: error, basis: words.text("searches.basis." + basis),
            searches: shown.map { row($0.run, $0.plan, context) },
            nextHref: next.map { "/searches?" + Parameters([.init(name: "after", value: $0)]).encoded })
        let isLive = shown.contains { !$0.run.state.isFinal }
        return context.page(
            page, title: words.text("searches.title"), status: status, refreshSeconds: isLive ? 3 : nil)
    }

    private static func row(_ run: Run, _ plan: CareerPlan?, _ context: Context) -> SearchRow {
        let kinds: [RunState: String] = [
            .queued: "busy", .running: "busy", .succeeded: "good", .failed: "bad", .cancelled: "idle",
        ]
        return SearchRow(
            href: "/searches/" + run.id.text, page: plan?.url.cut(to: 80) ?? run.sourceName,
            when: context.moment(run.createdAt), state: context.words.text("run.state." + run.state.rawValue),
            stateKind: kinds[run.state] ?? "idle", found: context.phrases.count(max(0, run.done - run.failed)),
            refused: context.phrases.count(run.failed))
    }

    static func start(_ context: Context) throws -> Response {
        let url = context.field("url").trimmed
        do {
            let started = try context.site.searchCareerPage(url, for: try context.user())
            return context.redirect(to: "/searches/" + started.run.text)
        } catch let problem as Problem where problem.status == .unprocessableContent {
            return try listPage(
                context, url: url, error: context.words.text("searches.badURL"), status: .unprocessableContent)
        }
    }

    static func show(_ context: Context) throws -> Response {
        let (plan, live, started) = try find(try context.id(), of: try context.user(), context)
        let host = plan.url.firstRange(of: "://").map { plan.url[$0.upperBound...].prefix { $0 != "/" && $0 != "?" } }
        let title = context.words.text(
            plan.isPosting ? "searches.postingTitle" : "searches.pageTitle",
            ["site": String(host ?? Substring(plan.url))])
        let page = SearchPage(
            title: title, pageHref: WebAddress.safe(plan.url), page: plan.url.cut(to: 120), started: started, live: live
        )
        return context.page(page, title: title, refreshSeconds: live.poll == nil ? nil : 2)
    }

    /// The live part of whatever search a task is about. Tasks come and go while it is under way: only its bytes tell whether
    /// it has moved.
    static func live(_ run: UUID, of user: User, _ context: Context) throws -> Response {
        context.fragment(try find(run, of: user, context).live)
    }

    private static func find(
        _ id: UUID, of user: User, _ context: Context
    ) throws -> (plan: CareerPlan, live: LiveSearch, started: Moment?) {
        let limit = context.services.settings.career.links
        let found = try context.services.database.transaction(readOnly: true) { db in
            try context.site.careerSearch(id, of: user, on: db).map {
                ($0, try db.searchResults(of: id, limit: limit))
            }
        }
        guard let ((run, plan), results) = found else { throw Problem.notFound() }
        return (plan, context.live(run, results, isPosting: plan.isPosting), context.moment(run.createdAt))
    }
}
