internal import Templates

/// What the reader noticed about a resume's document, where there is something to say.
struct ReadingNotesPart: TemplateData {
    var remarks: [Remark] = []
    var hidden: HiddenTextPart?

    /// One sentence.
    struct Remark: TemplateData {
        var text: String

        static var names: Names<Remark> { ["text": .text(\.text)] }
    }

    static var names: Names<ReadingNotesPart> {
        [
            "remarks": .list(\.remarks),
            "hidden": .object(\.hidden),
        ]
    }
}

/// The text of a document that people cannot see.
struct HiddenTextPart: TemplateData {
    /// "Show the hidden text (120 characters)"
    var label: String
    var passages: [Passage]

    struct Passage: TemplateData {
        /// "Page 2: too small to be read"
        var reason: String
        var text: String

        static var names: Names<Passage> {
            [
                "reason": .text(\.reason),
                "text": .text(\.text),
            ]
        }
    }

    static var names: Names<HiddenTextPart> {
        [
            "label": .text(\.label),
            "passages": .list(\.passages),
        ]
    }
}
