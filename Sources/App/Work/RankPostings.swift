internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Model
internal import Storage
public import Tasking

/// Scores the postings of one search against one resume, a batch at a time, so that the best so far can be shown.
public struct RankPostings: TaskKind {
    public static let kind = "rank_postings"
    public static let queue = QueueName.scoring

    public var rankingID: UUID

    public init(rankingID: UUID) {
        self.rankingID = rankingID
    }

    /// Postings that are scored and stored together.
    private static let batch = 50

    /// After a crash it starts again and scores everything once more: the same texts get the same scores, each pair has one
    /// row, so nothing is stored twice.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RankPostings.self) { task, context in
            guard let ranking = try context.read({ try $0.ranking(task.rankingID) }),
                let resume = try context.read({ try $0.resumeText(ranking.resumeID, ownedBy: ranking.userID) })
            else { throw TaskFailure.permanent(code: "gone", "The resume was deleted.") }
            let engine = try services.engine(named: ranking.engine)
            let total = ranking.postingIDs.count
            context.progress(0, of: total, stage: "scoring")
            for start in stride(from: 0, to: total, by: batch) {
                let ids = Array(ranking.postingIDs[start..<min(start + batch, total)])
                let postings = try context.read { try $0.postingTexts(ids) }
                var scores: [(PostingText, Score)] = []
                for (index, posting) in postings.enumerated() {
                    try context.checkCancelled()
                    scores.append((posting, try engine.score(resume, posting, for: context)))
                    context.progress(start + index + 1, of: total, stage: "scoring")
                }
                try context.checkpoint { db in
                    for (posting, score) in scores {
                        let key = MatchKey(
                            user: ranking.userID, resume: ranking.resumeID, posting: posting.id, engine: score.engine,
                            engineVersion: score.engineVersion)
                        _ = try db.storeScore(
                            score, of: key, resumeRevision: resume.revision, postingHash: posting.contentHash,
                            task: nil)
                    }
                }
            }
            context.progress(total, of: total, stage: "scoring")
            return Completion(result: ["ranked": total])
        }
    }
}
