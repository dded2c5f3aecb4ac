/// How like a resume's fields of work are to a posting's as its words are taken away, one after the other.
///
/// A word is evidence for the likeness when the resume is less like the posting without it. Not every word of a field that
/// both have is: where most of a resume is about that field, it may drown another that the posting wants more.
struct FieldBalance {
    /// The likeness of the whole text.
    private(set) var whole = 0.0
    /// The strongest words of fields that are still there.
    private var marks: [FieldMark]
    /// By field: what its words add up to, as far as the vector tells; and that as it counts in the vector.
    private var sums: [Double]
    private var raised: [Double]
    /// What the posting's text and its title speak of, added up.
    private let wanted: [Double]
    private var totals = Totals()

    private struct Totals {
        var product = 0.0
        var square = 0.0

        /// The sum of two cosines: 0 to 2.
        var likeness: Double { square > 1e-9 ? product / square.squareRoot() : 0 }
    }

    init(_ ours: Features, _ theirs: Features) {
        marks = ours.marks
        let title = theirs.titleFields.isNone ? theirs.fields : theirs.titleFields
        wanted = ours.fields.components.indices.map { theirs.fields[$0] + title[$0] }
        let parts = ours.fields.components.map { raise(Double($0), to: 1 / Reading.fieldPower) }
        let length = parts.reduce(0) { $0 + $1 * $1 }.squareRoot()
        sums = parts.map { length > 0 ? $0 / length * Double(ours.fields.mass) : 0 }
        raised = sums.map { raise($0, to: Reading.fieldPower) }
        for (value, want) in zip(raised, wanted) {
            totals.product += value * want
            totals.square += value * value
        }
        whole = totals.likeness
    }

    /// Whether the resume is now less like the posting than as a whole.
    var isLess: Bool { totals.likeness < whole }

    /// Whether taking a piece of the text away would make the rest more like the posting.
    func wouldRise(without range: Range<Int>) -> Bool {
        var rest = self
        rest.remove(range)
        return rest.totals.likeness > totals.likeness
    }

    /// Takes a piece of the text away.
    mutating func remove(_ range: Range<Int>) {
        for mark in marks where mark.place.range.overlaps(range) { take(mark) }
        marks.removeAll { $0.place.range.overlaps(range) }
    }

    /// Takes away the word without which the rest is least like the posting.
    /// - Returns: where it stands; nil where no word would make it less like.
    mutating func removeStrongest(outside taken: [Range<Int>]) -> Range<Int>? {
        var best: (index: Int, likeness: Double)?
        for index in marks.indices where marks[index].place.count > 3 {
            guard !taken.contains(where: marks[index].place.range.overlaps) else { continue }
            let likeness = without(marks[index]).likeness
            // The first of two that are as good, so that the choice is the same on every run.
            if likeness < best?.likeness ?? totals.likeness - 1e-6 { best = (index, likeness) }
        }
        guard let best else { return nil }
        let mark = marks.remove(at: best.index)
        take(mark)
        return mark.place.range
    }

    private mutating func take(_ mark: FieldMark) {
        totals = without(mark)
        for field in mark.fields.map(Int.init) where field < sums.count {
            sums[field] = max(0, sums[field] - Double(mark.weight))
            raised[field] = raise(sums[field], to: Reading.fieldPower)
        }
    }

    private func without(_ mark: FieldMark) -> Totals {
        var totals = totals
        for field in mark.fields.map(Int.init) where field < sums.count {
            let rest = raise(max(0, sums[field] - Double(mark.weight)), to: Reading.fieldPower)
            totals.product += (rest - raised[field]) * wanted[field]
            totals.square += rest * rest - raised[field] * raised[field]
        }
        return totals
    }
}
