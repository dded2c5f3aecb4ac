import Foundation
import Model
import Testing

@testable import Parsing

/// Every field stands in the text where its span says, and nowhere does a profile say what the text does not.
struct ResumeSpansTests {
    private let parser = ResumeParser(now: Date(timeIntervalSince1970: 1_735_689_600))

    /// The words of a span, white space folded.
    private func words(_ text: String, _ span: TextSpan?) -> String? {
        guard let span else { return nil }
        let scalars = Array(text.unicodeScalars)
        guard span.start >= 0, span.start < span.end, span.end <= scalars.count else { return "outside" }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[span.start..<span.end])
        return folded(String(view))
    }

    private func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The fields whose span says something else, by name.
    private func strays(_ text: String) -> [String] {
        let profile = parser.profile(of: text)
        var strays: [String] = []
        func check(_ name: String, _ value: String?, _ span: TextSpan?) {
            guard let value else { return }
            if words(text, span) != folded(value) { strays.append("\(name): \(value) at \(words(text, span) ?? "-")") }
        }
        check("name", profile.name, profile.spans[.name])
        check("email", profile.email, profile.spans[.email])
        check("phone", profile.phone, profile.spans[.phone])
        check("location", profile.location, profile.spans[.location])
        check("headline", profile.headline, profile.spans[.headline])
        for entry in profile.experience {
            check("title", entry.title, entry.spans[.title])
            check("company", entry.company, entry.spans[.company])
            check("place", entry.place, entry.spans[.place])
            if let start = entry.start, words(text, entry.spans[.dates])?.contains(start.suffix(2)) != true,
                words(text, entry.spans[.dates])?.contains(start.prefix(4).suffix(2)) != true
            {
                strays.append("dates: \(start)")
            }
            let block = words(text, entry.spans[.bullets]) ?? ""
            for bullet in entry.bullets {
                // A bullet's own lines stand in the block with the signs of the others between them.
                if !bullet.split(separator: " ").allSatisfy({ block.contains($0) }) {
                    strays.append("bullet: \(bullet)")
                }
            }
        }
        for entry in profile.education {
            check("institution", entry.institution, entry.spans[.institution])
            check("degree", entry.degree, entry.spans[.degree])
            check("area", entry.area, entry.spans[.area])
            if let year = entry.endYear,
                words(text, entry.spans[.endYear])?.contains(String(year % 100)) != true
            {
                strays.append("year: \(year)")
            }
        }
        for link in profile.links { check("link", link.url, link.span) }
        for language in profile.languages {
            if words(text, language.span)?.hasPrefix(language.name) != true {
                strays.append("language: \(language.name)")
            }
        }
        for (skill, span) in profile.skillSpans where words(text, span) == nil || words(text, span) == "outside" {
            strays.append("skill: \(skill)")
        }
        return strays
    }

    static let resumes = [
        """
        Zoë Ødegård
        Senior Violin Maker 🎻
        Malmö, Sweden | zoe@example.org | +46 40 555 01 42 | linkedin.com/in/zoe

        PROFILE
        Repairs what others give up on,
        and writes about it.

        EXPERIENCE
        Senior Violin Maker — Fiolverkstad AB, Malmö, Sweden
        05/2018 – Present
        • Restored 40 instruments for the city's
          orchestra
        • Taught two apprentices
        Apprentice, Bogen & Sohn GmbH
        Sept '12 - Apr '18

        EDUCATION
        M.A., Instrument
        Making
        Lund University, 2012

        LANGUAGES
        Swedish (native), English - C1, Deutsch: B2

        SKILLS
        Woodworking, Teaching, Python
        """,
        """
        Пётр Ильин
        Инженер-конструктор
        Казань | ilin@example.org | +7 900 555-01-42

        ОПЫТ РАБОТЫ
        Инженер-конструктор — ООО «Вектор»
        март 2019 – по настоящее время
        • Спроектировал привод
          подъёмника
        ОБРАЗОВАНИЕ
        Специалитет, Машиностроение
        КНИТУ, 2014
        ЯЗЫКИ
        Английский — B2, немецкий
        """,
        """
        Jörg Weiß
        Bauleiter | Köln | j.weiss@example.org

        BERUFSERFAHRUNG
        Bauleiter bei Brückenbau AG
        seit 03/2020
        - Baustellen in drei Ländern geführt
        AUSBILDUNG
        TU Dresden
        Dipl.-Ing. in Bauingenieurwesen, 2011
        SPRACHEN
        Deutsch, Englisch (fließend)
        """,
    ]

    @Test(arguments: resumes)
    func `every field stands where its span says`(text: String) {
        #expect(strays(text) == [])
        let profile = parser.profile(of: text)
        #expect(profile.spans[.name] != nil && profile.spans[.email] != nil)
        #expect(!profile.experience.isEmpty && !profile.education.isEmpty && !profile.languages.isEmpty)
        #expect(profile.experience.allSatisfy { $0.spans[.dates] != nil && $0.spans[.title] != nil })
    }

    @Test func `subjects, languages, links and levels are read`() throws {
        let profile = parser.profile(of: Self.resumes[0])
        #expect(profile.education.first?.degree == "M.A.")
        #expect(profile.education.first?.area == "Instrument Making")
        #expect(profile.languages.map(\.name) == ["Swedish", "English", "Deutsch"])
        #expect(profile.languages.map(\.level) == ["native", "C1", "B2"])
        #expect(profile.links.map(\.url) == ["linkedin.com/in/zoe"])
        #expect(profile.level == .senior)
        #expect(profile.summary == "Repairs what others give up on, and writes about it.")
        let first = try #require(profile.experience.first)
        #expect(first.bullets == ["Restored 40 instruments for the city's orchestra", "Taught two apprentices"])
        #expect(first.company == "Fiolverkstad AB" && first.place == "Malmö, Sweden")
    }

    @Test func `sections come in any order, and their order changes nothing`() {
        let head = "Ada Example\nada@example.org | +44 20 5550 0142"
        let sections = [
            "EXPERIENCE\nEngineer — Mill Ltd\n01/2015 – 06/2019\n• Built looms",
            "EDUCATION\nBSc, Physics\nLeeds University, 2014", "LANGUAGES\nEnglish, French", "SKILLS\nPython, SQL",
        ]
        let expected = parser.profile(of: ([head] + sections).joined(separator: "\n\n"))
        var orders = [sections]
        for _ in 1..<sections.count { orders.append(Array(orders.last!.dropFirst()) + [orders.last![0]]) }
        for order in orders + orders.map({ $0.reversed() }) {
            let profile = parser.profile(of: ([head] + order).joined(separator: "\n\n"))
            #expect(profile.experience.map(\.company) == expected.experience.map(\.company))
            #expect(profile.education.map(\.degree) == expected.education.map(\.degree))
            #expect(profile.languages.map(\.name) == ["English", "French"])
            #expect(profile.skills == expected.skills && profile.years == expected.years)
        }
    }

    @Test func `a text of languages without levels, and a list that names none`() {
        #expect(parser.profile(of: "Jo Doe\n\nLanguages: Java, Kotlin").languages.isEmpty)
        #expect(parser.profile(of: "Jo Doe\n\nLanguages: Hindi and Tamil").languages.map(\.name) == ["Hindi", "Tamil"])
    }

    @Test func `the cost of a text grows with its length alone`() {
        let entry = "Engineer — Mill Ltd\n01/2015 – 06/2019\n• Built looms, and (looms [of looms\n"
        func cost(_ count: Int) -> Duration {
            let texts = ["EXPERIENCE\n", "EDUCATION\n", "SKILLS\n", ""].map {
                $0 + String(repeating: entry, count: count)
            }
            return ContinuousClock().measure { for text in texts { _ = parser.profile(of: text) } }
        }
        _ = cost(50)
        let small = (0..<3).map { _ in cost(200) }.min()!
        let large = (0..<3).map { _ in cost(1600) }.min()!
        #expect(large < small * 30, "eight times the text")
    }
}
