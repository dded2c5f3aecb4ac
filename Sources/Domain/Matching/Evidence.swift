internal import Model

/// Finds the words that a pair's points rest on: quotes, contributions and reasons. Every quote is a piece of its text.
struct Evidence {
    let resume: PreparedResume
    let posting: PreparedPosting
    let parts: Scorer.Parts
    let limits: Scorer.Limits
    /// Skills both name, those the posting wants most first.
    let matched: [(resume: NamedSkill, posting: NamedSkill)]
    /// Skills the posting names alone, those it wants most first.
    let missing: [NamedSkill]
    /// Phrases of the resume that share terms with the posting, best first, with the posting's phrase for the same
    /// term.
    let phrases: [(resume: Range<Int>, posting: Range<Int>)]
    /// The line (or part of one) of the resume that is most like the posting's title.
    let roleLine: Range<Int>?
    /// Words of both sides that speak for the same field, best first.
    let fieldWords: (resume: [Range<Int>], posting: [Range<Int>], field: Int?)

    init(resume: PreparedResume, posting: PreparedPosting, parts: Scorer.Parts, limits: Scorer.Limits) {
        self.resume = resume
        self.posting = posting
        self.parts = parts
        self.limits = limits
        var matched: [(resume: NamedSkill, posting: NamedSkill)] = []
        forEachShared(resume.skills, posting.skills) { matched.append(($0, $1)) }
        let names = Set(matched.map(\.posting.id))
        self.matched = matched.sorted { Self.isBefore($0.posting, $1.posting) }
        missing = posting.skills.filter { !names.contains($0.id) }.sorted(by: Self.isBefore)
        // What a skill's quote marks, no other quote should mark again.
        var taken: Set<Int> = []
        for pair in self.matched.prefix(limits.quotes) {
            guard let range = pair.resume.range else { continue }
            var token = resume.features.token(at: range.lowerBound)
            while token < resume.features.tokens.count, resume.features.tokens[token].start < range.upperBound {
                taken.insert(token)
                token += 1
            }
        }
        roleLine = Self.roleLine(resume, posting, limits: limits)
        phrases = Self.phrases(
            resume.features, posting.features, taken: taken.union(roleLine.map(Array.init) ?? []), limits: limits)
        fieldWords = Self.fieldWords(resume.features, posting.features, taken: taken)
    }

    func contributions() -> [Contribution] {
        [
            Contribution(
                name: "title", points: parts.title, maximum: Scorer.Maximum.title,
                quotes: parts.title > 0 ? titleQuotes() : []),
            Contribution(
                name: "skills", points: parts.skills, maximum: Scorer.Maximum.skills,
                quotes: matched.prefix(limits.quotes).flatMap { quotes($0.resume, $0.posting) }),
            Contribution(
                name: "terms", points: parts.terms, maximum: Scorer.Maximum.terms,
                quotes: unique(phrases.prefix(limits.quotes).flatMap { [ours($0.resume), theirs($0.posting)] })),
            Contribution(
                name: "experience", points: parts.experience, maximum: Scorer.Maximum.experience,
                quotes: parts.experience > 0 ? experienceQuotes() : []),
        ]
    }

    func quotes(_ resume: NamedSkill, _ posting: NamedSkill) -> [Quote] {
        var quotes: [Quote] = []
        if let range = resume.range { quotes.append(quote(.resume, self.resume.features, range)) }
        if let range = posting.range { quotes.append(quote(.posting, self.posting.features, range)) }
        return quotes
    }

    func titleQuotes() -> [Quote] {
        var quotes: [Quote] = []
        if let roleLine { quotes.append(ours(roleLine)) }
        quotes += fieldWords.resume.prefix(3).map(ours)
        if let title = posting.titleTokens { quotes.append(theirs(title)) }
        quotes += fieldWords.posting.prefix(3).map(theirs)
        return unique(quotes)
    }

    func experienceQuotes() -> [Quote] {
        var quotes: [Quote] = []
        if let tokens = resume.years?.tokens { quotes.append(ours(tokens)) }
        if let tokens = posting.years?.tokens { quotes.append(theirs(tokens)) }
        return quotes
    }

    func ours(_ tokens: Range<Int>) -> Quote { quote(.resume, resume.features, tokens: tokens) }
    func theirs(_ tokens: Range<Int>) -> Quote { quote(.posting, posting.features, tokens: tokens) }

    private func quote(_ side: Side, _ features: Features, tokens: Range<Int>) -> Quote {
        Quote(side: side, text: features.text(Self.cut(tokens, features, limits)))
    }

    private func quote(_ side: Side, _ features: Features, _ bytes: Range<Int>) -> Quote {
        Quote(side: side, text: String(decoding: features.bytes[bytes], as: UTF8.self))
    }

    private func unique(_ quotes: [Quote]) -> [Quote] {
        var seen: Set<Quote> = []
        return quotes.filter { seen.insert($0).inserted }
    }

    // MARK: Finding

    /// By weight, then by place, so that the order is the same on every run.
    private static func isBefore(_ first: NamedSkill, _ second: NamedSkill) -> Bool {
        if first.weight != second.weight { return first.weight > second.weight }
        let places = (first.range?.lowerBound ?? .max, second.range?.lowerBound ?? .max)
        return places.0 == places.1 ? first.name < second.name : places.0 < places.1
    }

    /// By worth, then by place and length: no two marks of a text are alike in all three.
    static func isBetter(
        _ first: (range: Range<Int>, worth: Double), _ second: (range: Range<Int>, worth: Double)
    ) -> Bool {
        if first.worth != second.worth { return first.worth > second.worth }
        if first.range.lowerBound != second.range.lowerBound { return first.range.lowerBound < second.range.lowerBound }
        return first.range.count < second.range.count
    }

    /// Shortens a range of tokens to what one quote may hold.
    private static func cut(_ tokens: Range<Int>, _ features: Features, _ limits: Scorer.Limits) -> Range<Int> {
        var tokens = tokens
        while let first = tokens.first, let last = tokens.last, first < last,
            features.tokens[last].end - features.tokens[first].start > limits.quoteBytes
        {
            tokens = first..<last
        }
        return tokens
    }

    /// Runs of shared terms in one clause of the resume, at most two other words between them.
    private static func phrases(
        _ ours: Features, _ theirs: Features, taken: Set<Int>, limits: Scorer.Limits
    ) -> [(resume: Range<Int>, posting: Range<Int>)] {
        var worth: [Double] = []
        var places: [Int] = []
        worth.reserveCapacity(ours.tokens.count)
        for index in ours.tokens.indices {
            let token = ours.tokens[index]
            guard ours.counts[index], token.isTerm, !taken.contains(index), let place = theirs.place(of: token.term)
            else {
                worth.append(0)
                places.append(-1)
                continue
            }
            worth.append(token.kind.contains(.generic) ? 0 : theirs.weights[place])
            places.append(place)
        }
        var found: [(range: Range<Int>, worth: Double, key: UInt64, place: Int)] = []
        var seen: Set<UInt64> = []
        var index = 0
        while index < worth.count {
            guard worth[index] > 0 else {
                index += 1
                continue
            }
            var last = index
            var next = index + 1
            while next < worth.count, next - last <= 3, ours.counts[next], !taken.contains(next),
                ours.isSameClause(next - 1, next)
            {
                if worth[next] > 0 { last = next }
                next += 1
            }
            var sum = 0.0
            var best = index
            for token in index...last where worth[token] > 0 {
                if seen.insert(ours.tokens[token].term).inserted { sum += worth[token] }
                if worth[token] > worth[best] { best = token }
            }
            if sum > 0 { found.append((index..<(last + 1), sum, ours.tokens[best].term, places[best])) }
            index = last + 1
        }
        found.sort { $0.worth == $1.worth ? $0.range.lowerBound < $1.range.lowerBound : $0.worth > $1.worth }
        return found.prefix(limits.quotes).map { phrase in
            let first = Int(theirs.firsts[phrase.place])
            return (cut(phrase.range, ours, limits), cut(theirs.clause(around: first, reach: 3), theirs, limits))
        }
    }

    private static func roleLine(
        _ resume: PreparedResume, _ posting: PreparedPosting, limits: Scorer.Limits
    ) -> Range<Int>? {
        let features = resume.features
        var best: (range: Range<Int>, worth: Double)?
        for line in resume.roleLines {
            var index = features.token(at: features.lines[line].lowerBound)
            var range: Range<Int>?
            var worth = 0.0
            while index < features.tokens.count, features.tokens[index].line == line {
                if features.counts[index],
                    let title = posting.title.first(where: { $0.term == features.tokens[index].term })
                {
                    range = (range?.lowerBound ?? index)..<(index + 1)
                    worth += title.weight
                }
                index += 1
            }
            if let range, worth >= 0.5, worth > best?.worth ?? 0 { best = (range, worth) }
        }
        return best.map { cut($0.range, features, limits) }
    }

    private static func fieldWords(
        _ ours: Features, _ theirs: Features, taken: Set<Int>
    ) -> (resume: [Range<Int>], posting: [Range<Int>], field: Int?) {
        func best(_ features: Features, for other: [Double]) -> [Range<Int>] {
            var found: [(range: Range<Int>, worth: Double)] = []
            for mark in features.marks.values {
                let worth = mark.weight * mark.fields.reduce(0.0) { $0 + other[$1] }
                if worth > 0.05 { found.append((mark.first, worth)) }
            }
            found.sort { Self.isBetter($0, $1) }
            return found.prefix(8).map(\.range)
        }
        let field = ours.fields.indices.max {
            ours.fields[$0] * theirs.fields[$0] < ours.fields[$1] * theirs.fields[$1]
        }
        let isShared = field.map { ours.fields[$0] * theirs.fields[$0] > 0 } ?? false
        let mine = best(ours, for: theirs.fields)
        let free = mine.filter { !$0.contains(where: taken.contains) }
        return (free.isEmpty ? mine : free, best(theirs, for: ours.fields), isShared ? field : nil)
    }
}

extension Features {
    /// Whether nothing but blanks, commas and joints stands between two neighbouring tokens.
    func isSameClause(_ first: Int, _ second: Int) -> Bool {
        let gap = bytes[Int(tokens[first].end)..<Int(tokens[second].start)]
        return gap.count <= 4
            && gap.allSatisfy { $0 == 0x20 || $0 == 0x2C || $0 == 0x2D || $0 == 0x2F || $0 == 0x26 || $0 == 0x27 }
    }

    /// A token with up to `reach` neighbours on each side within its clause, without words of grammar at the ends.
    func clause(around token: Int, reach: Int) -> Range<Int> {
        var lower = token
        var upper = token
        while lower > 0, token - lower < reach, isSameClause(lower - 1, lower) { lower -= 1 }
        while upper + 1 < tokens.count, upper - token < reach, isSameClause(upper, upper + 1) { upper += 1 }
        while lower < token, tokens[lower].kind.contains(.stop) { lower += 1 }
        while upper > token, tokens[upper].kind.contains(.stop) { upper -= 1 }
        return lower..<(upper + 1)
    }
}
