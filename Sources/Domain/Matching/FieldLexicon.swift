/// Fields of work and the words that speak for them: what places a text among the occupations even where two texts
/// share
/// few words ("patient, ward" and "registered nurse").
struct FieldLexicon: Sendable {
    static let shared = FieldLexicon()

    /// How a sentence names each field, such as "graphic design".
    let labels: [String]
    /// By hash of a stem, or of two neighbouring stems: the fields it speaks for.
    private let fields: [UInt64: [Int]]

    private init() {
        var labels: [String] = []
        var fields: [UInt64: [Int]] = [:]
        for line in Self.words.utf8.split(separator: 0x0A) {
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2, let label = String(parts[0]) else { continue }
            for word in parts[1].split(separator: 0x20) {
                let stems = Tokeniser(word.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }).tokens.map(\.term)
                guard let first = stems.first, stems.count <= 2 else { continue }
                let key = stems.count == 2 ? WordHash.pair(first, stems[1]) : first
                if fields[key]?.contains(labels.count) != true { fields[key, default: []].append(labels.count) }
            }
            labels.append(label)
        }
        self.labels = labels
        self.fields = fields
    }

    /// Whether a stem speaks for some field.
    func knows(_ term: UInt64) -> Bool { fields[term] != nil }

    /// One word (or two neighbours) that speaks for fields, and its first place in the tokens.
    struct Mark: Sendable {
        let fields: [Int]
        var count: Double
        let isGeneric: Bool
        let first: Range<Int>

        /// What it adds to each of its fields.
        var weight: Double { logOnePlus(count) / Double(fields.count) * (isGeneric ? 0.3 : 1) }
    }

    /// The marks of a text; `isCounted` says which tokens count, `emphasis` how many more times those of a title do.
    func marks(in tokens: [Token], isCounted: (Int) -> Bool, emphasis: (Int) -> Double = { _ in 0 }) -> [UInt64: Mark] {
        var marks: [UInt64: Mark] = [:]
        func add(_ key: UInt64, _ range: Range<Int>, _ count: Double) {
            guard let found = fields[key] else { return }
            if marks[key] != nil {
                marks[key]?.count += count
            } else {
                let isGeneric = range.count == 1 && tokens[range.lowerBound].kind.contains(.generic)
                marks[key] = Mark(fields: found, count: count, isGeneric: isGeneric, first: range)
            }
        }
        for index in tokens.indices where isCounted(index) {
            let weight = 1 + emphasis(index)
            add(tokens[index].term, index..<(index + 1), weight)
            if index + 1 < tokens.count, isCounted(index + 1) {
                add(WordHash.pair(tokens[index].term, tokens[index + 1].term), index..<(index + 2), 1.5 * weight)
            }
        }
        return marks
    }

    /// How much the marks of a text speak for each field.
    func sums(_ marks: some Collection<Mark>) -> [Double] {
        var sums = [Double](repeating: 0, count: labels.count)
        // Sums of floating point depend on their order, and a dictionary's order on the process.
        for mark in marks.sorted(by: Self.isBefore) {
            for field in mark.fields { sums[field] += mark.weight }
        }
        return sums
    }

    private static func isBefore(_ first: Mark, _ second: Mark) -> Bool {
        first.first.lowerBound == second.first.lowerBound
            ? first.first.count < second.first.count : first.first.lowerBound < second.first.lowerBound
    }
}
