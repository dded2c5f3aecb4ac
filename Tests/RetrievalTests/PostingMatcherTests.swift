import Base
import Foundation
import Model
import Postgres
import Storage
import TestSupport
import Testing

@testable import Retrieval

/// From a text to postings: what fits is found by meaning and by words, filtered honestly, explained, and kept for as long as it
/// is true.
struct PostingMatcherTests {
    private let house: Installation
    private let index: PostingIndex
    private let matcher: PostingMatcher

    private static let resume = """
        Ada Example
        Backend Engineer
        Experience
        Backend Engineer, Kestrel, 2018 - 2024
        Built payment services in Go and PostgreSQL, ran them on Kubernetes.
        Skills: Go, PostgreSQL, Kubernetes, Docker
        """

    init() throws {
        house = try Installation()
        index = house.index()
        matcher = PostingMatcher(index: index, database: house.pool, time: .system)
        try house.store(
            "Backend Engineer (Go)", "We build payment services in Go with PostgreSQL and Kubernetes.",
            location: "Berlin, Germany",
            skills: ["Go", "PostgreSQL", "Kubernetes"], type: .fullTime, level: .senior,
            pay: Pay(minimum: 8_000_000, maximum: 9_500_000, currency: "EUR", period: .year))
        try house.store(
            "Platform Engineer", "Kubernetes, Docker and Terraform for our cloud.", location: "Remote",
            skills: ["Kubernetes", "Docker"], type: .contract)
        try house.store(
            "Registered Nurse", "Care for patients on an intensive care ward.", location: "Berlin, Germany",
            skills: ["Patient Care"])
        try house.store(
            "Software Internship", "Learn Go and PostgreSQL with our backend team.", location: "Munich", skills: ["Go"],
            type: .internship, level: .intern,
            pay: Pay(minimum: 150_000, maximum: 150_000, currency: "EUR", period: .month))
        try house.makeFeatures()
        try index.follow()
    }

    private func titles(_ request: MatchRequest) throws -> [String] {
        try matcher.match(request, in: index.current.index).postings.map(\.title)
    }

    private func request(
        _ kind: MatchRequest.Kind = .resume, _ text: String = resume, limit: Int = 20,
        _ change: (inout CandidateFilter) -> Void = { _ in }
    ) -> MatchRequest {
        var filter = CandidateFilter()
        change(&filter)
        return MatchRequest(kind: kind, text: text, filter: filter, limit: limit)
    }

    @Test func `what fits comes first, with reasons that quote both texts`() throws {
        let answer = try matcher.match(request(), in: index.current.index)
        #expect(answer.total == 4 && answer.byMeaning)
        #expect(answer.postings[0].title == "Backend Engineer (Go)")
        #expect(answer.postings.last?.title == "Registered Nurse")
        #expect(answer.postings.map(\.score) == answer.postings.map(\.score).sorted(by: >))
        let best = answer.postings[0]
        #expect(!best.reasons.isEmpty)
        let posting = try #require(try house.db.posting(best.id)).draft
        for quote in best.reasons.flatMap(\.quotes) {
            let text = quote.side == "resume" ? Self.resume : posting.title + "\n\n" + posting.descriptionMarkdown
            #expect(text.contains(quote.text), "\(quote)")
        }
        // One less is asked for, and the same comes first.
        #expect(try titles(request(limit: 1)) == ["Backend Engineer (Go)"])
    }

    @Test func `a score is that of the match page`() throws {
        let found = try matcher.match(request(), in: index.current.index).postings[0]
        #expect(found.score > 30 && found.score <= 100)
    }

    @Test func `every filter holds for every answer`() throws {
        #expect(Set(try titles(request { $0.location = "berlin" })) == ["Backend Engineer (Go)", "Registered Nurse"])
        #expect(try titles(request { $0.internshipOnly = true }) == ["Software Internship"])
        #expect(try titles(request { $0.level = .senior }) == ["Backend Engineer (Go)"])
        #expect(try titles(request { $0.type = .contract }) == ["Platform Engineer"])
        // Who does not state pay stays in.
        #expect(!(try titles(request { $0.minimumPay = 5_000_000 }).contains("Software Internship")))
        #expect(try titles(request { $0.minimumPay = 5_000_000 }).count == 3)
        #expect(try titles(request { $0.location = "Atlantis" }).isEmpty)
        #expect(try titles(request { $0.location = "%" }).isEmpty, "a sign of patterns is a sign")
    }

    @Test func `what is closed is not answered, though the index still has it`() throws {
        try house.db.execute("update postings set status = 'expired' where title like 'Backend%'")
        #expect(!(try titles(request()).contains("Backend Engineer (Go)")))
        try house.db.execute("update postings set liveness = 'closed' where title like 'Platform%'")
        #expect(Set(try titles(request())) == ["Software Internship", "Registered Nurse"])
    }

    @Test func `words alone find postings where there are no vectors`() throws {
        let answer = try matcher.match(request(), in: .init(), isWhole: false)
        #expect(!answer.byMeaning)
        #expect(answer.postings.first?.title == "Backend Engineer (Go)")
        #expect(!answer.postings.map(\.title).contains("Registered Nurse"))
    }

    @Test func `a posting that has no features yet is not answered`() throws {
        try house.store("Senior Backend Engineer", "Go, PostgreSQL, Kubernetes.", skills: ["Go"])
        #expect(!(try titles(request()).contains("Senior Backend Engineer")))
        try house.makeFeatures()
        try index.follow()
        #expect(try titles(request()).contains("Senior Backend Engineer"))
    }

    @Test func `a skill that is in no list is looked for in the full text`() throws {
        try house.store("Beekeeper", "You know your way about the Zwölferbeute.", skills: [])
        try house.makeFeatures()
        // The index of the others is whole as far as anybody can tell from it.
        let resume = Self.resume + ", Zwölferbeute"
        #expect(try titles(request(.resume, resume)).contains("Beekeeper"))
        #expect(!(try titles(request()).contains("Beekeeper")), "and nothing else finds it here")
    }

    @Test func `a job description finds postings like it, a copy of itself first`() throws {
        let text = "Backend Engineer (Go)\n\nWe build payment services in Go with PostgreSQL and Kubernetes."
        let answer = try matcher.match(request(.jobDescription, text), in: index.current.index)
        #expect(answer.postings[0].title == "Backend Engineer (Go)")
        #expect(answer.postings[0].reasons.map(\.text).contains("Both ask for Go."))
        for quote in answer.postings[0].reasons.flatMap(\.quotes) {
            #expect(quote.side == "job_description" ? text.contains(quote.text) : quote.side == "posting")
        }
    }

    @Test(arguments: [
        "a", "' | & ! <-> :* \\ \"", "Skills: '' \\'\nGo", String(repeating: "Kubernetes Go PostgreSQL ", count: 4000),
        "😀 日本語", String(repeating: "x", count: 90_000), "Go\u{0}PostgreSQL",
    ])
    func `no text breaks it`(text: String) throws {
        for kind in MatchRequest.Kind.allCases {
            _ = try matcher.match(request(kind, text), in: index.current.index)
        }
    }

    // MARK: Kept answers

    private func user() throws -> UUID {
        let id = UUID.v7()
        try house.db.execute(
            """
            insert into users (id, email, role, password_hash) values (\(id), \(id.text + "@example.com"), 'seeker', '')
            """)
        return id
    }

    private func kept() throws -> Int { try house.db.value("select count(*) from match_answers") }

    @Test func `an answer is kept for the same question of the same person, as long as nothing has changed`() throws {
        let (one, other) = (try user(), try user())
        let first = try matcher.answer(request(), for: one, keptFor: 3600)
        #expect(try kept() == 1)
        // Proof that it is the kept one that comes.
        try house.db.execute("update match_answers set created_at = now() - interval '59 minutes'")
        #expect(try matcher.answer(request(), for: one, keptFor: 3600) == first)
        #expect(
            try house.db.value("select count(*) from match_answers where created_at < now() - interval '1 minute'") == 1
        )
        _ = try matcher.answer(request(), for: other, keptFor: 3600)
        _ = try matcher.answer(request(limit: 2), for: one, keptFor: 3600)
        _ = try matcher.answer(request { $0.location = "berlin" }, for: one, keptFor: 3600)
        _ = try matcher.answer(request(.jobDescription), for: one, keptFor: 3600)
        _ = try matcher.answer(request(.resume, Self.resume + "."), for: one, keptFor: 3600)
        #expect(try kept() == 6)
        // With the person their answers go.
        try house.db.execute("delete from users where id = \(one)")
        #expect(try kept() == 1)
    }

    @Test func `a posting that changes, is indexed or goes ends what was kept`() throws {
        let one = try user()
        func titles() throws -> [String] {
            try matcher.answer(request(), for: one, keptFor: 3600).postings.map(\.title)
        }
        #expect(try titles().count == 4)
        try house.store("Go Developer", "Go and PostgreSQL.", skills: ["Go"])
        #expect(try titles().count == 4)
        try house.makeFeatures()
        try index.follow()
        #expect(try titles().contains("Go Developer"))
        try house.db.execute("update postings set status = 'archived' where title = 'Go Developer'")
        #expect(!(try titles().contains("Go Developer")))
        #expect(try kept() >= 4)
    }

    @Test func `answers end by their age and are removed`() throws {
        let one = try user()
        _ = try matcher.answer(request(), for: one, keptFor: 3600)
        try house.db.execute("update match_answers set created_at = now() - interval '61 minutes', body = 'x'")
        // Were the old one taken, it could not be read.
        #expect(try matcher.answer(request(), for: one, keptFor: 3600).total == 4)
        try house.db.execute("update match_answers set created_at = now() - interval '61 minutes'")
        #expect(try house.db.forgetMatchAnswers(olderThanSeconds: 3600) == 1)
        _ = try matcher.answer(request(), for: one, keptFor: 0)
        #expect(try kept() == 0)
    }
}
