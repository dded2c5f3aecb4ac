internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Sources
internal import Storage

/// Collecting resumes, uploading many, and what became of each record.
enum CollectionsAPI {
    private struct TriggerBody: Decodable {
        var count: Int?
        var perPage: Int?
        var batchSize: Int?
        var errorMode: Bool?
    }

    private struct Started: Encodable {
        var id: String
        var message: String
    }

    static func trigger(_ context: Context) throws -> Response {
        let hasBody = (context.request.contentLength ?? 0) > 0
        let body =
            hasBody
            ? try context.request.json(TriggerBody.self, limit: context.services.settings.web.bodyLimit) : TriggerBody()
        let (plan, problems) = CollectionForm.plan(
            count: body.count, perPage: body.perPage, batchSize: body.batchSize, errorMode: body.errorMode ?? false,
            limit: context.services.settings.outbound.collectionLimit)
        guard problems.isEmpty else {
            throw Problem.unprocessable(
                problems.map { .init(field: $0.field, message: "must be a whole number from 1 to \($0.limit)") })
        }
        let id = try context.site.collect(plan, for: try context.user())
        let message = "Collecting \(plan.count) resumes, \(plan.perPage) a page."
        return try .json(Started(id: id.text, message: message), status: .accepted)
    }

    static func reprocess(_ context: Context) throws -> Response {
        let id = try context.id()
        try context.site.reprocess(id, of: try context.user())
        let started = Started(id: id.text, message: "What was refused is parsed again.")
        return try .json(started, status: .accepted)
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let cursor = try context.cursor(DateCursor.init(text:))
        let runs = try context.services.database.withConnection {
            try $0.runs(ownedBy: user.id, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(runs, limit: limit, item: RunBody.init) { DateCursor($0.createdAt, $0.id).text }
    }

    private struct RecordBody: Encodable {
        /// The record's id at its source, or the name of the file.
        var subject: String
        var state: RecordState
        @Nullable var reason: String?
        @Nullable var resumeId: String?
    }

    /// What became of each record or file of a run, in order.
    static func records(_ context: Context) throws -> Response {
        let (id, user, limit) = (try context.id(), try context.user(), try context.limit())
        let state = try context.parameter("state", "is waiting, done or refused") { RecordState(rawValue: $0) }
        let cursor = try context.cursor { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
        let reports = try context.services.database.withConnection { db in
            guard try db.run(id, ownedBy: user.id) != nil else { throw Problem.notFound() }
            return try db.recordReports(of: id, state: state, after: cursor, limit: limit + 1)
        }
        return try context.list(reports, limit: limit) {
            RecordBody(
                subject: $0.subject, state: $0.state, reason: $0.reason ?? $0.errorCode.map(context.resumeProblem),
                resumeId: $0.resumeID?.text)
        } cursor: {
            String($0.ordinal)
        }
    }

    static func upload(_ context: Context) throws -> Response {
        let form = try context.request.form(context.site.formLimits(of: context.route))
        var jobPost: UUID?
        if let text = form.fields["job_post_id"]?.trimmed, !text.isEmpty {
            guard let id = UUID(text: text) else { throw Problem.notFound() }
            jobPost = id
        }
        let id = try context.site.uploadMany(form.files, jobPost: jobPost, for: try context.user())
        let count = form.files.count
        let started = Started(id: id.text, message: "\(count) \(count == 1 ? "file is" : "files are") being read.")
        return try .json(started, status: .accepted)
    }

    /// The built-in source of invented resumes, for whoever wants to look at it or to collect from it by HTTP.
    static func mock(_ context: Context) throws -> Response {
        var query: [String: String] = [:]
        for name in ["page", "per_page", "error_mode", "run"] { query[name] = context.request.query[name] }
        let answer = context.services.mock.answer(query)
        var response = Response.json(text: answer.body, status: Status(code: answer.status))
        if let wait = answer.header("Retry-After") { response.headers.set("Retry-After", wait) }
        return response
    }
}
