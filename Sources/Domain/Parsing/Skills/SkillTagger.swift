internal import Taxonomy

/// Finds the knowledge that a text asks for or claims, in whatever words: "event-driven architecture" as well as "Kafka".
///
/// A linear-chain conditional random field over the words of each line: what is known of a word (see ``SkillFeatures``) speaks
/// for its beginning a skill, going on with one or being outside, and the likeliest row of labels wins (Viterbi). The weights
/// were learnt from sentences of postings whose skills people marked (SkillSpan, CC BY 4.0).
public struct SkillTagger: Sendable {
    /// The product's own tagger.
    public static let shared = SkillTagger(weights: .shared, lexicon: .shared, terms: TermTable.shared)

    private let weights: TaggerWeights
    private let lexicon: SkillLexicon
    private let terms: TermTable?

    init(weights: TaggerWeights, lexicon: SkillLexicon, terms: TermTable?) {
        self.weights = weights
        self.lexicon = lexicon
        self.terms = terms
    }

    /// The skills that `text` names, left to right, not overlapping: those that the tagger finds, and between them the
    /// lexicon's that are written as names are, with a capital, a figure or a sign. A skill that the lexicon knows has its
    /// canonical name; others are named as the text has them. Ranges are UTF-8 offsets.
    public func mentions(in text: String) -> [SkillMention] {
        var text = text
        let certain = text.withUTF8 { bytes in
            lexicon.mentions(inUTF8: bytes).filter { Self.isWrittenAsName(bytes[$0.range]) }
        }
        return Self.merge(tagged(&text), with: certain)
    }

    /// The skills of the lexicon that `text` names: those that it finds by itself, and those that only their surroundings
    /// tell from common words ("services written in Go"). Left to right, not overlapping.
    public func knownMentions(in text: String) -> [SkillMention] {
        var text = text
        let known = tagged(&text).filter { lexicon.canonicalName(of: $0.name) == $0.name }
        return Self.merge(lexicon.mentions(in: text), with: known)
    }

    /// What the tagger finds by itself.
    private func tagged(_ text: inout String) -> [SkillMention] {
        text.withUTF8 { bytes in
            var found: [SkillMention] = []
            forEachLine(in: bytes) { line in
                for range in spans(of: line, bytes) {
                    let words = String(decoding: bytes[range], as: UTF8.self)
                    found.append(SkillMention(name: lexicon.canonicalName(of: words) ?? words, range: range))
                }
            }
            return found
        }
    }

    /// Both, in order; of two that overlap, the one of `first`.
    private static func merge(_ first: [SkillMention], with others: [SkillMention]) -> [SkillMention] {
        var rest = first[...]
        var merged: [SkillMention] = []
        for mention in others {
            while let next = rest.first, next.range.upperBound <= mention.range.lowerBound {
                merged.append(rest.removeFirst())
            }
            if rest.first?.range.overlaps(mention.range) != true { merged.append(mention) }
        }
        return merged + rest
    }

    private static func isWrittenAsName(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        bytes.contains { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"),
                UInt8(ascii: "#"), 0x80...:
                true
            default: false
            }
        }
    }

    /// Calls `body` with each line, or sentence of a line, that has words.
    func forEachLine(in bytes: UnsafeBufferPointer<UInt8>, _ body: (SkillLine) -> Void) {
        let words = SkillWord.all(in: bytes)
        let names = lexicon.places(of: words, bytes)
        var first = 0
        var start = 0
        while first < words.count {
            var last = first
            var end = bytes.count
            while true {
                let limit = last + 1 < words.count ? words[last + 1].range.lowerBound : bytes.count
                if let stop = Self.lineEnd(bytes, words[last].range.upperBound..<limit) {
                    end = stop
                    break
                }
                guard last + 1 < words.count else { break }
                last += 1
            }
            body(SkillLine(words[first...last], start..<end, bytes, names: Array(names[first...last]), terms: terms))
            first = last + 1
            start = end
        }
    }

    /// Where a line or a sentence ends between two words, or nil where it goes on.
    private static func lineEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ gap: Range<Int>) -> Int? {
        for index in gap {
            switch bytes[index] {
            case 0x0A: return index + 1
            case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"):
                let next = index + 1
                if next < gap.upperBound, bytes[next] == 0x20 || bytes[next] == 0x0A { return next }
            default: continue
            }
        }
        return nil
    }

    /// The ranges of a line's skills.
    private func spans(of line: SkillLine, _ bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var isOpen = false
        for ((word, label), gap) in zip(zip(line.words, labels(of: line, bytes)), line.gaps) {
            switch label {
            case .begins: spans.append(word.range)
            case .inside where isOpen && !gap.parts:
                spans[spans.count - 1] = spans[spans.count - 1].lowerBound..<word.range.upperBound
            case .inside: spans.append(word.range)
            case .outside: break
            }
            isOpen = label != .outside
        }
        return spans
    }

    /// The likeliest labels of a line's words.
    private func labels(of line: SkillLine, _ bytes: UnsafeBufferPointer<UInt8>) -> [TaggerWeights.Label] {
        let count = TaggerWeights.labels
        guard weights.transitions.count == count * count else { return [] }
        let features = SkillFeatures(line)
        var best = SIMD4<Float>.zero
        var from: [SIMD4<UInt8>] = []
        from.reserveCapacity(line.words.count)
        for index in 0..<line.words.count {
            var sums = weights.start
            features.forEach(at: index, bytes) { weights.add($0, to: &sums) }
            let scores = TaggerWeights.scores(sums)
            var next = SIMD4<Float>.zero
            var back = SIMD4<UInt8>.zero
            for label in 0..<count {
                var top = -Float.infinity
                for previous in 0..<count {
                    let value = best[previous] + (index == 0 ? 0 : weights.transitions[previous * count + label])
                    if value > top {
                        top = value
                        back[label] = UInt8(previous)
                    }
                }
                next[label] = top + scores[label]
            }
            best = next
            from.append(back)
        }
        var label = (0..<count).max { best[$0] < best[$1] } ?? 0
        var labels: [TaggerWeights.Label] = []
        for back in from.reversed() {
            labels.append(TaggerWeights.Label(rawValue: label) ?? .outside)
            label = Int(back[label])
        }
        return labels.reversed()
    }
}

extension SkillTagger {
    /// A word of a text with the numbers that the tagger sees, for training.
    public struct Word: Sendable {
        /// UTF-8 offsets.
        public let range: Range<Int>
        public let features: [UInt32]
    }

    /// The words of a text, by line, as the tagger sees them.
    public func words(of text: String) -> [[Word]] {
        var text = text
        return text.withUTF8 { bytes in
            var lines: [[Word]] = []
            forEachLine(in: bytes) { line in
                let features = SkillFeatures(line)
                lines.append(
                    line.words.enumerated().map { index, word in
                        var numbers: [UInt32] = []
                        features.forEach(at: index, bytes) { numbers.append($0) }
                        return Word(range: word.range, features: numbers)
                    })
            }
            return lines
        }
    }
}
