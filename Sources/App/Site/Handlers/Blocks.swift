internal import Base
internal import HTTP
internal import Model
internal import Storage

/// What somebody does not want to see.
enum Blocks {
    static func list(_ context: Context) throws -> Response {
        try page(context)
    }

    private static func page(
        _ context: Context, kind: Block.Kind = .company, value: String = "", problem: BlockDraft.Problem? = nil
    ) throws -> Response {
        let (user, words) = (try context.user(), context.words)
        let isAdmin = user.role == .admin
        let blocks = try context.services.database.withConnection { try $0.blocks(seenBy: user.id) }
        let page = BlocksPage(
            kinds: Block.Kind.allCases.map {
                Option(value: $0.rawValue, label: words.text("blocks.kind." + $0.rawValue), isSelected: $0 == kind)
            }, value: value, mayBlockForAll: isAdmin,
            rows: blocks.map { block in
                BlockRow(
                    value: block.value, kind: words.text("blocks.kind." + block.kind.rawValue),
                    isForAll: block.userID == nil,
                    removeAction: block.userID != nil || isAdmin ? "/blocks/\(block.id.text)/remove" : nil,
                    removeLabel: words.text("blocks.removeOf", ["value": block.value]))
            },
            errors: problem.map {
                [FieldProblem(field: "value", message: words.text("blocks.bad." + $0.rawValue))]
            } ?? [])
        return context.page(
            page, title: words.text("blocks.title"), status: problem == nil ? .ok : .unprocessableContent)
    }

    static func add(_ context: Context) throws -> Response {
        let draft = BlockDraft(
            kind: Block.Kind(rawValue: context.field("kind")) ?? .company, value: context.field("value"),
            isForAll: !context.field("everyone").isEmpty)
        do {
            _ = try draft.insert(for: try context.user(), in: context.services)
        } catch let problem as BlockDraft.Problem {
            return try page(context, kind: draft.kind, value: draft.value.cut(to: 1000), problem: problem)
        }
        return context.redirect(to: "/blocks", telling: .blocked)
    }

    static func remove(_ context: Context) throws -> Response {
        try BlockDraft.remove(try context.id(), for: try context.user(), in: context.services)
        return context.redirect(to: "/blocks", telling: .unblocked)
    }
}

/// Postings that are shown as one.
enum Merges {
    static func undo(_ context: Context) throws -> Response {
        let posting = try part(context)
        return context.redirect(to: "/jobs/" + posting, telling: .mergeUndone)
    }

    /// Undoes the merge `{id}`.
    /// - Returns: the id of the posting that stands for itself again.
    static func part(_ context: Context) throws -> String {
        let (id, user) = (try context.id(), try context.user())
        let posting = try context.services.database.transaction { db in
            try context.services.notePostingChange(on: db)
            let posting = try db.undoMerge(id, by: user.id)
            if let posting { try context.log(.undoMerge, ["posting": posting.text], affected: 1, on: db) }
            return posting
        }
        guard let posting else { throw Problem.notFound() }
        return posting.text
    }
}
