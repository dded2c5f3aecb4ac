internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Redis
internal import Storage
internal import Tasking

/// The administrator's first page: accounts, sources, runs.
enum Admin {
    private static let runLimit = 10
    private static let accountLimit = 100

    static func show(_ context: Context) throws -> Response {
        let limit = context.services.settings.web.countLimit
        let found = try context.services.database.transaction(readOnly: true) { db in try Found(db, countLimit: limit) }
        let page = AdminPage(
            desk: context.desk(), stats: stats(found, context),
            samples: found.postings.count == 0 ? context.postingSamples : nil,
            sources: found.sources.map { row($0, found, context) }, runs: found.runs.map { row($0, context) },
            accounts: found.accounts.map { row($0, context) })
        return context.page(page, title: context.words.text("admin.title"))
    }

    private struct Found {
        var sources: [SourceStanding]
        var runs: [Run]
        var queues: [QueueStanding]
        var accounts: [AccountSummary]
        var postings: Tally
        var users: Tally

        init(_ db: Connection, countLimit: Int) throws {
            sources = try db.sourceStandings(countLimit: countLimit)
            runs = try db.runs(limit: runLimit)
            queues = try db.queueStandings(QueueName.allCases.map(\.rawValue), countLimit: countLimit)
            accounts = try db.accountSummaries(limit: accountLimit)
            let count = try db.openPostingCount(limit: countLimit + 1)
            postings = Tally(min(count, countLimit), isExact: count <= countLimit)
            users = try db.userCount(limit: countLimit)
        }
    }

    private static func stats(_ found: Found, _ context: Context) -> [Stat] {
        let words = context.words
        // The same numbers as of the queues, whose page the links lead to.
        func tasks(_ label: String, _ count: KeyPath<QueueStanding, Tally>) -> Stat {
            let all = found.queues.map { $0[keyPath: count] }
            let sum = Tally(all.reduce(0) { $0 + $1.count }, isExact: all.allSatisfy(\.isExact))
            return Stat(label: words.text(label), value: context.phrases.tally(sum), href: "/admin/queues")
        }
        return [
            Stat(label: words.text("admin.postings"), value: context.phrases.tally(found.postings), href: "/jobs"),
            Stat(label: words.text("admin.accounts"), value: context.phrases.tally(found.users), href: "#accounts"),
            tasks("admin.tasks", \.waiting), tasks("admin.retrying", \.retrying),
        ]
    }

    private static func kind(_ state: RunState) -> String {
        switch state {
        case .queued, .running: "busy"
        case .succeeded: "good"
        case .failed: "bad"
        case .cancelled: "idle"
        }
    }

    private static func row(_ standing: SourceStanding, _ found: Found, _ context: Context) -> SourceRow {
        let (source, words) = (standing.source, context.words)
        let last = standing.lastRun
        let state = context.state(of: source, lastRun: last)
        let href = SearchQuery.href(["source": source.name])
        return SourceRow(
            name: source.name,
            href: SourceKinds.hasPostings(source.kind) ? "/sources/" + source.id.text : "/admin#sources",
            kind: context.kind(of: source), state: state.words, stateKind: state.kind,
            problem: context.problem(of: source, lastRun: last),
            postings: context.phrases.tally(standing.postings), postingsHref: href,
            lastRun: last.map {
                LastRun(
                    href: "/runs/" + $0.id.text, when: context.moment($0.createdAt),
                    outcome: words.text(
                        "admin.runOutcome",
                        ["received": context.phrases.count($0.done), "added": context.phrases.count($0.created)]))
            },
            refreshAction: SourceKinds.all.contains(source.kind) && last?.state.isFinal != false
                ? "/admin/sources/\(source.id.text)/refresh" : nil)
    }

    static func row(_ run: Run, _ context: Context) -> RunRow {
        let phrases = context.phrases
        let took = run.startedAt.map { (run.finishedAt ?? context.now).timeIntervalSince($0) }
        return RunRow(
            href: "/runs/" + run.id.text, when: context.moment(run.createdAt), source: run.sourceName,
            state: context.words.text("run.state." + run.state.rawValue), stateKind: kind(run.state),
            pages: phrases.count(run.pagesDone), received: phrases.count(run.done), added: phrases.count(run.created),
            refused: phrases.count(run.failed),
            took: took.map { phrases.duration(milliseconds: Int($0 * 1000)) } ?? "-")
    }

    private static func row(_ account: AccountSummary, _ context: Context) -> AccountRow {
        AccountRow(
            email: account.user.email, name: account.user.name,
            role: context.words.text("role." + account.user.role.rawValue),
            joined: context.moment(account.user.createdAt),
            resumes: context.phrases.count(account.resumeCount), matches: context.phrases.count(account.matchCount))
    }

    static func refresh(_ context: Context) throws -> Response {
        let run = try context.site.refresh(source: try context.id(), by: try context.user())
        return context.redirect(to: "/runs/" + run.text, telling: .refreshStarted)
    }

    /// A run of one's own source; the installation's for administrators.
    static func showRun(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard let (run, live) = try liveRun(id, for: user, context) else { throw Problem.notFound() }
        let title = context.words.text("run.title", ["source": run.sourceName])
        let page = RunPage(
            title: title, runID: run.id.text, sourceHref: "/sources/" + run.sourceID.text,
            started: run.startedAt.map { context.moment($0) }, live: live)
        return context.page(page, title: title, refreshSeconds: live.poll == nil ? nil : 2)
    }

    private static let runPageLimit = 50

    /// The live part of a run that `user` may see, with its log; nil for others'.
    static func liveRun(_ id: UUID, for user: User, _ context: Context) throws -> (Run, LiveRun)? {
        try context.services.database.transaction(readOnly: true) { db in
            guard let run = try context.site.sourceRun(id, for: user, on: db) else { return nil }
            let log = try db.runPages(of: id, limit: runPageLimit).map { row($0, context) }
            return (run, context.live(run, log: log))
        }
    }

    private static func row(_ page: RunPageRecord, _ context: Context) -> RunPageRow {
        let phrases = context.phrases
        return RunPageRow(
            number: phrases.count(page.ordinal), when: context.moment(page.createdAt),
            outcome: context.words.text("run.outcome." + page.outcome.rawValue), received: phrases.count(page.records),
            added: phrases.count(page.created), updated: phrases.count(page.updated),
            refused: phrases.count(page.failed), requests: phrases.count(page.requests),
            bytes: phrases.bytes(page.bytes), took: phrases.duration(milliseconds: page.milliseconds))
    }

    static func loadPostings(_ context: Context) throws -> Response {
        try context.site.loadSamplePostings(by: try context.user())
        return context.redirect(to: "/jobs", telling: .postingsLoaded)
    }

    static func loadResumes(_ context: Context) throws -> Response {
        try context.site.loadSampleResumes(for: try context.user())
        return context.redirect(to: "/resumes", telling: .resumesLoaded)
    }
}
