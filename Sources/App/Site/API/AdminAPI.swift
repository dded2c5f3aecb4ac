internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking

enum AdminAPI {
    private struct RefreshBody: Decodable {
        var source: String?
    }

    private struct Started: Encodable {
        var runIds: [String]
    }

    /// Starts a run of one source, or of each that is on.
    static func refresh(_ context: Context) throws -> Response {
        let hasBody = (context.request.contentLength ?? 0) > 0
        let body =
            hasBody
            ? try context.request.json(RefreshBody.self, limit: context.services.settings.web.bodyLimit) : RefreshBody()
        let user = try context.user()
        try context.site.prepareSources()
        let sources = try context.services.database.withConnection { try $0.sources() }
            .filter { SourceKinds.all.contains($0.kind) }
        let wanted = sources.filter { source in
            body.source.map { $0 == source.id.text || $0.lowercased() == source.name.lowercased() || $0 == source.kind }
                ?? (source.isEnabled && source.cadence != .manual)
        }
        guard !wanted.isEmpty || body.source == nil else {
            throw Problem.unprocessable([.init(field: "source", message: "is no source of this installation")])
        }
        let runs = try wanted.map { try context.site.refresh(source: $0.id, by: user).text }
        return try .json(Started(runIds: runs), status: .accepted)
    }

    /// One's own run; the installation's for administrators.
    static func run(_ context: Context) throws -> Response {
        try .json(try context.services.database.withConnection { RunBody(try run(context, on: $0)) })
    }

    /// - Throws: 404.
    private static func run(_ context: Context, on db: Connection) throws -> Run {
        let (id, user) = (try context.id(), try context.user())
        if let own = try context.site.ownRun(id, of: user, problem: context.resumeProblem, on: db) { return own.run }
        guard let run = try context.site.sourceRun(id, for: user, on: db) else { throw Problem.notFound() }
        return run
    }

    /// The log of a run, page by page.
    static func runPages(_ context: Context) throws -> Response {
        let limit = try context.limit()
        let cursor = try context.cursor { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
        let pages = try context.services.database.withConnection { db in
            try db.runPages(of: try run(context, on: db).id, after: cursor, limit: limit + 1)
        }
        return try context.list(pages, limit: limit, item: RunPageBody.init) { String($0.ordinal) }
    }

    /// Cancels a run; one that is over stays as it is.
    static func cancelRun(_ context: Context) throws -> Response {
        let body = try context.services.database.transaction { db in
            let run = try run(context, on: db)
            if !run.state.isFinal {
                if run.userID == nil, let task = run.taskID, let source = try db.source(run.sourceID),
                    source.userID == nil
                {
                    try db.log(.cancelTask, ["ids": [task.text]], by: context.user())
                }
                try context.site.cancel(run: run.id, on: db)
            }
            return RunBody(try self.run(context, on: db))
        }
        return try .json(body, status: .accepted)
    }

    static func runs(_ context: Context) throws -> Response {
        let limit = try context.limit()
        let states = RunState.allCases.map(\.rawValue).joined(separator: ", ")
        let state = try context.parameter("state", "is one of \(states)") { RunState(rawValue: $0) }
        let source = context.request.query["source"]?.trimmed.nonEmpty
        let cursor = try context.cursor(DateCursor.init(text:))
        let runs = try context.services.database.withConnection {
            try $0.runs(sourceNamed: source, state: state, after: cursor?.value, limit: limit + 1)
        }
        return try context.list(runs, limit: limit, item: RunBody.init) { DateCursor($0.createdAt, $0.id).text }
    }
}
