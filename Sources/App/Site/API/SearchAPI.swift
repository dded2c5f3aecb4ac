internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Work

/// Searching career pages.
enum SearchAPI {
    private struct StartBody: Decodable {
        var url: String
    }

    private struct Started: Encodable {
        var runId: String
        var taskId: String
    }

    static func start(_ context: Context) throws -> Response {
        let body: StartBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let started = try context.site.searchCareerPage(body.url.trimmed, for: try context.user())
        return try .json(Started(runId: started.run.text, taskId: started.task.text), status: .accepted)
    }

    private struct ResultBody: Encodable {
        var url: String
        var label: String
        var state: SearchLink.State
        @Nullable var reason: String?
        @Nullable var postingId: String?
        @Nullable var title: String?
        @Nullable var company: String?
        @Nullable var location: String?
        @Nullable var matchScore: Double?
        var reasoning: [String]
        @Nullable var matchId: String?

        init(_ result: SearchResult) {
            let link = result.link
            url = link.url
            label = link.label
            state = link.state
            reason = link.reason
            postingId = link.postingID?.text
            title = result.title
            company = result.company
            location = result.location
            matchScore = link.score
            reasoning = link.reasoning
            matchId = link.matchID?.text
        }
    }

    /// What a search has found so far, best first.
    static func results(_ context: Context) throws -> Response {
        let (id, user, limit) = (try context.id(), try context.user(), try context.limit())
        let offset = try context.cursor { Int($0).flatMap { (0...1_000_000).contains($0) ? $0 : nil } } ?? 0
        let rows = try context.services.database.transaction(readOnly: true) { db in
            guard try context.site.careerSearch(id, of: user, on: db) != nil else { throw Problem.notFound() }
            return try db.searchResults(of: id, after: offset, limit: limit + 1)
        }
        let numbered = rows.enumerated().map { ($0.offset + offset + 1, $0.element) }
        return try context.list(numbered, limit: limit, item: { ResultBody($0.1) }, cursor: { String($0.0) })
    }

    private struct SearchBody: Encodable {
        var run: RunBody
        @Nullable var url: String?
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let cursor = try context.cursor(DateCursor.init(text:))
        let searches = try context.services.database.withConnection {
            try $0.careerSearches(
                ownedBy: user.id, kinds: SearchCareerPage.kinds, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(searches, limit: limit) {
            SearchBody(run: RunBody($0.run), url: $0.plan?.url)
        } cursor: {
            DateCursor($0.run.createdAt, $0.run.id).text
        }
    }
}
