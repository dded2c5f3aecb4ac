import Foundation
import Model
import Testing

@testable import Matching

@Suite struct FieldBalanceTests {
    private let scorer = Scorer(now: Date(timeIntervalSince1970: 1_780_000_000))
    private let posting = PostingSide(
        title: "Nurse",
        text: "Nurse\nYou look after patients on our ward, change wound dressings, give medication and keep charting.")
    private let text = """
        Accountant, later retrained.
        Bookkeeping, general ledger, payroll, audit, tax, invoices and the balance sheet for seven years.
        Then patients on an acute ward: medication, charting, wound dressings, bedside care in a hospital.
        """

    private func balance() -> FieldBalance {
        FieldBalance(scorer.prepare(ResumeSide(text: text)).features, scorer.prepare(posting).features)
    }

    private func range(_ piece: String) throws -> Range<Int> {
        let found = try #require(text.range(of: piece))
        let start = text.utf8.distance(from: text.startIndex, to: found.lowerBound)
        return start..<(start + piece.utf8.count)
    }

    @Test func `words of the posting's field are evidence, words of another are none`() throws {
        let whole = balance()
        #expect(!whole.isLess)
        #expect(!whole.wouldRise(without: try range("medication, charting, wound")))
        #expect(whole.wouldRise(without: try range("Bookkeeping, general ledger, payroll, audit, tax")))
        var rest = whole
        rest.remove(try range("medication, charting, wound"))
        #expect(rest.isLess)
    }

    @Test func `the strongest words go first, none that is taken, and no word of the other field`() throws {
        var rest = balance()
        let taken = [try range("Then patients on an acute ward")]
        var words: [String] = []
        while let word = rest.removeStrongest(outside: taken) {
            words.append(String(decoding: Array(text.utf8)[word], as: UTF8.self))
        }
        #expect(!words.isEmpty && rest.isLess)
        let ofTheField = ["medication", "charting", "wound", "bedside", "hospital"]
        #expect(words.allSatisfy(ofTheField.contains), "\(words)")
    }

    @Test func `a text that speaks for no field has no evidence of one`() {
        let empty = scorer.prepare(ResumeSide(text: "Hello there.")).features
        var balance = FieldBalance(empty, scorer.prepare(posting).features)
        #expect(balance.removeStrongest(outside: []) == nil)
        #expect(!balance.isLess)
    }

    @Test func `a list of key words names no position`() {
        let list = "Phones, Invoices, Greeting, Clerk, Records, Billing"
        let job = "Clerk, Example Works, Leeds, 2019"
        func titles(_ line: String) -> [String] {
            let resume = scorer.prepare(ResumeSide(text: "Ann Example\n\nA summary that says nothing.\n\n\(line)\n"))
            return resume.titles.map { String(decoding: resume.features.bytes[$0.range], as: UTF8.self) }
        }
        #expect(titles(job).contains("Clerk"))
        #expect(!titles(list).contains { $0.contains("Clerk") })
    }
}
