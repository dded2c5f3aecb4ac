import Base
import Foundation
import Model
import Testing

@Suite struct ModelTests {
    @Test func `pay is annualised by working hours, days and months`() {
        #expect(Pay(minimum: 2500, maximum: 3000, currency: "EUR", period: .hour).annual == (5_200_000, 6_240_000))
        #expect(Pay(minimum: nil, maximum: 1, currency: "EUR", period: .month).annual == (nil, 12))
    }

    @Test func `a posting's id depends on its canonical URL alone`() {
        let one = PostingDraft(
            url: "https://A.test/x", canonicalURL: "https://a.test/x", title: "a", company: "b", descriptionMarkdown: ""
        )
        let two = PostingDraft(
            url: "https://a.test/x?utm_source=y", canonicalURL: "https://a.test/x", title: "c", company: "d",
            descriptionMarkdown: "")
        #expect(one.id == two.id)
        #expect(one.id == UUID.v5(name: "https://a.test/x", namespace: .urlNamespace))
    }

    @Test(arguments: [(0.0, Score.Band.weak), (24.9, .weak), (25, .fair), (50, .good), (75, .strong), (100, .strong)])
    func `bands have their bounds`(score: Double, band: Score.Band) {
        #expect(Score.Band(score: score) == band)
    }

    @Test func `only the end states of a task are final`() {
        #expect(TaskState.allCases.filter(\.isFinal) == [.succeeded, .dead, .cancelled])
    }
}
