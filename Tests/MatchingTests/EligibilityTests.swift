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
        // Compared by the year and in one currency, with the top of what is offered.
        #expect(eligibility("Expected salary: $60,000 per year", posting).pay == .yes)
        #expect(eligibility("Expected salary: $90,000 per year", posting).pay == .no)
        #expect(eligibility("Expected salary: €28 per hour", posting).pay == .yes)
        #expect(eligibility("Expected salary: €30 per hour", posting).pay == .no)
        #expect(eligibility("I like money.", posting).pay == .notStated)
    }

    @Test func `an answer quotes the words that gave it`() {
        let eligibility = eligibility(
            "Remote only. Expected salary: €70k per year", "Clerk\nHybrid\nSalary: €50,000 to €60,000 a year")
        #expect(eligibility.grounds.map(\.constraint) == [.workMode, .pay])
        #expect(eligibility.grounds.first?.quotes.map(\.text) == ["Remote only", "Hybrid"])
        #expect(eligibility.grounds.last?.quotes.map(\.side) == [.resume, .posting])
    }

    private func eligibility(
        wishes: HardWishes, _ posting: String, _ conditions: PostingConditions = PostingConditions(),
        resume: String = "Clerk\nFiling"
    ) -> Eligibility {
        var side = PostingSide(title: "", text: posting)
        side.conditions = conditions
        let scorer = Texts.scorer
        return scorer.score(scorer.prepare(ResumeSide(text: resume)), scorer.prepare(side), wishes: wishes).eligibility
    }

    @Test func `what the person asked for decides, and what nobody states stays open`() {
        var wishes = HardWishes()
        wishes.modes = [.remote]
        wishes.countries = ["EU"]
        wishes.pay = Pay(minimum: 6_000_000, maximum: nil, currency: "EUR", period: .year)
        wishes.needsVisa = true
        wishes.internships = false
        wishes.levels = [.senior]
        #expect(eligibility(wishes: wishes, "Clerk\nFiling in an office") == Eligibility())
        let no = eligibility(
            wishes: wishes, "Junior Clerk, internship\nHybrid. No visa sponsorship.",
            PostingConditions(
                country: "US", type: .internship,
                pay: Pay(minimum: 300_000, maximum: 400_000, currency: "USD", period: .month)))
        #expect([no.workMode, no.country, no.pay, no.visa, no.internship, no.level].allSatisfy { $0 == .no })
        let yes = eligibility(
            wishes: wishes, "Senior Clerk\nWe sponsor visas.",
            PostingConditions(
                isRemote: true, country: "DE", type: .fullTime,
                pay: Pay(minimum: 5000, maximum: 9000, currency: "USD", period: .hour)))
        #expect([yes.workMode, yes.country, yes.pay, yes.visa, yes.internship, yes.level].allSatisfy { $0 == .yes })
    }

    @Test func `pay without a top that is below what is wanted is not ruled out`() {
        var wishes = HardWishes()
        wishes.pay = Pay(minimum: 6_000_000, maximum: nil, currency: "EUR", period: .year)
        let open = PostingConditions(pay: Pay(minimum: 5_000_000, maximum: nil, currency: "EUR", period: .year))
        #expect(eligibility(wishes: wishes, "Clerk", open).pay == .notStated)
        let unknown = PostingConditions(pay: Pay(minimum: 1, maximum: 2, currency: "XAU", period: .year))
        #expect(eligibility(wishes: wishes, "Clerk", unknown).pay == .notStated)
    }

    @Test func `wishes never change the score`() {
        var wishes = HardWishes()
        wishes.modes = [.onSite]
        let scorer = Texts.scorer
        let (resume, posting) = (
            scorer.prepare(ResumeSide(text: Texts.resume)), scorer.prepare(PostingSide(title: "", text: Texts.posting))
        )
        #expect(scorer.score(resume, posting, wishes: wishes).score == scorer.score(resume, posting).score)
    }
}
