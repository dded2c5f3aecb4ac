/// Where the words stand that a pair's points rest on.
extension Evidence {
    private enum Pass { case clause, word, marked }
    /// Terms whose clauses are looked at.
    private static let triedClauses = 48

    /// Terms that both texts have, the weightiest first, each with its clause on both sides; clauses do not overlap.
    static func phrases(
        _ ours: Features, _ theirs: Features, taken: [Range<Int>], atMost most: Int, _ balance: inout FieldBalance
    ) -> [(resume: Range<Int>, posting: Range<Int>)] {
        var shared: [(worth: Float, ours: Stretch, theirs: Stretch)] = []
        var (left, right) = (0, 0)
        while left < ours.terms.count, right < theirs.terms.count {
            let (a, b) = (ours.terms[left], theirs.terms[right])
            if a == b {
                shared.append(
                    (ours.weights[left] * theirs.weights[right], ours.places[left], theirs.places[right]))
            }
            left += a <= b ? 1 : 0
            right += b <= a ? 1 : 0
        }
        shared.sort { $0.worth == $1.worth ? $0.ours.start < $1.ours.start : $0.worth > $1.worth }
        var phrases: [(resume: Range<Int>, posting: Range<Int>)] = []
        // First clauses that nothing else marks and that speak for nothing else; then words; where everything is marked
        // already, that is the evidence.
        for pass in [Pass.clause, .word, .marked] where phrases.isEmpty {
            for term in shared.prefix(pass == .clause ? triedClauses : shared.count) where phrases.count < most {
                let place = term.ours.range
                guard pass == .marked || !taken.contains(where: place.overlaps),
                    !phrases.contains(where: { $0.resume.overlaps(place) })
                else { continue }
                var quote = place
                if pass == .clause {
                    quote = Passage.clause(around: term.ours, ours.bytes)
                    let marked = taken + phrases.map(\.resume)
                    guard !marked.contains(where: quote.overlaps), !balance.wouldRise(without: quote) else { continue }
                }
                balance.remove(quote)
                phrases.append((quote, Passage.clause(around: term.theirs, theirs.bytes)))
            }
        }
        return phrases
    }

    /// The position that is most like the posting's title, by words and by field (nil where none is: then it is no evidence),
    /// and those whose words speak against the pair.
    static func positions(
        _ resume: PreparedResume, _ posting: PreparedPosting
    ) -> (best: Range<Int>?, unlike: [Range<Int>]) {
        let wanted = posting.features.titleFields.isNone ? posting.features.fields : posting.features.titleFields
        let usual = resume.features.titleFields.similarity(to: wanted)
        let lexicon = FieldLexicon.shared
        var best: (range: Range<Int>, worth: Double)?
        var unlike: [Range<Int>] = []
        for title in resume.titles {
            let tokens = Tokeniser(Array(resume.features.bytes[title.range])).tokens
            let words = posting.title.reduce(Float(0)) { sum, wanted in
                tokens.contains { $0.shortTerm == wanted.term } ? sum + wanted.weight : sum
            }
            let fields = FieldVector(lexicon.sums(lexicon.marks(in: tokens, isCounted: { _ in true }).values))
            let likeness = fields.similarity(to: wanted)
            let worth = Double(words) / 2 + likeness
            if worth > best?.worth ?? leastLike { best = (title.range, worth) }
            if likeness <= usual, words == 0 { unlike.append(title.range) }
        }
        return (best?.range, unlike.filter { $0 != best?.range })
    }

    /// A position that is less like the title than this is none of the reasons.
    private static let leastLike = 0.3

    /// - Parameter balance: of the resume without what else is quoted.
    static func fieldWords(
        _ ours: Features, _ theirs: Features, taken: [Range<Int>], _ balance: inout FieldBalance
    ) -> (resume: [Range<Int>], posting: [Range<Int>], field: Int?) {
        var field: (index: Int, likeness: Double)?
        for index in FieldLexicon.shared.labels.indices {
            let likeness = ours.fields[index] * theirs.fields[index]
            if likeness > field?.likeness ?? 0 { field = (index, likeness) }
        }
        var words: [Range<Int>] = []
        // More than a few only where the likeness rests on many.
        while words.count < (balance.isLess ? fewWords : manyWords),
            let word = balance.removeStrongest(outside: taken + words)
        {
            words.append(word)
        }
        let others = best(theirs.marks, for: ours.fields)
        return (words.isEmpty ? best(ours.marks, for: theirs.fields) : words, others, field?.index)
    }

    /// The words that say most of the other side's fields.
    private static func best(_ marks: [FieldMark], for other: FieldVector) -> [Range<Int>] {
        var found: [(range: Range<Int>, worth: Double)] = []
        for mark in marks {
            let worth = Double(mark.weight) * mark.fields.reduce(0.0) { $0 + other[Int($1)] }
            if worth > 0.05 { found.append((mark.place.range, worth)) }
        }
        found.sort { $0.worth == $1.worth ? isBefore($0.range, $1.range) : $0.worth > $1.worth }
        var kept: [Range<Int>] = []
        for word in found where kept.count < fewWords && !kept.contains(where: word.range.overlaps) {
            kept.append(word.range)
        }
        return kept
    }

    /// Words of a field that are quoted.
    private static let (fewWords, manyWords) = (4, 8)

    private static func isBefore(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.lowerBound == second.lowerBound
            ? first.upperBound < second.upperBound : first.lowerBound < second.lowerBound
    }
}
