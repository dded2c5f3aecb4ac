internal import Templates

/// What somebody does not want to see.
struct BlocksPage: Page {
    static let template = "pages/blocks"

    var kinds: [Option] = []
    var value = ""
    var mayBlockForAll = false
    var rows: [BlockRow] = []
    var errors: [FieldProblem] = []

    static var names: Names<BlocksPage> {
        [
            "kinds": .list(\.kinds),
            "value": .text(\.value),
            "mayBlockForAll": .flag(\.mayBlockForAll),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
        ]
    }
}

/// One thing that is hidden.
struct BlockRow: TemplateData {
    var value: String
    var kind: String
    var isForAll = false
    /// For whoever may take it away.
    var removeAction: String?
    var removeLabel: String

    static var names: Names<BlockRow> {
        [
            "value": .text(\.value),
            "kind": .text(\.kind),
            "isForAll": .flag(\.isForAll),
            "removeAction": .optionalText(\.removeAction),
            "removeLabel": .text(\.removeLabel),
        ]
    }
}
