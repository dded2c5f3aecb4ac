import Taxonomy
import Testing

@testable import Parsing

struct SkillTaggerTests {
    private func found(_ text: String) -> [String] {
        let utf8 = Array(text.utf8)
        return SkillTagger.shared.mentions(in: text).map { String(decoding: utf8[$0.range], as: UTF8.self) }
    }

    @Test func `the larger list of names is the one that setup prepares, word by word`() throws {
        let terms = try #require(TermTable.shared)
        for name in [".net core", "3ds max", "c++", "a/b testing", "node.js", "machine learning", "six sigma"] {
            var phrase = PhraseHash()
            var name = name
            name.withUTF8 { for word in SkillWord.all(in: $0) { phrase.append(word.folded) } }
            #expect(terms.contains(phrase), "\(name)")
        }
        var phrase = PhraseHash()
        phrase.append(42)
        #expect(!terms.contains(phrase))
    }

    @Test func `sentences give the knowledge that they ask for`() {
        let asked = found("Experience with Python, Docker and Kubernetes is required.")
        #expect(asked == ["Python", "Docker", "Kubernetes"])
        #expect(found("We are a friendly team that loves good coffee.").isEmpty)
        #expect(found("You have a solid understanding of distributed systems.").contains("distributed systems"))
    }

    @Test func `no skill reaches over the signs of a list`() {
        #expect(found("Skills: Java, SQL; Kafka") == ["Java", "SQL", "Kafka"])
        #expect(found("Languages: Go, R and C") == ["Go", "R", "C"])
    }

    @Test func `names of the lexicon have their canonical form and others their own`() {
        let text = "Strong knowledge of golang and of supply chain planning."
        #expect(SkillTagger.shared.mentions(in: text).map(\.name).contains("Go"))
    }

    @Test func `surroundings tell skills from common words`() {
        func known(_ text: String) -> [String] { SkillTagger.shared.knownMentions(in: text).map(\.name) }
        #expect(known("Languages: Go, R and C").starts(with: ["Go", "R", "C"]))
        #expect(!known("You go to customers and read the terms.").contains("Go"))
        #expect(known("C, C++, C#, .NET and Node.js") == ["C", "C++", "C#", ".NET", "Node.js"])
    }

    @Test func `known mentions run from left to right and do not overlap`() {
        let text = "Knowledge of Go and Rust.\nSkills: Java, SQL\nExperience in C, R (Shiny) and Swift development"
        let ranges = SkillTagger.shared.knownMentions(in: text).map(\.range)
        #expect(ranges.count >= 4)
        #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    }

    @Test func `lines and sentences are read alone`() {
        let lines = SkillTagger.shared.words(of: "One two. Three!\nFour\r\n\r\nNode.js 3.5")
        #expect(lines.map(\.count) == [2, 1, 1, 4])
    }

    @Test func `weights that are none leave what the lexicon knows`() {
        let tagger = SkillTagger(weights: TaggerWeights([1, 2, 3]), lexicon: .shared, terms: nil)
        #expect(tagger.mentions(in: "Python, Docker and basket weaving").map(\.name) == ["Python", "Docker"])
    }

    @Test func `bytes at the edges of a text are safe to read`() {
        for text in ["", "\n", ".", ".net", "a", "a.", ". a", "é", "\u{1F600}", "a\n\n\nb", "C++.", "x. \ny", "(R"] {
            _ = SkillTagger.shared.mentions(in: text)
            _ = SkillTagger.shared.knownMentions(in: text)
        }
    }
}
