/// Decides which words of a resume count.
///
/// A person's name and addresses never do: who someone is must not move a score. Neither do words repeated over and
/// over, stretches copied from the posting, nor orders to the program that reads: they say nothing of the person.
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

    /// Words on each side of a command to a reading program that belong to it at most.
    private static let commandReach = 30

    private static let commands = PhraseBook<Bool>([
        (
            true,
            "ignore all previous,ignore previous instructions,ignore the previous,ignore all instructions,"
                + "ignore the instructions,ignore the above,disregard the job,disregard all,disregard previous,"
                + "disregard any,disregard the above,forget the resume,forget all previous,forget previous,"
                + "forget your instructions,note to the ai,to the ai,dear ai,as an ai,you are an ai,language model you,"
                + "system prompt,developer mode,end resume,end of resume,new instruction,new instructions,score of 100,"
                + "score 100,output score,rank this resume,rank this candidate,rank me first,approve this candidate,"
                + "hire immediately,treat all requirements,meets 100 of,every skill required by"
        )
    ])

    /// True where a token stands in a sentence that gives orders to whatever reads the text: it says nothing of the work.
    static func commanding(_ bytes: [UInt8], _ tokens: [Token]) -> [Bool] {
        var hidden = [Bool](repeating: false, count: tokens.count)
        func isSameSentence(_ first: Int, _ second: Int) -> Bool {
            tokens[first].line == tokens[second].line
                && !bytes[Int(tokens[first].end)..<Int(tokens[second].start)].contains {
                    $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "?")
                }
        }
        for hit in commands.hits(in: tokens) {
            var (first, last) = (hit.tokens.lowerBound, hit.tokens.upperBound - 1)
            let (lower, upper) = (first - commandReach, last + commandReach)
            while first > max(0, lower), isSameSentence(first - 1, first) { first -= 1 }
            while last + 1 < min(tokens.count, upper), isSameSentence(last, last + 1) { last += 1 }
            for index in first...last { hidden[index] = true }
        }
        return hidden
    }

    /// Every run of `shingle` words, as a hash with where it starts.
    private static func runs(_ tokens: [Token]) -> [(hash: UInt64, start: Int)] {
        guard tokens.count >= shingle else { return [] }
        return (0...(tokens.count - shingle)).map { start in
            var hash: UInt64 = 0
            for offset in 0..<shingle { hash = WordHash.pair(hash, tokens[start + offset].word) }
            return (hash, start)
        }
    }

    /// One in four of a text's runs, chosen by what they are, so that two texts choose alike; sorted.
    static func sample(_ tokens: [Token]) -> [UInt32] {
        var sample = runs(tokens).filter { $0.hash & 3 == 0 }.map { UInt32(truncatingIfNeeded: $0.hash >> 16) }
        sample.sort()
        return sample
    }

    /// Whether two samples share so many runs that one text may be copied from the other.
    static func mayBeCopied(_ ours: [UInt32], _ theirs: [UInt32]) -> Bool {
        var shared = 0
        var (left, right) = (0, 0)
        while left < ours.count, right < theirs.count {
            if ours[left] == theirs[right] {
                shared += 1
                if shared == 2 { return true }
                left += 1
                right += 1
            } else if ours[left] < theirs[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return false
    }

    /// The tokens of a resume that stand in a run shared with the posting; empty when there are none.
    static func copied(_ resume: [Token], from posting: [Token]) -> [Range<Int>] {
        let known = Set(runs(posting).map(\.hash))
        return runs(resume).filter { known.contains($0.hash) }.map { $0.start..<($0.start + shingle) }
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
