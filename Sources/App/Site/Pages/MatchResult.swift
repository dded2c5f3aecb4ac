internal import Templates

/// A score, explained: what it is made of, and both texts with the evidence marked.
struct MatchResult: TemplateData {
    /// Rounded, 0 to 100.
    var score: String
    var band: String
    /// "9 of 12 skills asked for are in your resume."
    var sentence: String
    var engine: String
    var engineVersion: String
    var isSimulated = false
    var scored: Moment?
    var eligibility: [EligibilityRow] = []
    /// In the order of the bar.
    var contributions: [ContributionRow] = []
    var reasons: [ReasonRow] = []
    var matched: [String] = []
    var missing: [MissingRow] = []
    var partly: [PartlyRow] = []
    /// The resume is somebody else's than whoever looks.
    var isCandidate = false
    /// A sentence for each thing that would raise the score, the most first.
    var counterfactuals: [String] = []
    var resumeName: String
    var resumeHref: String
    var postingTitle: String
    var postingHref: String
    /// In order; together they are the text.
    var resumeText: [Passage] = []
    /// In order; together they are the text.
    var postingText: [Passage] = []
    /// What a language model had to do with it.
    var refinement: RefinementPart?

    static var names: Names<MatchResult> {
        [
            "refinement": .object(\.refinement),
            "score": .text(\.score),
            "band": .text(\.band),
            "sentence": .text(\.sentence),
            "engine": .text(\.engine),
            "engineVersion": .text(\.engineVersion),
            "isSimulated": .flag(\.isSimulated),
            "scored": .object(\.scored),
            "eligibility": .list(\.eligibility),
            "hasEligibility": .flag { !$0.eligibility.isEmpty },
            "contributions": .list(\.contributions),
            "hasContributions": .flag { !$0.contributions.isEmpty },
            "reasons": .list(\.reasons),
            "hasReasons": .flag { !$0.reasons.isEmpty },
            "matched": .texts(\.matched),
            "hasMatched": .flag { !$0.matched.isEmpty },
            "missing": .list(\.missing),
            "hasMissing": .flag { !$0.missing.isEmpty },
            "partly": .list(\.partly),
            "hasPartly": .flag { !$0.partly.isEmpty },
            "isCandidate": .flag(\.isCandidate),
            "counterfactuals": .texts(\.counterfactuals),
            "hasCounterfactuals": .flag { !$0.counterfactuals.isEmpty },
            "resumeName": .text(\.resumeName),
            "resumeHref": .text(\.resumeHref),
            "postingTitle": .text(\.postingTitle),
            "postingHref": .text(\.postingHref),
            "resumeText": .list(\.resumeText),
            "postingText": .list(\.postingText),
        ]
    }
}

/// The answer to one hard constraint.
struct EligibilityRow: TemplateData {
    /// `yes`, `no` or `unknown`.
    var kind: String
    var answer: String
    var statement: String
    /// The words of both texts that it rests on.
    var quotes: [QuoteRow] = []

    static var names: Names<EligibilityRow> {
        [
            "kind": .text(\.kind),
            "answer": .text(\.answer),
            "statement": .text(\.statement),
            "quotes": .list(\.quotes),
        ]
    }
}

/// One part of a score and its segment of the bar.
struct ContributionRow: TemplateData {
    /// From 1; the same wherever its evidence is shown.
    var number: String
    /// `1` to `6`.
    var tint: String
    var name: String
    /// "31"
    var points: String
    /// "of 45"
    var ofMaximum: String
    /// Per cent of the bar, such as `12.5`.
    var barStart: String
    /// Per cent of the bar.
    var barWidth: String
    /// Per cent of the bar; absent where the number has no room.
    var barMiddle: String?

    static var names: Names<ContributionRow> {
        [
            "number": .text(\.number),
            "tint": .text(\.tint),
            "name": .text(\.name),
            "points": .text(\.points),
            "ofMaximum": .text(\.ofMaximum),
            "barStart": .text(\.barStart),
            "barWidth": .text(\.barWidth),
            "barMiddle": .optionalText(\.barMiddle),
        ]
    }
}

/// A sentence of why, with the words it rests on.
struct ReasonRow: TemplateData {
    var text: String
    /// The contribution it belongs to.
    var number: String?
    /// Who speaks in the resume's quotes: "You wrote".
    var resumeSays = ""
    var resumeQuotes: [QuoteRow] = []
    var postingQuotes: [QuoteRow] = []

    static var names: Names<ReasonRow> {
        [
            "text": .text(\.text),
            "number": .optionalText(\.number),
            "resumeSays": .text(\.resumeSays),
            "resumeQuotes": .list(\.resumeQuotes),
            "hasResumeQuotes": .flag { !$0.resumeQuotes.isEmpty },
            "postingQuotes": .list(\.postingQuotes),
            "hasPostingQuotes": .flag { !$0.postingQuotes.isEmpty },
        ]
    }
}

/// A quote that leads to its place.
struct QuoteRow: TemplateData {
    var text: String
    /// `1` to `6`, `0` without a contribution.
    var tint: String
    /// The id of its mark in the text.
    var anchor: String?

    static var names: Names<QuoteRow> {
        [
            "text": .text(\.text),
            "tint": .text(\.tint),
            "anchor": .optionalText(\.anchor),
        ]
    }
}

/// Something asked for that the resume has in part.
struct PartlyRow: TemplateData {
    /// "JavaScript: TypeScript is there"
    var text: String
    var quotes: [QuoteRow] = []

    static var names: Names<PartlyRow> {
        [
            "text": .text(\.text),
            "quotes": .list(\.quotes),
        ]
    }
}

/// A skill asked for and not found.
struct MissingRow: TemplateData {
    var name: String
    /// The id of its outline in the posting.
    var anchor: String?

    static var names: Names<MissingRow> {
        [
            "name": .text(\.name),
            "anchor": .optionalText(\.anchor),
        ]
    }
}
