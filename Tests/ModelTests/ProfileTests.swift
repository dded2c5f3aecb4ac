import Foundation
import Model
import Testing

/// Profiles as they are stored and sent.
struct ProfileTests {
    private let encoder = JSONEncoder()
    private let decoder = JSONDecoder()

    init() {
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys]
        decoder.keyDecodingStrategy = .convertFromSnakeCase
    }

    @Test func `a profile comes back as it was`() throws {
        let profile = Profile(
            name: "Ada", skills: ["PostgreSQL", "scikit-learn"], refusedSkills: ["Java"],
            languages: [SpokenLanguage(name: "English", level: "C1", span: TextSpan(0, 7))],
            links: [ProfileLink(url: "github.com/ada")],
            experience: [
                Experience(company: "Mill", end: "2020", bullets: ["Built"], spans: [.bullets: TextSpan(9, 12)])
            ],
            education: [Education(degree: "BSc", endYear: 2011, spans: [.endYear: TextSpan(20, 24)])], years: 2.5,
            level: .senior, spans: [.name: TextSpan(0, 3)],
            skillSpans: ["PostgreSQL": TextSpan(1, 2), "scikit-learn": TextSpan(3, 4)])
        #expect(try decoder.decode(Profile.self, from: encoder.encode(profile)) == profile)
    }

    @Test func `names of skills stay as they are, and what is not there is null`() throws {
        let profile = Profile(skills: ["PostgreSQL"], skillSpans: ["PostgreSQL": TextSpan(1, 2)])
        let json = String(decoding: try encoder.encode(profile), as: UTF8.self)
        #expect(json.contains(#""skill_spans":{"PostgreSQL":{"end":2,"start":1}}"#))
        #expect(json.contains(#""name":null"#) && json.contains(#""level":null"#) && json.contains(#""spans":{}"#))
    }

    @Test func `a profile of an earlier version is read`() throws {
        let old = """
            {"name":"Ada","email":null,"skills":["Go"],"experience":[{"company":"Mill","title":null,"start":"2018","end":null}],
            "education":[{"institution":"Leeds","degree":null,"end_year":2011}],"years":2}
            """
        let profile = try decoder.decode(Profile.self, from: Data(old.utf8))
        #expect(profile.name == "Ada" && profile.skills == ["Go"] && profile.years == 2)
        #expect(profile.experience == [Experience(company: "Mill", start: "2018")])
        #expect(profile.education == [Education(institution: "Leeds", endYear: 2011)])
        #expect(profile.spans.isEmpty && profile.refusedSkills.isEmpty)
    }
}
