import Foundation
import Testing

@testable import Embedding

struct ModelFileTests {
    private func problem(_ bytes: [UInt8]?) -> String? {
        let path = NSTemporaryDirectory() + "/\(UUID().uuidString).bin"
        if let bytes { _ = FileManager.default.createFile(atPath: path, contents: Data(bytes)) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(EmbeddingError) {
            _ = try TextEmbedder(path: path)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `a missing or empty file is refused with what to do`() throws {
        #expect(try #require(problem(nil)).contains("make setup"))
        #expect(try #require(problem([])).contains("make setup"))
    }

    @Test func `a file of another kind, a damaged head and a cut file are refused`() throws {
        #expect(try #require(problem([UInt8](repeating: 7, count: 5000))).contains("no file of vectors"))
        let whole = try #require(FileManager.default.contents(atPath: ".deps/lib/embedding.bin"))
        #expect(try #require(problem([UInt8](whole.dropLast()))).contains("damaged"))
        for offset in stride(from: 8, to: 28, by: 4) {
            var head = [UInt8](whole)
            head.replaceSubrange(offset..<(offset + 4), with: [0xFF, 0xFF, 0xFF, 0xFF])
            #expect(try #require(problem(head)).contains("damaged"), "\(offset)")
        }
    }
}
