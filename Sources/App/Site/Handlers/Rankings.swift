internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Intelligence
internal import Model
internal import Storage
internal import Tasking

/// Ranking the postings of a search for a resume.
enum Rankings {
    static func start(_ context: Context) throws -> Response {
        guard let resume = UUID(text: context.field("resume_id")) else { throw Problem.notFound() }
        let (query, engine) = (SearchQuery(context.form?.fields ?? [:], now: context.now), context.field("engine"))
        // What costs money is shown with its price first.
        if context.field("confirmed") != "yes", context.services.engines[engine] is ModelEngine {
            var parameters: Parameters = ["resume_id": resume.text, "engine": engine]
            for field in query.parameters { parameters.append(field.name, field.value) }
            return .redirect(to: "/rankings/new?" + parameters.encoded)
        }
        let ranking = try context.site.rank(query, resume: resume, engine: engine, user: try context.user())
        return .redirect(to: "/rankings/" + ranking.id.text)
    }

    /// What a ranking with an engine that costs money will cost.
    static func confirm(_ context: Context) throws -> Response {
        let (parameters, user, words) = (context.request.query, try context.user(), context.words)
        guard let id = parameters["resume_id"].flatMap({ UUID(text: $0) }) else { throw Problem.notFound() }
        let query = SearchQuery(parameters, now: context.now)
        let engine = parameters["engine"] ?? ""
        let (count, cost) = try context.site.rankingCost(query, resume: id, engine: engine, user: user)
        guard let resume = try context.services.database.withConnection({ try $0.resume(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        func deed(_ label: String, _ engine: String) -> Deed {
            let own = [("resume_id", id.text), ("engine", engine), ("confirmed", "yes")]
            return Deed(
                action: "/rankings", label: label,
                fields: own.map { HiddenField(name: $0.0, value: $0.1) } + query.fields(without: []))
        }
        var facts = [
            Fact(name: words.text("ranking.cost.resume"), value: resume.fileName),
            Fact(name: words.text("ranking.cost.postings"), value: context.phrases.count(count)),
        ]
        var deeds = [deed(words.text("ranking.cost.without"), "embedded")]
        if let cost {
            let phrases = context.phrases
            facts += [
                Fact(name: words.text("ranking.cost.model"), value: cost.model),
                Fact(name: words.text("ranking.cost.top"), value: phrases.count(cost.top)),
                Fact(name: words.text("ranking.cost.expected"), value: phrases.dollars(cost.expected)),
                Fact(name: words.text("ranking.cost.highest"), value: phrases.dollars(cost.highest)),
                Fact(name: words.text("ranking.cost.left"), value: phrases.dollars(cost.left)),
            ]
            deeds.insert(deed(words.text("ranking.cost.start"), engine), at: 0)
        }
        let title = words.text("ranking.cost.title")
        let page = RankingCostPage(
            title: title, sentence: words.text("ranking.cost.sentence"), facts: facts, deeds: deeds,
            backHref: SearchQuery.href(query.parameters))
        return context.page(page, title: title)
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
        var live = LiveRanking(id: ranking.taskID?.text ?? ranking.id.text)
        let status = try ranking.taskID.flatMap { try context.ownStatus($0) }
        let isRunning = status.map { !$0.state.isFinal } ?? false
        let matches = try context.services.database.withConnection {
            try $0.matches(
                of: ranking, base: "embedded",
                limit: isRunning ? context.services.settings.web.pageSize : ranking.postingIDs.count)
        }
        if let status, isRunning {
            live.poll = context.poll(status.id, state: status.state, createdAt: status.createdAt)
            live.progress = context.progress(
                status,
                sentence: context.words.text(
                    status.progress?.stage == "refining" ? "ranking.refining" : "ranking.progress",
                    ["resume": resumeName]),
                isSimulated: ranking.engine == "simulated")
            live.best = matches.first.map { context.row($0) }
            live.matches = matches.map { context.row($0) }
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
        live.refined = refined(ranking, context)
        live.matches = matches.map { context.row($0) }
        return live
    }

    /// What the model did and cost, in sentences.
    private static func refined(_ ranking: Ranking, _ context: Context) -> String? {
        guard let refining = ranking.refining else { return nil }
        let (words, phrases) = (context.words, context.phrases)
        var sentences = [
            words.plural(
                "ranking.refined", refining.wanted,
                [
                    "refined": phrases.count(refining.refined), "cost": phrases.dollars(refining.cost),
                    "expected": phrases.dollars(ranking.expectedCost ?? 0),
                ])
        ]
        if let reason = refining.stopped {
            sentences.append(
                words.text(
                    "ranking.refiningStopped", ["reason": words.text("match.model.reason." + reason.rawValue)]))
        }
        if refining.dropped > 0 { sentences.append(words.plural("match.model.dropped", refining.dropped)) }
        return sentences.joined(separator: " ")
    }
}
