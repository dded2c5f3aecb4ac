public import FoundationEssentials
internal import Glibc

extension VectorIndex {
    /// The postings that pass a filter and have the weightiest of some terms, the best first; of equals the lower id.
    ///
    /// A term counts by its own weight and by how few postings have it: the logarithm of all over those that do (Spärck Jones,
    /// 1972). Nothing that has one of the terms is missed.
    /// - Parameter terms: numbers of terms with their weights.
    public func postings(
        having terms: [UInt32: Float], limit: Int, filter: PostingFilter = PostingFilter()
    ) -> [UUID] {
        guard limit > 0 else { return [] }
        let all = Float(count)
        // In order: sums of floats depend on it.
        let weights = terms.sorted { $0.key < $1.key }.compactMap { term, weight -> (term: UInt32, weight: Float)? in
            let found = parts.reduce(0) { $0 + $1.segment.columns.rows(of: term).count }
            return found > 0 ? (term, weight * log(1 + all / Float(found))) : nil
        }
        guard !weights.isEmpty else { return [] }
        var best = Best(capacity: limit)
        let packed = PackedFilter(filter)
        for (number, part) in parts.enumerated() {
            let columns = part.segment.columns
            var scores = [Float](repeating: 0, count: part.segment.count)
            scores.withUnsafeMutableBufferPointer { scores in
                for (term, weight) in weights { for row in columns.rows(of: term) { scores[Int(row)] += weight } }
            }
            let places = columns.locations(of: filter)
            for (row, score) in scores.enumerated() where score > 0 && score >= best.threshold {
                guard !part.isDead(row), packed.passes(columns.traits[row]),
                    places.map({ $0[Int(columns.location[row])] }) ?? true
                else { continue }
                best.insert(.init(score: score, key: columns.key(row), part: number, row: row))
            }
        }
        return best.items.sorted(by: >).map(\.key.id)
    }
}
