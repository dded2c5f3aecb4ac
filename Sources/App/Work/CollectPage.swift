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
///
/// What has not changed costs little: the source is asked to say so, a page whose records are all as they were is not looked
/// into, and of the others only those records are read that differ from the last time. A run from the store reads what earlier
/// runs have kept, and asks for nothing.
public struct CollectPage: TaskKind {
    public static let kind = "collect_page"
    public static let queue = QueueName.collect

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    /// Starts a run of a source with its first page.
    /// - Parameter isFromStore: whether it reads what is stored instead of asking the source.
    /// - Returns: the run; nil when the source has one that has not ended.
    public static func startRun(
        of source: UUID, startedBy user: UUID?, isFromStore: Bool = false, queue: TaskQueue, on db: Connection
    ) throws -> UUID? {
        guard let run = try db.insertRun(id: UUID.v7(), source: source, startedBy: user, isFromStore: isFromStore)
        else { return nil }
        try enqueue(run, owner: try db.source(source)?.userID, at: nil, queue: queue, on: db)
        return run
    }

    /// A person's own run is a task of theirs, which they may see and cancel.
    private static func enqueue(
        _ run: UUID, owner: UUID?, at date: Date?, follows: UUID? = nil, queue: TaskQueue, on db: Connection
    ) throws {
        let draft = TaskDraft(
            CollectPage(runID: run), user: owner, subject: run, runAt: date, follows: follows)
        try db.setRunTask(run, task: try queue.enqueue(draft, on: db).id)
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CollectPage.self) { task, context in
            guard let run = try context.read({ try $0.run(task.runID) }), !run.state.isFinal,
                let source = try context.read({ try $0.source(run.sourceID) })
            else { return .nothing }
            context.progress(run.done, of: run.total ?? 0, stage: "collecting")
            let reading = PageReading(run: run, source: source, services: services)
            let read: ReadPage
            do {
                read = run.isFromStore ? try reading.stored() : try reading.fetch()
            } catch let failure as PageFailure {
                return try failed(failure, run, source, services, context)
            }
            try context.checkCancelled()
            return Completion { db in
                try reading.store(read, db)
                guard read.page.next != nil else {
                    if !run.isFromStore { try services.endListing(of: source, run: run.id, on: db) }
                    return try SyncTalent.enqueue(services, on: db)
                }
                let pause = run.isFromStore || read.outcome == .same ? 0 : services.settings.outbound.pageDelaySeconds
                try enqueue(
                    run.id, owner: source.userID,
                    at: pause == 0 ? nil : services.time.now.addingTimeInterval(Double(pause)),
                    follows: context.id, queue: services.queue, on: db)
            }
        }
    }

    /// What cannot be had is tried again as long as that may help. Then the first page's failure is the run's; a later one's ends
    /// the run with a warning, and what it brought stays.
    private static func failed(
        _ failure: PageFailure, _ run: Run, _ source: Source, _ services: Services, _ context: TaskContext
    ) throws -> Completion {
        let error = failure.error
        if error.code == .suspended {
            throw TaskFailure.postponed(
                for: max(error.retryAfter ?? .seconds(1), .seconds(1)), code: "source_suspended", error.message)
        }
        guard error.isPermanent || context.attempt >= context.maxAttempts else {
            if let delay = error.retryAfter {
                throw TaskFailure.retryLater(after: delay, code: "source_busy", error.message)
            }
            throw TaskFailure.retry(code: "source_failed", error.message)
        }
        context.logger.warning(
            "run ended early", metadata: ["run.id": .string(run.id.text), "source.error": .string(error.message)])
        if error.code == .blocked { try services.forgetTokens(of: source.kind) }
        let number = run.pagesDone + 1
        return Completion { db in
            try db.noteRunCost(run.id, requests: failure.cost.requests, bytes: failure.cost.bytes)
            if number == 1 {
                try db.endRun(run.id, state: .failed, failure: .init(subject: "page 1", reason: error.message))
            } else {
                try db.truncateRun(
                    run.id,
                    warning: "Page \(number) could not be had, and with it all that follows: \(error.message).")
            }
            let failures = try db.failedRunsInARow(of: source.id, limit: PauseRule.runs)
            if let reason = PauseRule.reason(error, failedRuns: failures) {
                try db.setSource(source.id, isEnabled: false, because: reason)
            }
        }
    }
}

/// Why a page could not be had, and what trying has cost.
struct PageFailure: Error {
    let error: SourceError
    let cost: PageClient.Cost
}

/// When a source is left alone until a person looks at it.
enum PauseRule {
    /// Runs in a row that fail.
    static let runs = 5

    /// The sentence that says why; nil to go on.
    static func reason(_ error: SourceError, failedRuns: Int) -> String? {
        switch error.code {
        case .blocked: "Paused because \(error.message). Look whether its key or terms have changed, then switch it on."
        case .notFound: "Paused because \(error.message). Look whether the board has moved, then switch it on."
        case .settings: "Paused because \(error.message). Say on its page what is missing, then switch it on."
        default:
            failedRuns >= runs
                ? "Paused because \(failedRuns) runs in a row have failed; the last one because \(error.message)." : nil
        }
    }
}
