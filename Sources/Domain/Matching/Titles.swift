internal import Embedding
internal import Taxonomy

/// What the work is called, on one side: the posting's title, or the positions that a resume names, the last first.
struct Titles {
    /// Sums over the fields, the meaning, and the occupations with their shares.
    private(set) var fields: [Double]
    private var meaning = [Float](repeating: 0, count: TextVector.dimension)
    private var shares: [UInt32: Double] = [:]
    private let knowledge: Knowledge

    /// Beside its own words, what the occupations of a title are about counts this much.
    private static let occupationShare = 1.2
    /// Of two earlier positions, the one before counts this much of the one after.
    private static let decay = 0.7
    /// Positions of a resume that count.
    static let most = 7
    /// Occupations that are kept.
    private static let keptOccupations = 24

    init(knowledge: Knowledge) {
        self.knowledge = knowledge
        fields = [Double](repeating: 0, count: FieldLexicon.shared.labels.count)
    }

    /// Adds the positions of a resume, the last held first: it counts as much as all before it.
    mutating func add(positions: [String]) {
        guard let last = positions.first else { return }
        add(last, weight: 1)
        var weights = [1.0]
        while weights.count + 1 < positions.count { weights.append(weights[weights.count - 1] * Self.decay) }
        let sum = weights.reduce(0, +)
        for (position, weight) in zip(positions.dropFirst(), weights) { add(position, weight: weight / sum) }
    }

    /// Adds a title.
    mutating func add(_ title: String, weight: Double) {
        let bytes = Array(title.utf8.prefix(Knowledge.titleBytes))
        let tokens = Tokeniser(bytes).tokens
        let lexicon = FieldLexicon.shared
        add(FieldVector(lexicon.sums(lexicon.marks(in: tokens, isCounted: { _ in true }).values)), weight)
        let lower = bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        let vector = knowledge.meaning(of: lower).components
        for index in vector.indices { meaning[index] += Float(weight) * vector[index] }
        var about = [Double](repeating: 0, count: fields.count)
        for match in knowledge.occupations(for: String(decoding: bytes, as: UTF8.self)) {
            shares[Self.identifier(match.occupation), default: 0] += weight * match.score
            let theirs = knowledge.fields(of: match.occupation)
            for field in about.indices { about[field] += match.score * theirs[field] }
        }
        add(FieldVector(about), weight * Self.occupationShare)
    }

    private mutating func add(_ vector: FieldVector, _ weight: Double) {
        for field in fields.indices { fields[field] += weight * vector[field] }
    }

    /// The meaning of all titles together.
    var vector: CompactVector { TextVector(direction: meaning).compact }

    /// The likeliest occupations, sorted by their numbers; roots of shares that sum to 1.
    var occupations: [LikelyOccupation] {
        let sum = shares.values.sorted().reduce(0, +)
        guard sum > 0 else { return [] }
        let best = shares.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return best.prefix(Self.keptOccupations).sorted { $0.key < $1.key }.map { entry in
            LikelyOccupation(id: entry.key, root: UInt16(((entry.value / sum).squareRoot() * 65535).rounded()))
        }
    }

    private static func identifier(_ occupation: Occupation) -> UInt32 {
        UInt32(truncatingIfNeeded: WordHash.of(occupation.uri.utf8) >> 16)
    }
}
