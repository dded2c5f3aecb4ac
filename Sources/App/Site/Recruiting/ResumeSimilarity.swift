internal import FoundationEssentials
internal import Postgres
internal import Storage

/// Says which of a person's resumes are nearest in meaning to a text.
///
/// The one seam between searching and what it is done with: replacing ``TermSimilarity`` in ``Site`` replaces it everywhere.
protocol ResumeSimilarity: Sendable {
    /// - Parameters:
    ///   - search: what must hold of every resume that is answered.
    ///   - limit: how many are answered at most.
    /// - Returns: resumes that have anything in common with the text, nearest first; of equal ones the smaller id first.
    func nearest(
        to text: String, ownedBy user: UUID, matching search: ResumeSearch, limit: Int, on db: Connection
    ) throws -> [ResumeDistance]
}

/// Similarity by terms: the cosine between vectors of stemmed words, computed where the words are indexed.
struct TermSimilarity: ResumeSimilarity {
    /// Resumes that are compared: those that have the most of the words.
    private static let candidates = 500

    func nearest(
        to text: String, ownedBy user: UUID, matching search: ResumeSearch, limit: Int, on db: Connection
    ) throws -> [ResumeDistance] {
        try db.resumesByTerms(
            text, ownedBy: user, matching: search, candidates: max(limit, Self.candidates), limit: limit)
    }
}
