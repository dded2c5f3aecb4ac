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
    /// Positions whose words speak against the pair: other words are quoted where there are any.
    private let unlike: [Range<Int>]
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
        let positions = Self.positions(resume, posting)
        position = positions.best
        unlike = positions.unlike
        // What a skill's quote marks, no other quote should mark again.
        let named = self.matched.prefix(limits.quotes).compactMap { $0.resume.place?.range }
        let quoted = named + [position].compactMap { $0 }
        let taken = quoted + unlike
        var balance = FieldBalance(resume.features, posting.features)
        for range in quoted { balance.remove(range) }
        // One for each point they are worth: clauses speak for other things as well.
        let most = min(limits.quotes, max(1, Int(parts.terms.rounded(.up))))
        phrases = Self.phrases(resume.features, posting.features, taken: taken, atMost: most, &balance)
        fieldWords = Self.fieldWords(resume.features, posting.features, taken: taken, &balance)
    }

    func contributions() -> [Contribution] {
        let maxima = parts.maxima
        return [
            contribution("field", parts.field, maxima.field, fieldQuotes()),
            contribution("title", parts.title, maxima.title, titleQuotes()),
            contribution("skills", parts.skills, maxima.skills, skillQuotes()),
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

    private func skillQuotes() -> [Quote] {
        let apart = matched.filter { pair in
            !unlike.contains { range in pair.resume.place.map { range.overlaps($0.range) } ?? false }
        }
        return (apart.isEmpty ? matched : apart).prefix(limits.quotes).flatMap { quotes($0.resume, $0.posting) }
    }

    private func fieldQuotes() -> [Quote] {
        let (words, others) = (fieldWords.resume.map(ours), fieldWords.posting.map(theirs))
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

    /// By weight, then by place, so that the order is the same on every run.
    private static func isBefore(_ first: NamedSkill, _ second: NamedSkill) -> Bool {
        if first.weight != second.weight { return first.weight > second.weight }
        let places = (first.place?.start ?? .max, second.place?.start ?? .max)
        return places.0 == places.1 ? first.name < second.name : places.0 < places.1
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
