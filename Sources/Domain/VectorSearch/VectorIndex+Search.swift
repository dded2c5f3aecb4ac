internal import CVectors
public import Embedding
public import FoundationEssentials

/// A posting that is near to a text.
public struct Neighbour: Sendable, Equatable {
    public let id: UUID
    /// The cosine of the angle between their vectors.
    public let similarity: Float

    public init(id: UUID, similarity: Float) {
        self.id = id
        self.similarity = similarity
    }
}

extension VectorIndex {
    /// Rows that are compared before the threshold moves on.
    private static let block = 2048
    /// So many times more are taken by signed bytes than are answered by exact cosines: what bytes misjudge by 0.01 stays in.
    private static let spare = 2

    /// The postings that pass a filter and are nearest to `vector`, the nearest first; of equally near ones the lower id.
    /// Every vector is compared: nothing is missed, and the time grows with the number of postings.
    public func nearest(to vector: TextVector, limit: Int, filter: PostingFilter = PostingFilter()) -> [Neighbour] {
        guard limit > 0, !vector.isZero else { return [] }
        var best = Best(capacity: Self.spare * limit + 32)
        let (packed, query) = (PackedFilter(filter), vector.compact)
        for (number, part) in parts.enumerated() {
            let columns = part.segment.columns
            let places = columns.locations(of: filter)
            part.scan(query, block: Self.block, best: &best, number: number) { row in
                packed.passes(columns.traits[row]) && places.map { $0[Int(columns.location[row])] } ?? true
            }
        }
        let exact = vector.components.withUnsafeBufferPointer { floats in
            best.items.map { item in
                let columns = parts[item.part].segment.columns
                let dot = floats.baseAddress.map {
                    vectors_dot_words(columns.words + TextVector.dimension * item.row, $0)
                }
                return (key: columns.key(item.row), similarity: (dot ?? 0) * columns.wordsInverse[item.row])
            }
        }
        return exact.sorted { $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.key < $1.key }
            .prefix(limit).map { Neighbour(id: $0.key.id, similarity: $0.similarity) }
    }
}

extension VectorIndex.Part {
    fileprivate func scan(
        _ query: CompactVector, block: Int, best: inout Best, number: Int, passes: (Int) -> Bool
    ) {
        let (columns, count) = (segment.columns, segment.count)
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block) { found in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: block) { cosines in
                query.components.withUnsafeBufferPointer { query8 in
                    var start = 0
                    while start < count {
                        let kept = vectors_above(
                            columns.compact + TextVector.dimension * start, columns.inverse + start,
                            min(block, count - start), query8.baseAddress, query.inverseLength, best.threshold,
                            found.baseAddress, cosines.baseAddress)
                        for index in 0..<kept where cosines[index] > best.threshold {
                            let row = start + Int(found[index])
                            if !isDead(row), passes(row) {
                                best.insert(.init(score: cosines[index], key: columns.key(row), part: number, row: row))
                            }
                        }
                        start += block
                    }
                }
            }
        }
    }
}

extension SegmentColumns {
    /// For each location whether a filter lets it through; nil where it lets all.
    func locations(of filter: PostingFilter) -> [Bool]? {
        filter.location.map { location in
            let named = locations(containing: location)
            let others = filter.otherLocations.map { locations(containing: $0) }
            return others.isEmpty ? named : named.indices.map { at in named[at] || others.allSatisfy { $0[at] } }
        }
    }

    /// For each location whether `text` is a part of it, in whatever case.
    fileprivate func locations(containing text: String) -> [Bool] {
        let wanted = Array(text.lowercased().utf8)
        return (0..<max(1, locationCount)).map { index in
            guard locationCount > 0 else { return wanted.isEmpty }
            let place = locationText(index)
            guard let first = wanted.first else { return true }
            guard place.count >= wanted.count else { return false }
            for start in 0...(place.count - wanted.count) where place[start] == first {
                if wanted.indices.allSatisfy({ place[start + $0] == wanted[$0] }) { return true }
            }
            return false
        }
    }
}
