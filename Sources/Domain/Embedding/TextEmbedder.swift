internal import Base

/// Gives texts their vectors: the mean of the vectors of their tokens (WordLlama, Llama 2's tokens distilled to 256
/// dimensions), which costs a fraction of a millisecond a document.
///
/// The vectors are mapped from a file that all processes share. They know English best and other languages of Latin and
/// Cyrillic letters a little. Case matters to the tokens: who compares short names should put them in lower case.
public struct TextEmbedder: Sendable {
    /// The embedder of this installation, or nil where `make setup` has not brought its vectors.
    public static let shared: TextEmbedder? = try? TextEmbedder(path: installedPath)

    /// Where the vectors of this installation are, or should be.
    public static var installedPath: String { InstalledFile.path("embedding.bin") }

    private let file: ModelFile
    private let tokenizer: Tokenizer

    /// An embedder with the vectors in the file at `path`.
    public init(path: String) throws(EmbeddingError) {
        file = try ModelFile(path: path)
        tokenizer = Tokenizer(file)
    }

    /// The vector of `text`.
    public func vector(of text: String) -> TextVector {
        var text = text
        return text.withUTF8 { vector(ofUTF8: $0) }
    }

    /// As ``vector(of:)``, for bytes that are valid UTF-8.
    public func vector(ofUTF8 bytes: UnsafeBufferPointer<UInt8>) -> TextVector {
        var sum = [Float](repeating: 0, count: TextVector.dimension)
        sum.withUnsafeMutableBufferPointer { sum in
            guard let sum = sum.baseAddress else { return }
            tokenizer.forEachToken(in: bytes) { file.add($0, to: sum) }
        }
        return TextVector(direction: sum)
    }

    /// The tokens of `text`, as numbers.
    func tokens(of text: String) -> [UInt16] {
        var tokens: [UInt16] = []
        var text = text
        text.withUTF8 { bytes in tokenizer.forEachToken(in: bytes) { tokens.append($0) } }
        return tokens
    }
}
