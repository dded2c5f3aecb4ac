internal import Base
internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Model
internal import Postgres
internal import Retrieval
internal import Storage
public import Tasking

/// Scores all of a recruiter's resumes with a job post, and keeps the reasons for the best of them.
public struct RankResumes: TaskKind {
    public static let kind = "rank_resumes"
    public static let queue = QueueName.scoring

    public var jobPostID: UUID
    public var userID: UUID

    public init(jobPostID: UUID, userID: UUID) {
        self.jobPostID = jobPostID
        self.userID = userID
    }

    /// Resumes that are read together.
    private static let batch = 50

    private struct Result: Encodable, Sendable {
        var scored: Int
        var kept: Int
    }

    /// After a crash it starts again: each pair has one row, so nothing is stored twice.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RankResumes.self) { task, context in
            let found = try context.read { db -> (posting: PostingText, at: Date)? in
                guard let id = try db.jobPostRanking(task.jobPostID, ownedBy: task.userID)?.posting,
                    let posting = try db.postingText(id)
                else { return nil }
                return (posting, try db.value("select now()"))
            }
            guard let (posting, start) = found else {
                throw TaskFailure.permanent(code: "gone", "The job post was deleted.")
            }
            let limit = services.settings.matching.rankedResumes
            let engine = services.embedded
            let (best, scored) = try best(limit, with: posting, of: task.userID, services, context)
            for id in best {
                guard let resume = try context.read({ try $0.resumeText(id, ownedBy: task.userID) }) else { continue }
                // What the recruiter wants for themselves says nothing of the candidate.
                let score = try engine.score(resume.withoutPreferences, posting, for: context)
                do {
                    try context.store([(posting: posting, score: score)], of: resume, user: task.userID)
                } catch let error as PostgresError where error.sqlState == .foreignKeyViolation {
                    // The resume has just been deleted.
                }
            }
            return Completion { db in
                try db.endJobPostRanking(
                    task.jobPostID, posting: posting.id, resumes: scored, best: best, engineVersion: engine.version,
                    since: start)
                return Result(scored: scored, kept: best.count)
            }
        }
    }

    /// Scores every resume.
    /// - Returns: the best ones, the very best first, and how many there were.
    private static func best(
        _ limit: Int, with posting: PostingText, of user: UUID, _ services: Services, _ context: TaskContext
    ) throws -> (best: [UUID], scored: Int) {
        let scorer = ResumeScorer(posting.side, now: services.time.now)
        let total = try context.read { try $0.resumeTextCount(ownedBy: user) }
        var best: [(id: UUID, points: Double)] = []
        var scored = 0
        var last: ListedResumeText?
        context.progress(0, of: total, stage: "scoring")
        while true {
            let cursor = last.map { ($0.createdAt, $0.text.id) }
            let page = try context.read { try $0.resumeTexts(ownedBy: user, after: cursor, limit: batch) }
            for resume in page {
                try context.checkCancelled()
                best.append((resume.text.id, scorer.points(resume.text.side)))
            }
            scored += page.count
            context.progress(scored, of: max(total, scored), stage: "scoring")
            best.sort { ($0.points, $1.id.text) > ($1.points, $0.id.text) }
            if best.count > limit { best.removeLast(best.count - limit) }
            guard page.count == batch else { return (best.map(\.id), scored) }
            last = page.last
        }
    }
}
