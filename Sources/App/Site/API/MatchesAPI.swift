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
        let postings = try [("vacancy_id", body.vacancyId), ("posting_id", body.postingId)].compactMap { name, text in
            try text.map { text in
                guard let id = UUID(text: text) else {
                    throw Problem.unprocessable([.init(field: name, message: "is no id")])
                }
                return id
            }
        }
        guard let posting = postings.first else {
            throw Problem.unprocessable([.init(field: "vacancy_id", message: "is required")])
        }
        guard postings.last == posting else {
            throw Problem.unprocessable([.init(field: "posting_id", message: "is another posting than vacancy_id")])
        }
        let match = try context.site.match(
            resume: resume, posting: posting, engine: body.engine, user: try context.user(), needsTask: true)
        return try .json(Started(taskId: match.task?.text, matchId: match.id.text), status: .accepted)
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        func flag(_ name: String) throws -> Bool {
            try context.parameter(name, "is true or false") { ["true": true, "false": false][$0] } ?? false
        }
        let order = try context.parameter("sort", "is best or newest") { MatchFilter.Order(rawValue: $0) }
        let filter = MatchFilter(
            resumeID: try context.parameter("resume_id", "is no id") { UUID(text: $0) },
            postingIDs: try context.parameter("posting_id", "is no id") { UUID(text: $0) }.map { [$0] },
            minimumScore: try context.parameter("min_score", "is a number from 0 to 100", MatchQuery.score),
            engine: context.request.query["engine"], isEligible: try flag("eligible"), isOpen: try flag("open"),
            text: context.request.query["q"]?.trimmed.cut(to: 300).nonEmpty, order: order ?? .best)
        let cursor = try context.cursor(MatchCursor.init(text:))
        let rows = try context.services.database.withConnection {
            try $0.matches(ownedBy: user.id, filter: filter, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(rows, limit: limit, item: MatchItemBody.init) {
            MatchCursor($0, filter.order).text
        }
    }
}

enum TasksAPI {
    static func show(_ context: Context) throws -> Response {
        var status = try find(context)
        // A result is read from PostgreSQL, and only where there is one: polling a running task asks Redis alone.
        var answer: Response?
        if status.state == .succeeded, status.kind == ScoreMatch.kind {
            answer = try result(of: status, as: Score.self, context).map { try Response.json($0) }
        } else if status.state == .succeeded, TaskOutcome.kinds.contains(status.kind),
            let outcome = try result(of: status, as: TaskOutcome.self, context)
        {
            // It has ended well for us, and not for its owner.
            let error = outcome.error ?? context.resumeProblem(outcome.errorCode)
            status.error = error
            answer = try .json(OutcomeBody(status: outcome.status, errorCode: outcome.errorCode, error: error))
        }
        let result: [UInt8]? = if case .bytes(let octets) = answer?.body { octets } else { nil }
        var response = Response.json(text: text(of: status, result: result))
        response.headers.set("Cache-Control", "private, no-cache")
        return response.withETag(for: context.request)
    }

    private struct OutcomeBody: Encodable {
        var status: TaskOutcome.Status
        var errorCode: String
        var error: String
    }

    private static func result<Value: Decodable>(
        of status: TaskStatus, as type: Value.Type, _ context: Context
    ) throws -> Value? {
        try context.services.database.withConnection { try $0.task(status.id)?.result?.decode(type) }
    }

    /// The status as JSON, written by hand: a program polls it, and an encoder takes longer than all the rest.
    private static func text(of status: TaskStatus, result: [UInt8]?) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(384)
        func append(_ key: StaticString, _ value: String?) {
            text.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
            if let value { text.appendJSON(value) } else { text.append(contentsOf: "null".utf8) }
        }
        text.append(contentsOf: "{\"attempt\":".utf8)
        text.append(decimals: status.attempt)
        append(",\"created_at\":", UTCDate.format(status.createdAt))
        append(",\"error\":", status.error)
        append(",\"id\":", status.id.text)
        append(",\"kind\":", status.kind)
        if let progress = status.progress {
            text.append(contentsOf: ",\"progress\":{\"done\":".utf8)
            text.append(decimals: progress.done)
            append(",\"stage\":", progress.stage)
            text.append(contentsOf: ",\"total\":".utf8)
            text.append(decimals: progress.total)
            text.append(contentsOf: "}".utf8)
        } else {
            append(",\"progress\":", nil)
        }
        text.append(contentsOf: ",\"result\":".utf8)
        text.append(contentsOf: result ?? Array("null".utf8))
        append(",\"state\":", status.state.rawValue)
        append(",\"updated_at\":", UTCDate.format(status.updatedAt))
        text.append(contentsOf: "}".utf8)
        return text
    }

    private static func find(_ context: Context) throws -> TaskStatus {
        let (id, user) = (try context.id(), try context.user())
        guard let status = try context.taskStatus(id),
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
