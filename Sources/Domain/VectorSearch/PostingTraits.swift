public import FoundationEssentials
public import Model

/// What a posting is filtered by while vectors are compared, so that a narrow filter still finds as many as a wide one.
public struct PostingTraits: Sendable, Equatable {
    public var isInternship: Bool
    public var type: PostingType?
    public var level: PostingLevel?
    /// The most it pays in a year, in euro cents.
    public var annualPay: Int?
    public var location: String?

    public init(
        isInternship: Bool = false, type: PostingType? = nil, level: PostingLevel? = nil, annualPay: Int? = nil,
        location: String? = nil
    ) {
        self.isInternship = isInternship
        self.type = type
        self.level = level
        self.annualPay = annualPay
        self.location = location
    }
}

/// A posting as it goes into the index.
public struct IndexedPosting: Sendable, Equatable {
    public var id: UUID
    /// Nil where the posting is gone: closed, expired or deleted.
    public var content: Content?

    public struct Content: Sendable, Equatable {
        public var vector: StoredVector
        public var traits: PostingTraits
        /// Numbers of the terms that it is found by, in any order.
        public var terms: [UInt32]

        public init(vector: StoredVector, traits: PostingTraits, terms: [UInt32] = []) {
            self.vector = vector
            self.traits = traits
            self.terms = terms
        }
    }

    public init(id: UUID, content: Content?) {
        self.id = id
        self.content = content
    }
}

/// Which postings a search wants. What a posting does not say about its pay keeps it in; what it does not say otherwise does not.
public struct PostingFilter: Sendable, Equatable {
    public var internshipOnly = false
    public var type: PostingType?
    public var level: PostingLevel?
    /// A year's pay in euro cents.
    public var minimumPay: Int?
    /// A part of the location, in whatever case.
    public var location: String?
    /// Other parts, which do as well where all are there; none for nothing else.
    public var otherLocations: [String] = []

    public init() {}
}

/// The traits of a row but its location, packed: 8 bytes.
struct PackedTraits {
    var flags: UInt16
    /// Numbers of a type and a level; 0 for unknown.
    var type: UInt8
    var level: UInt8
    /// Whole euros a year, rounded up; -1 for unknown.
    var pay: Int32

    static let gone: UInt16 = 1 << 0
    static let internship: UInt16 = 1 << 1

    init(flags: UInt16, type: UInt8 = 0, level: UInt8 = 0, pay: Int32 = -1) {
        self.flags = flags
        self.type = type
        self.level = level
        self.pay = pay
    }

    init(_ traits: PostingTraits) {
        self.init(
            flags: traits.isInternship ? Self.internship : 0, type: Self.number(traits.type?.rawValue),
            level: Self.number(traits.level?.rawValue),
            pay: traits.annualPay.map { Int32(clamping: ($0 + 99) / 100) } ?? -1)
    }

    /// A number for a word that stays the same when the list of words grows: one to 255, or 0 for none. That no two words of a
    /// list share one is tested.
    static func number(_ word: String?) -> UInt8 {
        guard let word else { return 0 }
        var hash: UInt32 = 2_166_136_261
        for byte in word.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return UInt8(1 + hash % 255)
    }
}

/// A filter as it is asked of packed traits.
struct PackedFilter {
    private let required: UInt16
    private let type: UInt8
    private let level: UInt8
    private let pay: Int32

    init(_ filter: PostingFilter) {
        required = filter.internshipOnly ? PackedTraits.internship : 0
        type = PackedTraits.number(filter.type?.rawValue)
        level = PackedTraits.number(filter.level?.rawValue)
        pay = filter.minimumPay.map { Int32(clamping: $0 / 100) } ?? .min
    }

    @inline(__always)
    func passes(_ traits: PackedTraits) -> Bool {
        traits.flags & (required | PackedTraits.gone) == required
            && (type == 0 || traits.type == type) && (level == 0 || traits.level == level)
            && (traits.pay < 0 || traits.pay >= pay)
    }
}
