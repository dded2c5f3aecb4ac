import Base
import FoundationEssentials
import Model

@testable import Matching

/// Any two texts as a resume and a posting: parts that add up, and quotes that stand where they say.
///
/// The resume ends at the first octet 0. Without one the text is both.
enum ScoreTarget {
    private static let scorer = Scorer(now: Date(timeIntervalSince1970: 1_795_000_000), knowledge: .none)

    static func run(_ octets: [UInt8]) throws(BrokenRule) {
        let parts = octets.prefix(8192).split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let resume = String(decoding: parts[0], as: UTF8.self)
        let posting = String(decoding: parts[parts.count - 1], as: UTF8.self)
        let score = scorer.score(ResumeSide(text: resume), PostingSide(title: "", text: posting))
        try rule((0...100).contains(score.score), "the score \(score.score)")
        try rule(score.contributions.reduce(0) { $0 + $1.points } == score.score, "the parts do not add up")
        for part in score.contributions {
            try rule(part.points >= 0 && part.points <= part.maximum + 1e-9, "\(part.name) is \(part.points)")
        }
        let (ours, theirs) = (Array(resume.unicodeScalars), Array(posting.unicodeScalars))
        let quotes =
            score.contributions.flatMap(\.quotes) + score.reasons.flatMap(\.quotes)
            + score.eligibility.grounds.flatMap(\.quotes)
        for quote in quotes {
            let scalars = quote.side == .resume ? ours : theirs
            guard let span = quote.span, span.start >= 0, span.start <= span.end, span.end <= scalars.count else {
                throw BrokenRule(words: "\(quote.text) has no place")
            }
            try rule(
                scalars[span.start..<span.end].elementsEqual(quote.text.unicodeScalars),
                "\(quote.text) is not what stands there")
        }
    }
}
