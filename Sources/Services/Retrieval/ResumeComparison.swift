internal import Base
public import FoundationEssentials
internal import Matching
public import Model
internal import Storage

/// How several resumes fit several postings, by the embedded scorer.
public struct ResumeComparison: Sendable {
    public struct Row: Sendable {
        public let posting: UUID
        /// In the order of the resumes.
        public let scores: [Double]
        /// The place of the highest; the first of equal ones.
        public let best: Int
        /// What hard constraints say to the best resume.
        public let eligibility: Eligibility
    }

    /// How many postings there are.
    public let total: Int
    /// Of how many postings each resume is the best, in their order.
    public let wins: [Int]
    /// Those that were asked for; the posting with the highest score is the first of all.
    public let rows: [Row]
}

extension PostingMatcher {
    /// Scores several resumes with several postings, each with each.
    /// - Parameter shown: the places of the rows that are wanted, which need not be there.
    public func compare(
        _ resumes: [ResumeSide], with postings: [UUID], shown: Range<Int>
    ) throws -> ResumeComparison {
        let scorer = Scorer(now: time.now)
        let prepared = resumes.map { scorer.prepare($0) }
        var wins = resumes.map { _ in 0 }
        guard !resumes.isEmpty else { return ResumeComparison(total: 0, wins: wins, rows: []) }
        var all = try features(of: postings).map { id, posting in
            let scores = prepared.map { scorer.points($0, posting) }
            let best = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
            wins[best] += 1
            return (id: id, posting: posting, scores: scores, best: best)
        }
        all.sort { left, right in
            let (ours, theirs) = (left.scores[left.best], right.scores[right.best])
            return ours != theirs ? ours > theirs : left.id.isBefore(right.id)
        }
        let rows = all[shown.clamped(to: all.indices)].map { row in
            ResumeComparison.Row(
                posting: row.id, scores: row.scores, best: row.best,
                eligibility: scorer.score(prepared[row.best], row.posting, wishes: resumes[row.best].wishes)
                    .eligibility)
        }
        return ResumeComparison(total: all.count, wins: wins, rows: rows)
    }

    /// What was prepared of some postings; what was not, such as a person's own, is prepared now.
    private func features(of postings: [UUID]) throws -> [(id: UUID, posting: PreparedPosting)] {
        try database.withConnection { db in
            let found = try db.preparedFeatures(postings, version: FeatureMaker.version).compactMap { id, features in
                FeatureMaker.prepared(features).map { (id: id, posting: $0) }
            }
            let known = Set(found.map(\.id))
            let rest = try db.postingTexts(postings.filter { !known.contains($0) })
            return found + rest.map { (id: $0.id, posting: FeatureMaker.prepare($0.side)) }
        }
    }
}
