internal import Model

/// A skill a text names.
struct NamedSkill: Sendable, Equatable {
    let name: String
    /// Hash of the name, to compare by.
    let id: UInt32
    /// How much the posting wants it (1: must; 0 to 1 below); in a resume, how plainly it is there (1: named; less where
    /// another skill implies it).
    let weight: Float
    /// Where the weightiest mention stands, or that of the skill that implies it; nil when only the profile or the store
    /// knows it.
    let place: Stretch?
    /// The skill of the resume that implies this one.
    let source: String?

    init(name: String, weight: Float, place: Stretch?, source: String? = nil) {
        self.name = name
        id = Self.identifier(name)
        self.weight = weight
        self.place = place
        self.source = source
    }

    static func identifier(_ name: String) -> UInt32 { UInt32(truncatingIfNeeded: WordHash.of(name.utf8) >> 16) }
}

/// A number of years, and where the text says so.
struct StatedYears: Sendable, Equatable {
    let years: Float
    let place: Stretch?
}

/// A resume read once, ready to be scored against any number of postings. Made by ``Scorer/prepare(_:)-(ResumeSide)``, or
/// of the bytes that ``encode()`` gave.
public struct PreparedResume: Sendable {
    let side: ResumeSide
    let features: Features
    /// Sorted by id.
    let skills: [NamedSkill]
    /// Sorted terms of the positions it names.
    let titleTerms: [UInt32]
    /// Where those positions stand, the last held first.
    let titles: [Stretch]
    let years: StatedYears?
    let facts: ResumeFacts
    /// A sample of its runs of words, sorted.
    let shingles: [UInt32]
    /// Whether what its profile says counts: not where part of the text it was read from does not.
    let profileCounts: Bool
    /// Whether its tables of meaning and occupations were there.
    let isWhole: Bool
}

/// A posting read once, ready to be scored against any number of resumes. Made by
/// ``Scorer/prepare(_:)-(PostingSide)``, or of the bytes that ``encode()`` gave.
public struct PreparedPosting: Sendable {
    let side: PostingSide
    let features: Features
    /// Sorted by id.
    let skills: [NamedSkill]
    /// The sum of their weights.
    let skillWeight: Float
    /// Distinct terms of the title with their weights.
    let title: [TitleTerm]
    /// Where the title stands in the text; else its first line with words.
    let titlePlace: Stretch?
    let years: StatedYears?
    /// Years the title's level implies when the text asks for none.
    let levelYears: Float?
    /// How senior it is, as its source or its title says.
    let level: PostingLevel?
    let facts: PostingFacts
    /// A sample of its runs of words, sorted.
    let shingles: [UInt32]
    let isWhole: Bool
}

/// A word of a posting's title.
struct TitleTerm: Sendable, Equatable {
    let term: UInt32
    let weight: Float
}
