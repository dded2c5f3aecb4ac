internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking

/// Ranking the postings of a search for a resume.
enum Rankings {
    static func start(_ context: Context) throws -> Response {
        guard let resume = UUID(text: context.field("resume_id")) else { throw Problem.notFound() }
        let query = SearchQuery(context.form?.fields ?? [:], now: context.now)
        let id = try context.site.rank(query, resume: resume, engine: context.field("engine"), user: try context.user())
        return .redirect(to: "/rankings/" + id.text)
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let found = try context.services.database.withConnection { db -> (Ranking, Resume)? in
            guard let ranking = try db.ranking(id, ownedBy: user.id),
                let resume = try db.resume(ranking.resumeID, ownedBy: user.id)
            else { return nil }
            return (ranking, resume)
        }
        guard let (ranking, resume) = found else { throw Problem.notFound() }
        let live = try live(ranking, resumeName: resume.fileName, context)
        let engine = context.phrases.engine(ranking.engine) + " " + ranking.engineVersion
        let page = RankingPage(
            title: title(ranking, context), resumeName: resume.fileName, resumeHref: "/resumes/" + resume.id.text,
            searchHref: ranking.search.isEmpty ? "/jobs" : "/jobs?" + ranking.search, engine: engine, live: live)
        return context.page(page, title: page.title, refreshSeconds: live.poll == nil ? nil : 2)
    }

    static func title(_ ranking: Ranking, _ context: Context) -> String {
        let parameters = try? Parameters(urlEncoded: Array(ranking.search.utf8), maximumCount: 50)
        guard let words = parameters?["q"] else { return context.words.text("ranking.titleAll") }
        return context.words.text("ranking.title", ["search": "“\(words)”"])
    }

    /// A ranking that runs, above the list of matches; `nil` when it has just ended.
    static func row(_ ranking: RankingSummary, _ context: Context) throws -> RankingRow? {
        let live = try live(ranking.ranking, resumeName: ranking.resumeName, context)
        guard live.poll != nil else { return nil }
        return RankingRow(
            href: "/rankings/" + ranking.ranking.id.text, title: title(ranking.ranking, context), live: live)
    }

    static func live(_ ranking: Ranking, resumeName: String, _ context: Context) throws -> LiveRanking {
        let user = try context.user()
        var live = LiveRanking(id: ranking.taskID?.text ?? ranking.id.text)
        let status = try ranking.taskID.flatMap { try context.ownStatus($0) }
        let isRunning = status.map { !$0.state.isFinal } ?? false
        let filter = MatchFilter(
            resumeID: ranking.resumeID, postingIDs: ranking.postingIDs, engine: ranking.engine)
        let matches = try context.services.database.withConnection {
            try $0.matches(ownedBy: user.id, filter: filter, limit: isRunning ? 1 : ranking.postingIDs.count)
        }
        if let status, isRunning {
            live.poll = context.poll(status.id, state: status.state, createdAt: status.createdAt)
            live.progress = context.progress(
                status, sentence: context.words.text("ranking.progress", ["resume": resumeName]),
                isSimulated: ranking.engine == "simulated")
            live.best = matches.first.map { context.row($0) }
            return live
        }
        switch status?.state {
        case .cancelled: live.stopped = context.stopped("ranking.cancelled", kind: "info")
        case .dead: live.stopped = context.stopped("ranking.failed", kind: "bad")
        default:
            let count = ranking.postingIDs.count
            live.summary =
                count == 0
                ? context.words.text("ranking.none")
                : context.words.plural("ranking.done", count, ["count": context.phrases.count(count)])
        }
        live.matches = matches.map { context.row($0) }
        return live
    }
}
