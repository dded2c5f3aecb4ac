/// Pieces of a text that are fit to be quoted.
enum Passage {
    /// A range of UTF-8, shortened to whole words where it is longer than a quote may be.
    static func cut(_ range: Range<Int>, _ bytes: [UInt8], _ most: Int) -> Range<Int> {
        guard range.count > most else { return range }
        var end = range.lowerBound + most
        while end > range.lowerBound, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        var word = end
        while word > range.lowerBound, bytes[word - 1] > 0x20 { word -= 1 }
        while word > range.lowerBound, bytes[word - 1] <= 0x20 { word -= 1 }
        return range.lowerBound..<(word > range.lowerBound ? word : end)
    }

    /// Bytes to each side of a word among which its clause is looked for.
    private static let reach = 100

    /// A word with up to three neighbours on each side within its clause, without words of grammar at the ends.
    static func clause(around word: Stretch, _ bytes: [UInt8]) -> Range<Int> {
        var lower = word.range.lowerBound
        var upper = word.range.upperBound
        while lower > 0, word.range.lowerBound - lower < reach, bytes[lower - 1] != 0x0A { lower -= 1 }
        while upper < bytes.count, upper - word.range.upperBound < reach, bytes[upper] != 0x0A { upper += 1 }
        // Not within a letter, nor within a word.
        while lower < word.range.lowerBound, lower > 0, bytes[lower - 1] > 0x20 { lower += 1 }
        while upper > word.range.upperBound, upper < bytes.count, bytes[upper] > 0x20 { upper -= 1 }
        let around = Array(bytes[lower..<upper])
        let tokens = Tokeniser(around).tokens
        guard let middle = tokens.firstIndex(where: { Int($0.end) > word.range.lowerBound - lower }) else {
            return word.range
        }
        func isJoined(_ first: Int, _ second: Int) -> Bool {
            let gap = around[Int(tokens[first].end)..<Int(tokens[second].start)]
            return gap.count <= 4 && gap.allSatisfy { [0x20, 0x2C, 0x2D, 0x2F, 0x26, 0x27].contains($0) }
        }
        var (first, last) = (middle, middle)
        while first > 0, middle - first < 3, isJoined(first - 1, first) { first -= 1 }
        while last + 1 < tokens.count, last - middle < 3, isJoined(last, last + 1) { last += 1 }
        while first < middle, tokens[first].kind.contains(.stop) { first += 1 }
        while last > middle, tokens[last].kind.contains(.stop) { last -= 1 }
        return (lower + Int(tokens[first].start))..<(lower + Int(tokens[last].end))
    }
}
