internal import Embedding

/// One text on its way to ``Features``: its words, and which of them count.
struct Reading {
    let bytes: [UInt8]
    let tokens: [Token]
    let lines: [Range<Int>]
    /// Per token: whether it counts.
    let counts: [Bool]

    /// The strongest words of fields that are kept to be quoted.
    private static let keptMarks = 32
    /// Fewer words than this do not tell their language, and with a smaller share of common words it is no known one.
    private static let fewWords = 60
    private static let leastCommon = 0.16
    /// What a text speaks of most stands out.
    static let fieldPower = 1.5

    init(bytes: [UInt8], tokens: [Token], lines: [Range<Int>], counts: [Bool]) {
        self.bytes = bytes
        self.tokens = tokens
        self.lines = lines
        self.counts = counts
    }

    /// - Parameters:
    ///   - titles: what the work is called.
    ///   - emphasis: how many more times a token counts for the fields.
    func features(titles: Titles, knowledge: Knowledge, emphasis: (Int) -> Double = { _ in 0 }) -> Features {
        let (terms, termCounts, places) = distinctTerms()
        let lexicon = FieldLexicon.shared
        let marks = lexicon.marks(in: tokens, isCounted: { counts[$0] }, emphasis: emphasis).values
        return Features(
            bytes: bytes, terms: terms, counts: termCounts, places: places, marks: kept(marks),
            fields: FieldVector(lexicon.sums(marks), power: Self.fieldPower), titleFields: FieldVector(titles.fields),
            meaning: knowledge.meaning(of: tellingWords).compact, titleMeaning: titles.vector,
            occupations: titles.occupations, isForeign: isForeign)
    }

    /// Whether the text is in a language whose words nothing here knows: of English, German or Russian a third and more are
    /// words of grammar and those that every text has. Lists of key words have none either, but they are short.
    private var isForeign: Bool {
        let words = tokens.filter { $0.kind.isDisjoint(with: [.number, .noise]) }
        guard words.count >= Self.fewWords else { return false }
        let common = words.count { !$0.kind.isDisjoint(with: [.stop, .generic]) }
        return Double(common) < Self.leastCommon * Double(words.count)
    }

    private func distinctTerms() -> (terms: [UInt32], counts: [TermCount], places: [Stretch]) {
        var occurrences: [(term: UInt32, index: Int32)] = []
        occurrences.reserveCapacity(tokens.count)
        for index in tokens.indices where counts[index] && tokens[index].isTerm {
            occurrences.append((tokens[index].shortTerm, Int32(index)))
        }
        occurrences.sort { $0.term == $1.term ? $0.index < $1.index : $0.term < $1.term }
        var terms: [UInt32] = []
        var counts: [TermCount] = []
        var places: [Stretch] = []
        var index = 0
        while index < occurrences.count {
            var end = index + 1
            while end < occurrences.count, occurrences[end].term == occurrences[index].term { end += 1 }
            let first = tokens[Int(occurrences[index].index)]
            terms.append(occurrences[index].term)
            counts.append(TermCount(end - index, isGeneric: first.kind.contains(.generic)))
            places.append(Stretch(first.range))
            index = end
        }
        return (terms, counts, places)
    }

    /// The words that tell texts apart, in lower case with spaces between: no grammar, no numbers, nothing that nearly
    /// every text has. Who a person is, which does not count, is not among them either.
    private var tellingWords: [UInt8] {
        var words: [UInt8] = []
        words.reserveCapacity(bytes.count / 2)
        for index in tokens.indices where counts[index] && tokens[index].isTerm {
            guard !tokens[index].kind.contains(.generic) else { continue }
            for byte in bytes[tokens[index].range] { words.append(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte) }
            words.append(0x20)
        }
        return words
    }

    private func kept(_ marks: some Collection<FieldLexicon.Mark>) -> [FieldMark] {
        let strongest = marks.sorted {
            if $0.weight != $1.weight { return $0.weight > $1.weight }
            if $0.first.lowerBound != $1.first.lowerBound { return $0.first.lowerBound < $1.first.lowerBound }
            return $0.first.count < $1.first.count
        }
        return strongest.prefix(Self.keptMarks).map { mark in
            FieldMark(
                place: Stretch(bytes(of: mark.first)), fields: mark.fields.map { UInt8($0) }, weight: Float(mark.weight)
            )
        }
    }

    /// The bytes from the first of some tokens to the last.
    func bytes(of tokens: Range<Int>) -> Range<Int> {
        self.tokens[tokens.lowerBound].range.lowerBound..<self.tokens[tokens.upperBound - 1].range.upperBound
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
