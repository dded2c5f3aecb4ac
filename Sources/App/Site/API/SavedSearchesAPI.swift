internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage

/// Searches that somebody keeps, with how much is new in each.
enum SavedSearchesAPI {
    private struct SavedSearchBody: Decodable {
        var name: String?
        var query: String?
    }

    private struct Shown: Encodable {
        var id: String
        var name: String
        var query: String
        /// Postings that have arrived since it was seen; more than that where the count is not exact.
        var new: Int
        var newIsExact: Bool
        var seenAt: Date
        var createdAt: Date
        var updatedAt: Date

        init(_ saved: SavedSearch, _ new: Tally) {
            id = saved.id.text
            name = saved.name
            query = saved.query
            self.new = new.count
            newIsExact = new.isExact
            seenAt = saved.seenAt
            createdAt = saved.createdAt
            updatedAt = saved.updatedAt
        }
    }

    private static func shown(
        _ saved: some Sequence<SavedSearch>, _ context: Context, _ db: Connection
    ) throws -> [Shown] {
        let user = try context.user()
        let blocks = try db.postingBlocks(for: user.id)
        return try saved.map { saved in
            let search = SavedSearchDraft(saved, now: context.now).query.search
            return Shown(
                saved,
                try context.site.newPostings(search, since: saved.seenArrival, for: user, without: blocks, db))
        }
    }

    static func list(_ context: Context) throws -> Response {
        let (user, limit) = (try context.user(), try context.limit())
        let cursor = try context.cursor(DateCursor.init(text:))
        let (rows, bodies) = try context.services.database.transaction(readOnly: true) { db in
            let rows = try db.savedSearches(ownedBy: user.id, after: cursor?.value, limit: limit + 1)
            return (rows, try shown(rows.prefix(limit), context, db))
        }
        let next = rows.count > limit ? rows.prefix(limit).last.map { DateCursor($0.createdAt, $0.id).text } : nil
        return try .json(ListBody(items: bodies, next: next))
    }

    static func create(_ context: Context) throws -> Response {
        let body: SavedSearchBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let draft = SavedSearchDraft(name: body.name ?? "", query: body.query ?? "", now: context.now)
        let saved = try context.save(draft)
        return try .json(Shown(saved, Tally(0, isExact: true)), status: .created)
    }

    static func show(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let found = try context.services.database.transaction(readOnly: true) { db in
            try db.savedSearch(id, ownedBy: user.id).flatMap { try shown([$0], context, db).first }
        }
        guard let found else { throw Problem.notFound() }
        return try .json(found)
    }

    static func change(_ context: Context) throws -> Response {
        let body: SavedSearchBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let (id, user) = (try context.id(), try context.user())
        let changed = try context.services.database.transaction { db -> Shown? in
            guard let old = try db.savedSearch(id, ownedBy: user.id) else { return nil }
            let draft = SavedSearchDraft(
                name: body.name ?? old.name, query: body.query ?? old.query, now: context.now)
            let saved = try draft.update(old, of: user.id, db)
            return try saved.flatMap { try shown([$0], context, db).first }
        }
        guard let changed else { throw Problem.notFound() }
        return try .json(changed)
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard try context.services.database.withConnection({ try $0.deleteSavedSearch(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return Response(status: .noContent)
    }

    /// What there is now is not new any more.
    static func markSeen(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let isThere = try context.services.database.withConnection { db in
            try db.markSeen(savedSearch: id, ownedBy: user.id, upTo: try db.lastArrival())
        }
        guard isThere else { throw Problem.notFound() }
        return Response(status: .noContent)
    }
}

extension SavedSearchDraft {
    /// Stores what the draft says of a saved search; 422 where it cannot be.
    func update(_ old: SavedSearch, of user: UUID, _ db: Connection) throws -> SavedSearch? {
        try check()
        var changed = old
        changed.name = name
        changed.query = query.parameters.encoded
        return try db.updateSavedSearch(changed, ownedBy: user)
    }

    func check() throws {
        let problems = problems
        guard problems.isEmpty else {
            throw Problem.unprocessable(problems.map { .init(field: $0.field, message: $0.message) })
        }
    }
}

extension Context {
    /// Keeps a search of the caller's.
    /// - Throws: 422 where it cannot be kept, 409 where there are too many.
    func save(_ draft: SavedSearchDraft) throws -> SavedSearch {
        try draft.check()
        let (user, limit) = (try user(), services.settings.web.savedSearches)
        let saved = try services.database.withConnection {
            try $0.insertSavedSearch(
                id: UUID.v7(), ownedBy: user.id, name: draft.name, query: draft.query.parameters.encoded, limit: limit)
        }
        guard let saved else {
            throw Problem.conflict("You keep \(limit) searches already. Delete one that you do not need any more.")
        }
        return saved
    }
}
