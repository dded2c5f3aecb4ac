internal import Embedding
public import FoundationEssentials
public import Postgres
public import Storage

/// Says which of a person's resumes are nearest to a text, by the terms they share and by what both are about.
///
/// How near one is, is a sum: two thirds for the cosine between their terms, one third for that between their vectors. Unlike
/// places in two lists it is a number of the resume alone, so it can be shown, and pages can go on behind it.
public struct ResumeFinder: Sendable {
    /// Of the cosine between vectors. That of terms is nearly always small: few words of a resume are asked for.
    private static let vectorShare = 1.0 / 3
    /// Resumes whose terms are compared: those that have the most of the words.
    private static let byTerms = 300
    /// Resumes whose vectors are compared, the newest; others are found by their terms.
    private static let byVectors = 20_000

    private let meaning: ResumeMeaning?

    /// - Parameter meaning: nil for terms alone.
    public init(meaning: ResumeMeaning?) {
        self.meaning = meaning
    }

    /// - Parameters:
    ///   - search: what must hold of every resume that is answered.
    ///   - limit: how many are answered at most.
    /// - Returns: resumes that have anything in common with the text, nearest first; of equal ones the smaller id first. One
    ///   whose vector is still to be made is found by its terms.
    public func nearest(
        to text: String, ownedBy user: UUID, matching search: ResumeSearch, limit: Int, on db: Connection
    ) throws -> [ResumeDistance] {
        let byTerms = try db.resumesByTerms(
            text, ownedBy: user, matching: search, candidates: Self.byTerms, limit: Self.byTerms)
        guard let meaning else { return Array(byTerms.prefix(limit)) }
        let asked = meaning.compact(text)
        var nearness: [UUID: Double] = [:]
        let vectors = try db.resumeVectors(
            ownedBy: user, matching: search, version: ResumeMeaning.version, limit: Self.byVectors)
        nearness.reserveCapacity(vectors.count)
        for (id, bytes) in vectors {
            guard let cosine = asked.similarity(toBytes: bytes), cosine > 0 else { continue }
            nearness[id] = Self.vectorShare * Double(cosine)
        }
        for found in byTerms { nearness[found.id, default: 0] += (1 - Self.vectorShare) * found.similarity }
        return nearness.map { ResumeDistance(id: $0.key, similarity: min(1, $0.value)) }
            .sorted { left, right in
                left.similarity != right.similarity
                    ? left.similarity > right.similarity : left.id.isBefore(right.id)
            }
            .prefix(limit).map { $0 }
    }
}
