internal import Composition
internal import Files
public import FoundationEssentials
internal import Model
internal import Parsing
internal import Postgres
internal import Retrieval
internal import Sources
internal import Storage
public import Tasking

/// Parses one batch of a collection's raw records and stores the resumes. A bad record is noted with its reason and stops
/// none of the others.
public struct ParseRecords: TaskKind {
    public static let kind = "parse_records"
    public static let queue = QueueName.documents

    public var runID: UUID
    /// Ordinals of the batch: from this one,
    public var from: Int
    /// up to this one, without it.
    public var to: Int

    public init(runID: UUID, from: Int, to: Int) {
        self.runID = runID
        self.from = from
        self.to = to
    }

    private typealias Reading = (record: StoredRecord, result: Result<CollectedResume, RecordRefusal>)

    /// After a crash the batch is parsed again: nothing of it was stored.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ParseRecords.self) { task, context in
            let found = try context.read { db -> (Run, [StoredRecord])? in
                guard let run = try db.run(task.runID), task.from < task.to else { return nil }
                return (run, try db.waitingRecords(of: run.id, in: task.from..<task.to))
            }
            guard let (run, records) = found, !run.state.isFinal, let user = run.userID else { return .nothing }
            let reader = ResumeRecordReader(parser: ResumeParser(now: services.time.now))
            var readings: [Reading] = []
            for record in records {
                try context.checkCancelled()
                readings.append((record, read(record, reader)))
            }
            let done = readings
            return Completion { db in try store(done, of: run, for: user, services, db) }
        }
    }

    private static func read(
        _ record: StoredRecord, _ reader: ResumeRecordReader
    ) -> Result<CollectedResume, RecordRefusal> {
        do throws(RecordRefusal) {
            return .success(try reader.read(RawRecord(externalID: record.externalID, body: record.body)))
        } catch {
            return .failure(error)
        }
    }

    private static func store(
        _ readings: [Reading], of run: Run, for user: UUID, _ services: Services, _ db: Connection
    ) throws {
        let limit = services.settings.uploads.resumesPerRecruiter
        var room = limit - (try db.resumeCount(ownedBy: user, limit: limit))
        var step = RunStep()
        for (record, result) in readings {
            var reason: String
            switch result {
            case .success where room <= 0: reason = "There is no room for more resumes in this account."
            case .success(let resume):
                do {
                    // A savepoint: what PostgreSQL refuses of one record spoils nothing of the others.
                    let stored = try db.transaction { db in
                        let stored = try db.upsertCollectedResume(
                            resume, vector: ResumeMeaning.shared?.vector(of: resume.text),
                            externalID: record.externalID,
                            fileName: FileName.shown(resume.profile.name ?? "", instead: record.externalID),
                            source: run.sourceID, user: user)
                        let versions = services.settings.uploads.versionsPerResume
                        if stored.upsert == .updated { try db.removeVersions(of: stored.id, beyond: versions) }
                        return stored
                    }
                    step.done += 1
                    switch stored.upsert {
                    case .created:
                        step.created += 1
                        room -= 1
                    case .updated: step.updated += 1
                    case .unchanged: break
                    }
                    try db.settleRecord(record.ordinal, of: run.id, resume: stored.id, reason: nil)
                    continue
                } catch let error as PostgresError where !error.isUnavailable && !error.isSerializationConflict {
                    reason = "It could not be stored: \(error.message)"
                }
            case .failure(let refusal): reason = refusal.reason
            }
            step.refuse(record.externalID, reason)
            try db.settleRecord(record.ordinal, of: run.id, resume: nil, reason: reason)
        }
        try db.add(step, to: run.id)
    }
}
