internal import Embedding
internal import Synchronization
internal import Taxonomy

/// What stands behind words: vectors of meaning, and the classification of occupations with the fields each belongs to.
///
/// An installation without its tables (`make setup` has not run) has none of it; scores are then made of words alone and bear
/// another version.
final class Knowledge: Sendable {
    /// What is installed; the index of occupations is built when it is first asked for.
    static let installed = Knowledge(embedder: .shared) { OccupationIndex.shared }
    /// Words alone.
    static let none = Knowledge(embedder: nil) { nil }

    /// Occupations that count of each title.
    static let occupationsOfTitle = 12
    /// Bytes of a title that are read.
    static let titleBytes = 100

    private let embedder: TextEmbedder?
    private let index: @Sendable () -> OccupationIndex?
    /// The fields of each occupation that was asked for; an installation has three thousand.
    private let fields = Mutex<[Occupation: FieldVector]>([:])

    init(embedder: TextEmbedder?, occupations: @escaping @Sendable () -> OccupationIndex?) {
        self.embedder = embedder
        index = occupations
    }

    /// Whether there are vectors; the occupations stand on them.
    var isWhole: Bool { embedder != nil }

    /// The meaning of `bytes`, which are UTF-8.
    func meaning(of bytes: some Collection<UInt8>) -> TextVector {
        guard let embedder else { return .zero }
        return Array(bytes).withUnsafeBufferPointer { embedder.vector(ofUTF8: $0) }
    }

    /// The occupations that a title may mean, best first.
    func occupations(for title: String) -> [OccupationMatch] {
        index()?.occupations(for: title, limit: Self.occupationsOfTitle) ?? []
    }

    /// The fields of an occupation, from what is written about it.
    func fields(of occupation: Occupation) -> FieldVector {
        if let known = fields.withLock({ $0[occupation] }) { return known }
        let tokens = Tokeniser(Array(occupation.about.utf8)).tokens
        let vector = FieldVector(
            FieldLexicon.shared.sums(FieldLexicon.shared.marks(in: tokens, isCounted: { _ in true }).values),
            power: 2)
        fields.withLock { $0[occupation] = vector }
        return vector
    }
}
