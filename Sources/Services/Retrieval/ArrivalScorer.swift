internal import Base
public import FoundationEssentials
internal import Matching
public import Model

/// Tells which of some postings fit a resume well. They are read once and meet many resumes.
public struct ArrivalScorer: Sendable {
    private let postings: [(id: UUID, prepared: PreparedPosting)]
    private let scorer: Scorer

    /// - Parameter postings: with what ``FeatureMaker`` prepared; those of another version are left out.
    public init(_ postings: [(id: UUID, features: [UInt8])], now: Date) {
        self.postings = postings.compactMap { posting in
            FeatureMaker.prepared(posting.features).map { (posting.id, $0) }
        }
        scorer = Scorer(now: now)
    }

    /// The postings that a resume's score is high enough with, the best first.
    public func best(for resume: ResumeSide, from lowest: Double, limit: Int) -> [UUID] {
        let prepared = scorer.prepare(resume)
        return postings.map { (id: $0.id, points: scorer.points(prepared, $0.prepared)) }
            .filter { $0.points >= lowest }
            .sorted { ($0.points, $0.id.text) > ($1.points, $1.id.text) }
            .prefix(limit).map(\.id)
    }
}
