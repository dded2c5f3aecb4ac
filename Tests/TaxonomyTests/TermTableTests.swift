import Foundation
import Testing

@testable import Taxonomy

struct TermTableTests {
    private func problem(_ bytes: [UInt8]) -> String? {
        let path = NSTemporaryDirectory() + "/\(UUID().uuidString).bin"
        _ = FileManager.default.createFile(atPath: path, contents: Data(bytes))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(TaxonomyError) {
            _ = try TermTable(path: path)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func `a damaged table is refused`() throws {
        let whole = try #require(FileManager.default.contents(atPath: ".deps/lib/terms.bin"))
        #expect(problem([UInt8](whole)) == nil)
        #expect(try #require(problem([UInt8](whole.dropLast(8)))).contains("damaged"))
        #expect(try #require(problem([UInt8](repeating: 1, count: 100)).map { $0 }).contains("no table"))
        #expect(try #require(problem([])).contains("make setup"))
    }

    @Test func `hashes of phrases depend on their words and their order`() {
        func hash(_ words: UInt64...) -> PhraseHash {
            var phrase = PhraseHash()
            for word in words { phrase.append(word) }
            return phrase
        }
        #expect(hash(1, 2) == hash(1, 2))
        #expect(hash(1, 2) != hash(2, 1))
        #expect(hash(1) != hash(1, 1))
    }
}
