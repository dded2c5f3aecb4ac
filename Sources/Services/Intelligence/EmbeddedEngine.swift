public import Base
internal import Matching
public import Model

/// The built-in scorer: no key, no network, some microseconds a pair.
public struct EmbeddedEngine: Engine {
    private let time: TimeSource

    /// - Parameter time: what "present" in a resume means.
    public init(time: TimeSource = .system) {
        self.time = time
    }

    public var name: String { Scorer.name }
    public var version: String { Scorer.version }
    public var isDeterministic: Bool { true }

    public func score(resume: ResumeSide, posting: PostingSide, work: Work) throws -> Score {
        try work.check()
        work.report(0, of: 1, stage: "scoring")
        let score = Scorer(now: time.now).score(resume, posting)
        work.report(1, of: 1, stage: "scoring")
        return score
    }
}
