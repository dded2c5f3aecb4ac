internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Sources
internal import Storage
internal import Work

/// Sources, for programs: one's own, and for administrators the installation's.
enum SourcesAPI {
    private struct SourceBody: Encodable {
        var id: String
        var kind: String
        var name: String
        var settings: [String: String]
        /// Whether it is the installation's.
        var shared: Bool
        var enabled: Bool
        @Nullable var pauseReason: String?
        var cadence: SourceCadence
        @Nullable var nextRunAt: Date?
        @Nullable var freshAt: Date?
        var openPostings: Int
        var duplicates: Int
        @Nullable var lastRun: RunBody?
        var createdAt: Date

        init(_ ledger: SourceLedger) {
            let source = ledger.source
            id = source.id.text
            kind = source.kind
            name = source.name
            settings = source.settings
            shared = source.userID == nil
            enabled = source.isEnabled
            pauseReason = source.pauseReason
            cadence = source.cadence
            nextRunAt = source.nextRunAt
            freshAt = ledger.freshAt
            openPostings = ledger.open
            duplicates = ledger.duplicates
            lastRun = ledger.lastRun.map(RunBody.init)
            createdAt = source.createdAt
        }
    }

    private struct AddBody: Decodable {
        /// The name of a company, or an address.
        var company: String?
        var url: String?
        var kind: String?
        var name: String?
        var settings: [String: String]?
        var shared: Bool?
    }

    private struct ChangeBody: Decodable {
        var enabled: Bool?
        var cadence: String?
        /// By name; null takes one away, an empty key stays as it is.
        var settings: [String: String?]?
    }

    private struct StartedBody: Encodable {
        var runID: String

        private enum CodingKeys: String, CodingKey { case runID = "runId" }
    }

    static func list(_ context: Context) throws -> Response {
        let user = try context.user()
        return try context.services.database.transaction(readOnly: true) { db in
            let all = try db.sources(ownedBy: user.id) + (user.role == .admin ? context.site.sharedSources(db) : [])
            return try context.list(whole: db.ledgers(of: all)) { SourceBody($0) }
        }
    }

    static func add(_ context: Context) throws -> Response {
        let body = try context.request.json(AddBody.self, limit: context.services.settings.web.bodyLimit)
        let request = SourceRequest(
            given: body.url ?? body.company, kind: body.kind, name: body.name, values: body.settings ?? [:],
            isShared: body.shared ?? false)
        guard request.given != nil || request.kind != nil else {
            throw Problem.unprocessable([.init(field: "company", message: "is required, or url, or kind")])
        }
        do {
            let source = try context.site.addSource(request, by: try context.user())
            return try .json(standing(of: source.id, context), status: .created)
        } catch var problem as Problem {
            // What is one field of the form is one of two here.
            problem.errors = problem.errors.map {
                $0.field == "given" ? .init(field: body.url == nil ? "company" : "url", message: $0.message) : $0
            }
            throw problem
        }
    }

    static func show(_ context: Context) throws -> Response {
        try .json(standing(of: try context.id(), context))
    }

    static func change(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let body = try context.request.json(ChangeBody.self, limit: context.services.settings.web.bodyLimit)
        let cadence = body.cadence.flatMap { SourceCadence(rawValue: $0) }
        guard body.cadence == nil || cadence != nil else {
            let known = SourceCadence.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.unprocessable([.init(field: "cadence", message: "must be one of \(known)")])
        }
        try context.services.database.transaction { db in
            let source = try context.site.source(id, for: user, on: db)
            if let settings = body.settings { try context.site.set(source, values: settings, on: db) }
            if let cadence { try db.setSource(id, cadence: cadence) }
            if let isEnabled = body.enabled { try context.site.set(source, isEnabled: isEnabled, on: db) }
            let changes = [
                "cadence": cadence?.rawValue, "state": body.enabled.map { $0 ? "on" : "off" },
                // Names alone: a value may be a key.
                "settings": body.settings.map { $0.keys.sorted().joined(separator: ", ") },
            ]
            try context.logShared(.changeSource, source, changes.compactMapValues(\.self), on: db)
        }
        return try show(context)
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        try context.services.database.transaction { db in
            try context.site.delete(try context.site.source(id, for: user, on: db), by: user, on: db)
        }
        return Response(status: .noContent)
    }

    static func refresh(_ context: Context) throws -> Response {
        let run = try SourcePages.start(context, fromStore: false)
        return try .json(StartedBody(runID: run.text), status: .accepted)
    }

    static func parse(_ context: Context) throws -> Response {
        let run = try SourcePages.start(context, fromStore: true)
        return try .json(StartedBody(runID: run.text), status: .accepted)
    }

    private static func standing(of id: UUID, _ context: Context) throws -> SourceBody {
        let user = try context.user()
        return try context.services.database.transaction(readOnly: true) { db in
            SourceBody(try db.ledger(of: try context.site.source(id, for: user, on: db)))
        }
    }
}
