internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Work

/// Home: what is running, the best matches, the resumes; for newcomers the first steps.
enum Dashboard {
    private static let rowLimit = 5

    static func show(_ context: Context) throws -> Response {
        let user = try context.user()
        let found = try context.services.database.transaction(readOnly: true) { db in try Found(user, db) }
        let words = context.words
        let page = DashboardPage(
            greeting: user.name.isEmpty
                ? words.text("dashboard.greetingNoName") : words.text("dashboard.greeting", ["name": user.name]),
            steps: found.matchCount > 0 ? [] : steps(found, context),
            running: found.running.compactMap { running($0, context) }, matches: found.matches.map { context.row($0) },
            matchesTotal: words.plural("dashboard.matchesTotal", found.matchCount),
            resumes: found.resumes.map { Resumes.row($0, context) },
            resumesTotal: words.plural("dashboard.resumesTotal", found.resumeCount),
            postingsTotal: found.postingCount == 0
                ? words.text("dashboard.postingsNone")
                : words.plural(
                    "dashboard.postingsTotal", found.postingCount,
                    ["count": context.phrases.count(found.postingCount)]))
        return context.page(page, title: words.text("dashboard.title"))
    }

    private struct Found {
        static let countLimit = 100_000
        var resumes: [ResumeSummary]
        var resumeCount: Int
        var matches: [MatchSummary]
        var matchCount: Int
        var postingCount: Int
        var running: [TaskSnapshot]

        init(_ user: User, _ db: Connection) throws {
            resumes = try db.resumes(ownedBy: user.id, limit: rowLimit)
            resumeCount = try db.resumeCount(ownedBy: user.id)
            matches = try db.matches(ownedBy: user.id, filter: MatchFilter(), limit: rowLimit)
            matchCount = try db.matchCounts(ownedBy: user.id).all
            postingCount = try db.openPostingCount(limit: Self.countLimit)
            running = try [TaskState.running, .queued, .failed].flatMap { state in
                try db.recentTasks(TaskFilter(state: state, userID: user.id), limit: rowLimit)
            }
        }
    }

    private static func running(_ task: TaskSnapshot, _ context: Context) -> RunningRow? {
        guard let subject = task.subjectID?.text else { return nil }
        let words = context.words
        let sentence = words.text("task.state." + task.state.rawValue)
        switch task.kind {
        case ReadResume.kind:
            return RunningRow(
                href: "/resumes/" + subject, title: words.text("resume.reading.processing"), sentence: sentence)
        case ScoreMatch.kind:
            return RunningRow(href: "/matches/" + subject, title: words.text("match.scoring"), sentence: sentence)
        case RankPostings.kind:
            return RunningRow(href: "/rankings/" + subject, title: words.text("ranking.titleAll"), sentence: sentence)
        default: return nil
        }
    }

    private static func steps(_ found: Found, _ context: Context) -> [FirstStep] {
        let words = context.words
        let hasResume = found.resumeCount > 0
        let hasPostings = found.postingCount > 0
        let isAdmin = context.owner?.user.role == .admin
        var resume = FirstStep(
            title: words.text("dashboard.stepResume"), text: words.text("dashboard.stepResumeText"), isDone: hasResume,
            isNext: !hasResume)
        if !hasResume {
            resume.action = Link(label: words.text("dashboard.stepResumeAction"), href: "/resumes#upload")
            resume.samples = context.resumeSamples
        }
        var postings = FirstStep(
            title: words.text("dashboard.stepPostings"),
            text: words.text(isAdmin ? "dashboard.stepPostingsText" : "dashboard.stepPostingsWait"),
            isDone: hasPostings, isNext: hasResume && !hasPostings)
        if hasPostings { postings.text = words.text("dashboard.stepPostingsText") }
        if !hasPostings, isAdmin {
            postings.action = Link(label: words.text("dashboard.stepPostingsAction"), href: "/admin#sources")
            postings.samples = context.postingSamples
        }
        let match = FirstStep(
            title: words.text("dashboard.stepMatch"), text: words.text("dashboard.stepMatchText"),
            isNext: hasResume && hasPostings,
            action: Link(label: words.text("dashboard.stepMatchAction"), href: "/jobs"))
        return [resume, postings, match]
    }
}
