internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// What somebody does not want to see.
enum BlocksAPI {
    private struct Body: Decodable {
        var kind: String?
        var value: String?
        var everyone: Bool?
    }

    private struct Shown: Encodable {
        var id: String
        var kind: Block.Kind
        var value: String
        var everyone: Bool
        var createdAt: Date

        init(_ block: Block) {
            id = block.id.text
            kind = block.kind
            value = block.value
            everyone = block.userID == nil
            createdAt = block.createdAt
        }
    }

    static func list(_ context: Context) throws -> Response {
        let user = try context.user()
        let blocks = try context.services.database.withConnection { try $0.blocks(seenBy: user.id) }
        return try context.list(whole: blocks, item: Shown.init)
    }

    static func add(_ context: Context) throws -> Response {
        let body: Body = try context.request.json(limit: context.services.settings.web.bodyLimit)
        guard let kind = body.kind.flatMap({ Block.Kind(rawValue: $0) }) else {
            throw Problem.unprocessable([.init(field: "kind", message: "is company, agency or word")])
        }
        let draft = BlockDraft(kind: kind, value: (body.value ?? "").trimmed, isForAll: body.everyone ?? false)
        do {
            return try .json(Shown(try draft.insert(for: try context.user(), in: context.services)), status: .created)
        } catch BlockDraft.Problem.limit {
            throw Problem.conflict("There are as many blocks as there may be. Take one away first.")
        } catch BlockDraft.Problem.value {
            throw Problem.unprocessable([
                .init(field: "value", message: "is a name or words of up to 200 characters")
            ])
        }
    }

    static func remove(_ context: Context) throws -> Response {
        try BlockDraft.remove(try context.id(), for: try context.user(), in: context.services)
        return Response(status: .noContent)
    }
}

/// Postings that are shown as one.
enum MergesAPI {
    private struct Shown: Encodable {
        var id: String
        var postingID: String
        var kind: PostingLikeness.Kind
        var likeness: PostingLikeness
        var title: String
        var company: String
        @Nullable var location: String?
        var url: String
        @Nullable var source: String?
        @Nullable var postedAt: Date?
        var createdAt: Date

        private enum CodingKeys: String, CodingKey {
            case id, kind, likeness, title, company, location, url, source, postedAt, createdAt
            case postingID = "postingId"
        }

        init(_ merge: PostingMerge) {
            id = merge.id.text
            postingID = merge.postingID.text
            kind = merge.kind
            likeness = merge.likeness
            title = merge.title
            company = merge.company
            location = merge.location
            url = merge.url
            source = merge.sourceName
            postedAt = merge.postedAt
            createdAt = merge.createdAt
        }
    }

    private struct Undone: Encodable {
        var postingID: String

        private enum CodingKeys: String, CodingKey {
            case postingID = "postingId"
        }
    }

    static func list(_ context: Context) throws -> Response {
        let posting = try JobsAPI.posting(try context.id(), context)
        let merges = try context.services.database.withConnection { try $0.merges(into: posting.id) }
        return try context.list(whole: merges, item: Shown.init)
    }

    static func undo(_ context: Context) throws -> Response {
        try .json(Undone(postingID: try Merges.part(context)))
    }
}
