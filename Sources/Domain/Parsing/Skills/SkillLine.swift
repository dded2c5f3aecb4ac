internal import Taxonomy

/// A line of text, or a sentence of it, as the tagger sees it: its words, what stands between them, and which of them
/// the lists of names know.
struct SkillLine {
    let words: ArraySlice<SkillWord>
    /// What stands before each word, and at the end what stands after the last.
    let gaps: [Gap]
    /// The look of each word.
    let shapes: [UInt8]
    /// Each word's place in a name of the larger list.
    let terms: [UInt8]
    /// Each word's place in a name of the lexicon: a small letter where only the spelling agrees, a capital where it is a
    /// mention.
    let names: [UInt8]

    /// What stands between two words: the first sign that is no white space, and whether there are more. The signs of
    /// lists count as white space: the sentences that the tagger learnt from have none.
    struct Gap: Equatable {
        static let space = UInt8(ascii: "_")
        static let listSigns = Array(",;:".utf8)

        let sign: UInt8
        let hasMore: Bool
        /// Whether it stands before the first word or after the last.
        let isEdge: Bool
        /// Whether it holds a sign of a list, over which no skill reaches.
        let parts: Bool

        var hash: UInt64 { UInt64(sign) | (hasMore ? 0x100 : 0) | (isEdge ? 0x200 : 0) }
    }

    init(
        _ words: ArraySlice<SkillWord>, _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>, names: [UInt8],
        terms: TermTable?
    ) {
        self.words = words
        self.names = names
        shapes = words.map { Self.shape(bytes[$0.range]) }
        var gaps: [Gap] = []
        gaps.reserveCapacity(words.count + 1)
        var start = range.lowerBound
        for word in words {
            gaps.append(Self.gap(bytes[start..<word.range.lowerBound], isEdge: gaps.isEmpty))
            start = word.range.upperBound
        }
        gaps.append(Self.gap(bytes[start..<max(start, range.upperBound)], isEdge: true))
        self.gaps = gaps
        self.terms = terms.map { Self.places(of: words, in: $0) } ?? Array(repeating: Place.none, count: words.count)
    }

    /// A word's place in a name of several: first, inside, last, or the whole name.
    enum Place {
        static let none = UInt8(ascii: "O")
        static let first = UInt8(ascii: "B")
        static let inside = UInt8(ascii: "I")
        static let last = UInt8(ascii: "L")
        static let whole = UInt8(ascii: "U")

        /// Marks the words from `start` on as a name of `count` words.
        static func mark(_ places: inout [UInt8], _ start: Int, _ count: Int, isMention: Bool = true) {
            let small: UInt8 = isMention ? 0 : 0x20
            for offset in 0..<count {
                let place = count == 1 ? whole : offset == 0 ? first : offset == count - 1 ? last : inside
                places[start + offset] = place | small
            }
        }
    }

    /// The places of the longest names, from the left.
    private static func places(of words: ArraySlice<SkillWord>, in terms: TermTable) -> [UInt8] {
        var places = [UInt8](repeating: Place.none, count: words.count)
        var index = 0
        while index < words.count {
            var phrase = PhraseHash()
            var longest = 0
            for count in 1...min(TermTable.longest, words.count - index) {
                phrase.append(words[words.startIndex + index + count - 1].folded)
                if terms.contains(phrase) { longest = count }
            }
            Place.mark(&places, index, longest)
            index += max(1, longest)
        }
        return places
    }

    /// All capitals, a capital first, capitals inside, small letters (few or more), figures, figures and letters.
    private static func shape(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 {
        var (capitals, smalls, figures, others, inner) = (0, 0, 0, 0, 0)
        for (offset, byte) in word.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                capitals += 1
                if offset > 0 { inner += 1 }
            case UInt8(ascii: "a")...UInt8(ascii: "z"): smalls += 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"): figures += 1
            default: others += 1
            }
        }
        if figures > 0 { return UInt8(ascii: capitals + smalls + others == 0 ? "0" : "7") }
        if capitals > 0, smalls == 0 { return UInt8(ascii: capitals == 1 ? "Y" : "X") }
        if capitals > 0 { return UInt8(ascii: inner > 0 ? "M" : "C") }
        return UInt8(ascii: smalls + others <= 2 ? "a" : "x")
    }

    private static func gap(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, isEdge: Bool) -> Gap {
        var sign: UInt8?
        var (hasMore, parts) = (false, false)
        for byte in bytes where byte > 0x20 && byte & 0xC0 != 0x80 {
            if Gap.listSigns.contains(byte) {
                parts = true
            } else if sign == nil {
                sign = byte
            } else {
                hasMore = true
            }
        }
        return Gap(sign: sign ?? (bytes.isEmpty ? 0 : Gap.space), hasMore: hasMore, isEdge: isEdge, parts: parts)
    }
}
