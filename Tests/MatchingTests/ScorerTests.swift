import Base
import Foundation
import Matching
import Model
import Testing

@Suite struct ScorerTests {
    @Test func `the score is the sum of its parts and each part stays within its maximum`() {
        let score = Texts.score()
        #expect(score.contributions.map(\.name) == ["field", "title", "skills", "terms", "experience"])
        #expect(abs(score.contributions.reduce(0) { $0 + $1.points } - score.score) < 1e-9)
        #expect(score.contributions.allSatisfy { $0.points >= 0 && $0.points <= $0.maximum })
        #expect(abs(score.contributions.reduce(0) { $0 + $1.maximum } - 100) < 1e-9)
        #expect(score.engine == "embedded")
        #expect(score.engineVersion == Scorer.version)
    }

    @Test func `a resume of the field beats one of another field by far`() {
        let (right, wrong) = (Texts.score().score, Texts.score(Texts.resume, Texts.nurse).score)
        #expect(right > 50)
        #expect(wrong < 15)
    }

    @Test func `points without evidence are the points with evidence`() {
        let resume = Texts.scorer.prepare(ResumeSide(text: Texts.resume))
        let posting = Texts.scorer.prepare(PostingSide(title: "", text: Texts.posting))
        #expect(Texts.scorer.points(resume, posting) == Texts.scorer.score(resume, posting).score)
    }

    @Test func `the same pair gives the same answer to the last quote`() {
        #expect(Texts.score() == Texts.score())
    }

    @Test func `matched and missing skills are named, must-haves before nice-to-haves`() {
        let score = Texts.score()
        #expect(score.matched.contains("SQL"))
        #expect(score.matched.contains("Python"))
        #expect(score.missing.filter { ["Kafka", "Apache Kafka", "Docker"].contains($0) }.last == "Docker")
        #expect(!score.missing.contains("SQL"))
    }

    @Test func `a must-have weighs more than the same skill as a nice-to-have`() {
        func posting(_ section: String) -> String { "Data Analyst\nSQL every day.\n\(section)\n- Kafka and Docker" }
        let knows = Texts.resume + "\nSkills: Kafka, Docker"
        let must =
            Texts.score(knows, posting("Requirements")).score - Texts.score(Texts.resume, posting("Requirements")).score
        let nice =
            Texts.score(knows, posting("Nice to have")).score - Texts.score(Texts.resume, posting("Nice to have")).score
        #expect(must > nice)
        #expect(nice > 0)
    }

    @Test func `a profile's skills and years count where the text does not show them`() {
        let plain = "Data Analyst\nDashboards for branch managers"
        let profile = Profile(skills: ["SQL"], experience: [], years: 8)
        let with = Texts.scorer.score(
            ResumeSide(text: plain, profile: profile), PostingSide(title: "Data Analyst", text: Texts.posting))
        let without = Texts.scorer.score(
            ResumeSide(text: plain), PostingSide(title: "Data Analyst", text: Texts.posting))
        #expect(with.matched.contains("SQL"))
        #expect(!without.matched.contains("SQL"))
        #expect(with.score > without.score)
    }

    @Test func `a skill that its owner took out does not count, though the text names it`() {
        let text = "Data Analyst\nSQL and dashboards for branch managers"
        let posting = PostingSide(title: "Data Analyst", text: Texts.posting)
        let taken = Texts.scorer.score(ResumeSide(text: text, profile: Profile()), posting)
        let refused = Texts.scorer.score(ResumeSide(text: text, profile: Profile(refusedSkills: ["SQL"])), posting)
        #expect(taken.matched.contains("SQL") && !refused.matched.contains("SQL"))
        #expect(refused.score < taken.score)
    }

    @Test func `more years help up to what is asked and not beyond`() {
        func had(_ years: Int) -> Double {
            Texts.score("Data Analyst\n\(years) years of experience with SQL").score
        }
        #expect(had(1) < had(2))
        #expect(had(3) == had(9))
    }

    @Test func `German and Russian texts are matched too`() throws {
        let german = Texts.score(
            "Pflegefachkraft\nErfahrung im Krankenhaus, Grundpflege und Dokumentation",
            "Pflegefachkraft (m/w/d)\nWir suchen für unser Krankenhaus Verstärkung in der Pflege.")
        let russian = Texts.score(
            "Бухгалтер\nВедение налогового учёта, бухгалтерия, Excel",
            "Бухгалтер\nТребования: опыт в бухгалтерии, налоги, Excel")
        #expect(german.score > 25)
        #expect(russian.score > 25)
        #expect(russian.contributions.flatMap(\.quotes).contains { $0.text.lowercased().contains("бухгалтер") })
    }

    @Test(arguments: ["", " \n\t ", "🙂🙂🙂", "+++###", "\u{200B}\u{FEFF}"])
    func `a text that says nothing scores nothing and breaks nothing`(text: String) {
        #expect(Texts.score(text, Texts.posting).score < 1)
        #expect(Texts.score(text, text).score < 1)
        #expect(Texts.score(Texts.resume, text).score < 1)
    }

    @Test func `what lies beyond the limit of bytes is not read`() {
        let padding = String(repeating: "Quiet harbour evenings. ", count: 60_000)
        var limits = Scorer.Limits()
        limits.textBytes = 1000
        let scorer = Scorer(now: .distantPast, limits: limits)
        let posting = PostingSide(title: "", text: Texts.posting)
        let cut = scorer.score(ResumeSide(text: padding + Texts.resume), posting)
        #expect(cut.matched.isEmpty)
        // A limit in the middle of a character cuts before it.
        limits.textBytes = 5
        let tiny = Scorer(now: .distantPast, limits: limits)
        #expect(tiny.score(ResumeSide(text: "äöüäöü"), posting).score < 1)
    }

    @Test func `a megabyte of one word or of different words is scored like any text`() {
        let different = (0..<120_000).map { "word\($0)" }.joined(separator: " ")
        for text in [String(repeating: "sql ", count: 260_000), String(repeating: "x", count: 1_000_000), different] {
            let score = Texts.score(text + "\n" + Texts.resume, Texts.posting + "\n" + text)
            #expect(score.score >= 0 && score.score <= 100)
        }
    }
}
