import Embedding
import Parsing
import Taxonomy

/// What reads a resume's or a posting's text: the tokenizer with its vectors, and the finding of skills.
///
/// The vectors are those of `make setup`; where they are not there (the fuzzer elsewhere), only skills are looked for.
enum TextTarget {
    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        let text = String(decoding: octets.prefix(8192), as: UTF8.self)
        try checkMentions(SkillLexicon.shared.mentions(in: text), text)
        try checkMentions(SkillTagger.shared.mentions(in: text), text)
        try checkMentions(SkillTagger.shared.knownMentions(in: text), text)
        try checkNames(text)
        // Three thousand occupations take their time without the optimiser: titles are short inputs only.
        if octets.count <= 64, let index = OccupationIndex.shared { try checkTitle(text, index) }
        if let embedder = TextEmbedder.shared { try checkVector(text, embedder) }
    }

    private static func checkVector(_ text: String, _ embedder: TextEmbedder) throws(BrokenRule) {
        let vector = embedder.vector(of: text)
        let length = vector.similarity(to: vector)
        try rule(vector.isZero || abs(length - 1) < 1e-3, "a vector has the length \(length)")
        try rule(embedder.vector(of: text) == vector, "the same text has two vectors")
        try rule(embedder.vector(of: "\n " + text + "\t\n") == vector, "white space around a text changes its vector")
        guard !vector.isZero else { return }
        let compact = vector.compact
        try rule(abs(compact.similarity(to: compact) - 1) < 1e-3, "a compact vector is not like itself")
        try rule(CompactVector(bytes: compact.bytes) == compact, "a compact vector does not come back")
    }

    private static func checkTitle(_ title: String, _ index: OccupationIndex) throws(BrokenRule) {
        let found = index.occupations(for: title, limit: 5)
        try rule(found.count == 5 || found.isEmpty, "\(found.count) occupations where five are asked for")
        try rule(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score }, "the best is not first")
        try rule(found.allSatisfy { $0.score >= 0 && $0.score <= 1 }, "a score is no share")
    }

    private static func checkMentions(_ mentions: [SkillMention], _ text: String) throws(BrokenRule) {
        let utf8 = Array(text.utf8)
        var end = 0
        for mention in mentions {
            let range = mention.range
            try rule(range.lowerBound >= end && !range.isEmpty, "mentions overlap or are empty at \(range)")
            try rule(range.upperBound <= utf8.count, "a mention ends behind the text")
            end = range.upperBound
            try rule(utf8[range.lowerBound] & 0xC0 != 0x80, "a mention begins inside a scalar")
            try rule(end == utf8.count || utf8[end] & 0xC0 != 0x80, "a mention ends inside a scalar")
            try rule(!mention.name.isEmpty, "a mention has no name")
        }
    }

    private static func checkNames(_ text: String) throws(BrokenRule) {
        if let name = SkillLexicon.shared.canonicalName(of: text) {
            try rule(SkillLexicon.shared.canonicalName(of: name) == name, "\(name) is not its own name")
        }
    }
}
