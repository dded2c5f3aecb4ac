internal import FoundationEssentials

/// Makes one order of several: reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009). What stands high in one list, or
/// fairly high in two, comes first; the scores of the lists need not be comparable.
enum RankFusion {
    /// How little the first places of a list stand out; the authors' value.
    private static let flatness = 60.0

    /// The first `limit` of all, the best first; of equals the lower id.
    static func fuse(_ lists: [[UUID]], limit: Int) -> [UUID] {
        var scores: [UUID: Double] = [:]
        for list in lists {
            for (place, id) in list.enumerated() { scores[id, default: 0] += 1 / (flatness + Double(place + 1)) }
        }
        let sorted = scores.sorted { left, right in
            left.value != right.value ? left.value > right.value : left.key.isBefore(right.key)
        }
        return sorted.prefix(limit).map(\.key)
    }
}

extension UUID {
    /// Whether it sorts before another, by its bytes.
    func isBefore(_ other: UUID) -> Bool {
        withUnsafeBytes(of: uuid) { left in withUnsafeBytes(of: other.uuid) { left.lexicographicallyPrecedes($0) } }
    }
}
