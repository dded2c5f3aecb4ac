internal import Embedding

/// What is measured of a pair, each 0 to 1 (but for the two sums of weights): what the weights of ``Weights`` are for.
struct Signals: Sendable {
    /// Likeness of the fields of work: of both texts, of the posting's title with the resume's text, of the posting's text
    /// with the resume's positions, of title and positions.
    var fields = 0.0
    var titleToText = 0.0
    var textToTitles = 0.0
    var titleToTitles = 0.0
    /// How much the posting says of fields at all.
    var fieldMass = 0.0
    /// Whether the language of a side is unknown, so that words in common are all there is to go by.
    var isForeign = false
    /// The share of the title's words that the resume has, and how likely both titles mean the same occupation.
    var titleWords = 0.0
    var occupation = 0.0
    /// Nearness of meaning: of title and positions, of the posting's title and the resume's text, of both texts.
    var titleMeaning = 0.0
    var titleToTextMeaning = 0.0
    var meaning = 0.0
    /// Words in common.
    var terms = 0.0
    /// The weight of the posting's skills that the resume has, of that of all.
    var skills = 0.0
    var skillWeight = 0.0
    /// Years had of those asked for; nil where neither the posting nor its level asks, or the resume tells none.
    var years: Double?
    var asksYears = false

    /// A resume of usual length has terms of this Euclidean length.
    private static let usualLength: Float = 20
    /// What the text of a resume without positions counts of positions.
    private static let untitled = 0.8

    init(_ resume: PreparedResume, _ posting: PreparedPosting) {
        let (ours, theirs) = (resume.features, posting.features)
        // A side whose titles say nothing is known by its text alone, and a resume less well.
        let known = ours.titleFields.isNone ? Self.untitled : 1
        let ourTitles = ours.titleFields.isNone ? ours.fields : ours.titleFields
        let theirTitle = theirs.titleFields.isNone ? theirs.fields : theirs.titleFields
        fields = ours.fields.similarity(to: theirs.fields)
        titleToText = ours.fields.similarity(to: theirTitle)
        textToTitles = known * ourTitles.similarity(to: theirs.fields)
        titleToTitles = known * ourTitles.similarity(to: theirTitle)
        isForeign = ours.isForeign || theirs.isForeign
        fieldMass = Double(theirs.fields.mass)
        titleWords = Self.titleWords(resume, posting)
        occupation = Self.overlap(ours.occupations, theirs.occupations)
        let ourCalling = ours.titleMeaning.inverseLength > 0 ? ours.titleMeaning : ours.meaning
        let theirCalling = theirs.titleMeaning.inverseLength > 0 ? theirs.titleMeaning : theirs.meaning
        titleMeaning = Self.nearness(ourCalling, theirCalling)
        titleToTextMeaning = Self.nearness(ours.meaning, theirCalling)
        meaning = Self.nearness(ours.meaning, theirs.meaning)
        if ours.length > 0, theirs.length > 0 {
            let product = Double(Self.product(ours, theirs))
            // A long resume is not punished for its other words, but where words are all there is it must not win by them.
            let own = max(ours.length, Self.usualLength)
            let lengths = Double(theirs.length * (isForeign ? own : (own * Self.usualLength).squareRoot()))
            terms = saturating(product / lengths, rate: 3)
        }
        skillWeight = Double(posting.skillWeight)
        skills = Self.share(of: resume.skills, posting)
        asksYears = posting.askedYears != nil
        years = resume.years.flatMap { Self.share(of: $0.years, posting) }
    }

    /// The share of the posting's skills that are among these, by weight.
    static func share(of skills: [NamedSkill], _ posting: PreparedPosting) -> Double {
        var matched: Float = 0
        forEachShared(skills, posting.skills) { matched += $0.weight * $1.weight }
        return posting.skillWeight > 0 ? Double(min(matched / posting.skillWeight, 1)) : 0
    }

    /// The share of the years asked for; nil where none are.
    static func share(of years: Float, _ posting: PreparedPosting) -> Double? {
        posting.askedYears.map { $0 > 0 ? Double(min(years / $0, 1)) : 1 }
    }

    /// The cosine as a share: below a tenth two texts have nothing to do with one another.
    private static func nearness(_ ours: CompactVector, _ theirs: CompactVector) -> Double {
        Double(max(0, min(1, (ours.similarity(to: theirs) - 0.1) / 0.9)))
    }

    private static func titleWords(_ resume: PreparedResume, _ posting: PreparedPosting) -> Double {
        var (total, found) = (Float(0), Float(0))
        for word in posting.title {
            total += word.weight
            if resume.titleTerms.has(word.term) {
                found += word.weight
            } else if resume.features.place(of: word.term) != nil {
                found += 0.7 * word.weight
            }
        }
        return total > 0 ? Double(found / total) : 0
    }

    /// The likeness of two distributions over occupations: 1 where they are the same.
    private static func overlap(_ ours: [LikelyOccupation], _ theirs: [LikelyOccupation]) -> Double {
        var sum: UInt64 = 0
        var (left, right) = (0, 0)
        while left < ours.count, right < theirs.count {
            if ours[left].id == theirs[right].id {
                sum += UInt64(ours[left].root) * UInt64(theirs[right].root)
                left += 1
                right += 1
            } else if ours[left].id < theirs[right].id {
                left += 1
            } else {
                right += 1
            }
        }
        return min(Double(sum) / (65535 * 65535), 1)
    }

    private static func product(_ ours: Features, _ theirs: Features) -> Float {
        var sum: Float = 0
        var (left, right) = (0, 0)
        ours.terms.withUnsafeBufferPointer { mine in
            theirs.terms.withUnsafeBufferPointer { others in
                while left < mine.count, right < others.count {
                    let (a, b) = (mine[left], others[right])
                    if a == b { sum += ours.weights[left] * theirs.weights[right] }
                    // Without a branch that the processor would have to guess.
                    left += a <= b ? 1 : 0
                    right += b <= a ? 1 : 0
                }
            }
        }
        return sum
    }
}

extension PreparedPosting {
    /// Years that its text asks for, or its level.
    var askedYears: Float? { years?.years ?? levelYears }
}

extension [UInt32] {
    /// Whether a sorted list has a number.
    fileprivate func has(_ number: UInt32) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low] == number
    }
}

/// Walks two lists of skills sorted by id, calling `body` for each that stands in both.
func forEachShared(_ ours: [NamedSkill], _ theirs: [NamedSkill], _ body: (NamedSkill, NamedSkill) -> Void) {
    var (left, right) = (0, 0)
    while left < ours.count, right < theirs.count {
        if ours[left].id == theirs[right].id {
            body(ours[left], theirs[right])
            left += 1
            right += 1
        } else if ours[left].id < theirs[right].id {
            left += 1
        } else {
            right += 1
        }
    }
}
