internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Logging
internal import Model
internal import Postgres
internal import Redis
internal import Sources
internal import Storage
internal import Tasking
internal import Work

/// The kinds of source that can be collected at the press of a button.
enum SourceKinds {
    static let all = SourceRegistry.kinds

    /// Whether postings come from sources of a kind, rather than resumes.
    static func hasPostings(_ kind: String) -> Bool {
        all.contains(kind) || ["import", "samples", RecogniseSource.pendingKind].contains(kind)
    }
}

extension Site {
    /// Makes sure that the sources this installation is set up for have their rows.
    func prepareSources() throws {
        try services.database.transaction { db in
            _ = try db.source(named: "Arbeitnow", kind: "arbeitnow")
            for board in services.settings.outbound.greenhouseBoards {
                _ = try db.source(named: "Greenhouse: \(board)", kind: "greenhouse", settings: ["board": board])
            }
        }
    }

    /// The same when the program starts, when a database that is not there yet must not keep it from serving.
    func prepareSourcesAtStart() {
        do {
            try prepareSources()
        } catch {
            services.logger.warning("sources not prepared", metadata: ["error": .string("\(error)")])
        }
    }

    /// Starts a run of a source; where one is under way already, answers that one.
    /// - Throws: 404 where there is no such source, or none that can be collected.
    func refresh(source id: UUID, by user: User) throws -> UUID {
        try services.database.transaction { db in
            guard let source = try db.source(id), source.userID == nil, SourceKinds.all.contains(source.kind) else {
                throw Problem.notFound()
            }
            return try refresh(source, by: user, on: db)
        }
    }
}
