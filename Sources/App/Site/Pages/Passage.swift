internal import Templates

/// A piece of one of the two texts: plain, or evidence, or something missing.
struct Passage: TemplateData {
    var text: String
    var evidence: EvidenceMark?
    var gap: GapMark?

    static var names: Names<Passage> {
        [
            "text": .text(\.text),
            "evidence": .object(\.evidence),
            "gap": .object(\.gap),
            "isPlain": .flag { $0.evidence == nil && $0.gap == nil },
        ]
    }
}

/// What marks a piece of text as evidence.
struct EvidenceMark: TemplateData {
    var number: String
    var tint: String
    /// The id of this mark.
    var anchor: String
    /// The id of its counterpart in the other text.
    var otherAnchor: String
    /// "Reason 1: see it in the posting"
    var otherLabel: String
    /// Whether it stands over a requirement that the resume does not name.
    var isGap = false

    static var names: Names<EvidenceMark> {
        [
            "number": .text(\.number),
            "tint": .text(\.tint),
            "anchor": .text(\.anchor),
            "otherAnchor": .text(\.otherAnchor),
            "otherLabel": .text(\.otherLabel),
            "isGap": .flag(\.isGap),
        ]
    }
}

/// What outlines a requirement that the resume does not meet.
struct GapMark: TemplateData {
    var anchor: String?

    static var names: Names<GapMark> {
        [
            "anchor": .optionalText(\.anchor)
        ]
    }
}
