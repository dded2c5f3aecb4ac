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
            let found = try context.read { db -> (Run, SearchLink)? in
                guard let run = try db.run(task.runID), let link = try db.searchLink(task.ordinal, of: run.id) else {
                    return nil
                }
                return (run, link)
            }
            guard let (run, link) = found, !run.state.isFinal, link.state == .waiting else { return .nothing }
            let visit = PageVisit(services: services, context: context)
            let draft: PostingDraft
            do {
                draft = try read(link, visit)
            } catch let refusal as PageVisit.Refusal {
                return refuse(link, of: run, refusal.reason)
            }
            context.logger.notice("posting read", metadata: ["url": "\(link.url)", "posting.id": "\(draft.id.text)"])
            return Completion { db in try store(draft, link, run, services, db) }
        }
    }

    private static func read(_ link: SearchLink, _ visit: PageVisit) throws -> PostingDraft {
        visit.context.progress(0, of: 1, stage: "reading")
        var fetched = try visit.fetch(link.url)
        var reading = PostingPage(fetched.page, url: fetched.location.url)
        if reading.drafts.isEmpty, fetched.page.scripts > 0, let rendered = try visit.render(fetched.location) {
            fetched = rendered
            reading = PostingPage(fetched.page, url: fetched.location.url)
        }
        // Of a page with several the one that the link names.
        let named = CanonicalURL(link.url)?.canonical
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

    private static func store(
        _ draft: PostingDraft, _ link: SearchLink, _ run: Run, _ services: Services, _ db: Connection
    ) throws {
        var step = RunStep()
        step.done = 1
        do {
            // What another source has is better than what a page shows: it stays, and this is one more place it was seen.
            if try db.isPosting(draft.id, knownBeside: run.sourceID) {
                try db.notePostingSource(draft.id, source: run.sourceID, url: draft.url)
            } else {
                switch try db.transaction({ try services.storePosting(draft, source: run.sourceID, on: $0) }) {
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
        try db.noteReading(of: link.ordinal, of: run.id, posting: draft.id)
        guard let join = run.taskID, try db.addChild(to: join) else { return }
        try services.queue.enqueue(
            TaskDraft(
                ScoreSearchLink(runID: run.id, ordinal: link.ordinal), user: run.userID, subject: run.id, follows: join),
            on: db)
    }
}
