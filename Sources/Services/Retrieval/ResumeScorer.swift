public import FoundationEssentials
internal import Matching
public import Model

/// Tells how well resumes fit one posting, which is read once and meets many of them.
public struct ResumeScorer: Sendable {
    private let posting: PreparedPosting
    private let scorer: Scorer

    public init(_ posting: PostingSide, now: Date) {
        self.posting = FeatureMaker.prepare(posting)
        scorer = Scorer(now: now)
    }

    /// The score of a resume, 0 to 100.
    public func points(_ resume: ResumeSide) -> Double {
        scorer.points(scorer.prepare(resume), posting)
    }
}
