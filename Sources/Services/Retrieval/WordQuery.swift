internal import Base
internal import FoundationEssentials
internal import Matching
internal import Model
internal import Parsing
internal import Storage

/// Which words of a text postings are looked up by: its titles and skills, never a name or an address.
///
/// Ranking all postings with a common word takes longer with each posting. So words that too many postings have are only asked for
/// together: a title with a skill, two skills. PostgreSQL's statistics say how many postings to expect.
struct WordQuery {
    /// Words of one title or skill each, the most telling first.
    var titles: [[String]] = []
    var skills: [[String]] = []

    /// Titles and skills that are looked at.
    static let titleLimit = 6
    static let skillLimit = 30
    /// Skills that are paired with one another.
    private static let paired = 12
    /// How much more often two words stand together than if they were independent.
    private static let attraction = 5.0

    /// The groups of words to look up, so that about `budget` postings are found.
    func groups(_ frequencies: WordFrequencies, budget: Double) -> [[String]] {
        let single = titles + skills
        // Few postings, or a table without statistics.
        if Double(frequencies.postings) <= budget { return single.distinct }
        var (groups, left): ([[String]], Double) = ([], budget)
        func take(_ options: [(words: [String], expected: Double)]) {
            for option in options.sorted(by: { $0.expected < $1.expected }) where option.expected <= left {
                groups.append(option.words)
                left -= option.expected
            }
        }
        take(single.map { ($0, frequencies.expected($0)) })
        // What is asked for alone needs no other.
        let common = titles.filter { !groups.contains($0) }
        let commonSkills = skills.prefix(Self.paired).filter { !groups.contains($0) }
        var pairs: [(words: [String], expected: Double)] = []
        for (index, skill) in commonSkills.enumerated() {
            for other in common + commonSkills.dropFirst(index + 1) {
                let words = (skill + other).distinct
                let rarest = min(frequencies.expected(skill), frequencies.expected(other))
                pairs.append((words, min(rarest, Self.attraction * frequencies.expected(words))))
            }
        }
        take(pairs)
        return groups.distinct
    }
}

/// The phrases of a text that make a ``WordQuery``.
struct TellingPhrases {
    var titles: [String]
    var skills: [String]

    /// Of a resume: what its person was and can do.
    init(resume profile: Profile) {
        titles = [profile.headline].compactMap { $0 } + profile.experience.compactMap(\.title)
        skills = profile.skills
    }

    /// Of a job description: its first line, where that is short enough for a title, and the skills it names.
    init(jobDescription text: String) {
        let first = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) }
        titles = [first.map(String.init)].compactMap { $0 }.filter { $0.utf8.count <= 120 }
        skills = SkillLexicon.shared.mentions(in: text).map(\.name)
    }

    /// Those that stand for nothing in the index in memory: skills in words of their own.
    var strange: TellingPhrases {
        var strange = self
        (strange.titles, strange.skills) = ([], skills.filter { SkillLexicon.shared.mentions(in: $0).isEmpty })
        return strange
    }

    /// What postings like a job description are found by in the index in memory.
    func terms(of text: String, as resume: PreparedResume, _ scorer: Scorer) -> [UInt32: Float] {
        let posting = scorer.prepare(PostingSide(title: titles.first ?? "", text: text))
        return posting.indexTerms.reduce(into: resume.indexTerms) { $0[$1] = max($0[$1] ?? 0, 1) }
    }

    /// The phrases in order, without NUL characters and each no longer than a line: what they are turned into words by takes time.
    var all: [String] {
        (titles.distinct.prefix(WordQuery.titleLimit) + skills.distinct.prefix(WordQuery.skillLimit))
            .map { String(decoding: $0.utf8.prefix(120).filter { $0 != 0 }, as: UTF8.self) }
    }

    /// The query of the words that ``all`` became.
    func query(_ lexemes: [[String]]) -> WordQuery {
        let titleCount = min(titles.distinct.count, WordQuery.titleLimit)
        return WordQuery(
            titles: lexemes.prefix(titleCount).filter { !$0.isEmpty }.map(\.distinct),
            skills: lexemes.dropFirst(titleCount).filter { !$0.isEmpty }.map(\.distinct))
    }
}

extension Array where Element: Hashable {
    /// Each element once, where it comes first.
    var distinct: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
