internal import Base
internal import Composition
internal import FoundationEssentials
internal import Intelligence
internal import Model
internal import Retrieval
internal import Storage
internal import Tasking

extension Services {
    /// - Throws: a failure that no retry mends, for an engine this installation does not have.
    func engine(named name: String) throws -> any Engine {
        guard let engine = engines[name] else {
            throw TaskFailure.permanent(code: "no_engine", "This installation has no engine called \(name).")
        }
        return engine
    }
}

extension Engine {
    /// The engine without the model that it may ask, for work that nobody pays a model for.
    var withoutModel: any Engine { (self as? ModelEngine)?.base ?? self }
}

extension Services {
    /// The engine with somebody to pay for it, where it costs money.
    func paid(
        _ engine: any Engine, for context: TaskContext, user: UUID, resume: UUID, posting: UUID
    ) -> any Engine {
        guard let engine = engine as? ModelEngine else { return engine }
        return engine.paid(by: purse(for: engine, context, user: user, resume: resume, posting: posting))
    }
}

extension TaskContext {
    /// Stores the scores of a resume of `user`'s, all of them or none.
    func store(_ scores: [(posting: PostingText, score: Score)], of resume: ResumeText, user: UUID) throws {
        try checkpoint { db in
            for (posting, score) in scores {
                let key = MatchKey(
                    user: user, resume: resume.id, posting: posting.id, engine: score.engine,
                    engineVersion: score.engineVersion)
                _ = try db.storeScore(
                    score, of: key, resumeRevision: resume.revision, postingHash: posting.contentHash, task: nil)
            }
        }
    }
}

extension Engine {
    /// Scores a pair for a task, and stops when that is cancelled.
    func score(_ resume: ResumeText, _ posting: PostingText, for context: TaskContext) throws -> Score {
        try score(resume: resume.side, posting: posting.side) { try context.checkCancelled() }
    }
}
