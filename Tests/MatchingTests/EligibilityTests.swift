import Matching
import Model
import Testing

@Suite struct EligibilityTests {
    private func eligibility(_ resume: String, _ posting: String) -> Eligibility {
        Texts.score(resume, posting).eligibility
    }

    @Test func `nothing is answered where nothing is stated`() {
        #expect(Texts.score().eligibility == Eligibility())
    }

    @Test func `work mode`() {
        #expect(eligibility("Remote only.", "Clerk\nA fully remote role.").workMode == .yes)
        #expect(eligibility("Remote only.", "Clerk\nHybrid, three days in the office").workMode == .no)
        #expect(eligibility("I like remote work.", "Clerk\nHybrid").workMode == .notStated)
    }

    @Test func `country`() {
        let posting = "Clerk\nYou must be based in Germany."
        #expect(eligibility("A B\nLeipzig, Germany", posting).country == .yes)
        #expect(eligibility("A B\nLyon, France", posting).country == .no)
        #expect(eligibility("A B\nLyon, France. Willing to relocate.", posting).country == .notStated)
        #expect(eligibility("A B\nLyon, France", "Clerk\nOffice in Germany").country == .notStated)
        #expect(eligibility("A B\nLyon, France", "Clerk\nCandidates based in the European Union only").country == .yes)
    }

    @Test func `visa`() {
        #expect(eligibility("I require visa sponsorship.", "Clerk\nNo visa sponsorship.").visa == .no)
        #expect(eligibility("I require visa sponsorship.", "Clerk\nVisa sponsorship is available.").visa == .yes)
        #expect(eligibility("I do not require sponsorship.", "Clerk\nNo visa sponsorship.").visa == .notStated)
        let posting = "Clerk\nYou must be authorized to work in the United States."
        #expect(eligibility("Authorized to work in the US.", posting).visa == .yes)
        #expect(eligibility("EU citizen.", posting).visa == .notStated)
    }

    @Test func `language`() {
        let posting = "Clerk\nGerman B2 required, English fluent"
        #expect(eligibility("Languages: German (C1), English (native)", posting).language == .yes)
        #expect(eligibility("Languages: German (A2), English (native)", posting).language == .no)
        #expect(eligibility("Languages: English (native)", posting).language == .notStated)
    }

    @Test func `pay`() {
        let posting = "Clerk\nSalary: €50,000 to €60,000 a year"
        #expect(eligibility("Expected salary: 55.000 EUR per year", posting).pay == .yes)
        #expect(eligibility("Expected salary: €70k per year", posting).pay == .no)
        #expect(eligibility("Expected salary: $55,000 per year", posting).pay == .notStated)
        #expect(eligibility("Expected salary: €30 per hour", posting).pay == .notStated)
    }
}
