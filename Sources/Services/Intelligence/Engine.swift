public import Model

/// Whatever can say how well a resume fits a posting: the embedded scorer, the simulation, a language model.
///
/// An engine may block (it runs on a worker's thread) and may take long. Its scores bear its name and version.
public protocol Engine: Sendable {
    /// The stable name that settings, tasks and scores use: `embedded`, `simulated`.
    var name: String { get }
    /// Changes whenever the score of a pair may.
    var version: String { get }
    /// Whether scoring costs money, so that it is first looked whether the posting is still up.
    var costsMoney: Bool { get }

    /// Scores one pair.
    /// - Parameter check: called now and then on the caller's thread while the engine works; it stops the engine by
    /// throwing,
    ///   when the work was called off or its time is up.
    /// - Throws: what `check` throws, as it is; else the engine's own error.
    func score(resume: ResumeSide, posting: PostingSide, check: () throws -> Void) throws -> Score
}

extension Engine {
    /// Engines of this machine cost nothing.
    public var costsMoney: Bool { false }

    /// Scores one pair that nobody will call off.
    public func score(resume: ResumeSide, posting: PostingSide) throws -> Score {
        try score(resume: resume, posting: posting, check: {})
    }
}
