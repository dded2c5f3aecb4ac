import Matching
import Model
import Testing

struct PreferenceScorerTests {
    private func posting(
        _ title: String, skills: [String] = [], location: String? = nil, isRemote: Bool? = nil, pay: Pay? = nil
    ) -> PostingDraft {
        PostingDraft(
            url: "", canonicalURL: "", title: title, company: "Acme", location: location, isRemote: isRemote, pay: pay,
            descriptionMarkdown: "", skills: skills)
    }

    private func score(_ preferences: Preferences, _ posting: PostingDraft) -> Double? {
        PreferenceScorer.score(preferences, posting, text: posting.title).score
    }

    @Test func `who said nothing gets no score`() {
        let verdict = PreferenceScorer.score(Preferences(), posting("Cook"), text: "Cook")
        #expect(verdict.score == nil && verdict.reasoning.isEmpty)
    }

    @Test func `what is wished for is what counts, and each wish has its sentence`() {
        let wishes = Preferences(
            role: "Swift Engineer", skills: ["Swift", "SQL"], minimumPay: 6_000_000, currency: "EUR", location: "Berlin"
        )
        let pay = Pay(minimum: nil, maximum: 7_000_000, currency: "EUR", period: .year)
        let best = PreferenceScorer.score(
            wishes, posting("Swift Engineer", skills: ["Swift", "SQL"], location: "Berlin, Germany", pay: pay),
            text: "Swift Engineer SQL")
        #expect(best.score == 100 && best.reasoning.count == 4)
        #expect(score(wishes, posting("Pastry cook", location: "Paris")) ?? 100 < 10)
    }

    @Test func `silence lies between yes and no`() throws {
        let wishes = Preferences(role: "Cook", workMode: .remote)
        let scores = [true, nil, false].compactMap { score(wishes, posting("Cook", isRemote: $0)) }
        #expect(scores.count == 3 && scores == scores.sorted(by: >) && Set(scores).count == 3)
    }

    @Test func `scores stay between 0 and 100`() {
        for pay in [0, 1, 5_000_000, 1_000_000_000] {
            let offered = Pay(minimum: pay, maximum: nil, currency: "USD", period: .hour)
            let found = score(
                Preferences(role: "x", skills: ["", "y"], minimumPay: 5_000_000, currency: "EUR"),
                posting("", pay: offered))
            #expect((0...100).contains(found ?? -1))
        }
    }
}
