internal import Model

/// Finds the words that a pair's points rest on: quotes, contributions and reasons. Every quote is a piece of its text.
struct Evidence {
    let resume: PreparedResume
    let posting: PreparedPosting
    let parts: Parts
    let limits: Scorer.Limits
    /// Skills both name, those the posting wants most first.
    let matched: [(resume: NamedSkill, posting: NamedSkill)]
    /// Skills the posting names alone, those it wants most first.
    let missing: [NamedSkill]
    /// Places of both texts around terms that both have, the weightiest first.
    let phrases: [(resume: Range<Int>, posting: Range<Int>)]
    /// The position of the resume that is most like the posting's title.
    let position: Range<Int>?
    /// Words of both sides that speak for the same field, best first.
    let fieldWords: (resume: [Range<Int>], posting: [Range<Int>], field: Int?)
    private let places: (resume: ScalarCount, posting: ScalarCount)

    init(resume: PreparedResume, posting: PreparedPosting, parts: Parts, limits: Scorer.Limits) {
        self.resume = resume
        self.posting = posting
        self.parts = parts
        self.limits = limits
        places = (ScalarCount(resume.features.bytes), ScalarCount(posting.features.bytes))
        var matched: [(resume: NamedSkill, posting: NamedSkill)] = []
        forEachShared(resume.skills, posting.skills) { matched.append(($0, $1)) }
        let names = Set(matched.map(\.posting.id))
        self.matched = matched.sorted { Self.isBefore($0.posting, $1.posting) }
        missing = posting.skills.filter { !names.contains($0.id) }.sorted(by: Self.isBefore)
        position = Self.position(resume, posting)
        // What a skill's quote marks, no other quote should mark again.
        let named = self.matched.prefix(limits.quotes).compactMap { $0.resume.place?.range }
        let taken = named + [position].compactMap { $0 }
        phrases = Self.phrases(resume.features, posting.features, taken: taken, limits: limits)
        fieldWords = Self.fieldWords(resume.features, posting.features, taken: taken)
    }

    func contributions() -> [Contribution] {
        let maxima = parts.maxima
        return [
            contribution("field", parts.field, maxima.field, fieldQuotes()),
            contribution("title", parts.title, maxima.title, titleQuotes()),
            contribution(
                "skills", parts.skills, maxima.skills,
                matched.prefix(limits.quotes).flatMap { quotes($0.resume, $0.posting) }),
            contribution("terms", parts.terms, maxima.terms, phraseQuotes()),
            contribution("experience", parts.experience, maxima.experience, experienceQuotes()),
        ]
    }

    private func contribution(_ name: String, _ points: Double, _ maximum: Double, _ quotes: [Quote]) -> Contribution {
        Contribution(name: name, points: points, maximum: maximum, quotes: points > 0 ? Self.unique(quotes) : [])
    }

    // MARK: Quotes

    func quotes(_ resume: NamedSkill, _ posting: NamedSkill) -> [Quote] {
        [resume.place.map { ours($0.range) }, posting.place.map { theirs($0.range) }].compactMap { $0 }
    }

    private func fieldQuotes() -> [Quote] {
        let (words, others) = (fieldWords.resume.prefix(4).map(ours), fieldWords.posting.prefix(4).map(theirs))
        return (words.isEmpty ? anyOfOurs : words) + (others.isEmpty ? anyOfTheirs : others)
    }

    func titleQuotes() -> [Quote] {
        let words = fieldWords.resume.prefix(2).map(ours)
        let own = position.map { [ours($0)] } ?? (words.isEmpty ? anyOfOurs : words)
        return own + (posting.titlePlace.map { [theirs($0.range)] } ?? anyOfTheirs)
    }

    private func phraseQuotes() -> [Quote] {
        phrases.prefix(limits.quotes).flatMap { [ours($0.resume), theirs($0.posting)] }
    }

    func experienceQuotes() -> [Quote] {
        let had = resume.years?.place.map { [ours($0.range)] } ?? (position.map { [ours($0)] } ?? anyOfOurs)
        return had + ((posting.years?.place ?? posting.titlePlace).map { [theirs($0.range)] } ?? anyOfTheirs)
    }

    /// What stands for a side where nothing in particular does: a phrase both have, else the text's first word that counts.
    private var anyOfOurs: [Quote] {
        if let phrase = phrases.first { return [ours(phrase.resume)] }
        return Self.firstWord(resume.features).map { [ours($0)] } ?? []
    }

    private var anyOfTheirs: [Quote] {
        if let phrase = phrases.first { return [theirs(phrase.posting)] }
        return Self.firstWord(posting.features).map { [theirs($0)] } ?? []
    }

    private static func firstWord(_ features: Features) -> Range<Int>? {
        features.places.min { $0.start < $1.start }.map { Passage.clause(around: $0, features.bytes) }
    }

    func ours(_ range: Range<Int>) -> Quote { quote(.resume, resume.features.bytes, range, places.resume) }
    func theirs(_ range: Range<Int>) -> Quote { quote(.posting, posting.features.bytes, range, places.posting) }

    private func quote(_ side: Side, _ bytes: [UInt8], _ range: Range<Int>, _ places: ScalarCount) -> Quote {
        let range = Passage.cut(range, bytes, limits.quoteBytes)
        let start = places.scalars(before: range.lowerBound, in: bytes)
        let count = ScalarCount.scalars(in: bytes[range])
        return Quote(
            side: side, text: String(decoding: bytes[range], as: UTF8.self), span: TextSpan(start, start + count))
    }

    private static func unique(_ quotes: [Quote]) -> [Quote] {
        var seen: Set<Quote> = []
        return quotes.filter { seen.insert($0).inserted }
    }

    // MARK: Finding

    /// By weight, then by place, so that the order is the same on every run.
    private static func isBefore(_ first: NamedSkill, _ second: NamedSkill) -> Bool {
        if first.weight != second.weight { return first.weight > second.weight }
        let places = (first.place?.start ?? .max, second.place?.start ?? .max)
        return places.0 == places.1 ? first.name < second.name : places.0 < places.1
    }

    /// Terms that both texts have, the weightiest first, each with its clause on both sides; clauses do not overlap.
    private static func phrases(
        _ ours: Features, _ theirs: Features, taken: [Range<Int>], limits: Scorer.Limits
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
        // First what nothing else marks; where everything is marked already, that is the evidence.
        for isFree in [true, false] where phrases.isEmpty {
            for term in shared where phrases.count < limits.quotes {
                let place = term.ours.range
                guard !isFree || !taken.contains(where: place.overlaps),
                    !phrases.contains(where: { $0.resume.overlaps(place) })
                else { continue }
                let clause = Passage.clause(around: term.ours, ours.bytes)
                let isApart =
                    !phrases.contains { $0.resume.overlaps(clause) } && !taken.contains(where: clause.overlaps)
                phrases.append((isApart ? clause : place, Passage.clause(around: term.theirs, theirs.bytes)))
            }
        }
        return phrases
    }

    /// The position that is most like the posting's title, by words and by field; nil where none is: then it is no evidence.
    private static func position(_ resume: PreparedResume, _ posting: PreparedPosting) -> Range<Int>? {
        let wanted = posting.features.titleFields.isNone ? posting.features.fields : posting.features.titleFields
        let lexicon = FieldLexicon.shared
        var best: (range: Range<Int>, worth: Double)?
        for title in resume.titles {
            let tokens = Tokeniser(Array(resume.features.bytes[title.range])).tokens
            let words = posting.title.reduce(Float(0)) { sum, wanted in
                tokens.contains { $0.shortTerm == wanted.term } ? sum + wanted.weight : sum
            }
            let fields = FieldVector(lexicon.sums(lexicon.marks(in: tokens, isCounted: { _ in true }).values))
            let worth = Double(words) / 2 + fields.similarity(to: wanted)
            if worth > best?.worth ?? leastLike { best = (title.range, worth) }
        }
        return best?.range
    }

    /// A position that is less like the title than this is none of the reasons.
    private static let leastLike = 0.3

    private static func fieldWords(
        _ ours: Features, _ theirs: Features, taken: [Range<Int>]
    ) -> (resume: [Range<Int>], posting: [Range<Int>], field: Int?) {
        func best(_ marks: [FieldMark], for other: FieldVector) -> [Range<Int>] {
            var found: [(range: Range<Int>, worth: Double)] = []
            for mark in marks {
                let worth = Double(mark.weight) * mark.fields.reduce(0.0) { $0 + other[Int($1)] }
                if worth > 0.05 { found.append((mark.place.range, worth)) }
            }
            found.sort { $0.worth == $1.worth ? isBefore($0.range, $1.range) : $0.worth > $1.worth }
            var kept: [Range<Int>] = []
            for word in found where kept.count < 8 && !kept.contains(where: word.range.overlaps) {
                kept.append(word.range)
            }
            return kept
        }
        var field: (index: Int, likeness: Double)?
        for index in FieldLexicon.shared.labels.indices {
            let likeness = ours.fields[index] * theirs.fields[index]
            if likeness > field?.likeness ?? 0 { field = (index, likeness) }
        }
        let mine = best(ours.marks, for: theirs.fields)
        let free = mine.filter { range in !taken.contains(where: range.overlaps) }
        return (free.isEmpty ? mine : free, best(theirs.marks, for: ours.fields), field?.index)
    }

    private static func isBefore(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
        first.lowerBound == second.lowerBound
            ? first.upperBound < second.upperBound : first.lowerBound < second.lowerBound
    }
}

/// Counts the Unicode scalars of a text; those of a text of ASCII are its bytes.
struct ScalarCount {
    private let isASCII: Bool

    init(_ bytes: [UInt8]) { isASCII = bytes.withUnsafeBufferPointer { $0.allSatisfy { $0 < 0x80 } } }

    func scalars(before offset: Int, in bytes: [UInt8]) -> Int {
        isASCII ? offset : Self.scalars(in: bytes[..<offset])
    }

    static func scalars(in bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var count = 0
            for byte in bytes { count &+= byte & 0xC0 == 0x80 ? 0 : 1 }
            return count
        }
    }
}
