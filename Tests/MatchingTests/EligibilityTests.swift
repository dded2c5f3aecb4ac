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

    @Test func `hybrid may be the first word after signs`() {
        #expect(eligibility("Remote only.", "\u{1F680}\n\n• Hybrid, Berlin.").workMode == .no)
    }

    @Test func `country`() {
        let posting = "Clerk\nYou must be based in Germany."
        #expect(eligibility("A B\nLeipzig, Germany", posting).country == .yes)
        #expect(eligibility("A B\nLyon, France", posting).country == .no)
        #expect(eligibility("A B\nLyon, France. Willing to relocate.", posting).country == .notStated)
        #expect(eligibility("A B\nLyon, France", "Clerk\nOffice in Germany").country == .notStated)
        #expect(eligibility("A B\nLyon, France", "Clerk\nCandidates based in the European Union only").country == .yes)
    }

    @Test(arguments: [
        ("must be based in Canada or the US", "Austin, United States", Eligible.yes),
        ("must be based in Canada or the US", "Lyon, France", .no),
        ("must be based in Spain, Portugal or Italy", "Rome, Italy", .yes),
        ("must be based in Spain, Portugal or Italy", "Lyon, France", .no),
        ("must be based in Germany, Austria or Switzerland", "Graz, Austria", .yes),
        ("must be based in the DACH region (Germany, Austria, Switzerland)", "Bern, Switzerland", .yes),
        ("must be based in the DACH region", "Lyon, France", .no),
        ("must be based in the UK or EU", "Lyon, France", .yes), ("must be located in the UK/EU", "Oslo, Norway", .no),
        ("must be located in the EU/EEA", "Oslo, Norway", .yes),
        ("must be located in the EEA", "Bern, Switzerland", .no),
        ("must be located in the EEA", "Lyon, France", .yes), ("must be located in the EU", "Oslo, Norway", .no),
        // Who is meant beside the known countries, nobody knows.
        ("must be based in Germany or willing to relocate", "Lyon, France", .notStated),
        ("must be based in Europe, preferably in Poland", "Lyon, France", .notStated),
        ("must be based in EMEA", "Lyon, France", .notStated),
        ("must be based in a US time zone", "Lyon, France", .notStated),
        ("must be located outside the EU", "Lyon, France", .notStated),
        // "us" is a country in capitals alone.
        ("or not: candidates based in Berlin can join us", "Lyon, France", .notStated),
        ("or not: CANDIDATES BASED IN BERLIN JOIN US", "Lyon, France", .notStated),
        ("must be based in Germany. US customers call at night", "Austin, United States", .no),
    ])
    func `of the countries that a posting lists one suffices`(text: String, home: String, answer: Eligible) {
        #expect(eligibility("A B\n" + home, "Clerk\nYou " + text + ".").country == answer)
    }

    @Test(arguments: [
        ("German (C1)", "Fluent in English or German.", Eligible.yes),
        ("French (C1)", "Fluent in English, German or French.", .yes),
        ("German (A2), English (A2)", "Fluent in English or German.", .no),
        ("German (A2)", "Fluent in English or German.", .notStated),
        ("German (A2), English (C1)", "Fluent in English and German.", .no),
        ("German (A2), English (C1)", "Fluent English and German or French (C1).", .notStated),
        ("German (A2)", "Fluent German is not required.", .notStated),
        ("German (A2)", "You don't need to speak fluent German.", .notStated),
        ("German (A2)", "Fluent German or English is not necessary.", .notStated),
        ("German (A2)", "Fluent German is a plus.", .notStated),
        ("German (A2)", "Fluent German or a will to learn it.", .notStated),
        ("German (A2)", "No degree required, fluent German is a must.", .no),
        ("German (A2)", "Not only German (B2) but more.", .no),
        ("German (A2)", "Fluent German required, no prior experience needed.", .no),
        ("German (C1), English (A2)", "German (C1) and English (B2), no visa sponsorship.", .no),
        ("German (A2)", "Fluent German and a degree or equivalent.", .no),
        ("German (A2)", "German at C1 level or equivalent.", .no),
        ("German (A2)", "You don't need a degree but fluent German is required.", .no),
        ("German (A2)", "Applications without fluent German will not be considered.", .no),
        ("French (A2)", "Fluent French, nice to have.", .notStated),
    ])
    func `a language counts where it is asked for`(had: String, text: String, answer: Eligible) {
        #expect(eligibility("Languages: " + had, "Clerk\n" + text).language == answer)
    }

    @Test(arguments: [
        ("You run our hybrid cloud.", Eligible.notStated), ("We build hybrid vehicles.", .notStated),
        ("Hybrid mobile apps are our trade.", .notStated), ("Engines: electric, hybrid, diesel.", .notStated),
        ("A hybrid role in Leeds.", .no), ("We work in a hybrid model.", .no), ("Hybrid. Three days.", .no),
        ("Location: hybrid", .no), ("Two days a week in the office.", .no),
    ])
    func `hybrid is a work mode where work is what it is said of`(text: String, answer: Eligible) {
        #expect(eligibility("Remote only.", "Clerk\n" + text).workMode == answer)
    }

    @Test(arguments: [
        "Attractive salary and €1,500 learning budget per year", "We pay €49 a month for your ticket",
        "Gehalt und 50 € Sachbezug im Monat", "Salary and a bonus of €4,000 per year", "Salary: €900 a year",
        "Great pay, plus €6,000 yearly for conferences",
    ])
    func `money beside the pay is not the pay`(text: String) {
        #expect(eligibility("Expected salary: €60,000 per year", "Clerk\n" + text).pay == .notStated)
    }

    @Test func `what the source states goes before the text`() {
        func score(_ resume: String, _ text: String, _ conditions: PostingConditions) -> Eligibility {
            eligibility(wishes: HardWishes(), text, conditions, resume: resume)
        }
        let remote = PostingConditions(workMode: .remote, remoteCountries: ["DE", "AT"])
        #expect(score("Remote only.", "Clerk\nA hybrid role.", remote).workMode == .yes)
        #expect(score("A B\nGraz, Austria", "Clerk\nYou must be based in France.", remote).country == .yes)
        #expect(score("A B\nLyon, France", "Clerk\nYou must be based in France.", remote).country == .no)
        let office = PostingConditions(isRemote: false)
        #expect(score("Remote only.", "Clerk\nFully remote role.", office).workMode == .no)
        #expect(score("Remote only.", "Clerk", office).workMode == .no)
        let visa = score(
            "I require visa sponsorship.", "Clerk\nNo visa sponsorship.", PostingConditions(visa: .offered))
        #expect(visa.visa == .yes)
        let asked = PostingConditions(languages: [AskedLanguage(code: "cs", level: 5), .init(code: "de")])
        #expect(score("Languages: Czech (C2), German (B2)", "Clerk", asked).language == .yes)
        #expect(score("Languages: Czech (A2), German (B2)", "Clerk", asked).language == .no)
        #expect(score("Languages: Czech (C2), German (A2)", "Clerk", asked).language == .notStated)
        let wish = PostingConditions(languages: [AskedLanguage(code: "de", level: 5)])
        #expect(score("German (A2)", "Clerk\nNice to have\n- Fluent German", wish).language == .notStated)
        let choice = PostingConditions(languages: [.init(code: "de", level: 5, oneOf: 1), .init(code: "fr", oneOf: 1)])
        #expect(score("Languages: German (A2), French (C1)", "Clerk", choice).language == .yes)
    }

    @Test func `what is not remote is ruled out for who wants nothing else`() {
        func answer(_ modes: Set<HardWishes.Mode>) -> Eligible {
            var wishes = HardWishes()
            wishes.modes = modes
            return eligibility(wishes: wishes, "Clerk\nFiling", PostingConditions(isRemote: false)).workMode
        }
        #expect(answer([.remote]) == .no && answer([.onSite, .hybrid]) == .yes && answer([.hybrid]) == .notStated)
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

    @Test func `a language that the settings state is not called missing without saying so`() {
        let scorer = Texts.scorer
        let resume = scorer.prepare(ResumeSide(text: "Clerk\nFiling in Excel"))
        let posting = scorer.prepare(
            PostingSide(title: "Clerk", text: "Requirements:\n- German B2 is a must\n- Excel is required"))
        func sentences(_ languages: [String: Int]) -> [String] {
            var wishes = HardWishes()
            wishes.languages = languages
            return scorer.score(resume, posting, wishes: wishes).reasons.map(\.text).filter { $0.contains("German") }
        }
        for (languages, said) in [([:], false), (["de": 4], true), (["fr": 4], false)] as [([String: Int], Bool)] {
            let found = sentences(languages)
            #expect(found.count == 1 && found[0].hasSuffix("the resume does not name it."), "\(found)")
            #expect(found.first?.contains("your settings state it") == said, "\(found)")
        }
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
