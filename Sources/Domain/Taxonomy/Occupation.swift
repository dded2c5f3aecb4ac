/// An occupation of ESCO, the European classification.
public struct Occupation: Sendable, Hashable {
    /// Its address, which is also its identity: `http://data.europa.eu/esco/occupation/...`.
    public let uri: String
    /// Its preferred label in English, in lower case but for names.
    public let label: String
    /// All its labels, then what those who have it do: text to read words and meaning from.
    public let about: String

    /// Two are the same where their addresses are.
    public static func == (left: Occupation, right: Occupation) -> Bool { left.uri == right.uri }

    public func hash(into hasher: inout Hasher) { hasher.combine(uri) }

    static let prefix = "http://data.europa.eu/esco/occupation/"
}

/// An occupation that a title may mean.
public struct OccupationMatch: Sendable, Equatable {
    public let occupation: Occupation
    /// How likely the title means this one, 0 to 1; over all occupations the scores sum to 1.
    public let score: Double
}
