internal import Base
internal import Composition
public import FoundationEssentials
internal import Intelligence
internal import Logging
internal import Model
internal import Storage
public import Tasking

/// Scores the postings of one search against one resume, a batch at a time, so that the best so far can be shown; then, where
/// that was asked for, lets a language model refine the best of them.
public struct RankPostings: TaskKind {
    public static let kind = "rank_postings"
    public static let queue = QueueName.scoring

    public var rankingID: UUID

    public init(rankingID: UUID) {
        self.rankingID = rankingID
    }

    /// Postings that are scored and stored together.
    private static let batch = 50

    private struct Result: Encodable, Sendable {
        var ranked: Int
        var refined: Int?
        /// Millionths of a US dollar.
        var cost: Int?
    }

    /// After a crash it starts again and scores everything once more: the same texts get the same scores, each pair has one
    /// row, so nothing is stored twice. What a model answered is not paid for again.
    static func handler(_ services: Services) -> TaskHandler {
        TaskHandler(RankPostings.self) { task, context in
            guard let ranking = try context.read({ try $0.ranking(task.rankingID) }),
                let resume = try context.read({ try $0.resumeText(ranking.resumeID, ownedBy: ranking.userID) })
            else { throw TaskFailure.permanent(code: "gone", "The resume was deleted.") }
            let engine = try services.engine(named: ranking.engine)
            let model = engine as? ModelEngine
            let best = try score(ranking, resume, with: engine.withoutModel, context)
            let total = ranking.postingIDs.count
            guard let model, ranking.refineTop > 0 else {
                context.progress(total, of: total, stage: "scoring")
                return Completion(result: Result(ranked: total))
            }
            var refiner = RankingRefiner(services, ranking, resume, model, context)
            let refining = try refiner.run(best.prefix(ranking.refineTop).map(\.id))
            return Completion { db in
                try db.setRefining(refining, of: ranking.id)
                return Result(ranked: total, refined: refining.refined, cost: refining.cost)
            }
        }
    }

    /// Scores every posting.
    /// - Returns: the best first.
    private static func score(
        _ ranking: Ranking, _ resume: ResumeText, with engine: any Engine, _ context: TaskContext
    ) throws -> [(id: UUID, score: Double)] {
        let total = ranking.postingIDs.count
        var best: [(id: UUID, score: Double)] = []
        context.progress(0, of: total, stage: "scoring")
        for start in stride(from: 0, to: total, by: batch) {
            let ids = Array(ranking.postingIDs[start..<min(start + batch, total)])
            let postings = try context.read { try $0.postingTexts(ids) }
            var scores: [(posting: PostingText, score: Score)] = []
            for (index, posting) in postings.enumerated() {
                try context.checkCancelled()
                scores.append((posting, try engine.score(resume, posting, for: context)))
                context.progress(start + index + 1, of: total, stage: "scoring")
            }
            try context.store(scores, of: resume, user: ranking.userID)
            best += scores.map { ($0.0.id, $0.1.score) }
        }
        return best.sorted { ($0.score, $0.id.text) > ($1.score, $1.id.text) }
    }
}

/// Lets a model refine the best of a ranking, one after the other, until it is done or has to stop.
struct RankingRefiner {
    private let services: Services
    private let ranking: Ranking
    private let resume: ResumeText
    private let engine: ModelEngine
    private let context: TaskContext
    private var refining = Ranking.Refining(wanted: 0)
    private var failures = 0

    /// Failures in a row after which the model is left alone.
    private static let patience = 3

    init(
        _ services: Services, _ ranking: Ranking, _ resume: ResumeText, _ engine: ModelEngine, _ context: TaskContext
    ) {
        self.services = services
        self.ranking = ranking
        self.resume = resume
        self.engine = engine
        self.context = context
    }

    mutating func run(_ postings: [UUID]) throws -> Ranking.Refining {
        refining = Ranking.Refining(wanted: postings.count)
        for (index, id) in postings.enumerated() {
            try context.checkCancelled()
            context.progress(index, of: postings.count, stage: "refining")
            guard try services.isWorthMoney(id, context), let posting = try context.read({ try $0.postingText(id) })
            else {
                refining.wanted -= 1
                continue
            }
            if let reason = try refine(posting) {
                refining.stopped = reason
                break
            }
        }
        context.progress(postings.count, of: postings.count, stage: "refining")
        // What the accounts say, not what this attempt has seen: an earlier one may have paid as well.
        refining.cost = try services.database.withConnection {
            try $0.spent(ModelBudget.run(context.id, of: ranking.userID, limit: 0).account)
        }
        return refining
    }

    /// Refines one pair and stores it.
    /// - Returns: why to stop; nil to go on.
    private mutating func refine(_ posting: PostingText) throws -> ModelNote.Outcome? {
        let paid = services.paid(
            engine, for: context, user: ranking.userID, resume: ranking.resumeID, posting: posting.id)
        let score = try paid.score(resume, posting, for: context)
        guard let note = score.refinement else { return nil }
        context.logger.info(
            "pair refined",
            metadata: [
                "model.outcome": .string(note.outcome.rawValue), "model.kept": "\(note.kept)",
                "model.dropped": "\(note.dropped)", "model.orders": "\(note.orders.count)",
                "model.cost": "\(note.cost)",
            ])
        refining.dropped += note.dropped
        if note.outcome == .done {
            refining.refined += 1
            failures = 0
        } else {
            failures += 1
        }
        // Nothing was asked: the embedded score of this ranking stands as it is.
        if note.outcome != .overBudget {
            let key = MatchKey(
                user: ranking.userID, resume: ranking.resumeID, posting: posting.id, engine: engine.name,
                engineVersion: engine.version)
            try context.checkpoint { db in
                _ = try db.storeScore(
                    score, of: key, resumeRevision: resume.revision, postingHash: posting.contentHash, task: nil)
            }
        }
        switch note.outcome {
        case .overBudget, .unpaid, .busy: return note.outcome
        default: return failures >= Self.patience ? note.outcome : nil
        }
    }
}
