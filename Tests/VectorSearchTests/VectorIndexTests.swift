import Base
import Embedding
import Foundation
import Model
import TestSupport
import Testing

@testable import VectorSearch

struct VectorIndexTests {
    /// What an index should answer: each posting compared, one by one.
    private struct Reference {
        var postings: [UUID: IndexedPosting.Content] = [:]

        mutating func apply(_ changes: [IndexedPosting]) {
            for posting in changes { postings[posting.id] = posting.content }
        }

        func nearest(to vector: TextVector, limit: Int, _ passes: (PostingTraits) -> Bool = { _ in true }) -> [UUID] {
            var found: [Neighbour] = []
            for (id, content) in postings where passes(content.traits) {
                found.append(Neighbour(id: id, similarity: content.vector.similarity(to: vector)))
            }
            found.sort { (left: Neighbour, right: Neighbour) -> Bool in
                left.similarity != right.similarity ? left.similarity > right.similarity : left.id.text < right.id.text
            }
            return found.prefix(limit).map { $0.id }
        }

        /// By the sum of the weights of its terms, each by how few of `all` rows have it.
        func having(_ terms: [UInt32: Float], limit: Int, _ passes: (PostingTraits) -> Bool = { _ in true }) -> [UUID] {
            let all = postings.values.map { Set($0.terms) }
            let weights = terms.sorted { $0.key < $1.key }.map { term, weight in
                (term, weight * Float(log(1 + Double(all.count) / Double(max(1, all.count { $0.contains(term) })))))
            }
            let scored = postings.filter { passes($0.value.traits) }.map { id, content in
                (id, weights.reduce(Float(0)) { content.terms.contains($1.0) ? $0 + $1.1 : $0 })
            }
            let sorted = scored.filter { $0.1 > 0 }.sorted { left, right in
                abs(left.1 - right.1) > 0.0001 ? left.1 > right.1 : left.0.text < right.0.text
            }
            return sorted.prefix(limit).map(\.0)
        }
    }

    @Test func `whatever is added, replaced, removed and merged, the nearest are found`() throws {
        var dice = Dice(11)
        var (index, reference) = (VectorIndex(), Reference())
        var position: Int64 = 0
        let folder = TemporaryFolder()
        for round in 0..<40 {
            var changes = (0..<Int.random(in: 1...60, using: &dice)).map { _ in dice.posting(dice.traits()) }
            // Some that are known change or go.
            for id in Set(reference.postings.keys).sorted(by: { $0.text < $1.text }).shuffled(using: &dice).prefix(8) {
                let isGone = Bool.random(using: &dice)
                var posting = dice.posting(dice.traits())
                posting.id = id
                if isGone { posting.content = nil }
                changes.append(posting)
            }
            position += Int64(changes.count)
            index.append(changes, to: position)
            reference.apply(changes)
            if round % 3 == 1 { index.mergeOwn() }
            if round % 9 == 5 {
                // As a process does that writes a file, and one that takes it up.
                let count = index.mergeCount(least: 2)
                let merged = index.merged(last: count)
                let path = folder.path + "/\(round)"
                try Data(merged.bytes).write(to: URL(fileURLWithPath: path))
                index.replace(last: count, by: try Segment(file: try MappedFile(path: path)))
            }
            let query = dice.vector()
            #expect(index.nearest(to: query, limit: 10).map(\.id) == reference.nearest(to: query, limit: 10))
            #expect(index.position == position)
        }
        #expect(index.parts.count < 12, "\(index.parts.map(\.segment.count))")
        let all = index.merged(last: index.parts.count)
        #expect(all.count == reference.postings.count)
        #expect(all.changes == 0..<position)
    }

    @Test func `terms find the same however the rows are merged, what is gone left out`() throws {
        var dice = Dice(21)
        var (index, reference) = (VectorIndex(), Reference())
        let folder = TemporaryFolder()
        var position: Int64 = 0
        let query: [UInt32: Float] = [1: 1, 2: 0.5, 3: 2, 17: 1, 39: 1, 99: 5]
        for round in 0..<12 {
            var changes = (0..<150).map { _ in dice.posting(dice.traits()) }
            for id in reference.postings.keys.sorted(by: { $0.text < $1.text }).shuffled(using: &dice).prefix(30) {
                changes.append(IndexedPosting(id: id, content: nil))
            }
            position += Int64(changes.count)
            index.append(changes, to: position)
            reference.apply(changes)
            if round % 3 == 2 {
                let merged = index.merged(last: 2)
                let path = folder.path + "/\(round)"
                try Data(merged.bytes).write(to: URL(fileURLWithPath: path))
                index.replace(last: 2, by: try Segment(file: try MappedFile(path: path)))
            }
        }
        // Without rows that are gone, how often a term stands is what it is in truth.
        index.replace(last: index.parts.count, by: index.merged(last: index.parts.count))
        for limit in [1, 20, 500, 5000] {
            #expect(index.postings(having: query, limit: limit) == reference.having(query, limit: limit))
        }
        var filter = PostingFilter()
        (filter.level, filter.location) = (.senior, "berlin")
        let found = index.postings(having: query, limit: 50, filter: filter)
        #expect(!found.isEmpty)
        #expect(
            found == reference.having(query, limit: 50) { $0.level == .senior && $0.location == "Berlin, Germany" })
        #expect(index.postings(having: [99: 1], limit: 5).isEmpty)
        #expect(index.postings(having: [:], limit: 5).isEmpty)
        #expect(index.postings(having: query, limit: 0).isEmpty)
    }

    @Test func `of equally good ones the lower ids are found, wherever they lie`() {
        var dice = Dice(22)
        let postings = (0..<300).map { _ in
            var posting = dice.posting()
            posting.content?.terms = [7]
            return posting
        }
        let lowest = postings.map(\.id.text).sorted().prefix(10)
        for size in [300, 50] {
            var index = VectorIndex()
            for start in stride(from: 0, to: 300, by: size) {
                index.append(Array(postings[start..<(start + size)]), to: Int64(start + size))
            }
            #expect(index.postings(having: [7: 1], limit: 10).map(\.text) == Array(lowest))
        }
    }

    @Test func `terms are kept as bytes`() {
        let terms: [UInt32] = [0, 1, 0x0102_0304, .max]
        #expect(StoredTerms.bytes(terms).count == 16)
        #expect(StoredTerms.terms(StoredTerms.bytes(terms)) == terms)
        #expect(StoredTerms.terms([4, 3, 2, 1, 9]) == [0x0102_0304])
        #expect(StoredTerms.terms([]).isEmpty)
    }

    @Test func `a narrow filter finds as many as a wide one`() {
        var dice = Dice(5)
        var (index, reference) = (VectorIndex(), Reference())
        let postings = (0..<3000).map { _ in dice.posting(dice.traits()) }
        index.append(postings, to: 3000)
        reference.apply(postings)
        let query = dice.vector()
        func expect(_ change: (inout PostingFilter) -> Void, _ passes: (PostingTraits) -> Bool) {
            var filter = PostingFilter()
            change(&filter)
            let found = index.nearest(to: query, limit: 25, filter: filter).map(\.id)
            #expect(found.count == 25)
            #expect(found == reference.nearest(to: query, limit: 25, passes))
        }
        expect({ $0.internshipOnly = true }, { $0.isInternship })
        expect({ $0.type = .contract }, { $0.type == .contract })
        expect({ $0.level = .senior }, { $0.level == .senior })
        expect({ $0.location = "berlin" }, { $0.location == "Berlin, Germany" })
        expect({ $0.location = "MÜNCH" }, { $0.location == "München" })
        expect({ $0.minimumPay = 5_000_000 }, { $0.annualPay.map { $0 >= 5_000_000 } ?? true })
        expect(
            {
                $0.location = "remote"
                $0.internshipOnly = true
            }, { $0.location == "Remote" && $0.isInternship })
        var nowhere = PostingFilter()
        nowhere.location = "Atlantis"
        #expect(index.nearest(to: query, limit: 25, filter: nowhere).isEmpty)
    }

    @Test func `near by bytes and near in truth are told apart`() {
        var dice = Dice(8)
        let centre = dice.vector()
        var (index, reference) = (VectorIndex(), Reference())
        // All so near to one another that bytes cannot tell them apart.
        let postings = (0..<400).map { number in
            IndexedPosting(
                id: dice.id(),
                content: .init(
                    vector: StoredVector(dice.vector(near: centre, distance: 0.02 + 0.0002 * Float(number))),
                    traits: .init()))
        }
        index.append(postings, to: 400)
        reference.apply(postings)
        #expect(index.nearest(to: centre, limit: 400).map(\.id) == reference.nearest(to: centre, limit: 400))
        #expect(
            Set(index.nearest(to: centre, limit: 50).map(\.id)).intersection(reference.nearest(to: centre, limit: 50))
                .count >= 48)
    }

    @Test func `nothing is near to a text without words, and an empty index has nobody`() {
        var dice = Dice(2)
        var index = VectorIndex()
        #expect(index.nearest(to: dice.vector(), limit: 5).isEmpty)
        index.append([dice.posting()], to: 1)
        #expect(index.nearest(to: .zero, limit: 5).isEmpty)
        #expect(index.nearest(to: dice.vector(), limit: 0).isEmpty)
        #expect(index.nearest(to: dice.vector(), limit: 5).count == 1)
    }

    @Test func `who searches a copy sees the index as it was`() {
        var dice = Dice(4)
        var index = VectorIndex()
        let posting = dice.posting()
        index.append([posting], to: 1)
        let before = index
        index.append([IndexedPosting(id: posting.id, content: nil)], to: 2)
        #expect(before.nearest(to: dice.vector(), limit: 5).map(\.id) == [posting.id])
        #expect(index.nearest(to: dice.vector(), limit: 5).isEmpty)
    }

    @Test func `a mark that a posting is gone outlives a merge that does not reach the posting`() {
        var dice = Dice(6)
        let posting = dice.posting()
        var (old, index) = (VectorIndex(), VectorIndex())
        old.append([posting], to: 1)
        index.append([posting], to: 1)
        index.append([IndexedPosting(id: posting.id, content: nil)], to: 2)
        index.append([dice.posting()], to: 3)
        // Another process has the first segment only, and takes up the merged one.
        let merged = index.merged(last: 2)
        #expect(merged.changes == 1..<3)
        old.append(merged)
        #expect(!old.nearest(to: dice.vector(), limit: 5).map(\.id).contains(posting.id))
        #expect(index.merged(last: 3).count == 1)
    }

    @Test func `a file that is cut, longer or something else is refused`() throws {
        var dice = Dice(9)
        var index = VectorIndex()
        index.append((0..<20).map { _ in dice.posting(dice.traits()) }, to: 20)
        let whole = [UInt8](index.segments[0].bytes)
        let folder = TemporaryFolder()
        func segment(_ bytes: [UInt8]) throws -> Segment {
            let path = folder.path + "/\(dice.next())"
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            return try Segment(file: try MappedFile(path: path))
        }
        #expect(try segment(whole).count == 20)
        for count in [1, 8, 63, 64, 200, whole.count - 64, whole.count - 1] {
            #expect(throws: SegmentError.self) { _ = try segment(Array(whole.prefix(count))) }
        }
        #expect(throws: SegmentError.self) { _ = try segment(whole + [0]) }
        // No head may make a reader leave the file or overflow a sum.
        for byte in 0..<64 {
            for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
                var bytes = whole
                bytes[byte] = value
                guard let read = try? segment(bytes) else { continue }
                var other = VectorIndex()
                other.append(read)
                _ = other.nearest(to: dice.vector(), limit: 5)
                _ = other.postings(having: [1: 1, 2: 1], limit: 5)
            }
        }
        // Nor may a list of rows.
        let end = whole.count
        for byte in stride(from: end - 512, to: end, by: 3) {
            var bytes = whole
            bytes[byte] = 0xff
            guard let read = try? segment(bytes) else { continue }
            var other = VectorIndex()
            other.append(read)
            _ = other.postings(having: Dictionary(uniqueKeysWithValues: (0...41).map { ($0, 1) }), limit: 5)
        }
    }

    @Test func `no two words of a list share a number`() {
        for words in [PostingType.allCases.map(\.rawValue), PostingLevel.allCases.map(\.rawValue)] {
            let numbers = Set(words.map { PackedTraits.number($0) })
            #expect(numbers.count == words.count && !numbers.contains(0))
        }
        #expect(PackedTraits.number(nil) == 0)
    }
}
