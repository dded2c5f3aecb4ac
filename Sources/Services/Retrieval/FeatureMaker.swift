internal import Documents
internal import Embedding
internal import FoundationEssentials
internal import Matching
public import Model
public import Storage
internal import VectorSearch

/// Makes what is stored beside a posting so that matching need not read it again: its vector, what the scorer prepares, and the
/// terms that it is found by.
public struct FeatureMaker: Sendable {
    /// The maker of this installation, or nil where the vectors of words are missing.
    public static let shared: FeatureMaker? = TextEmbedder.shared.map(FeatureMaker.init)

    /// Changes whenever the features of a posting may.
    public static let version = "2 \(Scorer.name) \(Scorer.version) \(PreparedPosting.format)"

    /// Bytes of a posting that its vector is made of. What it is about stands at its beginning.
    private static let vectorBytes = 20_000

    private let embedder: TextEmbedder

    /// The vector and features of a posting.
    public func features(of posting: PostingText) -> PostingFeatures.Content {
        features(
            title: posting.title, markdown: posting.descriptionMarkdown, skills: posting.skills,
            conditions: posting.conditions)
    }

    /// As ``features(of:)``, of a posting's parts.
    public func features(
        title: String, markdown: String, skills: [String], conditions: PostingConditions = PostingConditions()
    ) -> PostingFeatures.Content {
        var side = PostingSide(
            title: title, text: PostingPlainText.make(title: title, markdown: markdown), skills: skills)
        side.conditions = conditions
        let prepared = Self.prepare(side)
        return PostingFeatures.Content(
            vector: StoredVector(vector(of: side.text)).bytes, features: prepared.encode(),
            terms: StoredTerms.bytes(prepared.indexTerms))
    }

    /// What the scorer prepares of a posting: the same at any time.
    static func prepare(_ posting: PostingSide) -> PreparedPosting {
        Scorer(now: Date(timeIntervalSince1970: 0)).prepare(posting)
    }

    /// What ``features(of:)`` prepared of a posting; nil where the bytes are something else.
    static func prepared(_ features: [UInt8]) -> PreparedPosting? { try? PreparedPosting(decoding: features) }

    /// The vector of a text, posting or resume.
    func vector(of text: String) -> TextVector { embedder.vector(of: text.cutUTF8(to: Self.vectorBytes)) }
}

extension String {
    /// The text up to so many bytes, cut between characters.
    func cutUTF8(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
