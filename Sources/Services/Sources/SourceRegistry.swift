/// The kinds of source, by name.
public enum SourceRegistry {
    /// Every reader.
    public static let readers: [any PostingSource.Type] = [
        Adzuna.self, Arbeitnow.self, Ashby.self, CareersPage.self, Feed.self, Greenhouse.self, HeadHunter.self,
        Lever.self, Muse.self, RemoteOK.self, USAJobs.self,
    ]

    /// Their names.
    public static let kinds = readers.map { $0.kind }

    /// What sources of a kind need and can do; `nil` where no reader has that name.
    public static func capabilities(_ kind: String) -> SourceCapabilities? {
        readers.first { $0.kind == kind }?.capabilities
    }

    /// The reader of one source.
    public static func reader(kind: String, settings: SourceSettings) throws(SourceError) -> any PostingSource {
        guard let reader = readers.first(where: { $0.kind == kind }) else {
            throw SourceError(.settings, "no reader is named \(kind)")
        }
        return try reader.init(settings)
    }
}
