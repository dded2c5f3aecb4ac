internal import Model

/// Finds what somebody claims to be in a text, letter by letter; only white space may be another.
struct TextGround {
    /// A stretch of the text: its words with single spaces, and where it stands.
    struct Find: Equatable {
        var text: String
        var span: TextSpan
    }

    /// The text with each run of white space as one space, and where each scalar stands in the text itself.
    private let scalars: [Unicode.Scalar]
    private let places: [Int]
    /// Comparisons left: what repeats itself endlessly is not searched for endlessly.
    private var effort: Int

    private static let finds = 64

    init(_ text: String, effort: Int = 100_000_000) {
        var scalars: [Unicode.Scalar] = []
        var places: [Int] = []
        for (place, scalar) in text.unicodeScalars.enumerated() {
            let isSpace = scalar.properties.isWhitespace
            if isSpace, scalars.last == " " { continue }
            scalars.append(isSpace ? " " : scalar)
            places.append(place)
        }
        self.scalars = scalars
        self.places = places
        self.effort = effort
    }

    /// Where `value` stands in the text as words of its own, the first places.
    mutating func finds(_ value: String, limit: Int) -> [Find] {
        let wanted = Self.words(of: value)
        guard let first = wanted.first, wanted.count <= limit, wanted.count <= scalars.count else { return [] }
        var found: [Find] = []
        var index = 0
        while index <= scalars.count - wanted.count, found.count < Self.finds, effort > 0 {
            effort -= 1
            guard scalars[index] == first else {
                index += 1
                continue
            }
            var length = 1
            while length < wanted.count, scalars[index + length] == wanted[length] { length += 1 }
            effort -= length
            if length == wanted.count, standsAlone(index..<index + length) {
                var text = String.UnicodeScalarView()
                text.append(contentsOf: wanted)
                found.append(
                    Find(text: String(text), span: TextSpan(places[index], places[index + length - 1] + 1)))
                index += length
            } else {
                index += 1
            }
        }
        return found
    }

    /// A value's scalars, without white space at its ends and with one space for each run of it.
    private static func words(of value: String) -> [Unicode.Scalar] {
        var words: [Unicode.Scalar] = []
        for scalar in value.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            if isSpace, words.last == " " || words.isEmpty { continue }
            words.append(isSpace ? " " : scalar)
        }
        if words.last == " " { words.removeLast() }
        return words
    }

    /// Whether a stretch is no part of a longer word: "Java" does not stand in "JavaScript", "C" not in "C++", nor does an
    /// address in a longer one.
    private func standsAlone(_ range: Range<Int>) -> Bool {
        func isLetter(_ index: Int) -> Bool {
            scalars.indices.contains(index)
                && (scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil)
        }
        func isJoint(_ index: Int) -> Bool { scalars.indices.contains(index) && [".", "@"].contains(scalars[index]) }
        let (before, after) = (range.lowerBound - 1, range.upperBound)
        if isLetter(range.lowerBound), isLetter(before) || isJoint(before) && isLetter(before - 1) { return false }
        guard isLetter(after - 1) else { return true }
        if isLetter(after) || isJoint(after) && isLetter(after + 1) { return false }
        return !(scalars.indices.contains(after) && ["+", "#"].contains(scalars[after]))
    }
}

extension [TextGround.Find] {
    /// The one nearest to a place, of those within `reach`.
    func nearest(to place: Int, reach: Int) -> TextGround.Find? {
        self.min { abs($0.span.start - place) < abs($1.span.start - place) }
            .flatMap { abs($0.span.start - place) <= reach ? $0 : nil }
    }
}
