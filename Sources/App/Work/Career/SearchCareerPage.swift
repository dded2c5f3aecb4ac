internal import Base
internal import Composition
internal import Documents
public import FoundationEssentials
internal import Logging
public import Model
internal import Outbound
internal import Parsing
public import Postgres
internal import Sources
internal import Storage
public import Tasking

/// The first step of a search of a career page: fetches the page and the next ones of its list, tells which links lead to
/// postings, and leaves one task for each (``ReadSearchLink``), which ``FinishSearch`` waits for.
///
/// A crash fetches the list once more; the links, their tasks and the join are stored together.
public struct SearchCareerPage: TaskKind {
    public static let kind = "search_career_page"
    public static let queue = QueueName.collect
    /// The kind of the source that such searches are runs of, and of what people add for themselves.
    public static let sourceKind = "career_page"
    public static let addedKind = "added"
    public static let kinds = [sourceKind, addedKind]

    /// The source of what people add for themselves.
    public static func addedSource(on db: Connection) throws -> UUID {
        try db.source(named: "Added by hand", kind: addedKind).id
    }

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    /// Starts a search for a person.
    public static func start(
        _ plan: CareerPlan, for user: UUID, queue: TaskQueue, on db: Connection
    ) throws -> (run: UUID, task: UUID) {
        let source =
            try plan.isPosting ? addedSource(on: db) : db.source(named: "Career pages", kind: sourceKind).id
        let run = UUID.v7()
        try db.insertRun(id: run, source: source, ownedBy: user, settings: plan, total: nil, checkpoint: nil)
        let task = try queue.enqueue(SearchCareerPage(runID: run), user: user, subject: run, on: db)
        try db.setRunTask(run, task: task.id)
        return (run, task.id)
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(SearchCareerPage.self) { task, context in
            let found = try context.read { db -> (Run, UUID, CareerPlan)? in
                guard let run = try db.run(task.runID), let user = run.userID,
                    let plan: CareerPlan = try db.runSettings(run.id)
                else { return nil }
                return (run, user, plan)
            }
            guard let (run, user, plan) = found, !run.state.isFinal else { return .nothing }
            let visit = PageVisit(services: services, context: context)
            var warnings: [String] = []
            let harvest: LinkHarvest
            do {
                harvest = try collect(plan, visit, &warnings)
            } catch let refusal as PageVisit.Refusal {
                return Completion { db -> TaskOutcome in
                    try db.endRun(run.id, state: .failed, failure: .init(subject: plan.url, reason: refusal.reason))
                    return TaskOutcome(errorCode: "unreadable", error: refusal.reason)
                }
            }
            context.progress(harvest.pages, of: harvest.pages, stage: "links")
            context.logger.notice(
                "links found", metadata: ["url": "\(plan.url)", "links": "\(harvest.links.count)"])
            let starts = starts(of: harvest.links, visit, services)
            return Completion { db in
                try db.insertSearchLinks(harvest.links, of: run.id)
                for warning in warnings { try db.warnRun(run.id, warning) }
                let children = harvest.links.indices.map { ordinal in
                    TaskDraft(
                        ReadSearchLink(runID: run.id, ordinal: ordinal), user: user, subject: run.id,
                        runAt: starts[ordinal])
                }
                let join = try services.queue.enqueue(
                    TaskDraft(FinishSearch(runID: run.id), user: user, subject: run.id), after: children, on: db)
                try db.setRunTask(run.id, task: join)
            }
        }
    }

    private static let noBrowser =
        "This page seems to be made by its scripts, and no browser could run them: see HUNTER_BROWSER in the README."

    private static func collect(
        _ plan: CareerPlan, _ visit: PageVisit, _ warnings: inout [String]
    ) throws -> LinkHarvest {
        let settings = visit.services.settings.career
        if plan.isPosting { return LinkHarvest(of: plan.url) }
        var harvest = LinkHarvest(
            from: plan.url,
            limits: .init(links: settings.links, pages: settings.pages, depth: settings.depth))
        var isFirst = true
        while let (url, depth) = harvest.next() {
            try visit.context.checkCancelled()
            visit.context.progress(harvest.pages, of: settings.pages, stage: "links")
            let fetched: PageVisit.Page
            do {
                fetched = try visit.fetch(url, patience: isFirst ? .seconds(3) : .seconds(90))
            } catch let refusal as PageVisit.Refusal where !isFirst {
                // A later page of the list that is not to be had shortens the list.
                warnings.append("\(url): \(refusal.reason)")
                continue
            }
            var links = harvest.take(fetched.page, at: fetched.location, depth: depth)
            var page = fetched
            if LinkHarvest.needsScripts(fetched.page, at: fetched.location, links: links) {
                if let rendered = try visit.render(fetched.location) {
                    page = rendered
                    links += harvest.take(rendered.page, at: rendered.location, depth: depth)
                } else {
                    warnings.append("\(url): \(noBrowser)")
                }
            }
            if isFirst, links == 0, !PostingPage(page.page, url: page.location.url).drafts.isEmpty {
                harvest.takeItself(page.location, page.page)
            }
            isFirst = false
        }
        return harvest
    }

    /// When each link's turn is: those of one site one after the other, as far apart as the site asks, so that their tasks
    /// need not wait for each other on the workers' threads.
    private static func starts(
        of links: [(url: String, label: String)], _ visit: PageVisit, _ services: Services
    ) -> [Date?] {
        var turns: [String: Int] = [:]
        let now = services.time.now
        return links.map { link in
            guard let location = WebLocation(link.url) else { return nil }
            let turn = turns[location.origin, default: 0]
            turns[location.origin] = turn + 1
            let gap = visit.gap(of: location)
            return turn == 0 || gap == 0 ? nil : now.addingTimeInterval(Double(turn) * gap)
        }
    }
}

/// Ends a search of a career page when every link has been read and scored, or given up. One whose links led to nothing that
/// could be read has failed; a page without links has been searched.
public struct FinishSearch: TaskKind {
    public static let kind = "finish_search"
    public static let queue = QueueName.collect

    public var runID: UUID

    public init(runID: UUID) {
        self.runID = runID
    }

    static func handler(_: Services) -> TaskHandler {
        TaskHandler(FinishSearch.self) { task, _ in
            Completion { db in
                let count = try db.refuseWaitingLinks(of: task.runID, reason: "The page could not be read.")
                var step = RunStep()
                for _ in 0..<count { step.refuse("link", "The page could not be read.") }
                try db.add(step, to: task.runID)
                let links = try db.searchLinkCounts(of: task.runID)
                guard links.all > 0, links.refused == links.all else { return try db.finishRun(task.runID) }
                // Of one link the reason is there already.
                let reason = "None of the \(links.all) pages that the list leads to could be read as a posting."
                try db.endRun(
                    task.runID, state: .failed, failure: links.all == 1 ? nil : .init(subject: "links", reason: reason))
            }
        }
    }
}
