/// The words of a posting, title first, as the readers of its details see them: without case, each with its line.
struct PostingReading: Sendable {
    let bytes: [UInt8]
    let words: [SkillWord]
    /// The line of each word; the title is line 0.
    let lines: [Int32]

    /// - Parameter text: the plain text of the description.
    init(title: String, text: String) {
        let bytes = Array(title.utf8) + [0x0A] + Array(text.utf8)
        self.init(bytes)
    }

    /// One line of text, such as a location.
    init(line: String) {
        self.init(Array(line.utf8))
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        words = bytes.withUnsafeBufferPointer { SkillWord.all(in: $0) }
        var lines: [Int32] = []
        lines.reserveCapacity(words.count)
        var (line, at): (Int32, Int) = (0, 0)
        for word in words {
            while at < word.range.lowerBound {
                if bytes[at] == 0x0A { line += 1 }
                at += 1
            }
            lines.append(line)
        }
        self.lines = lines
    }

    /// Whether the words stand in one line.
    func isOneLine(_ words: Range<Int>) -> Bool {
        guard let first = words.first, let last = words.last else { return true }
        return lines[first] == lines[last]
    }
}

/// Phrases with their meanings, found word by word. Case and what stands between the words do not matter.
struct CueBook<Meaning: Sendable>: Sendable {
    struct Hit {
        let meaning: Meaning
        let words: Range<Int>
    }

    private let entries: [UInt64: [(words: [UInt64], meaning: Meaning)]]

    /// - Parameter phrases: for each meaning its phrases, between bars.
    init(_ phrases: [(Meaning, String)]) {
        var entries: [UInt64: [(words: [UInt64], meaning: Meaning)]] = [:]
        for (meaning, list) in phrases {
            for phrase in list.utf8.split(separator: UInt8(ascii: "|")) {
                let words = Array(phrase).withUnsafeBufferPointer { SkillWord.all(in: $0).map(\.folded) }
                guard let first = words.first else { continue }
                entries[first, default: []].append((words, meaning))
            }
        }
        self.entries = entries.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    /// The longest phrase that begins at a word and ends in its line.
    func hit(at index: Int, in reading: PostingReading) -> Hit? {
        guard let candidates = entries[reading.words[index].folded] else { return nil }
        for candidate in candidates {
            let range = index..<index + candidate.words.count
            guard range.upperBound <= reading.words.count, reading.isOneLine(range) else { continue }
            if zip(range, candidate.words).allSatisfy({ reading.words[$0].folded == $1 }) {
                return Hit(meaning: candidate.meaning, words: range)
            }
        }
        return nil
    }

    /// Every phrase, left to right, not overlapping.
    func hits(in reading: PostingReading) -> [Hit] {
        var hits: [Hit] = []
        var index = 0
        while index < reading.words.count {
            guard let hit = hit(at: index, in: reading) else {
                index += 1
                continue
            }
            hits.append(hit)
            index = hit.words.upperBound
        }
        return hits
    }
}
