internal import Embedding

/// A stretch of a text's UTF-8.
struct Stretch: Sendable, Equatable {
    let start: UInt32
    let count: UInt16

    init(_ range: Range<Int>) {
        start = UInt32(range.lowerBound)
        count = UInt16(clamping: range.count)
    }

    var range: Range<Int> { Int(start)..<(Int(start) + Int(count)) }
}

/// What is compared of one text: its words, what it is about and what the work is called. Nothing of it is compared by
/// reading the text again; the text itself is here to be quoted.
struct Features: Sendable {
    /// The text's UTF-8, as far as it was read.
    let bytes: [UInt8]
    /// Distinct terms that count, sorted, with how often each stands and whether it is one that nearly every text has.
    let terms: [UInt32]
    let counts: [TermCount]
    /// Where each term stands first.
    let places: [Stretch]
    /// The terms' weights and their Euclidean length; made of `counts`.
    let weights: [Float]
    let length: Float
    /// The words that speak most for a field of work.
    let marks: [FieldMark]
    /// The fields of the whole text, and those of what the work is called.
    let fields: FieldVector
    let titleFields: FieldVector
    /// The meaning of the whole text and of what the work is called, and the occupations that it may mean.
    let meaning: CompactVector
    let titleMeaning: CompactVector
    let occupations: [LikelyOccupation]
    /// Whether its language is one of whose words nothing is known: only words in common count then.
    let isForeign: Bool

    /// A word that nearly every text has weighs this much of any other.
    static let genericWeight: Float = 0.15

    init(
        bytes: [UInt8], terms: [UInt32], counts: [TermCount], places: [Stretch], marks: [FieldMark],
        fields: FieldVector, titleFields: FieldVector, meaning: CompactVector, titleMeaning: CompactVector,
        occupations: [LikelyOccupation], isForeign: Bool
    ) {
        self.bytes = bytes
        self.terms = terms
        self.counts = counts
        self.places = places
        self.marks = marks
        self.fields = fields
        self.titleFields = titleFields
        self.meaning = meaning
        self.titleMeaning = titleMeaning
        self.occupations = occupations
        self.isForeign = isForeign
        weights = counts.map(\.weight)
        length = weights.reduce(0) { $0 + $1 * $1 }.squareRoot()
    }

    /// Where in the sorted `terms` a term stands.
    func place(of term: UInt32) -> Int? {
        var low = 0
        var high = terms.count
        while low < high {
            let middle = (low + high) / 2
            if terms[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < terms.count && terms[low] == term ? low : nil
    }
}

/// How often a term stands in a text (at most 127 times), and whether nearly every text has it.
struct TermCount: Sendable, Equatable {
    let byte: UInt8

    init(byte: UInt8) { self.byte = byte }

    init(_ count: Int, isGeneric: Bool) { byte = UInt8(min(count, 127)) | (isGeneric ? 0x80 : 0) }

    var isGeneric: Bool { byte & 0x80 != 0 }

    /// Sublinear: the tenth mention says less than the second.
    var weight: Float { Self.weights[Int(byte)] }

    private static let weights: [Float] = (0..<256).map { byte in
        let weight = 1 + Float(logOnePlus(Double(max(1, byte & 0x7F) - 1)))
        return byte & 0x80 != 0 ? weight * Features.genericWeight : weight
    }
}

/// A word, or two, that speak for fields of work, where they stand first.
struct FieldMark: Sendable, Equatable {
    let place: Stretch
    let fields: [UInt8]
    let weight: Float
}

/// One of the occupations that a text's titles may mean, with the root of its share: products of roots compare two
/// distributions.
struct LikelyOccupation: Sendable, Equatable {
    let id: UInt32
    /// In parts of 65,535.
    let root: UInt16
}
