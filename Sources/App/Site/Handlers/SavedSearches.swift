internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// My saved searches.
enum SavedSearches {
    static func list(_ context: Context) throws -> Response { try list(context, refused: nil) }

    /// - Parameter refused: the search whose new name was refused, and that name.
    private static func list(_ context: Context, refused: (id: UUID, name: String)?) throws -> Response {
        let (user, pageSize) = (try context.user(), context.services.settings.web.pageSize)
        let cursor = context.request.query["after"].flatMap { DateCursor(text: $0) }
        let (saved, rows) = try context.services.database.transaction(readOnly: true) { db in
            let saved = try db.savedSearches(ownedBy: user.id, after: cursor?.value, limit: pageSize + 1)
            let blocks = try db.postingBlocks(for: user.id)
            let rows = try saved.prefix(pageSize).map { search in
                let query = SavedSearchDraft(search, now: context.now).query
                let new = try context.site.newPostings(
                    query.search, since: search.seenArrival, for: user, without: blocks, db)
                var row = row(search, query, new, context)
                if refused?.id == search.id {
                    row.typed = refused?.name ?? ""
                    row.error = context.words.text("saved.badName")
                }
                return row
            }
            return (saved, rows)
        }
        let next =
            saved.count > pageSize
            ? saved.prefix(pageSize).last.map { DateCursor($0.createdAt, $0.id).text } : nil
        let page = SavedSearchesPage(
            searches: rows,
            nextHref: next.map { "/saved-searches?" + Parameters([.init(name: "after", value: $0)]).encoded })
        return context.page(
            page, title: context.words.text("saved.title"), status: refused == nil ? .ok : .unprocessableContent)
    }

    private static func row(
        _ saved: SavedSearch, _ query: SearchQuery, _ new: Tally, _ context: Context
    ) -> SavedSearchRow {
        let parts = ([query.text.nonEmpty].compactMap { $0 } + query.active(context).map(\.label))
        return SavedSearchRow(
            id: saved.id.text, href: SavedSearchDraft.href(saved), name: saved.name, typed: saved.name,
            filters: parts.isEmpty ? context.words.text("saved.everything") : parts.joined(separator: " · "),
            new: new.count == 0
                ? context.words.text("saved.nothingNew")
                : context.words.plural("saved.new", new.count, ["count": context.phrases.tally(new)]),
            hasNew: new.count > 0, seen: context.moment(saved.seenAt))
    }

    static func create(_ context: Context) throws -> Response {
        let draft = SavedSearchDraft(name: context.field("name"), query: context.field("query"), now: context.now)
        if draft.problems.contains(where: { $0.field == "name" }) {
            return try Jobs.list(context, draft.query.parameters, refusedName: draft.name)
        }
        let (user, limit) = (try context.user(), context.services.settings.web.savedSearches)
        let kept = try context.services.database.withConnection { try $0.savedSearches(ownedBy: user.id, limit: limit) }
            .first { $0.name == draft.name && $0.query == draft.query.parameters.encoded }
        if let kept { return context.redirect(to: SavedSearchDraft.href(kept), telling: .searchKept) }
        return context.redirect(to: SavedSearchDraft.href(try context.save(draft)), telling: .searchSaved)
    }

    static func rename(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let isNamed = try context.services.database.transaction { db -> Bool? in
            guard let old = try db.savedSearch(id, ownedBy: user.id) else { return nil }
            let draft = SavedSearchDraft(name: context.field("name"), query: old.query, now: context.now)
            guard draft.problems.isEmpty else { return false }
            return try draft.update(old, of: user.id, db) != nil
        }
        guard let isNamed else { throw Problem.notFound() }
        guard isNamed else { return try list(context, refused: (id, context.field("name"))) }
        return context.redirect(to: "/saved-searches", telling: .searchRenamed)
    }

    static func delete(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        guard try context.services.database.withConnection({ try $0.deleteSavedSearch(id, ownedBy: user.id) }) else {
            throw Problem.notFound()
        }
        return context.redirect(to: "/saved-searches", telling: .searchDeleted)
    }

    /// What its owner was shown is not new any more; what arrived while they looked still is.
    static func markSeen(_ context: Context) throws -> Response {
        let (id, user) = (try context.id(), try context.user())
        let arrival = Int(context.field("arrival")).flatMap { $0 >= 0 ? $0 : nil }
        let isThere = try context.services.database.withConnection { db in
            try db.markSeen(savedSearch: id, ownedBy: user.id, upTo: try arrival ?? db.lastArrival())
        }
        guard isThere else { throw Problem.notFound() }
        return context.redirect(to: "/saved-searches", telling: .searchSeen)
    }
}

extension Jobs {
    /// How a search stands that its reader has saved; nil where the address names none of theirs.
    static func savedNote(_ query: SearchQuery, of user: User, _ context: Context) throws -> SavedNote? {
        guard let id = query.parameters["saved"].flatMap({ UUID(text: $0) }) else { return nil }
        return try context.services.database.transaction(readOnly: true) { db in
            guard let saved = try db.savedSearch(id, ownedBy: user.id) else { return nil }
            var search = query.search
            search.arrivedAfter = nil
            let new = try context.site.newPostings(
                search, since: saved.seenArrival, for: user, without: try db.postingBlocks(for: user.id), db)
            let values = ["count": context.phrases.tally(new), "when": context.phrases.ago(saved.seenAt)]
            let isOnlyNew = query.parameters["arrived_after"] != nil
            return SavedNote(
                id: id.text, name: saved.name,
                text: new.count == 0
                    ? context.words.text("saved.nothingSince", values)
                    : context.words.plural("saved.since", new.count, values),
                hasNew: new.count > 0, arrival: String(try db.lastArrival()),
                newHref: new.count > 0 && !isOnlyNew ? query.href("arrived_after", String(saved.seenArrival)) : nil,
                allHref: isOnlyNew ? query.href("arrived_after", nil) : nil)
        }
    }
}
