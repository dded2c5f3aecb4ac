internal import Templates

/// What a language model had to do with a score.
struct RefinementPart: TemplateData {
    /// In sentences: who was asked, what became of it, what was left out, what it cost.
    var sentences: [String]
    var requirements: [RequirementRow] = []
    /// Passages that give orders to machines.
    var orders: [String] = []

    static var names: Names<RefinementPart> {
        [
            "sentences": .texts(\.sentences),
            "requirements": .list(\.requirements),
            "hasRequirements": .flag { !$0.requirements.isEmpty },
            "orders": .texts(\.orders),
            "hasOrders": .flag { !$0.orders.isEmpty },
        ]
    }
}

/// How far one requirement is met, as a model sees it.
struct RequirementRow: TemplateData {
    /// `yes`, `unknown` or `no`, as the answers to hard constraints.
    var kind: String
    var state: String
    var text: String
    var quotes: [QuoteRow]

    static var names: Names<RequirementRow> {
        [
            "kind": .text(\.kind),
            "state": .text(\.state),
            "text": .text(\.text),
            "quotes": .list(\.quotes),
        ]
    }
}
