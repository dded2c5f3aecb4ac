internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Model
internal import Storage
public import Tasking

/// Scores one resume against one posting.
public struct ScoreMatch: TaskKind {
    public static let kind = "score_match"
    public static let queue = QueueName.scoring
    public static let shownArguments: Set = ["engine"]

    public var matchID: UUID
    public var userID: UUID
    public var resumeID: UUID
    public var postingID: UUID
    public var engine: String

    public init(matchID: UUID, userID: UUID, resumeID: UUID, postingID: UUID, engine: String) {
        self.matchID = matchID
        self.userID = userID
        self.resumeID = resumeID
        self.postingID = postingID
        self.engine = engine
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ScoreMatch.self) { task, context in
            context.progress(0, of: 2, stage: "reading")
            let engine = try services.engine(named: task.engine)
            let pair = try context.read { db -> (ResumeText, PostingText)? in
                guard let resume = try db.resumeText(task.resumeID, ownedBy: task.userID),
                    let posting = try db.postingText(task.postingID)
                else { return nil }
                return (try db.isJobPost(posting.id) ? resume.withoutPreferences : resume, posting)
            }
            guard let (resume, posting) = pair else {
                throw TaskFailure.permanent(code: "gone", "The resume or the posting was deleted.")
            }
            if engine.costsMoney, try !services.isWorthMoney(task.postingID, context) {
                throw TaskFailure.permanent(
                    code: "closed", "The posting is closed: a score would cost money for nothing.")
            }
            context.progress(1, of: 2, stage: "scoring")
            let paid = services.paid(engine, for: context, user: task.userID, resume: resume.id, posting: posting.id)
            let score = try paid.score(resume, posting, for: context)
            context.progress(2, of: 2, stage: "scoring")
            // The row that was asked for, whoever gave its score in the end.
            let key = MatchKey(
                user: task.userID, resume: task.resumeID, posting: task.postingID, engine: engine.name,
                engineVersion: engine.version)
            return Completion { db -> Score in
                _ = try db.storeScore(
                    score, of: key, resumeRevision: resume.revision, postingHash: posting.contentHash,
                    task: context.id)
                return score
            }
        }
    }
}
