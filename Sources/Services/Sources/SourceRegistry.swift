/// The kinds of source, by name.
public enum SourceRegistry {
    /// All kinds.
    public static let kinds = [Arbeitnow.kind, Greenhouse.kind]

    /// The reader of one source.
    /// - Parameters:
    ///   - settings: what the source's row says, such as `board`.
    ///   - addresses: base addresses by kind, where the installation sets another than the public one.
    public static func reader(
        kind: String, settings: [String: String], addresses: [String: String] = [:]
    ) throws(SourceError) -> any PostingSource {
        switch kind {
        case Arbeitnow.kind:
            return Arbeitnow(address: addresses[kind] ?? Arbeitnow.publicAddress)
        case Greenhouse.kind:
            guard let board = settings["board"] else {
                throw SourceError(.settings, "the source has no setting named board")
            }
            return try Greenhouse(
                board: board, company: settings["company"], address: addresses[kind] ?? Greenhouse.publicAddress)
        default:
            throw SourceError(.settings, "no reader is named \(kind)")
        }
    }
}
