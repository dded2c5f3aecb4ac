internal import Model
internal import Synchronization
internal import Taxonomy

/// The occupation that a title means, remembered by title: boards repeat them, and finding one costs more than all else.
enum PostingOccupation {
    /// Below it the title means too many things.
    private static let leastScore = 0.3
    /// Titles that are remembered; then all are forgotten at once.
    private static let remembered = 20_000

    private static let known = Mutex<[String: OccupationLabel?]>([:])

    static func find(_ title: String) -> OccupationLabel? {
        guard let index = OccupationIndex.shared else { return nil }
        let key = FoldedText.fold(title)
        if let label = known.withLock({ $0[key] }) { return label }
        let match = index.occupations(for: title, limit: 1).first
        let label = match.flatMap {
            $0.score >= leastScore ? OccupationLabel(uri: $0.occupation.uri, label: $0.occupation.label) : nil
        }
        known.withLock { known in
            if known.count >= remembered { known.removeAll(keepingCapacity: true) }
            known[key] = .some(label)
        }
        return label
    }
}
