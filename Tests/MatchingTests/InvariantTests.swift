import Matching
import Model
import Testing

/// What must hold for every pair: who a person is does not matter, and the score cannot be bought with words.
@Suite struct InvariantTests {
    private static let postings = [Texts.posting, Texts.nurse]

    @Test(arguments: [
        ("Ngozi Adichie-Brown", "ngozi@mail.example", "+234 803 555 0101"),
        ("李 小龙", "xl@example.cn", "+86 10 5555 0000"),
        ("Jean-Luc d'Aubigné", "jl.daubigne@example.fr", "+33 1 55 50 00 00"),
    ])
    func `another name, address and phone change nothing`(name: String, mail: String, phone: String) {
        for posting in Self.postings {
            let other = Texts.resume.replacing("Mira Holm", with: name)
                .replacing("mira.holm@example.org", with: mail).replacing("+45 20 55 01 00", with: phone)
            #expect(Texts.score(other, posting).score == Texts.score(Texts.resume, posting).score)
        }
    }

    @Test func `a name that is also a trade's word does not help`() {
        let resume = "Angela Nurse\nangela.nurse@example.org\nAccountant\nGeneral ledger and tax for a brewery"
        let other = "Angela Moore\nangela.moore@example.org\nAccountant\nGeneral ledger and tax for a brewery"
        #expect(Texts.score(resume, Texts.nurse).score == Texts.score(other, Texts.nurse).score)
    }

    @Test func `a name that the profile knows does not count in the head of the resume`() {
        func score(_ name: String) -> Double {
            let text = "+45 20 55 01 00\nResume of \(name)\n" + Texts.resume
            let side = ResumeSide(text: text, profile: Profile(name: name))
            return Texts.scorer.score(side, PostingSide(title: "", text: Texts.posting + "\nAsk for Kafkaesque Smith"))
                .score
        }
        #expect(score("Kafkaesque Smith") == score("Olga Petrova"))
    }

    @Test func `pronouns change nothing`() {
        let text = Texts.resume + "\nShe leads her team and they trust her."
        let other = Texts.resume + "\nHe leads his team and they trust him."
        #expect(Texts.score(text).score == Texts.score(other).score)
    }

    @Test func `stuffing key words buys nothing`() {
        let words = ["nurse", "patients", "hospital", "medication", "wound", "license", "ward", "families"]
        let line = Array(repeating: words.joined(separator: " "), count: 60).joined(separator: " ")
        let lines = Array(repeating: words.joined(separator: "\n"), count: 60).joined(separator: "\n")
        for stuffed in [line, lines] {
            let gain =
                Texts.score(Texts.resume + "\n" + stuffed, Texts.nurse).score
                - Texts.score(Texts.resume, Texts.nurse).score
            #expect(gain <= 2)
        }
    }

    @Test func `pasting the posting into the resume buys nothing`() {
        for posting in Self.postings {
            for paste in [posting, posting.uppercased(), posting.replacing("\n", with: "  ")] {
                let gain =
                    Texts.score(Texts.resume + "\n" + paste, posting).score - Texts.score(Texts.resume, posting).score
                #expect(gain <= 10)
            }
        }
    }

    @Test func `every quote is a piece of its text and short`() {
        for posting in Self.postings {
            let score = Texts.score(Texts.resume, posting)
            let texts = [Side.resume: Texts.resume, .posting: posting]
            for quote in score.contributions.flatMap(\.quotes) + score.reasons.flatMap(\.quotes) {
                #expect(texts[quote.side]?.contains(quote.text) == true)
                #expect(!quote.text.isEmpty && quote.text.utf8.count <= 160)
            }
        }
    }

    @Test func `without the quoted words the score is lower`() {
        let score = Texts.score()
        var text = Texts.resume
        for quote in score.contributions.flatMap(\.quotes) where quote.side == .resume {
            text = text.replacing(quote.text, with: " ")
        }
        #expect(text != Texts.resume)
        #expect(Texts.score(text).score < score.score)
    }

    @Test func `a reason about something the resume has quotes both sides`() {
        for reason in Texts.score().reasons
        where !reason.text.contains("does not") && !reason.text.contains("would help") {
            #expect(Set(reason.quotes.map(\.side)) == [.resume, .posting])
        }
    }

    @Test func `a reason about something missing quotes the posting alone`() {
        let missing = Texts.score().reasons.filter { $0.text.contains("does not name it") }
        #expect(!missing.isEmpty)
        #expect(missing.allSatisfy { $0.quotes.allSatisfy { $0.side == .posting } })
    }
}
