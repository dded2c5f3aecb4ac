import Base
import Foundation
import Model
import Storage
import Testing

@testable import Site

/// What a match's page says, to whom.
@Suite struct MatchPageTests {
    private static let shared = Result { try SiteHarness() }
    private let harness: SiteHarness

    init() throws {
        harness = try Self.shared.get()
    }

    /// A match with an answer that has its words, and something that is met in part.
    private func match(of person: Person) throws -> UUID {
        let (resume, posting) = (try harness.resume(of: person), try harness.posting())
        var eligibility = Eligibility(language: .no)
        eligibility.grounds = [
            .init(constraint: .language, quotes: [Quote(side: .posting, text: "fluent German spoken here")])
        ]
        let score = Score(
            score: 50, engine: "embedded", engineVersion: "test",
            reasons: [Reason(text: "Both name Swift.", quotes: [Quote(side: .resume, text: "Swift")])],
            contributions: [], matched: ["Swift"], missing: ["Kafka"], eligibility: eligibility,
            partly: [
                PartlyMet(wanted: "5 years", had: "3 years", quotes: [Quote(side: .posting, text: "five full years")])
            ])
        let key = MatchKey(
            user: person.id, resume: resume, posting: posting, engine: "embedded", engineVersion: "test")
        return try harness.sql { try $0.storeScore(score, of: key, resumeRevision: 1, postingHash: [], task: nil) }
    }

    @Test func `an answer has its words beside it, and what is met in part is named`() throws {
        let person = try harness.person()
        let text = harness.page(.get, "/matches/" + (try match(of: person)).text, as: person).text
        for words in [
            "fluent German spoken here", "at the level they ask for", "Partly met", "5 years is asked for, 3 years",
            "five full years", "Can you take it?", "You wrote",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func `a list says of a match that it is ruled out`() throws {
        let person = try harness.person()
        _ = try match(of: person)
        let text = harness.page(.get, "/matches", as: person).text
        #expect(text.contains("Ruled out: They ask for a language that you do not state"))
    }

    @Test func `a simulated match speaks of nothing it has not compared`() throws {
        let person = try harness.person()
        let (resume, posting) = (try harness.resume(of: person), try harness.posting())
        let match = try harness.match(of: person, resume: resume, posting: posting, engine: "simulated")
        let text = harness.page(.get, "/matches/" + match.text, as: person).text
        #expect(text.contains("Nothing was compared."))
        for words in ["names no skills", "stands in both", "Can you take it?"] { #expect(!text.contains(words)) }
    }

    @Test func `a ranking under way shows what has a score already`() throws {
        let person = try harness.person()
        let resume = try harness.resume(of: person)
        for (name, score) in [("first", 70.0), ("second", 60.0)] {
            let posting = try harness.posting("Pangolinkeeper \(name)")
            _ = try harness.match(of: person, resume: resume, posting: posting, score: score)
        }
        let query = SearchQuery(["q": "pangolinkeeper"], now: .now)
        let ranking = try harness.site.rank(query, resume: resume, engine: "embedded", user: person.user)
        #expect(ranking.postings == 2)
        let text = harness.page(.get, "/rankings/" + ranking.id.text, as: person).text
        #expect(text.contains("data-live") && text.contains("Pangolinkeeper second"))
    }

    @Test func `a recruiter is not spoken to as the candidate`() throws {
        let person = try harness.person(.recruiter)
        try harness.sql { _ = try $0.setPreferences(Preferences(workMode: .remote), of: person.id) }
        let text = harness.page(.get, "/matches/" + (try match(of: person)).text, as: person).text
        for words in ["Can they take it?", "The resume says", "not found in the resume", "are in the resume"] {
            #expect(text.contains(words), "\(words)")
        }
        for words in ["Can you", "You wrote", "your resume", "you are looking for"] {
            #expect(!text.contains(words), "\(words)")
        }
    }
}
