internal import Model

/// Numbers the places in a resume's text that fields came from, and cuts the text at them.
///
/// Where places overlap, as a subject within a degree, the shorter one is shown within the longer.
struct ReviewMarks {
    /// A field's marks in the text.
    struct Mark: Equatable {
        let number: Int
        var anchor: String { "s\(number)" }
    }

    private struct Place {
        let mark: Mark
        let span: TextSpan
        let tint: String
        let title: String
    }

    private let text: String
    private let length: Int
    private var places: [Place] = []
    private var numbers = 0

    init(text: String) {
        self.text = text
        length = text.unicodeScalars.count
    }

    /// Marks what a field came from; nil where it has no place in the text.
    /// - Parameter spans: several for a list of skills.
    mutating func add(_ spans: [TextSpan], tint: Int, title: String) -> Mark? {
        // A profile is stored data: a place outside the text is none.
        let valid = spans.filter { $0.start >= 0 && $0.start < $0.end && $0.end <= length }
        guard !valid.isEmpty else { return nil }
        numbers += 1
        let mark = Mark(number: numbers)
        places += valid.map { Place(mark: mark, span: $0, tint: String(tint), title: title) }
        return mark
    }

    /// The text in pieces, in order; together they are the whole text.
    func pieces() -> [SourcePiece] {
        // Long before short: at each scalar the last that covers it is the innermost.
        let sorted = places.indices.sorted {
            let (a, b) = (places[$0].span, places[$1].span)
            return (a.end - a.start, -a.start) > (b.end - b.start, -b.start)
        }
        var owner = [Int32](repeating: -1, count: length)
        for index in sorted {
            for scalar in places[index].span.start..<places[index].span.end { owner[scalar] = Int32(index) }
        }
        var pieces: [SourcePiece] = []
        var anchored: Set<Int> = []
        var start = text.unicodeScalars.startIndex
        var at = start
        for position in 0..<length {
            let next = text.unicodeScalars.index(after: at)
            if position + 1 == length || owner[position + 1] != owner[position] {
                pieces.append(piece(String(text[start..<next]), of: owner[position], &anchored))
                start = next
            }
            at = next
        }
        return pieces
    }

    private func piece(_ text: String, of owner: Int32, _ anchored: inout Set<Int>) -> SourcePiece {
        guard owner >= 0 else { return SourcePiece(text: text) }
        let place = places[Int(owner)]
        let isFirst = anchored.insert(place.mark.number).inserted
        return SourcePiece(
            text: text, number: String(place.mark.number), tint: place.tint,
            anchor: isFirst ? place.mark.anchor : nil, title: place.title)
    }
}
