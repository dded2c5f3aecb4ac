public import Composition
internal import Documents
internal import Files
public import FoundationEssentials
internal import Logging
internal import Model
public import Postgres
internal import Storage
public import Tasking

/// Makes resumes of the files of one upload: archives are unpacked, every file is stored or refused with its reason, and a
/// task for each reads them. The upload ends (``FinishUpload``) when these are over.
public struct UnpackUpload: TaskKind {
    public static let kind = "unpack_upload"
    public static let queue = QueueName.documents

    /// The source that uploads are kept under.
    public static let sourceKind = "upload"

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    /// Moves files into the store and starts an upload of them. Either all of it is there afterwards, or nothing.
    /// - Parameters:
    ///   - files: each as it is to be called, and where it is; gone from there afterwards.
    ///   - admit: throws where the upload must not be; asked before the files are moved, and when it is begun.
    /// - Returns: the run.
    public static func start(
        _ files: [(name: String, path: String)], jobPost: UUID?, for user: UUID, services: Services,
        admit: (Connection) throws -> Void
    ) throws -> UUID {
        try services.database.withConnection { try admit($0) }
        var plan = UploadPlan(files: [], jobPostId: jobPost)
        do {
            // Outside the transaction: the store may be far away.
            for file in files {
                let key = FileKey.make()
                plan.files.append(.init(name: FileName.shown(file.name, instead: "upload"), key: key))
                try services.files.adopt(file.path, as: key)
            }
            return try services.database.transaction { db in
                try admit(db)
                return try start(plan, for: user, queue: services.queue, on: db)
            }
        } catch {
            for file in plan.files { try? services.files.remove(file.key) }
            throw error
        }
    }

    private static func start(
        _ plan: UploadPlan, for user: UUID, queue: TaskQueue, on db: Connection
    ) throws -> UUID {
        let run = UUID.v7()
        let source = try db.source(named: "Uploads", kind: sourceKind).id
        try db.insertRun(id: run, source: source, ownedBy: user, settings: plan, total: nil, checkpoint: nil)
        let task = try queue.enqueue(UnpackUpload(runID: run), user: user, subject: run, on: db)
        try db.setRunTask(run, task: task.id)
        return run
    }

    /// Minutes after which nobody works on an upload that is over, and how many are cleared together.
    private static let (quietMinutes, clearLimit) = (10, 100)

    /// Removes from the store what uploads left there that are over: archives and files of those that were cancelled or failed
    /// before all was unpacked, and archives whose removal a crash prevented.
    /// - Returns: how many uploads were cleared; what the store refuses now is left for the next time.
    static func clearEnded(_ services: Services, logger: Logger) throws -> Int {
        let ended = try services.database.withConnection {
            try $0.uploadsToClear(olderThanMinutes: quietMinutes, limit: clearLimit)
        }
        return ended.count { upload in
            do {
                try clear(upload, services)
                return true
            } catch {
                logger.warning(
                    "files of an upload stay in the store", metadata: ["run": "\(upload.id.text)", "error": "\(error)"])
                return false
            }
        }
    }

    private static func clear(_ upload: EndedUpload, _ services: Services) throws {
        // Entries of an archive that were moved into the store and not yet told of: less than a batch and the one at work.
        let entries = (upload.stored...upload.stored + batch).map { Unpacking.key(of: $0, in: upload.id) }
        let unused = try services.database.withConnection {
            try $0.unusedStorageKeys(upload.plan.files.map(\.key) + entries)
        }
        for key in unused { try services.files.remove(key) }
        try services.database.withConnection { try $0.clearUpload(upload.id) }
    }

    /// Files that are stored in one transaction; a crash unpacks these again, into the same places.
    private static let batch = 20

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(UnpackUpload.self) { task, context in
            let found = try context.read { db -> (Run, UploadPlan, Int, Int)? in
                guard let run = try db.run(task.runID), let user = run.userID,
                    let plan: UploadPlan = try db.runSettings(run.id)
                else { return nil }
                let limit = services.settings.uploads.resumesPerRecruiter
                let room = limit - (try db.resumeCount(ownedBy: user, limit: limit))
                return (run, plan, try db.storedDocumentCount(of: run.id), room)
            }
            guard let (run, plan, known, room) = found, !run.state.isFinal, let user = run.userID else {
                return .nothing
            }
            var waiting: [UploadedDocument] = []
            func store() throws {
                guard !waiting.isEmpty else { return }
                try context.checkpoint { db in
                    try db.storeUploadedDocuments(
                        waiting, of: run.id, source: run.sourceID, user: user, jobPost: plan.jobPostId)
                }
                waiting = []
            }
            var unpacking = Unpacking(services: services, run: run.id, known: known, room: room)
            for file in plan.files {
                try unpacking.open(file) { document in
                    try context.checkCancelled()
                    waiting.append(document)
                    context.progress(document.ordinal + 1, of: document.ordinal + 2, stage: "unpacking")
                    if waiting.count >= batch { try store() }
                }
            }
            try store()
            let discarded = unpacking.discarded
            return Completion { db in
                let resumes = try db.unreadResumes(of: run.id)
                let next = try services.queue.enqueue(
                    TaskDraft(FinishUpload(runID: run.id), user: user, subject: run.id),
                    after: resumes.map { TaskDraft(ReadResume(resumeID: $0), user: user, subject: $0) }, on: db)
                try db.setResumeTasks(below: next)
                try db.setRunTask(run.id, task: next)
                let unused = try db.unusedStorageKeys(discarded)
                db.afterCommit {
                    for key in unused { try? services.files.remove(key) }
                }
            }
        }
    }
}

/// Ends an upload when every file of it has been read or refused.
public struct FinishUpload: TaskKind {
    public static let kind = "finish_upload"
    public static let queue = QueueName.documents

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(FinishUpload.self) { task, _ in Completion { db in try db.finishUpload(task.runID) } }
    }
}
