import Testing

@testable import Embedding

struct TextEmbedderTests {
    private let embedder: TextEmbedder

    init() throws { embedder = try TextEmbedder(path: ".deps/lib/embedding.bin") }

    private func similarity(_ left: String, _ right: String) -> Float {
        embedder.vector(of: left).similarity(to: embedder.vector(of: right))
    }

    @Test func `tokens are those of the tokenizer that the vectors were made with`() {
        #expect(embedder.tokens(of: "Hello world") == [15043, 3186])
    }

    @Test func `texts about like things are nearer than texts about others`() {
        #expect(similarity("software developer", "computer programmer") > similarity("software developer", "nurse"))
        #expect(similarity("registered nurse", "patient care") > similarity("registered nurse", "plumbing"))
        #expect(similarity("bookkeeping and taxes", "accountant") > similarity("bookkeeping and taxes", "truck driver"))
    }

    @Test func `a vector has the length one and is itself nearest`() {
        let vector = embedder.vector(of: "Builds data pipelines in Python")
        #expect(abs(vector.similarity(to: vector) - 1) < 1e-5)
        #expect(!vector.isZero)
    }

    @Test(arguments: ["", " \n\t ", "\u{A0}\u{2003}\u{200B}"])
    func `a text without words has the zero vector`(text: String) {
        let vector = embedder.vector(of: text)
        #expect(vector == .zero)
        #expect(vector.isZero)
        #expect(vector.similarity(to: embedder.vector(of: "nurse")) == 0)
        #expect(vector.compact.similarity(to: vector.compact) == 0)
    }

    @Test func `how words are spaced does not matter`() {
        let spaced = "data\n\n  engineer\u{A0}in\tBerlin "
        #expect(embedder.vector(of: spaced) == embedder.vector(of: "data engineer in Berlin"))
    }

    @Test func `words are split alone, so a text is its words`() {
        let text = "Größe, 日本語 and C++\u{1F600}: naïve Инженер-программист e-mail a\u{0}b"
        let words = text.split(separator: " ").flatMap { embedder.tokens(of: String($0)) }
        #expect(embedder.tokens(of: text) == words)
    }

    @Test func `a word without an end is cut and costs no more than its letters`() {
        let tokens = embedder.tokens(of: String(repeating: "xq", count: 5000))
        #expect(tokens.count > 100 && tokens.count <= 10_400)
    }

    @Test func `bytes are near to the exact vector and come back`() throws {
        let texts = ["nurse", "truck driver", "Swift and PostgreSQL", "Бухгалтер", "a", "Leiter Vertrieb"]
        let vectors = texts.map { embedder.vector(of: $0) }
        for left in vectors {
            #expect(try #require(CompactVector(bytes: left.compact.bytes)) == left.compact)
            for right in vectors {
                let cosine = left.compact.similarity(to: right.compact)
                #expect(abs(cosine - left.similarity(to: right)) < 0.01)
                let stored = try #require(left.compact.similarity(toBytes: right.compact.bytes))
                #expect(abs(stored - cosine) < 0.00001)
            }
        }
        #expect(CompactVector(bytes: [1, 2, 3]) == nil)
        #expect(vectors[0].compact.similarity(toBytes: [1, 2, 3]) == nil)
        #expect(vectors[0].compact.similarity(toBytes: TextVector.zero.compact.bytes) == 0)
        // The largest there are: no sum is too small for them.
        let extreme = TextVector(direction: [Float](repeating: -1, count: TextVector.dimension)).compact
        #expect(try #require(extreme.similarity(toBytes: extreme.bytes)) > 0.9999)
    }

    @Test func `a block compares a vector with each of its own`() {
        let vectors = ["nurse", "", "truck driver"].map { embedder.vector(of: $0).compact }
        var block = CompactVectorBlock()
        for vector in vectors { block.append(vector) }
        #expect(block.count == 3)
        #expect(block.similarities(to: vectors[0]) == vectors.map { $0.similarity(to: vectors[0]) })
    }
}
