public import Model

/// Whatever can say how well a resume fits a posting: the embedded scorer, the simulation, a language model.
///
/// An engine may block (it runs on a worker's thread) and may take long: it reports where it is and stops when told
/// through its ``Work``. Scores bear the engine's name and version.
public protocol Engine: Sendable {
    /// The stable name that settings, tasks and scores use: `embedded`, `simulated`.
    var name: String { get }
    /// Changes whenever the score of a pair may.
    var version: String { get }
    /// Whether equal sides give an equal score, so that a stored one can be used again.
    var isDeterministic: Bool { get }

    /// Scores one pair.
    /// - Throws: ``IntelligenceError``; its ``IntelligenceError/isRetryable`` says whether trying later may help.
    func score(resume: ResumeSide, posting: PostingSide, work: Work) throws -> Score
}

extension Engine {
    /// Scores one pair with nobody watching and nobody to cancel it.
    public func score(resume: ResumeSide, posting: PostingSide) throws -> Score {
        try score(resume: resume, posting: posting, work: Work())
    }
}
