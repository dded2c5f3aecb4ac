import Base
import Foundation
import Storage
import Testing

@testable import Retrieval

struct WordQueryTests {
    private let frequencies = WordFrequencies(
        common: ["engin": 0.2, "softwar": 0.3, "python": 0.1, "kubernet": 0.002, "sql": 0.15], postings: 1_000_000)
    private let query = WordQuery(
        titles: [["softwar", "engin"]], skills: [["python"], ["sql"], ["kubernet"], ["cobol"]])

    @Test func `among few postings every word is asked for`() {
        let few = WordFrequencies(common: [:], postings: 0)
        #expect(
            query.groups(few, budget: 100) == [["softwar", "engin"], ["python"], ["sql"], ["kubernet"], ["cobol"]])
    }

    @Test func `among many a common word is asked for with another`() {
        let query = WordQuery(
            titles: [["softwar", "engin"]], skills: [["python"], ["sql"], ["kubernet"], ["cobol"]])
        let groups = query.groups(frequencies, budget: 3900)
        #expect(!groups.contains(["python"]) && !groups.contains(["sql"]) && !groups.contains(["softwar", "engin"]))
        // A word that statistics do not know is as common as the least common that they do.
        #expect(groups.contains(["kubernet"]) != groups.contains(["cobol"]), "there is room for one of them")
        #expect(groups.contains { $0.count == 2 && $0.contains("python") }, "\(groups)")
        let wide = query.groups(frequencies, budget: 200_000)
        #expect(
            wide.contains(["python"]) && wide.contains(["cobol"])
                && !wide.contains { $0.count == 2 && $0 != ["softwar", "engin"] })
    }

    @Test func `what is expected stays within the budget`() {
        for budget in [0, 10, 2000, 100_000] as [Double] {
            let groups = query.groups(frequencies, budget: budget)
            // Independent words are the least that can be expected.
            #expect(groups.reduce(0) { $0 + frequencies.expected($1) } <= budget)
        }
    }

    @Test func `what stands high in two lists comes first`() {
        let ids = (0..<5).map { _ in UUID.v7() }
        let fused = RankFusion.fuse([[ids[0], ids[1], ids[2]], [ids[3], ids[1], ids[4]]], limit: 4)
        #expect(fused.first == ids[1])
        #expect(fused.count == 4 && Set(fused).count == 4)
        #expect(RankFusion.fuse([[], []], limit: 4).isEmpty)
        // Equals come in the order of their ids, whichever list they are from.
        #expect(Array(fused[1...2]) == [ids[0], ids[3]].sorted { $0.isBefore($1) })
    }
}
