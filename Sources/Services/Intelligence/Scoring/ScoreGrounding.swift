internal import FoundationEssentials
internal import Model

/// Takes of a model's claims on a pair those that quote what the texts say.
struct ScoreGrounding {
    private var resume: TextGround
    private var posting: TextGround
    private let resumeScalars: [Unicode.Scalar]
    private let postingScalars: [Unicode.Scalar]
    private(set) var kept = 0
    private(set) var dropped = 0

    /// Claims of one kind, characters of a quote, of a sentence, and of a requirement's name.
    static let (elements, quoteLength, sentenceLength, nameLength) = (40, 240, 300, 120)

    /// - Parameters: what the model was given, to the letter.
    init(resume: String, posting: String) {
        self.resume = TextGround(resume)
        self.posting = TextGround(posting)
        resumeScalars = Array(resume.unicodeScalars)
        postingScalars = Array(posting.unicodeScalars)
    }

    /// A requirement has to stand in the posting, and one that is met in the resume.
    mutating func requirements(_ claims: [ScoreAnswer.Requirement]) -> [Refinement.Requirement] {
        var (found, seen) = ([Refinement.Requirement](), Set<String>())
        for claim in limited(claims) {
            guard let text = sentence(claim.text, Self.nameLength), let wanted = quote(.posting, claim.postingQuote)
            else {
                dropped += 1
                continue
            }
            var quotes = [wanted]
            if claim.state != .missing {
                guard let given = quote(.resume, claim.resumeQuote) else {
                    dropped += 1
                    continue
                }
                quotes.append(given)
            }
            guard seen.insert(wanted.text).inserted else { continue }
            kept += 1
            found.append(Refinement.Requirement(text: text, state: claim.state, quotes: quotes))
        }
        return found
    }

    /// A reason has to quote both.
    mutating func reasons(_ claims: [ScoreAnswer.Reason]) -> [Reason] {
        var found: [Reason] = []
        for claim in limited(claims) {
            guard let text = sentence(claim.text, Self.sentenceLength), let given = quote(.resume, claim.resumeQuote),
                let wanted = quote(.posting, claim.postingQuote)
            else {
                dropped += 1
                continue
            }
            kept += 1
            found.append(Reason(text: text, quotes: [given, wanted]))
        }
        return found
    }

    private mutating func limited<Claim>(_ claims: [Claim]) -> ArraySlice<Claim> {
        dropped += max(0, claims.count - Self.elements)
        return claims.prefix(Self.elements)
    }

    /// The text's own words for what is claimed to be in it.
    private mutating func quote(_ side: Side, _ claim: String?) -> Quote? {
        // One letter stands in any text, and what was cut out in none.
        guard let claim, claim.unicodeScalars.count(where: { !$0.properties.isWhitespace }) >= 2,
            !claim.contains(OrderShield.gap)
        else { return nil }
        let find: TextGround.Find?
        switch side {
        case .resume: find = resume.finds(claim, limit: Self.quoteLength).first
        case .posting: find = posting.finds(claim, limit: Self.quoteLength).first
        }
        guard let span = find?.span else { return nil }
        let scalars = side == .resume ? resumeScalars : postingScalars
        return Quote(side: side, text: String(String.UnicodeScalarView(scalars[span.start..<span.end])))
    }

    /// A model's own words: one line, not long, and without addresses to follow.
    private func sentence(_ text: String?, _ limit: Int) -> String? {
        guard let text, text.unicodeScalars.count <= limit else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) }
        return isPlain && !text.contains("://") && !text.contains("www.") ? text : nil
    }
}
