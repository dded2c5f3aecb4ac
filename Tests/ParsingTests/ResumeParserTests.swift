import Foundation
import Model
import Testing

@testable import Parsing

struct ResumeParserTests {
    /// 2025-01-01.
    private let parser = ResumeParser(now: Date(timeIntervalSince1970: 1_735_689_600))

    private func positions(_ profile: Profile) -> [String] {
        profile.experience.map {
            [$0.title ?? "?", $0.company ?? "?", $0.start ?? "?", $0.end ?? "now"].joined(separator: ", ")
        }
    }

    /// "degree in area, institution, year"
    private func courses(_ profile: Profile) -> [String] {
        profile.education.map {
            let degree = [$0.degree, $0.area].compactMap { $0 }.joined(separator: " in ")
            return [degree, $0.institution ?? "?", $0.endYear.map(String.init) ?? "?"].joined(separator: ", ")
        }
    }

    @Test func `an English resume with a side bar`() {
        let profile = parser.profile(
            of: """
                Mary Ann O'Neill
                Senior Data Engineer
                Dublin, Ireland | +353 1 555 0142 | mary.oneill@example.org

                SKILLS
                Golang
                Apache Kafka
                Tender writing

                EDUCATION
                B.Sc., Mathematics
                Trinity College, 2011

                SUMMARY
                Builds pipelines
                that last.

                EXPERIENCE
                Senior Data Engineer — Harbour Foods
                05/2018 – Present
                • Cut costs by
                12%
                Data Engineer — Kiln & Co Ltd
                02/2013 – 07/2017
                • Moved 2015 - 2016 reports to the new platform for the whole of the finance team
                """)
        #expect(profile.name == "Mary Ann O'Neill")
        #expect(profile.headline == "Senior Data Engineer")
        #expect(profile.location == "Dublin, Ireland")
        #expect(profile.phone == "+353 1 555 0142")
        #expect(profile.email == "mary.oneill@example.org")
        #expect(profile.summary == "Builds pipelines that last.")
        #expect(profile.skills == ["Go", "Kafka", "Tender writing"])
        #expect(
            positions(profile) == [
                "Senior Data Engineer, Harbour Foods, 2018-05, now", "Data Engineer, Kiln & Co Ltd, 2013-02, 2017-07",
            ])
        #expect(profile.experience.first?.bullets == ["Cut costs by 12%"])
        #expect(courses(profile) == ["B.Sc. in Mathematics, Trinity College, 2011"])
        #expect(profile.level == .senior)
        #expect(profile.years == Double(80 + 53) / 12)
    }

    @Test func `a resume of paragraphs, title over company over dates`() {
        let profile = parser.profile(
            of: """
                Ravi Kumar
                Pune, Maharashtra - Email me on a board: board.example/r/ravi

                WORK EXPERIENCE

                Test Engineer

                Blue Heron Systems -  Pune, Maharashtra -

                July 2016 to Present

                Writes test plans for the payments team and runs them every week of the year.

                junior clerk

                corner shop -

                2012 to 2014

                EDUCATION

                BE in Computer Science

                Pune University -  Pune, Maharashtra
                2012
                """)
        #expect(profile.name == "Ravi Kumar")
        #expect(profile.location == "Pune, Maharashtra")
        #expect(
            positions(profile) == [
                "Test Engineer, Blue Heron Systems, 2016-07, now", "junior clerk, corner shop, 2012, 2014",
            ])
        #expect(profile.experience.first?.place == "Pune, Maharashtra")
        #expect(profile.experience.first?.bullets.count == 1)
        #expect(courses(profile) == ["BE in Computer Science in Computer Science, Pune University, 2012"])
    }

    @Test func `a Russian resume`() {
        let profile = parser.profile(
            of: """
                Анна Смирнова
                Главный бухгалтер
                Казань | +7 (900) 123-45-67 | anna@example.org
                ОПЫТ РАБОТЫ
                Главный бухгалтер — ООО «Ромашка»
                март 2019 – по настоящее время
                • Вела учёт
                Бухгалтер — АО «Лютик»
                01.2015 — 02.2019
                КЛЮЧЕВЫЕ НАВЫКИ
                Excel, МСФО, аудит
                """)
        #expect(profile.name == "Анна Смирнова")
        #expect(profile.headline == "Главный бухгалтер")
        #expect(profile.location == "Казань")
        #expect(profile.phone == "+7 (900) 123-45-67")
        #expect(profile.skills == ["Excel", "IFRS", "Audit"])
        #expect(profile.experience.map(\.company) == ["ООО «Ромашка»", "АО «Лютик»"])
        #expect(profile.experience.map(\.start) == ["2019-03", "2015-01"])
        #expect(profile.experience.map(\.end) == [nil, "2019-02"])
    }

    @Test func `a German resume`() {
        let profile = parser.profile(
            of: """
                Jürgen Groß
                Projektleiter
                Köln | +49 221 5550 123 | jg@example.org

                BERUFSERFAHRUNG
                Projektleiter — Rheinwerk GmbH
                seit Mai 2020
                Bauingenieur, Brückenbau AG
                März 2012 bis April 2020

                KENNTNISSE
                AutoCAD; Projektmanagement
                """)
        #expect(profile.name == "Jürgen Groß")
        #expect(profile.skills == ["AutoCAD", "Project management"])
        #expect(
            positions(profile) == [
                "Projektleiter, Rheinwerk GmbH, 2020-05, now", "Bauingenieur, Brückenbau AG, 2012-03, 2020-04",
            ])
        #expect(profile.level == .lead)
    }

    @Test func `positions that overlap count once`() {
        let entries = [
            Experience(title: "a", start: "2010-01", end: "2012-01"),
            Experience(title: "b", start: "2011", end: "2013"),
            Experience(title: "c", start: "2020-07", end: nil), Experience(title: "d", start: nil, end: nil),
        ]
        #expect(ResumeExperience.months(entries, now: 2021 * 12) == 36 + 6)
        #expect(ResumeExperience.months([], now: 2021 * 12) == 0)
    }

    @Test func `a resume that lists no skills has those it names`() {
        #expect(
            parser.profile(of: "Jo Doe\nI write Python and PostgreSQL all day.").skills == ["Python", "PostgreSQL"])
    }

    @Test func `labels and remarks in a list of skills are no skills`() {
        let profile = parser.profile(
            of: "Jo Doe\n\nTechnical Skills:\nLanguages: Java (5 years), Kotlin | Rust\n• MS Excel")
        #expect(profile.skills == ["Java", "Kotlin", "Rust", "Excel"])
    }

    @Test func `a text that says nothing gives nothing`() {
        for text in ["", "\n\n", "12345", "lorem ipsum dolor sit amet, consectetur."] {
            let profile = parser.profile(of: text)
            #expect(
                profile.experience.isEmpty && profile.education.isEmpty && profile.email == nil && profile.years == nil)
        }
    }

    @Test func `any text is read without harm`() {
        let hostile = [
            "@", "a@", "@b.c", "+", "(((", "2015 -", "- 2015", "Experience\n2015 - 2010", "Experience\nJan '",
            "Skills:", "•", "• •",
            "Experience\n9999999999999999999999 - 2018", "Education\nB.", "\u{0}\u{1}", "Name:\nName:", "é – é – é",
            "Skills\n((((",
            "Experience\n01/2018 -- 05/2019\n", "Experience\nseit", "ЁЁЁ\nОПЫТ РАБОТЫ\nс по",
        ]
        for text in hostile { _ = parser.profile(of: text) }
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "Experience", "\n", "2015", " - ", "Engineer", "@", "•", "\t", "Skills", ":", "ü", "University", "Present",
            ",", "'",
        ]
        for _ in 0..<300 {
            _ = parser.profile(of: (0..<30).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined())
        }
    }
}
