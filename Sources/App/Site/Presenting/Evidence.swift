internal import Model

/// The evidence of a score, numbered, with where each quote stands in its text.
///
/// One number and one tint stand for one contribution on both sides, in the bar, the list and the two texts.
struct Evidence {
    /// A quote that was found in its text.
    struct Place: Equatable {
        var quote: String
        /// Bytes of the text's UTF-8.
        var range: Range<Int>
        /// The contribution's number, from 1.
        var number: Int
        /// `r1` or `p3`: unique on the page.
        var anchor: String
        /// The first place of the same number on the other side.
        var otherAnchor: String?
    }

    /// A requirement that the resume does not name, where it stands in the posting. Within a quote it has the quote's anchor.
    struct Gap: Equatable {
        var range: Range<Int>
        var name: String
        var anchor: String
    }

    private(set) var resume: [Place] = []
    private(set) var posting: [Place] = []
    private(set) var gaps: [Gap] = []
    /// Of quotes that stand nowhere but in places that are marked already, where these are.
    private var covered: [Side: [String: String]] = [:]

    /// How many tints the stylesheet has; further numbers start again.
    static let tintCount = 6

    init(_ score: Score, resumeText: String, postingText: String) {
        let (resumeBytes, postingBytes) = (Array(resumeText.utf8), Array(postingText.utf8))
        for (index, contribution) in score.contributions.enumerated() {
            for quote in contribution.quotes {
                let cover =
                    switch quote.side {
                    case .resume: Self.place(quote, number: index + 1, in: resumeBytes, prefix: "r", &resume)
                    case .posting: Self.place(quote, number: index + 1, in: postingBytes, prefix: "p", &posting)
                    }
                if let cover { covered[quote.side, default: [:]][quote.text] = cover }
            }
        }
        for index in resume.indices {
            resume[index].otherAnchor = posting.first { $0.number == resume[index].number }?.anchor
        }
        for index in posting.indices {
            posting[index].otherAnchor = resume.first { $0.number == posting[index].number }?.anchor
        }
        for name in score.missing {
            guard let range = Self.word(name, in: postingBytes), !gaps.contains(where: { $0.range.overlaps(range) })
            else { continue }
            let quote = posting.first { $0.range.overlaps(range) }
            gaps.append(Gap(range: range, name: name, anchor: quote?.anchor ?? "gap\(gaps.count + 1)"))
        }
        resume.sort { $0.range.lowerBound < $1.range.lowerBound }
        posting.sort { $0.range.lowerBound < $1.range.lowerBound }
        gaps.sort { $0.range.lowerBound < $1.range.lowerBound }
    }

    static func tint(_ number: Int) -> String {
        String((number - 1) % tintCount + 1)
    }

    /// Where a quote is marked in its text: with a mark of its own, or one that covers a part of it.
    func anchor(of quote: Quote) -> String? {
        let places = quote.side == .resume ? resume : posting
        return places.first { $0.quote == quote.text }?.anchor ?? covered[quote.side]?[quote.text]
    }

    /// Marks a quote where it says that it stands, else the first occurrence that nothing else marks.
    /// - Returns: where there is none, the mark at the first of all.
    private static func place(
        _ quote: Quote, number: Int, in text: [UInt8], prefix: String, _ places: inout [Place]
    ) -> String? {
        let needle = Array(quote.text.utf8)
        guard !needle.isEmpty else { return nil }
        func mark(_ range: Range<Int>) {
            places.append(
                Place(quote: quote.text, range: range, number: number, anchor: prefix + String(places.count + 1)))
        }
        if let start = quote.span.flatMap({ offset(ofScalar: $0.start, in: text) }),
            text[start...].starts(with: needle),
            !places.contains(where: { $0.range.overlaps(start..<(start + needle.count)) })
        {
            mark(start..<(start + needle.count))
            return nil
        }
        var (start, cover) = (0, String?.none)
        while let found = text[start...].firstRange(of: needle) {
            guard let other = places.first(where: { $0.range.overlaps(found) }) else {
                mark(found)
                return nil
            }
            cover = cover ?? other.anchor
            start = found.upperBound
        }
        return cover
    }

    /// The byte at which a Unicode scalar begins, counted from 0; nil beyond the end.
    private static func offset(ofScalar number: Int, in text: [UInt8]) -> Int? {
        var left = number
        for (offset, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
            if left == 0 { return offset }
            left -= 1
        }
        return nil
    }

    /// The first occurrence of a name as a whole word, whatever its case.
    private static func word(_ name: String, in text: [UInt8]) -> Range<Int>? {
        let needle = Array(name.lowercased().utf8)
        guard !needle.isEmpty, needle.count <= text.count else { return nil }
        func isWord(_ byte: UInt8) -> Bool {
            byte >= 128 || (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
        for start in 0...(text.count - needle.count) {
            guard lower(text[start]) == needle[0], start == 0 || !isWord(text[start - 1]) else { continue }
            let end = start + needle.count
            guard end == text.count || !isWord(text[end]) else { continue }
            if zip(text[start..<end], needle).allSatisfy({ lower($0) == $1 }) { return start..<end }
        }
        return nil
    }
}
