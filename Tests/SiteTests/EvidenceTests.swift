import Model
import Testing

@testable import Site

/// Where the quotes of a score are marked in both texts.
struct EvidenceTests {
    private func score(_ contributions: [[Quote]]) -> Score {
        Score(
            score: 50, engine: "embedded", engineVersion: "4", reasons: [],
            contributions: contributions.enumerated().map {
                Contribution(name: "\($0)", points: 1, maximum: 2, quotes: $1)
            },
            matched: [], missing: [], eligibility: Eligibility())
    }

    @Test func `a quote that another covers leads to where it is marked`() throws {
        let (word, title) = (Quote(side: .posting, text: "Manager"), Quote(side: .posting, text: "Data Manager"))
        let (ours, nowhere) = (Quote(side: .resume, text: "Manager"), Quote(side: .posting, text: "Baker"))
        let evidence = Evidence(
            score([[word, ours], [title, nowhere]]), resumeText: "A Manager of data",
            postingText: "Data Manager\nYou manage.")
        #expect(evidence.posting.map(\.quote) == ["Manager"])
        #expect(evidence.anchor(of: word) == "p1" && evidence.anchor(of: title) == "p1")
        #expect(evidence.anchor(of: ours) == "r1" && evidence.anchor(of: nowhere) == nil)
    }

    @Test func `a quote is marked where it stands, not where its letters come first`() throws {
        let quote = Quote(side: .resume, text: "German", span: TextSpan(19, 25))
        let text = "Zürich or Germany. German."
        let evidence = Evidence(score([[quote]]), resumeText: text, postingText: "")
        #expect(evidence.resume.map(\.range) == [20..<26])
        // A place that is another's, or not there, counts for nothing.
        let lost = Quote(side: .resume, text: "German", span: TextSpan(400, 406))
        #expect(Evidence(score([[lost]]), resumeText: text, postingText: "").resume.map(\.range) == [11..<17])
    }

    @Test func `what is asked for and not found is outlined within a quote as well`() throws {
        var score = score([[Quote(side: .posting, text: "Terraform and care")]])
        score.missing = ["Terraform", "German", "Rust"]
        let evidence = Evidence(score, resumeText: "", postingText: "We use Terraform and care. German is asked for.")
        #expect(evidence.gaps.map(\.name) == ["Terraform", "German"])
        #expect(evidence.gaps.map(\.anchor) == ["p1", "gap2"])
    }

    @Test func `the same words elsewhere get a mark of their own`() throws {
        let quotes = [Quote(side: .posting, text: "Manager"), Quote(side: .posting, text: "Data Manager")]
        let evidence = Evidence(
            score([[quotes[0]], [quotes[1]]]), resumeText: "", postingText: "Data Manager. The Data Manager manages.")
        #expect(evidence.posting.map(\.number) == [1, 2])
        #expect(evidence.anchor(of: quotes[1]) == "p2")
    }
}
