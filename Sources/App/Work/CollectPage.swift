internal import Base
internal import Composition
internal import Cryptography
public import FoundationEssentials
internal import Logging
internal import Model
internal import Outbound
internal import Parsing
public import Postgres
internal import Sources
internal import Storage
public import Tasking

/// Fetches one page of a run, stores what came, and enqueues the next page in the same transaction: a crash repeats one
/// page at most, and a page that is fetched again stores nothing twice.
public struct CollectPage: TaskKind {
    public static let kind = "collect_page"
    public static let queue = QueueName.collect

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    /// Starts a run of a source with its first page.
    /// - Returns: the run; nil when the source has one that has not ended.
    public static func startRun(
        of source: UUID, startedBy user: UUID?, queue: TaskQueue, on db: Connection
    ) throws -> UUID? {
        guard let run = try db.insertRun(id: UUID.v7(), source: source, startedBy: user) else { return nil }
        let task = try queue.enqueue(CollectPage(runID: run), subject: run, on: db)
        try db.setRunTask(run, task: task.id)
        return run
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CollectPage.self) { task, context in
            guard let run = try context.read({ try $0.run(task.runID) }), !run.state.isFinal,
                let source = try context.read({ try $0.source(run.sourceID) })
            else { return .nothing }
            context.progress(run.done, of: run.total ?? 0, stage: "collecting")
            let page: SourcePage
            do {
                page = try services.reader(of: source).page(
                    run.checkpoint.map(SourceCursor.init), client: services.client)
            } catch let error as SourceError {
                return try sourceFailure(error, of: run, context)
            }
            try context.checkCancelled()
            return Completion { db in try store(page, of: run, from: source, services, db) }
        }
    }

    private static func store(
        _ page: SourcePage, of run: Run, from source: Source, _ services: Services, _ db: Connection
    ) throws {
        try db.storeRawRecords(page.records.map { ($0.externalID, $0.body) }, source: source.id, run: run.id)
        let reader = try services.reader(of: source)
        var result = RunPage(
            done: page.records.count, created: 0, updated: 0, failures: [], total: page.total,
            pagesTotal: page.pagesTotal, next: page.next?.text)
        for record in page.records {
            var refusal: String?
            do {
                let draft = try reader.normalise(record)
                // A savepoint: what PostgreSQL refuses of one record spoils nothing of the others.
                switch try db.transaction({ try services.storePosting(draft, source: source.id, on: $0) }) {
                case .created: result.created += 1
                case .updated: result.updated += 1
                case .unchanged: break
                }
            } catch let error as PostingError {
                refusal = error.message
            } catch let error as PostgresError where !error.isUnavailable && !error.isSerializationConflict {
                refusal = "It could not be stored: \(error.message)"
            }
            if let refusal {
                try db.failRawRecord(record.externalID, run: run.id, reason: refusal)
                result.failures.append(.init(subject: record.externalID, reason: refusal))
            }
        }
        if result.created + result.updated > 0 { services.notePostingChange(on: db) }
        try db.advanceRun(run.id, by: result)
        guard page.next != nil else { return try SyncTalent.enqueue(services, on: db) }
        let pause = services.settings.outbound.pageDelaySeconds
        let next = try services.queue.enqueue(
            CollectPage(runID: run.id), subject: run.id,
            runAt: pause == 0 ? nil : services.time.now.addingTimeInterval(Double(pause)), on: db)
        try db.setRunTask(run.id, task: next.id)
    }
}
