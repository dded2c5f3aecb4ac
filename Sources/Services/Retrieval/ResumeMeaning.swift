internal import Embedding
public import Storage

/// Says what a resume, or a search among resumes, is about: the vector of its beginning.
///
/// The beginning says more than the whole: names of jobs and what somebody can do stand there. Case is left out, because people
/// type searches in lower case and resumes have headings in capitals.
public struct ResumeMeaning: Sendable {
    /// That of this installation, or nil where the vectors of words are missing.
    public static let shared: ResumeMeaning? = TextEmbedder.shared.map(ResumeMeaning.init)

    /// Changes whenever vectors may.
    public static let version = "1"

    /// Bytes of a text that its vector is made of. No more characters than that need be read.
    public static let textBytes = 2000

    private let embedder: TextEmbedder

    /// The vector of a resume's text, to be stored.
    public func vector(of text: String) -> ResumeVector {
        ResumeVector(bytes: compact(text).bytes, version: Self.version)
    }

    /// What a text is about.
    func compact(_ text: String) -> CompactVector {
        embedder.vector(of: text.cutUTF8(to: Self.textBytes).lowercased()).compact
    }
}
