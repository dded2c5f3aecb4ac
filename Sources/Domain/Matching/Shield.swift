/// Decides which words of a resume count.
///
/// A person's name and addresses never do: who someone is must not move a score. Neither do words repeated over and
/// over, nor stretches copied from the posting: they say nothing of the person.
enum Shield {
    /// Words of a window looked at for repetition, and the share of different ones below which it is stuffing.
    static let window = 40
    static let leastVariety = 0.4
    /// Neighbouring words that, shared by both texts, mean one was copied from the other.
    static let shingle = 8
    /// Lines at the top where a name may stand.
    static let headLines = 6

    /// True where a token must not count because it tells who the person is.
    /// - Parameter name: the person's name where it is known.
    static func identity(_ bytes: [UInt8], _ tokens: [Token], name: String?) -> [Bool] {
        var hidden = [Bool](repeating: false, count: tokens.count)
        let nameWords = Set(name.map { Tokeniser(Array($0.utf8)).tokens.filter(isNameLike).map(\.word) } ?? [])
        var mailWords: Set<UInt64> = []
        var contactLine: Int32?
        var index = 0
        while index < tokens.count {
            let chunk = chunk(around: tokens[index].range, in: bytes)
            var last = index
            while last + 1 < tokens.count, tokens[last + 1].range.upperBound <= chunk.upperBound { last += 1 }
            let text = bytes[chunk]
            let isMail = text.contains(UInt8(ascii: "@")) && text.contains(UInt8(ascii: "."))
            if isMail || isAddress(text) {
                for token in index...last {
                    hidden[token] = true
                    if isMail, tokens[token].line < headLines { mailWords.insert(tokens[token].word) }
                }
                if isMail, contactLine == nil { contactLine = tokens[index].line }
            } else if contactLine == nil, tokens[index].line < headLines, text.first == UInt8(ascii: "+"),
                text.count > 1
            {
                contactLine = tokens[index].line
            }
            index = last + 1
        }
        if let contactLine, contactLine < headLines {
            var index = 0
            while index < tokens.count, tokens[index].line <= contactLine {
                let line = tokens[index].line
                var end = index
                while end < tokens.count, tokens[end].line == line { end += 1 }
                if line < contactLine, isName(tokens[index..<end], in: bytes) {
                    for token in index..<end { hidden[token] = true }
                }
                for token in index..<end where mailWords.contains(tokens[token].word) { hidden[token] = true }
                index = end
            }
        }
        // Below the head the same words may mean something else ("Carter" and "Carter Hotels").
        for index in tokens.indices.prefix(while: { tokens[$0].line < headLines })
        where nameWords.contains(tokens[index].word) && isNameLike(tokens[index]) {
            hidden[index] = true
        }
        return hidden
    }

    /// A short line of words as names are written, none of them an occupation or a word of some field.
    private static func isName(_ words: ArraySlice<Token>, in bytes: [UInt8]) -> Bool {
        let isShort = (1...6).contains(words.count) && words.contains(where: isNameLike)
        return isShort
            && words.allSatisfy { word in
                let length = word.end - word.start
                // A script without capitals, or a particle ("van", "d'", "bin").
                let mayBeSmall = bytes[Int(word.start)] >= 0xE0 || length <= 3
                return (word.kind.contains(.capital) || mayBeSmall)
                    && word.kind.isDisjoint(with: [.role, .number, .generic]) && !FieldLexicon.shared.knows(word.term)
            }
    }

    /// Whether a word may be part of a name at all.
    private static func isNameLike(_ word: Token) -> Bool {
        word.kind.isDisjoint(with: [.role, .number, .stop])
            && (word.kind.contains(.capital) || word.end - word.start >= 3)
    }

    /// True where a token stands in a stretch that repeats few words again and again.
    static func stuffing(_ tokens: [Token]) -> [Bool] {
        var hidden = [Bool](repeating: false, count: tokens.count)
        guard tokens.count >= window else { return hidden }
        let least = Int(leastVariety * Double(window))
        var counts: [UInt64: Int] = [:]
        var hiddenUpTo = 0
        for end in tokens.indices {
            counts[tokens[end].term, default: 0] += 1
            let start = end - window + 1
            guard start >= 0 else { continue }
            if counts.count < least {
                for index in max(start, hiddenUpTo)...end { hidden[index] = true }
                hiddenUpTo = end + 1
            }
            let leaving = tokens[start].term
            if let count = counts[leaving] { counts[leaving] = count > 1 ? count - 1 : nil }
        }
        return hidden
    }

    /// Hashes of every run of `shingle` words, with where it starts, sorted by hash.
    static func shingles(_ tokens: [Token]) -> [(hash: UInt64, start: Int32)] {
        guard tokens.count >= shingle else { return [] }
        var result: [(hash: UInt64, start: Int32)] = []
        result.reserveCapacity(tokens.count)
        for start in 0...(tokens.count - shingle) {
            var hash: UInt64 = 0
            for offset in 0..<shingle { hash = WordHash.pair(hash, tokens[start + offset].word) }
            result.append((hash, Int32(start)))
        }
        result.sort { $0.hash == $1.hash ? $0.start < $1.start : $0.hash < $1.hash }
        return result
    }

    /// The tokens of a resume that stand in a run shared with the posting; empty when there are none.
    static func copied(_ resume: [(hash: UInt64, start: Int32)], from posting: [UInt64]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var other = 0
        for (hash, start) in resume {
            while other < posting.count, posting[other] < hash { other += 1 }
            guard other < posting.count else { break }
            if posting[other] == hash { ranges.append(Int(start)..<(Int(start) + shingle)) }
        }
        return ranges
    }

    /// The run of bytes without white space around a word.
    private static func chunk(around range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let reach = 120
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower > 0, range.lowerBound - lower < reach, bytes[lower - 1] > 0x20, bytes[lower - 1] != 0x7C {
            lower -= 1
        }
        while upper < bytes.count, upper - range.upperBound < reach, bytes[upper] > 0x20, bytes[upper] != 0x7C {
            upper += 1
        }
        return lower..<upper
    }

    private static func isAddress(_ chunk: ArraySlice<UInt8>) -> Bool {
        guard chunk.count > 7, chunk.contains(UInt8(ascii: "/")) || chunk.starts(with: "www.".utf8) else {
            return false
        }
        let lower = chunk.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
        return ["http:", "https:", "www.", "linkedin.com", "github.com"].contains { needle in
            lower.starts(with: needle.utf8)
        }
    }
}
