/// Finds fixed phrases among tokens: one look-up a word, the longest phrase wins.
struct PhraseBook<Meaning: Sendable>: Sendable {
    struct Hit {
        let meaning: Meaning
        /// Indexes of tokens.
        let tokens: Range<Int>
    }

    private struct Entry: Sendable {
        let words: [UInt64]
        let meaning: Meaning
    }

    private var entries: [UInt64: [Entry]] = [:]

    /// Each list holds phrases separated by commas or bars; words are compared in lower case, not stemmed.
    init(_ phrases: [(Meaning, String)]) {
        for (meaning, list) in phrases {
            for phrase in list.utf8.split(whereSeparator: { ",|".utf8.contains($0) }) {
                let words = Tokeniser(Array(phrase), vocabulary: .shared).tokens.map(\.word)
                guard let first = words.first else { continue }
                entries[first, default: []].append(Entry(words: words, meaning: meaning))
            }
        }
        for key in entries.keys { entries[key]?.sort { $0.words.count > $1.words.count } }
    }

    func hits(in tokens: [Token], where isCounted: (Int) -> Bool = { _ in true }) -> [Hit] {
        var hits: [Hit] = []
        var index = 0
        while index < tokens.count {
            guard isCounted(index), let hit = hit(at: index, in: tokens) else {
                index += 1
                continue
            }
            hits.append(hit)
            index = hit.tokens.upperBound
        }
        return hits
    }

    func hit(at index: Int, in tokens: [Token]) -> Hit? {
        guard let candidates = entries[tokens[index].word] else { return nil }
        let found = candidates.first { entry in
            index + entry.words.count <= tokens.count
                && entry.words.indices.allSatisfy { tokens[index + $0].word == entry.words[$0] }
        }
        return found.map { Hit(meaning: $0.meaning, tokens: index..<(index + $0.words.count)) }
    }
}
