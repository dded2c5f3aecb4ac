import ArgumentParser
import Parsing

/// `hunter skills`: the skills a text names, and where.
struct ReadingSkills: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "skills", abstract: "Find the skills that texts name.")

    @Flag(help: #"Read lines {"id","text"} and write lines {"id","skills":[{"start","end","label"}]}."#)
    var jsonl = false

    @Flag(help: .hidden)
    var features = false

    func validate() throws {
        guard jsonl else { throw ValidationError("give --jsonl") }
    }

    func run() throws {
        if features {
            return try JSONLines.answer(Input.self) { input in
                let lines = SkillTagger.shared.words(of: input.text)
                return FeatureOutput(id: input.id, lines: lines.map { $0.map(FeatureWord.init) })
            }
        }
        try JSONLines.answer(Input.self) { input in
            Output(id: input.id, skills: Self.skills(of: input.text))
        }
    }

    /// Mentions with offsets in Unicode scalars, half open.
    private static func skills(of text: String) -> [Skill] {
        var skills: [Skill] = []
        var scalars = 0
        var bytes = 0
        let utf8 = text.utf8
        var index = utf8.startIndex
        func offset(_ wanted: Int) -> Int {
            while bytes < wanted {
                if utf8[index] & 0xC0 != 0x80 { scalars += 1 }
                index = utf8.index(after: index)
                bytes += 1
            }
            return scalars
        }
        for mention in SkillTagger.shared.mentions(in: text) {
            let start = offset(mention.range.lowerBound)
            skills.append(Skill(start: start, end: offset(mention.range.upperBound), label: mention.name))
        }
        return skills
    }

    private struct Input: Decodable {
        let id: String
        let text: String
    }

    private struct Output: Encodable {
        let id: String
        let skills: [Skill]
    }

    /// For `Tests/Training/skill-tagger`: offsets count bytes.
    private struct FeatureOutput: Encodable {
        let id: String
        let lines: [[FeatureWord]]
    }

    private struct FeatureWord: Encodable {
        let start: Int
        let end: Int
        let features: [UInt32]

        init(_ word: SkillTagger.Word) {
            start = word.range.lowerBound
            end = word.range.upperBound
            features = word.features
        }
    }

    private struct Skill: Encodable {
        let start: Int
        let end: Int
        let label: String
    }
}
