import Testing

@testable import Parsing

struct SkillLexiconTests {
    private func names(_ text: String) -> [String] { SkillLexicon.shared.mentions(in: text).map(\.name) }

    @Test func `skills are found whatever their case and the signs between their words`() {
        #expect(names("node JS, NODE.JS and Node-js") == ["Node.js", "Node.js", "Node.js"])
        #expect(names("ASP.NET, .NET, C#, C++ and F#") == ["ASP.NET", ".NET", "C#", "C++", "F#"])
        #expect(names("machine\nlearning; CI/CD; M&A") == ["Machine learning", "CI/CD", "Mergers and acquisitions"])
        #expect(names("знание английского: Английский, АНАЛИЗ ДАННЫХ") == ["English", "Data analysis"])
    }

    @Test func `a word inside another word is no skill`() {
        #expect(names("JavaScripting reactive sqlx ungit Scalable").isEmpty)
        #expect(names("Reporting; C++11 code") == ["C++"])
    }

    @Test func `common words are skills only where they are written as names`() {
        #expect(names("I excel at swift decisions and go to great lengths").isEmpty)
        #expect(names("Go to market strategy; R&D; Vitamin C; J. R. Smith").isEmpty)
        #expect(names("Languages: Go, R and C\nExcel") == ["Go", "R", "C", "Excel"])
        #expect(names("I wrote services in Go. They are fast.") == ["Go"])
    }

    @Test func `the longest name wins and mentions do not overlap`() {
        #expect(names("Spring Boot and Spring") == ["Spring Boot", "Spring"])
        #expect(names("Microsoft SQL Server") == ["SQL Server"])
    }

    @Test func `ranges are UTF-8 offsets of what the text says`() throws {
        let text = "Größe, Postgres"
        let mention = try #require(SkillLexicon.shared.mentions(in: text).first)
        let utf8 = Array(text.utf8)
        #expect(String(decoding: utf8[mention.range], as: UTF8.self) == "Postgres")
        #expect(mention.name == "PostgreSQL")
    }

    @Test func `a canonical name is given for a whole name only`() {
        #expect(SkillLexicon.shared.canonicalName(of: "golang") == "Go")
        #expect(SkillLexicon.shared.canonicalName(of: "excel") == "Excel")
        #expect(SkillLexicon.shared.canonicalName(of: "Excel and more") == nil)
        #expect(SkillLexicon.shared.canonicalName(of: "") == nil)
    }

    @Test func `no spelling stands for two skills`() {
        var owner: [[UInt64]: String] = [:]
        let text = String(decoding: PackageResources.skills_txt, as: UTF8.self)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|").map { $0.drop { " =!".contains($0) } }
            for field in fields {
                guard let (_, spelling) = Spelling.make(String(field), mode: .folded, skill: 0) else { continue }
                let other = owner.updateValue(
                    String(fields[0]), forKey: spelling.folded + spelling.gaps.map(UInt64.init))
                #expect(other == nil || other == String(fields[0]), "\(field)")
            }
        }
    }

    @Test func `bytes at the edges of a text are safe to read`() {
        for text in [
            "", "+", "#", ".", ".net", "C+", "C++", "é", "…", "\u{1F600}", "a\u{0}b", "R.", "(R", "Go(", "/", "C ",
        ] {
            _ = SkillLexicon.shared.mentions(in: text)
        }
        #expect(names(".net") == [".NET"])
    }
}
