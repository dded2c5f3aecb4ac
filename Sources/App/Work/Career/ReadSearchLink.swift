internal import Base
internal import Composition
internal import Documents
public import FoundationEssentials
internal import Logging
internal import Model
internal import Outbound
internal import Parsing
internal import Postgres
internal import Storage
public import Tasking

/// Reads the posting that one link of a career page leads to, and leaves its scoring to another queue.
public struct ReadSearchLink: TaskKind {
    public static let kind = "read_search_link"
    public static let queue = QueueName.collect
    public static let shownArguments: Set = ["ordinal"]

    public var runID: UUID
    public var ordinal: Int

    public init(runID: UUID, ordinal: Int) {
        self.runID = runID
        self.ordinal = ordinal
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ReadSearchLink.self) { task, context in
            let found = try context.read { db -> (Run, SearchLink, CareerPlan)? in
                guard let run = try db.run(task.runID), let link = try db.searchLink(task.ordinal, of: run.id),
                    let plan: CareerPlan = try db.runSettings(run.id)
                else { return nil }
                return (run, link, plan)
            }
            guard let (run, link, plan) = found, !run.state.isFinal, link.state == .waiting else { return .nothing }
            let visit = PageVisit(services: services, context: context)
            let draft: PostingDraft
            do {
                draft = try read(link, plan, visit)
            } catch let refusal as PageVisit.Refusal {
                return refuse(link, of: run, refusal.reason)
            }
            context.progress(1, of: 1, stage: "reading")
            context.logger.notice("posting read", metadata: ["url": "\(link.url)", "posting.id": "\(draft.id.text)"])
            return Completion { db in try store(draft, link, run, services, db) }
        }
    }

    private static func read(_ link: SearchLink, _ plan: CareerPlan, _ visit: PageVisit) throws -> PostingDraft {
        visit.context.progress(0, of: 1, stage: "reading")
        var fetched = try visit.fetch(link.url)
        var reading = PostingPage(fetched.page, url: fetched.location.url, asPosting: plan.isPosting)
        if reading.drafts.isEmpty, fetched.page.scripts > 0, let rendered = try visit.render(fetched.location) {
            fetched = rendered
            reading = PostingPage(fetched.page, url: fetched.location.url, asPosting: plan.isPosting)
        }
        // Of a page with several the one that the link names.
        let named = CanonicalURL(link.url)?.canonical
        if let refusal = reading.refusal, plan.isPosting {
            throw PageVisit.Refusal(reason: "This page cannot be read as a posting: \(refusal.message).")
        }
        guard let draft = reading.drafts.first(where: { $0.canonicalURL == named }) ?? reading.drafts.first else {
            throw PageVisit.Refusal(reason: "This page does not read like a posting.")
        }
        return draft
    }

    private static func refuse(_ link: SearchLink, of run: Run, _ reason: String) -> Completion {
        Completion { db in
            var step = RunStep()
            step.refuse(link.url, reason)
            try db.add(step, to: run.id)
            try db.refuseSearchLink(link.ordinal, of: run.id, reason: reason)
        }
    }

    /// What a page shows is the searcher's own: anybody may put up a page, and what it says of a company is not for others to
    /// find among the postings of real sources.
    private static func store(
        _ draft: PostingDraft, _ link: SearchLink, _ run: Run, _ services: Services, _ db: Connection
    ) throws {
        let owner = run.userID
        var step = RunStep()
        step.done = 1
        var posting = draft.id(ownedBy: owner)
        do {
            // What another source has is better than what a page shows, and nobody's own.
            if try db.isPosting(draft.id, knownBeside: run.sourceID) {
                posting = draft.id
            } else {
                let stored = try db.transaction {
                    try services.storePosting(draft, source: run.sourceID, ownedBy: owner, on: $0)
                }
                switch stored {
                case .created: step.created = 1
                case .updated: step.updated = 1
                case .unchanged: break
                }
            }
        } catch let error as PostgresError where !error.isUnavailable && !error.isSerializationConflict {
            let reason = "It could not be stored: \(error.message)"
            step.failures.append(.init(subject: link.url, reason: reason))
            try db.add(step, to: run.id)
            return try db.refuseSearchLink(link.ordinal, of: run.id, reason: reason)
        }
        if step.created + step.updated > 0 { try services.notePostingChange(on: db) }
        try db.add(step, to: run.id)
        try db.noteReading(of: link.ordinal, of: run.id, posting: posting)
        guard let join = run.taskID, try db.addChild(to: join) else { return }
        try services.queue.enqueue(
            TaskDraft(
                ScoreSearchLink(runID: run.id, ordinal: link.ordinal), user: run.userID, subject: run.id, follows: join),
            on: db)
    }
}
