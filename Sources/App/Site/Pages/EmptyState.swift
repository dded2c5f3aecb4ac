internal import Templates

/// Where a list will be, and the one action that fills it.
struct EmptyState: TemplateData {
    var title: String
    var text: String
    var action: Link?
    var samples: SamplesOffer?

    static var names: Names<EmptyState> {
        [
            "title": .text(\.title),
            "text": .text(\.text),
            "action": .object(\.action),
            "samples": .object(\.samples),
        ]
    }
}
