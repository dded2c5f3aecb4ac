import Embedding
import Foundation
import Testing

@testable import Taxonomy

struct OccupationIndexTests {
    private let index: OccupationIndex

    init() throws { index = try #require(OccupationIndex.shared) }

    private func best(_ title: String) -> String? {
        index.occupations(for: title, limit: 1).first?.occupation.label
    }

    @Test(arguments: [
        ("Registered Nurse", "nurse"), ("Sr. Software Engineer (Berlin)", "software developer"),
        ("GRAPHIC DESIGNER - FULL TIME", "graphic designer"), ("Buchhalterin", "accountant"), ("Медсестра", "nurse"),
        ("Kerani Akaun", "accounting assistant"), ("Excavator operator", "excavator operator"),
    ])
    func `titles are found in plain, shouted, abbreviated and foreign words`(title: String, label: String) {
        #expect(best(title) == label)
    }

    @Test func `a title that no label has is found by its meaning`() {
        let labels = index.occupations(for: "Bugfixer for computer programs", limit: 20).map(\.occupation.label)
        #expect(labels.contains { $0.contains("software") || $0.contains("program") })
    }

    @Test func `the best is first, the shares sum to one and the limit holds`() {
        let all = index.occupations(for: "Sales manager", limit: 5000)
        #expect(all.count > 3000)
        #expect(abs(all.reduce(0) { $0 + $1.score } - 1) < 1e-9)
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score })
        #expect(index.occupations(for: "Sales manager", limit: 3) == Array(all.prefix(3)))
        #expect(all.allSatisfy { $0.occupation.uri.hasPrefix("http://data.europa.eu/esco/occupation/") })
    }

    @Test func `the same title has the same occupations whatever its case and spacing`() {
        #expect(index.occupations(for: "data  Analyst") == index.occupations(for: "DATA ANALYST"))
    }

    @Test func `a title without words means nothing`() {
        #expect(index.occupations(for: "  --  ").isEmpty)
    }

    @Test func `missing and strange tables are refused with what to do`() throws {
        let embedder = try #require(TextEmbedder.shared)
        let path = NSTemporaryDirectory() + "/\(UUID().uuidString).tsv"
        #expect(throws: TaxonomyError.self) { try OccupationIndex(path: path, embedder: embedder) }
        _ = FileManager.default.createFile(atPath: path, contents: Data("one field only\n".utf8))
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: TaxonomyError.self) { try OccupationIndex(path: path, embedder: embedder) }
        let error = #expect(throws: TaxonomyError.self) { try OccupationIndex.checkTable(at: path) }
        #expect(try #require(error).description.contains("make setup"))
        try OccupationIndex.checkTable(at: ".deps/lib/occupations.tsv")
    }
}
