/// The skills the product knows by name, and where a text names them.
///
/// The shared lexicon is read from `Lexicon/skills.txt`, whose head explains its notation. Finding is one pass over the
/// text's bytes: case, and whether words are joined by a space, a hyphen, a dot or a slash, do not matter ("Node.js",
/// "node JS"), except for names that are also common words ("Excel", "Go"), which keep their case and, where even that
/// is not enough, count only in the surroundings of a list.
public struct SkillLexicon: Sendable {
    /// The product's own lexicon.
    public static let shared = SkillLexicon(text: String(decoding: PackageResources.skills_txt, as: UTF8.self))

    /// Canonical names, in the order of the lexicon.
    public let names: [String]

    private let spellings: [UInt64: [Spelling]]

    /// Reads a lexicon: a skill a line, `canonical | alias | alias`; `#` starts a comment line; `=` before a name keeps
    /// its case exact; `!` keeps its case exact and wants a list around it.
    public init(text: String) {
        var names: [String] = []
        var spellings: [UInt64: [Spelling]] = [:]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: "|")).compactMap {
                field -> (name: String, mode: Spelling.Mode)? in
                var bytes = field
                while bytes.first == 0x20 { bytes = bytes.dropFirst() }
                while let last = bytes.last, last == 0x20 || last == 0x0D { bytes = bytes.dropLast() }
                var mode = Spelling.Mode.folded
                if bytes.first == UInt8(ascii: "=") {
                    mode = .exact
                } else if bytes.first == UInt8(ascii: "!") {
                    mode = .listed
                }
                if mode != .folded { bytes = bytes.dropFirst() }
                return bytes.isEmpty ? nil : (String(decoding: Array(bytes), as: UTF8.self), mode)
            }
            guard let canonical = fields.first, line.first != UInt8(ascii: "#") else { continue }
            for field in fields {
                guard let (key, spelling) = Spelling.make(field.name, mode: field.mode, skill: names.count) else {
                    continue
                }
                spellings[key, default: []].append(spelling)
            }
            names.append(canonical.name)
        }
        self.names = names
        self.spellings = spellings.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    /// The skills `text` names, left to right, not overlapping (the longest name wins). Ranges are UTF-8 offsets.
    public func mentions(in text: String) -> [SkillMention] {
        var text = text
        return text.withUTF8 { mentions(inUTF8: $0) }
    }

    /// As `mentions(in:)`, over bytes that are valid UTF-8.
    public func mentions(inUTF8 bytes: UnsafeBufferPointer<UInt8>) -> [SkillMention] {
        let words = SkillWord.all(in: bytes)
        var found: [SkillMention] = []
        var index = 0
        while index < words.count {
            guard let match = longest(at: index, in: words, bytes) else {
                index += 1
                continue
            }
            let last = words[index + match.words.count - 1]
            found.append(
                SkillMention(name: names[match.skill], range: words[index].range.lowerBound..<last.range.upperBound))
            index += match.words.count
        }
        return found
    }

    /// The canonical name of a skill written as `name` and nothing else ("golang" -> "Go"), or nil for an unknown one.
    /// Case never matters here: the caller knows that `name` is meant as a skill.
    public func canonicalName(of name: String) -> String? {
        guard let (key, wanted) = Spelling.make(name, mode: .folded, skill: 0) else { return nil }
        let match = spellings[key]?.first { $0.folded == wanted.folded && (!$0.keepsGaps || $0.gaps == wanted.gaps) }
        return match.map { names[$0.skill] }
    }

    /// Each word's place in a name of the lexicon, for the tagger: in a mention, or in what is spelled like one.
    func places(of words: [SkillWord], _ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var places = [UInt8](repeating: SkillLine.Place.none, count: words.count)
        var index = 0
        while index < words.count {
            let mention = longest(at: index, in: words, bytes)
            let count = (mention ?? longest(at: index, in: words, bytes, asSpelled: false))?.words.count ?? 0
            SkillLine.Place.mark(&places, index, count, isMention: mention != nil)
            index += max(1, count)
        }
        return places
    }

    /// The longest name that begins at a word. With `asSpelled` false neither the case nor the surroundings of ambiguous
    /// names matter.
    private func longest(
        at index: Int, in words: [SkillWord], _ bytes: UnsafeBufferPointer<UInt8>, asSpelled: Bool = true
    ) -> Spelling? {
        guard let candidates = spellings[words[index].folded] else { return nil }
        return candidates.first { candidate in
            guard index + candidate.words.count <= words.count else { return false }
            for offset in candidate.words.indices {
                let word = words[index + offset]
                let isSame =
                    candidate.mode == .folded || !asSpelled
                    ? word.folded == candidate.folded[offset] : word.raw == candidate.words[offset]
                guard isSame else { return false }
                guard offset > 0 else { continue }
                guard let gap = word.gap(after: words[index + offset - 1], bytes) else { return false }
                if candidate.keepsGaps, gap != candidate.gaps[offset - 1] { return false }
            }
            guard candidate.mode == .listed, asSpelled else { return true }
            return ListContext.surrounds(first: index, count: candidate.words.count, words, bytes)
        }
    }
}

/// A skill named by a text.
public struct SkillMention: Sendable, Hashable {
    /// The skill's canonical name, which may differ from what the text says.
    public let name: String
    /// Where the text names it: UTF-8 offsets.
    public let range: Range<Int>

    /// A mention of `name` at `range`.
    public init(name: String, range: Range<Int>) {
        self.name = name
        self.range = range
    }
}

/// One way to write a skill.
struct Spelling: Sendable {
    enum Mode: Sendable { case folded, exact, listed }

    let words: [UInt64]
    let folded: [UInt64]
    /// The byte between each word and the next (a space for any white space).
    let gaps: [UInt8]
    /// Very short spellings ("M&A") are themselves only with their own punctuation.
    let keepsGaps: Bool
    let mode: Mode
    let skill: Int

    static func make(_ name: String, mode: Mode, skill: Int) -> (key: UInt64, spelling: Spelling)? {
        var name = name
        return name.withUTF8 { bytes in
            let words = SkillWord.all(in: bytes)
            guard let first = words.first else { return nil }
            var gaps: [UInt8] = []
            for index in words.indices.dropFirst() {
                guard let gap = words[index].gap(after: words[index - 1], bytes) else { return nil }
                gaps.append(gap)
            }
            let length = words.reduce(0) { $0 + $1.range.count }
            let spelling = Spelling(
                words: words.map(\.raw), folded: words.map(\.folded), gaps: gaps,
                keepsGaps: words.count > 1 && length <= 4, mode: mode, skill: skill)
            return (first.folded, spelling)
        }
    }
}
