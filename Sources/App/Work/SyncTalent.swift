internal import Base
public import Composition
internal import Documents
internal import FoundationEssentials
internal import Intelligence
internal import Logging
public import Postgres
internal import Storage
public import Tasking

/// Brings the open postings to Google's Talent Solution, a batch at a time, and ends there what has ended here.
///
/// Each batch is noted when its operation has ended, so that a retry goes on behind it. One bad posting stops none of the others.
public struct SyncTalent: TaskKind {
    public static let kind = "sync_talent"
    public static let queue = QueueName.collect

    public init() {}

    /// Enqueues it where Talent Solution is set up, unless it waits or runs already.
    public static func enqueue(_ services: Services, on db: Connection) throws {
        guard services.talent != nil else { return }
        _ = try services.queue.enqueue(SyncTalent(), uniqueKey: kind, on: db)
    }

    private struct Counts: Encodable, Sendable {
        var created = 0
        var updated = 0
        var ended = 0
        var failed = 0
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(SyncTalent.self) { _, context in
            guard let talent = services.talent else { return .nothing }
            var counts = Counts()
            do {
                try store(talent, &counts, context)
                try end(talent, &counts, at: services.time.now, context)
            } catch let error as TalentError {
                throw failure(error)
            }
            return Completion(result: counts)
        }
    }

    private static func failure(_ error: TalentError) -> TaskFailure {
        switch error.code {
        case .busy:
            .retryLater(after: error.retryAfter ?? .seconds(60), code: "talent_busy", "A quota is used up: \(error)")
        case .refused: .permanent(code: "talent_refused", "Talent Solution does not let us: \(error)")
        default: .retry(code: "talent_failed", "Talent Solution failed: \(error)")
        }
    }

    private static func store(_ talent: TalentClient, _ counts: inout Counts, _ context: TaskContext) throws {
        var (last, due) = (UUID?.none, [DueTalentJob]())
        repeat {
            try context.checkCancelled()
            due = try context.read { try $0.dueTalentJobs(after: last, limit: TalentClient.batch) }
            var (jobs, rows) = ([TalentJob](), [DueTalentJob]())
            for row in due {
                let employer: String
                do {
                    employer = try company(row.company, talent, context)
                } catch let error as TalentError {
                    guard error.code == .rejected else { throw error }
                    counts.failed += 1
                    try note(row, TalentResult(name: row.name, problem: error.message), context)
                    continue
                }
                jobs.append(job(row, of: employer))
                rows.append(row)
            }
            let results = try talent.store(jobs) { try context.checkCancelled() }
            try context.checkpoint { db in
                for (row, result) in zip(rows, results) {
                    try db.setTalentJob(
                        row.id, name: result.name, contentHash: row.contentHash, problem: result.problem)
                }
            }
            for (row, result) in zip(rows, results) {
                if let problem = result.problem {
                    counts.failed += 1
                    context.logger.info(
                        "posting not synced",
                        metadata: ["posting.id": .string(row.id.text), "talent.problem": .string(problem)])
                } else if row.name == nil {
                    counts.created += 1
                } else {
                    counts.updated += 1
                }
            }
            let done = counts.created + counts.updated + counts.failed
            context.progress(
                done, of: done + (due.count == TalentClient.batch ? TalentClient.batch : 0), stage: "syncing")
            last = due.last?.id
        } while due.count == TalentClient.batch
    }

    private static func end(
        _ talent: TalentClient, _ counts: inout Counts, at now: Date, _ context: TaskContext
    ) throws {
        while true {
            try context.checkCancelled()
            let ended = try context.read { try $0.endedTalentJobs(limit: TalentClient.batch) }
            guard !ended.isEmpty else { return }
            let results = try talent.expire(ended.map(\.name), at: now) { try context.checkCancelled() }
            try context.checkpoint { db in
                for (job, result) in zip(ended, results) { try db.endTalentJob(job.posting, problem: result.problem) }
            }
            let failed = results.filter { $0.problem != nil }.count
            counts.ended += results.count - failed
            counts.failed += failed
        }
    }

    private static func note(_ row: DueTalentJob, _ result: TalentResult, _ context: TaskContext) throws {
        try context.checkpoint { db in
            try db.setTalentJob(row.id, name: result.name, contentHash: row.contentHash, problem: result.problem)
        }
    }

    /// The employer's resource, asked for once.
    private static func company(_ name: String, _ talent: TalentClient, _ context: TaskContext) throws -> String {
        let known: String? = try context.read { try $0.talentCompany(name) }
        if let known { return known }
        let resource = try talent.company(name)
        try context.checkpoint { try $0.setTalentCompany(name, resource: resource) }
        return resource
    }

    private static func job(_ row: DueTalentJob, of company: String) -> TalentJob {
        TalentJob(
            name: row.name, requisition: row.id.text, company: company, title: row.title,
            description: PostingPlainText.make(title: row.title, markdown: row.descriptionMarkdown), url: row.url,
            location: row.location, postedAt: row.postedAt, expiresAt: row.expiresAt)
    }
}
