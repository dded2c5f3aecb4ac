import ArgumentParser
import Embedding

/// `hunter vectors`: what texts are about, as numbers.
struct ReadingVectors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vectors", abstract: "Print the vectors of texts: like texts have like directions.")

    @Flag(help: #"Read lines {"id","text"} and write lines {"id","vector"}, 256 numbers of length 1 together."#)
    var jsonl = false

    func validate() throws {
        guard jsonl else { throw ValidationError("give --jsonl") }
    }

    func run() throws {
        let embedder: TextEmbedder
        do throws(EmbeddingError) { embedder = try TextEmbedder(path: TextEmbedder.installedPath) } catch {
            StandardStreams.complain("\(error)")
            throw ExitCode.failure
        }
        try JSONLines.answer(Input.self) { input in
            Output(id: input.id, vector: embedder.vector(of: input.text).components)
        }
    }

    private struct Input: Decodable {
        let id: String
        let text: String
    }

    private struct Output: Encodable {
        let id: String
        let vector: [Float]
    }
}
