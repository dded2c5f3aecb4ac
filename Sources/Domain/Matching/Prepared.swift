internal import Model

/// What is counted in one text: its terms, its fields of work, its skills.
struct Features: Sendable {
    let bytes: [UInt8]
    let tokens: [Token]
    let lines: [Range<Int>]
    /// Per token: whether it counts.
    let counts: [Bool]
    /// Distinct terms that count, sorted by id, with their weights and the first token of each.
    let terms: [UInt64]
    let weights: [Double]
    let firsts: [Int32]
    /// Euclidean length of `weights`.
    let length: Double
    let marks: [UInt64: FieldLexicon.Mark]
    let fields: [Double]

    /// A generic word weighs this much of any other.
    static let genericWeight = 0.15

    init(
        bytes: [UInt8], tokens: [Token], lines: [Range<Int>], counts: [Bool], emphasis: (Int) -> Double = { _ in 0 }
    ) {
        self.bytes = bytes
        self.tokens = tokens
        self.lines = lines
        self.counts = counts
        var occurrences: [(term: UInt64, index: Int32)] = []
        occurrences.reserveCapacity(tokens.count)
        for index in tokens.indices where counts[index] && tokens[index].isTerm {
            occurrences.append((tokens[index].term, Int32(index)))
        }
        occurrences.sort { $0.term == $1.term ? $0.index < $1.index : $0.term < $1.term }
        var terms: [UInt64] = []
        var weights: [Double] = []
        var firsts: [Int32] = []
        var squares = 0.0
        var index = 0
        while index < occurrences.count {
            var end = index + 1
            while end < occurrences.count, occurrences[end].term == occurrences[index].term { end += 1 }
            let first = occurrences[index].index
            // Sublinear: the tenth mention says less than the second.
            var weight = 1 + logOnePlus(Double(end - index) - 1)
            if tokens[Int(first)].kind.contains(.generic) { weight *= Self.genericWeight }
            terms.append(occurrences[index].term)
            weights.append(weight)
            firsts.append(first)
            squares += weight * weight
            index = end
        }
        self.terms = terms
        self.weights = weights
        self.firsts = firsts
        length = squares.squareRoot()
        marks = FieldLexicon.shared.marks(in: tokens, isCounted: { counts[$0] }, emphasis: emphasis)
        fields = FieldLexicon.shared.vector(marks.values)
    }

    /// The text of a range of tokens, exactly as it stands.
    func text(_ range: Range<Int>) -> String {
        guard let first = range.first, let last = range.last else { return "" }
        return String(decoding: bytes[tokens[first].range.lowerBound..<tokens[last].range.upperBound], as: UTF8.self)
    }

    /// Where in the sorted `terms` a term stands.
    func place(of term: UInt64) -> Int? {
        var low = 0
        var high = terms.count
        while low < high {
            let middle = (low + high) / 2
            if terms[middle] < term { low = middle + 1 } else { high = middle }
        }
        return low < terms.count && terms[low] == term ? low : nil
    }

    /// The first token that ends after a byte offset.
    func token(at offset: Int) -> Int {
        var low = 0
        var high = tokens.count
        while low < high {
            let middle = (low + high) / 2
            if Int(tokens[middle].end) <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A skill a text names.
struct NamedSkill: Sendable {
    let name: String
    /// Hash of the name, to compare by.
    let id: UInt64
    /// How much the posting wants it (1: must; 0 to 1 below); 1 in a resume.
    let weight: Double
    /// Where the weightiest mention stands, in UTF-8 offsets; nil when only the profile or the store knows it.
    let range: Range<Int>?
}

/// A resume read once, ready to be scored against any number of postings. Made by ``Scorer/prepare(_:)-(ResumeSide)``.
public struct PreparedResume: Sendable {
    let side: ResumeSide
    let features: Features
    /// Sorted by id.
    let skills: [NamedSkill]
    /// Sorted terms of lines that name a position.
    let roleTerms: [UInt64]
    /// Indexes of those lines.
    let roleLines: [Int]
    let years: Years.Finding?
    let facts: ResumeFacts
    let shingles: [(hash: UInt64, start: Int32)]
}

/// A posting read once, ready to be scored against any number of resumes. Made by ``Scorer/prepare(_:)-(PostingSide)``.
public struct PreparedPosting: Sendable {
    let side: PostingSide
    let features: Features
    /// Sorted by id.
    let skills: [NamedSkill]
    /// Sum of their weights.
    let skillWeight: Double
    /// Distinct terms of the title with their weights.
    let title: [(term: UInt64, weight: Double)]
    /// The title's tokens in the text, when it stands there.
    let titleTokens: Range<Int>?
    let years: Years.Finding?
    /// Years the title's level implies when the text asks for none.
    let levelYears: Double?
    let facts: PostingFacts
    let shingles: [UInt64]
}
