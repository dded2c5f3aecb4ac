internal import Base
internal import Files
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Sources
internal import Storage
internal import Tasking
internal import Work

/// A person's own run as it stands now.
struct OwnRun {
    var run: Run
    /// Whether it is an upload of many files rather than a collection.
    var isUpload: Bool
}

extension Site {
    /// What collections come from is called.
    var resumeSourceName: String {
        services.settings.outbound.collectsInvented ? "Invented resumes (simulated)" : "Resume API"
    }

    /// Starts a collection of resumes for a recruiter.
    /// - Throws: 429 while too many are under way.
    func collect(_ plan: CollectionPlan, for user: User) throws -> UUID {
        try services.database.transaction { db in
            try refuseTooManyRuns(of: user, db)
            let source = try db.source(named: resumeSourceName, kind: ResumeAPI.kind)
            return try CollectResumes.start(plan, source: source.id, for: user.id, queue: services.queue, on: db)
        }
    }

    /// Parses again what a collection refused, and goes on where it stopped.
    /// - Throws: 404 where it is not `user`'s; 409 while it is under way, and where nothing is left to do.
    func reprocess(_ id: UUID, of user: User) throws {
        try services.database.transaction { db in
            guard let own = try ownRun(id, of: user, on: db) else { throw Problem.notFound() }
            guard !own.isUpload else { throw Problem.conflict("Upload the files that were refused once more instead.") }
            guard own.run.state.isFinal else { throw Problem.conflict("This collection is under way.") }
            try refuseTooManyRuns(of: user, db)
            guard try CollectResumes.reprocess(own.run, queue: services.queue, on: db) else {
                throw Problem.conflict("Nothing of this collection was refused.")
            }
        }
    }

    /// Stores many uploaded files and the task that makes resumes of them.
    func uploadMany(_ files: [UploadedFile], jobPost: UUID?, for user: User) throws -> UUID {
        let named = files.filter { !($0.fileName.isEmpty && $0.byteCount == 0) }
        guard !named.isEmpty else { throw UploadRefusal.none }
        do {
            return try UnpackUpload.start(
                named.map { ($0.fileName, $0.path) }, jobPost: jobPost, for: user.id, services: services
            ) { db in
                try refuseTooManyRuns(of: user, db)
                if let jobPost, try db.jobPost(jobPost, ownedBy: user.id) == nil { throw Problem.notFound() }
            }
        } catch let error as FileError where error.isDiskFull {
            throw Problem(.insufficientStorage, detail: "There is no room left to store files. Nothing was stored.")
        }
    }

    /// The run, if it is `user`'s own. What is still being read of an upload is counted as it stands.
    /// - Parameter problem: says why a document could not be read.
    func ownRun(
        _ id: UUID, of user: User, problem: (String) -> String = { $0 }, on db: Connection
    ) throws -> OwnRun? {
        guard let run = try db.run(id, ownedBy: user.id), let source = try db.source(run.sourceID) else { return nil }
        var own = OwnRun(run: run, isUpload: source.kind == UnpackUpload.sourceKind)
        guard own.isUpload else { return own }
        let progress = try db.uploadProgress(of: id)
        own.run.done = progress.read + progress.refused
        own.run.total = progress.total
        own.run.created = progress.read
        own.run.failed = progress.refused
        own.run.failures = try db.recordReports(of: id, state: .refused, limit: 100).map {
            Run.Failure(subject: $0.subject, reason: $0.reason ?? problem($0.errorCode ?? ""))
        }
        return own
    }

    private func refuseTooManyRuns(of user: User, _ db: Connection) throws {
        try refuseTooMany(of: user.id, db)
        let limit = services.settings.outbound.collectionsPerUser
        guard try db.liveRunCount(ownedBy: user.id, limit: limit) < limit else {
            throw Problem.tooMany(
                retryAfter: 30,
                detail: "\(limit) of your collections and uploads are under way. Let one of them finish.")
        }
    }
}
