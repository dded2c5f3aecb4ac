internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Matching
internal import Model
internal import Storage
public import Tasking

/// Says how well the posting of one link fits whoever searches: by their newest resume, else by what they said they look for.
public struct ScoreSearchLink: TaskKind {
    public static let kind = "score_search_link"
    public static let queue = QueueName.scoring
    public static let shownArguments: Set = ["ordinal"]

    public var runID: UUID
    public var ordinal: Int

    public init(runID: UUID, ordinal: Int) {
        self.runID = runID
        self.ordinal = ordinal
    }

    private struct Case {
        var user: UUID
        var posting: Posting
        var text: PostingText
        var resume: ResumeText?
        var preferences: Preferences
    }

    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(ScoreSearchLink.self) { task, context in
            let found = try context.read { db -> Case? in
                guard let run = try db.run(task.runID), !run.state.isFinal, let user = run.userID,
                    let link = try db.searchLink(task.ordinal, of: run.id), let id = link.postingID,
                    let posting = try db.posting(id, for: user), let text = try db.postingText(id)
                else { return nil }
                return Case(
                    user: user, posting: posting, text: text, resume: try db.newestResume(ownedBy: user),
                    preferences: try db.preferences(of: user))
            }
            guard let found else { return .nothing }
            let wishes = PreferenceScorer.score(
                found.preferences, found.posting.draft, text: found.text.side.text)
            guard let resume = found.resume else {
                return Completion { db in
                    try db.scoreSearchLink(
                        task.ordinal, of: task.runID, score: wishes.score, reasoning: wishes.reasoning, match: nil)
                }
            }
            // Nobody has asked for a model, which costs: it refines what its person chooses.
            let engine = try services.engine(named: services.settings.engines.standard).withoutModel
            let score = try engine.score(resume, found.text, for: context)
            let key = MatchKey(
                user: found.user, resume: resume.id, posting: found.text.id, engine: score.engine,
                engineVersion: score.engineVersion)
            return Completion { db in
                let match = try db.storeScore(
                    score, of: key, resumeRevision: resume.revision, postingHash: found.text.contentHash, task: nil)
                try db.scoreSearchLink(
                    task.ordinal, of: task.runID, score: score.score,
                    reasoning: score.reasons.prefix(3).map(\.text) + wishes.reasoning, match: match)
            }
        }
    }
}
