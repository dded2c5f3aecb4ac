internal import Model
internal import Taxonomy

/// The occupation that a title means.
enum PostingOccupation {
    /// Below it the title means too many things.
    private static let leastScore = 0.3

    static func find(_ title: String) -> OccupationLabel? {
        guard let match = OccupationIndex.shared?.occupations(for: title, limit: 1).first, match.score >= leastScore
        else { return nil }
        return OccupationLabel(uri: match.occupation.uri, label: match.occupation.label)
    }
}
