internal import Model

/// The positions that a resume names, the last held first: what its profile says, else the lines that look like one.
struct Positions {
    /// At most ``Titles/most``.
    private(set) var names: [String] = []
    /// Where they stand in the text, as far as they do.
    private(set) var places: [Stretch] = []
    /// The terms of all lines that name a position, sorted.
    private(set) var terms: [UInt32] = []

    /// The words of a line that may name a position.
    private static let longest = 14
    /// With so many commas a line names more than a position, a company, a place and a date.
    private static let manyCommas = 5
    /// Lines at the top of which one may say what the person is.
    private static let headLines = 8

    init(_ reading: Reading, profile: Profile?) {
        var known: Set<UInt32> = []
        let lines = Self.lines(of: reading)
        for line in lines {
            for token in line where reading.counts[token] && reading.tokens[token].isTerm {
                known.insert(reading.tokens[token].shortTerm)
            }
        }
        let told = [profile?.headline].compactMap { $0 } + (profile?.experience.compactMap(\.title) ?? [])
        for title in told {
            for token in Tokeniser(Array(title.utf8)).tokens where token.isTerm { known.insert(token.shortTerm) }
        }
        terms = known.sorted()
        var seen: Set<[UInt32]> = []
        let written = lines.map { line in
            let range = Self.name(of: line, reading)
            return (name: String(decoding: reading.bytes[range], as: UTF8.self), place: Stretch(range))
        }
        places = Array(written.prefix(Titles.most).map(\.place))
        for name in told.isEmpty ? written.map(\.name) : told where names.count < Titles.most {
            let words = Tokeniser(Array(name.utf8)).tokens.filter(\.isTerm).map(\.shortTerm)
            if !words.isEmpty, seen.insert(words).inserted { names.append(name) }
        }
    }

    /// The tokens of each line that names a position: short, with an occupation in capitals among its words; and the first
    /// line of all that says what the person does.
    private static func lines(of reading: Reading) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        let tokens = reading.tokens
        var index = 0
        var isHeadFound = false
        while index < tokens.count {
            let line = tokens[index].line
            var end = index
            while end < tokens.count, tokens[end].line == line { end += 1 }
            let range = index..<end
            index = end
            guard range.count <= longest, !isList(range, reading) else { continue }
            let isRole = range.contains { index in
                reading.counts[index] && tokens[index].kind.contains(.role) && tokens[index].kind.contains(.capital)
            }
            let isHead = !isHeadFound && line < headLines && speaksOfWork(range, reading)
            if isHead { isHeadFound = true }
            if isRole || isHead { lines.append(range) }
        }
        return lines
    }

    /// Whether a line is a list of key words, as under a heading "Skills": some of them may be occupations.
    private static func isList(_ range: Range<Int>, _ reading: Reading) -> Bool {
        reading.bytes[reading.bytes(of: range)].count { $0 == UInt8(ascii: ",") } >= manyCommas
    }

    private static func speaksOfWork(_ range: Range<Int>, _ reading: Reading) -> Bool {
        range.contains { index in
            reading.counts[index] && FieldLexicon.shared.knows(reading.tokens[index].term)
                && !reading.tokens[index].kind.contains(.generic)
        }
    }

    /// The bytes of a line up to where its company, place or date begins.
    private static func name(of line: Range<Int>, _ reading: Reading) -> Range<Int> {
        let tokens = reading.tokens
        var first = line.lowerBound
        while first + 1 < line.upperBound, !reading.counts[first] { first += 1 }
        var last = first
        while last + 1 < line.upperBound, reading.counts[last + 1] {
            let gap = reading.bytes[Int(tokens[last].end)..<Int(tokens[last + 1].start)]
            let isMark = gap.contains { [0x2C, 0x7C, 0x09, 0xE2, 0x3A].contains($0) }
            let isDash = gap.count > 2 && gap.contains(0x2D)
            if isMark || isDash || tokens[last + 1].kind.contains(.number) { break }
            last += 1
        }
        return reading.bytes(of: first..<(last + 1))
    }
}
