internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage
internal import Tasking
internal import Work

enum MatchesAPI {
    private struct StartBody: Decodable {
        var resumeId: String
        var vacancyId: String?
        var postingId: String?
        var engine: String?
    }

    private struct Started: Encodable {
        @Nullable var taskId: String?
        var matchId: String
    }

    static func start(_ context: Context) throws -> Response {
        let body: StartBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        guard let resume = UUID(text: body.resumeId) else {
            throw Problem.unprocessable([.init(field: "resume_id", message: "is no id")])
        }
        guard let posting = (body.postingId ?? body.vacancyId).flatMap({ UUID(text: $0) }) else {
            throw Problem.unprocessable([.init(field: "vacancy_id", message: "is no id")])
        }
        let match = try context.site.match(
            resume: resume, posting: posting, engine: body.engine, user: try context.user(), needsTask: true)
        return try .json(Started(taskId: match.task?.text, matchId: match.id.text), status: .accepted)
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let filter = MatchFilter(
            resumeID: try context.parameter("resume_id", "is no id") { UUID(text: $0) },
            minimumScore: try context.parameter("min_score", "is a number from 0 to 100") {
                Double($0).flatMap { (0...100).contains($0) ? $0 : nil }
            }, engine: context.request.query["engine"])
        let cursor = try context.cursor(MatchCursor.init(text:))
        let rows = try context.services.database.withConnection {
            try $0.matches(ownedBy: user.id, filter: filter, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit, item: MatchItemBody.init) {
            MatchCursor(score: $0.score, id: $0.id).text
        }
    }
}

enum TasksAPI {
    private struct TaskBody: Encodable {
        var id: String
        var kind: String
        var state: TaskState
        @Nullable var progress: TaskProgress?
        var attempt: Int
        @Nullable var result: Score?
        @Nullable var error: String?
        var createdAt: Date
        var updatedAt: Date
    }

    static func show(_ context: Context) throws -> Response {
        let status = try find(context)
        // A result is read from PostgreSQL, and only where there is one: polling a running task asks Redis alone.
        var result: Score?
        if status.state == .succeeded, status.kind == ScoreMatch.kind {
            result = try context.services.database.withConnection { try $0.task(status.id)?.result?.decode(Score.self) }
        }
        var response = try Response.json(
            TaskBody(
                id: status.id.text, kind: status.kind, state: status.state, progress: status.progress,
                attempt: status.attempt, result: result, error: status.error, createdAt: status.createdAt,
                updatedAt: status.updatedAt))
        response.headers.set("Cache-Control", "private, no-cache")
        return response.withETag(for: context.request)
    }

    private static func find(_ context: Context) throws -> TaskStatus {
        let (id, user) = (try context.id(), try context.user())
        guard let status = try context.services.queue.board.known(context.status, id, context.services.database),
            status.userID == user.id || status.userID == nil && user.role == .admin
        else { throw Problem.notFound() }
        return status
    }

    private struct Cancelled: Encodable {
        var id: String
    }

    static func cancel(_ context: Context) throws -> Response {
        let status = try context.site.cancel(try context.id(), by: try context.user())
        return try .json(Cancelled(id: status.id.text), status: .accepted)
    }
}
