import Base
import Foundation
import Testing

@testable import Matching

@Suite struct YearsTests {
    private let now = UTCDate.parse("2026-01-31") ?? .distantPast

    private func had(_ text: String) -> Double? {
        Years.had(Tokeniser(Array(text.utf8)).tokens, isCounted: { _ in true }, now: now)?.years
    }

    private func asked(_ text: String) -> Double? { Years.asked(Tokeniser(Array(text.utf8)).tokens)?.years }

    @Test(arguments: [
        ("Engineer, 01/2020 - 12/2021", 2.0), ("Engineer (2020-01 to 2021-12)", 2), ("May 2019 – April 2021", 2),
        ("Entwickler, März 2019 bis Februar 2020", 1), ("Инженер, май 2019 по апрель 2021", 2), ("2015 - 2019", 4),
        ("02/2024 - present", 2), ("Dez. 2024 bis heute", 14.0 / 12),
    ])
    func `ranges of dates are read in the ways people write them`(text: String, years: Double) throws {
        #expect(abs(try #require(had(text)) - years) < 0.01)
    }

    @Test func `months that overlap count once`() throws {
        #expect(abs(try #require(had("A 01/2018 - 12/2019\nB 01/2019 - 12/2020")) - 3) < 0.01)
    }

    @Test func `study is not work`() {
        #expect(had("BSc Physics, University of Oslo, 2010 - 2014") == nil)
    }

    @Test func `a plain statement wins when it says more`() {
        #expect(had("12 years of experience\nEngineer, 01/2020 - 12/2020") == 12)
    }

    @Test func `dates of the future and other numbers are no experience`() {
        #expect(had("Call 2030 4050 or 1234") == nil)
        #expect(had("We served 2000 guests in 14 rooms") == nil)
    }

    @Test(arguments: [
        ("5+ years of experience", 5.0), ("at least 3 years' experience", 3), ("2-4 years of relevant experience", 2),
        ("mindestens 5 Jahre Erfahrung", 5), ("опыт работы от 3 лет", 3), ("experience: 3 to 5 years", 3),
    ])
    func `years asked for are read from plain statements`(text: String, years: Double) {
        #expect(asked(text) == years)
    }

    @Test func `the age of the company is not asked of anyone`() {
        #expect(asked("We have been baking for 40 years. Fresh bread daily.") == nil)
        #expect(asked("Founded 20 years ago, our team has 50 years of experience.") == nil)
        #expect(asked("For over 20 years we have given experience to people.") == nil)
        #expect(asked("We have 30 years of experience.\nYou bring 5 years of experience.") == 5)
        #expect(asked("Unsere Firma hat 30 Jahre Erfahrung.") == nil)
        #expect(asked("Join our team! 3 years of experience are needed.") == 3)
        #expect(asked("We are looking for 5 years of experience.") == 5)
        #expect(asked("Our ideal candidate has 7 years of experience.") == 7)
        #expect(asked("Our team needs somebody with 4 years of experience.") == 4)
        for text in [
            "3+ years of team leadership experience", "3 years of US GAAP experience",
            "We are hiring a Java developer with 3 years of experience", "Team player with 3 years experience",
            "We have an opening for an engineer with 3 years of experience",
            "Join our team as a Data Engineer with 3+ years of experience",
            "Für unser Team suchen wir einen Entwickler mit 3 Jahren Erfahrung",
        ] {
            #expect(asked(text) == 3, "\(text)")
        }
    }
}
