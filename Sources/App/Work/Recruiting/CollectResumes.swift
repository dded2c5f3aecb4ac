internal import Composition
public import FoundationEssentials
internal import Logging
public import Model
internal import Outbound
public import Postgres
internal import Sources
internal import Storage
public import Tasking

/// Fetches one page of a person's collection of resumes, or ends the collection after its last.
///
/// A page's records are stored as they came, with the checkpoint, and given to batches (``ParseRecords``) when there are
/// enough for one. The next page waits for those batches: what was fetched and not yet parsed never grows, and resumes can be
/// found while more are collected. All of this is stored with the end of the page's task, so a crash repeats one page at
/// most.
public struct CollectResumes: TaskKind {
    public static let kind = "collect_resumes"
    public static let queue = QueueName.collect

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    /// Starts a collection with its first page.
    public static func start(
        _ plan: CollectionPlan, source: UUID, for user: UUID, queue: TaskQueue, on db: Connection
    ) throws -> UUID {
        let run = UUID.v7()
        try db.insertRun(
            id: run, source: source, ownedBy: user, settings: plan, total: plan.count,
            checkpoint: CollectionPosition().text)
        let task = try queue.enqueue(CollectResumes(runID: run), user: user, subject: run, on: db)
        try db.setRunTask(run, task: task.id)
        return run
    }

    /// Parses again what was refused, and goes on where a collection stopped; nothing is fetched twice.
    /// - Returns: whether there was anything to do.
    public static func reprocess(_ run: Run, queue: TaskQueue, on db: Connection) throws -> Bool {
        guard let user = run.userID, let plan: CollectionPlan = try db.runSettings(run.id) else { return false }
        let records = try db.resetRecords(of: run.id)
        guard !records.isEmpty || run.checkpoint != nil else { return false }
        try db.reopenRun(run.id, without: records.filter(\.wasRefused).map(\.externalID))
        let batches = stride(from: 0, to: records.count, by: plan.batchSize).map { start in
            let batch = records[start..<min(start + plan.batchSize, records.count)]
            return batch[batch.startIndex].ordinal..<batch[batch.endIndex - 1].ordinal + 1
        }
        try enqueue(after: batches, of: run.id, for: user, follows: nil, queue: queue, on: db)
        return true
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(CollectResumes.self) { task, context in
            let found = try context.read { db -> (Run, CollectionPlan)? in
                guard let run = try db.run(task.runID), let plan: CollectionPlan = try db.runSettings(run.id) else {
                    return nil
                }
                return (run, plan)
            }
            guard let (run, plan) = found, !run.state.isFinal, let user = run.userID else { return .nothing }
            guard let checkpoint = run.checkpoint else { return Completion { db in try finish(run, db) } }
            guard let position = CollectionPosition(text: checkpoint) else {
                throw TaskFailure.permanent(code: "checkpoint", "The checkpoint of this collection cannot be read.")
            }
            context.progress(run.done, of: run.total ?? plan.count, stage: "collecting")
            let page: SourcePage
            do {
                page = try services.resumeAPI.page(
                    position.page, perPage: plan.perPage, errorsFor: plan.errorMode ? run.id.text : nil,
                    client: services.client)
            } catch let error as SourceError {
                return try sourceFailure(error, of: run, context)
            }
            try context.checkCancelled()
            return Completion { db in
                try store(page, at: position, of: run, plan, for: user, context, services, db)
            }
        }
    }

    private static func store(
        _ page: SourcePage, at position: CollectionPosition, of run: Run, _ plan: CollectionPlan, for user: UUID,
        _ context: TaskContext, _ services: Services, _ db: Connection
    ) throws {
        let records = Array(page.records.prefix(plan.count - position.received))
        let stored = try db.storeRawRecords(
            records.map { ($0.externalID, $0.body) }, source: run.sourceID, run: run.id, from: position.received)
        var duplicates = RunStep()
        for (index, record) in records.enumerated() where !stored.contains(position.received + index) {
            duplicates.refuse(record.externalID, "The source sent another record with this id.")
        }
        var next = position
        next.page += 1
        next.received += records.count
        let isLast = page.next == nil || next.received >= plan.count
        let batches = next.takeBatches(of: plan.batchSize, isLast: isLast)
        let wanted = min(plan.count, page.total ?? plan.count)
        try db.addPage(
            to: run.id, duplicates, total: isLast ? next.received : wanted,
            pagesTotal: (wanted + plan.perPage - 1) / plan.perPage, checkpoint: isLast ? nil : next.text)
        try enqueue(after: batches, of: run.id, for: user, follows: context.id, queue: services.queue, on: db)
    }

    /// The next step, which starts when the batches are over, however they end.
    private static func enqueue(
        after batches: [Range<Int>], of run: UUID, for user: UUID, follows: UUID?, queue: TaskQueue, on db: Connection
    ) throws {
        let step = TaskDraft(CollectResumes(runID: run), user: user, subject: run, follows: follows)
        let id: UUID
        if batches.isEmpty {
            id = try queue.enqueue(step, on: db).id
        } else {
            id = try queue.enqueue(
                step,
                after: batches.map {
                    TaskDraft(
                        ParseRecords(runID: run, from: $0.lowerBound, to: $0.upperBound), user: user, subject: run)
                }, on: db)
        }
        try db.setRunTask(run, task: id)
    }

    private static func finish(_ run: Run, _ db: Connection) throws {
        let reason = "It was not parsed: its batch was cancelled or failed."
        var step = RunStep()
        for subject in try db.refuseWaitingRecords(of: run.id, reason: reason) { step.refuse(subject, reason) }
        try db.add(step, to: run.id)
        try db.finishRun(run.id)
    }
}

/// A page that cannot be had ends the run where no retry will mend it; what was collected before stays.
func sourceFailure(_ error: SourceError, of run: Run, _ context: TaskContext) throws -> Completion {
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
    let subject = "page \(run.pagesDone + 1)"
    return Completion { db in
        try db.endRun(run.id, state: .failed, failure: .init(subject: subject, reason: error.message))
    }
}
