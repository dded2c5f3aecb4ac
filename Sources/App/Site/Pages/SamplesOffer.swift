internal import Templates

/// A button that loads samples.
struct SamplesOffer: TemplateData {
    /// `/samples` or `/admin/samples`.
    var action: String
    var label: String
    var hint: String

    static var names: Names<SamplesOffer> {
        [
            "action": .text(\.action),
            "label": .text(\.label),
            "hint": .text(\.hint),
        ]
    }
}
