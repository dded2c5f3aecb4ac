internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// Ranking the postings of a search for a resume, and what a language model's help with it costs.
enum RankingsAPI {
    private struct StartBody: Decodable {
        var resumeId: String
        var engine: String?
        var search: String?
        var maxCostMicros: Int?
    }

    /// Money is in millionths of a US dollar.
    struct CostBody: Encodable {
        var model: String
        var refineTop: Int
        var expectedCostMicros: Int
        var highestCostMicros: Int
        var budgetLeftMicros: Int
        var currency = "USD"

        init(_ cost: RankingCost) {
            model = cost.model
            refineTop = cost.top
            expectedCostMicros = cost.expected
            highestCostMicros = cost.highest
            budgetLeftMicros = cost.left
        }
    }

    private struct PredictedBody: Encodable {
        var postings: Int
        @Nullable var cost: CostBody?
    }

    private struct StartedBody: Encodable {
        var rankingId: String
        var taskId: String
        var postings: Int
        @Nullable var cost: CostBody?
    }

    private struct RefiningBody: Encodable {
        var wanted: Int
        var refined: Int
        @Nullable var stopped: String?
        var dropped: Int
        var costMicros: Int

        init(_ refining: Ranking.Refining) {
            wanted = refining.wanted
            refined = refining.refined
            stopped = refining.stopped?.rawValue
            dropped = refining.dropped
            costMicros = refining.cost
        }
    }

    private struct ShownBody: Encodable {
        var id: String
        var resumeId: String
        var engine: String
        var engineVersion: String
        var search: String
        var postings: Int
        @Nullable var taskId: String?
        @Nullable var expectedCostMicros: Int?
        @Nullable var highestCostMicros: Int?
        @Nullable var refining: RefiningBody?
        /// The best so far.
        var items: [MatchItemBody]
        var createdAt: Date
    }

    static func cost(_ context: Context) throws -> Response {
        let resume = try context.parameter("resume_id", "is no id") { UUID(text: $0) }
        guard let resume else { throw Problem.unprocessable([.init(field: "resume_id", message: "is missing")]) }
        let query = try search(context.request.query["search"], context)
        let (postings, cost) = try context.site.rankingCost(
            query, resume: resume, engine: context.request.query["engine"], user: try context.user())
        return try .json(PredictedBody(postings: postings, cost: cost.map(CostBody.init)))
    }

    static func start(_ context: Context) throws -> Response {
        let body: StartBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        guard let resume = UUID(text: body.resumeId) else {
            throw Problem.unprocessable([.init(field: "resume_id", message: "is no id")])
        }
        let (query, user) = (try search(body.search, context), try context.user())
        if let most = body.maxCostMicros {
            let (_, cost) = try context.site.rankingCost(query, resume: resume, engine: body.engine, user: user)
            guard cost?.highest ?? 0 <= most else {
                throw Problem.unprocessable([
                    .init(field: "max_cost_micros", message: "is less than this ranking may cost")
                ])
            }
        }
        let ranking = try context.site.rank(query, resume: resume, engine: body.engine, user: user)
        return try .json(
            StartedBody(
                rankingId: ranking.id.text, taskId: ranking.task.text, postings: ranking.postings,
                cost: ranking.cost.map(CostBody.init)), status: .accepted)
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user, limit) = (try context.id(), try context.user(), try context.limit())
        let found = try context.services.database.withConnection { db -> (Ranking, [MatchSummary])? in
            guard let ranking = try db.ranking(id, ownedBy: user.id) else { return nil }
            return (ranking, try db.matches(of: ranking, base: "embedded", limit: limit))
        }
        guard let (ranking, matches) = found else { throw Problem.notFound() }
        return try .json(
            ShownBody(
                id: ranking.id.text, resumeId: ranking.resumeID.text, engine: ranking.engine,
                engineVersion: ranking.engineVersion, search: ranking.search, postings: ranking.postingIDs.count,
                taskId: ranking.taskID?.text, expectedCostMicros: ranking.expectedCost,
                highestCostMicros: ranking.highestCost, refining: ranking.refining.map(RefiningBody.init),
                items: matches.map(MatchItemBody.init), createdAt: ranking.createdAt))
    }

    /// A search as the address of its page has it: `q=python&remote=yes`.
    private static func search(_ text: String?, _ context: Context) throws -> SearchQuery {
        guard let parameters = try? Parameters(urlEncoded: Array((text ?? "").utf8), maximumCount: 50) else {
            throw Problem.unprocessable([.init(field: "search", message: "is no search such as q=python&remote=yes")])
        }
        return SearchQuery(parameters, now: context.now)
    }
}
