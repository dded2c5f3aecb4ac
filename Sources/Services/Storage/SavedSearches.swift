public import FoundationEssentials
public import Postgres

/// A search that somebody keeps.
public struct SavedSearch: RowDecodable, Sendable {
    public let id: UUID
    public var name: String
    /// As the address of the search page has it.
    public var query: String
    /// The posting that had arrived last when its results were looked at; what came after it is new.
    public let seenArrival: Int
    public let seenAt: Date
    public let createdAt: Date
    public let updatedAt: Date

    static let columns: SQL = "id, name, query, seen_arrival, seen_at, created_at, updated_at"

    public init(row: inout Row) throws {
        id = try row.next()
        name = try row.next()
        query = try row.next()
        seenArrival = try row.next()
        seenAt = try row.next()
        createdAt = try row.next()
        updatedAt = try row.next()
    }
}

extension Connection {
    /// Keeps a search. Nothing of what is there now counts as new.
    /// - Parameter limit: how many a person may keep; `nil` is answered where they have so many.
    public func insertSavedSearch(
        id: UUID, ownedBy user: UUID, name: String, query: String, limit: Int
    ) throws -> SavedSearch? {
        let last = try lastArrival()
        return try first(
            """
            insert into saved_searches (id, user_id, name, query, seen_arrival)
            select \(id), \(user), \(name), \(query), \(last)
            where (select count(*) from saved_searches where user_id = \(user)) < \(limit)
            returning \(SavedSearch.columns)
            """)
    }

    /// The saved search, if it is `user`'s.
    public func savedSearch(_ id: UUID, ownedBy user: UUID) throws -> SavedSearch? {
        try first("select \(SavedSearch.columns) from saved_searches where id = \(id) and user_id = \(user)")
    }

    /// A person's saved searches, newest first, those after `cursor` where there is one.
    public func savedSearches(
        ownedBy user: UUID, after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [SavedSearch] {
        var query: SQL = "select \(SavedSearch.columns) from saved_searches where user_id = \(user)"
        if let (date, id) = cursor { query += " and (created_at, id) < (\(date), \(id))" }
        query += " order by created_at desc, id desc limit \(limit)"
        return try self.query(query)
    }

    /// Gives a saved search another name or another query; nil where it is not `user`'s.
    public func updateSavedSearch(_ search: SavedSearch, ownedBy user: UUID) throws -> SavedSearch? {
        try first(
            """
            update saved_searches set name = \(search.name), query = \(search.query), updated_at = now()
            where id = \(search.id) and user_id = \(user)
            returning \(SavedSearch.columns)
            """)
    }

    /// Notes that its owner has seen what a search found, up to an arrival; answers whether it is `user`'s.
    public func markSeen(savedSearch id: UUID, ownedBy user: UUID, upTo arrival: Int) throws -> Bool {
        try execute(
            """
            update saved_searches set seen_arrival = greatest(seen_arrival, least(\(arrival), \(try lastArrival()))),
                seen_at = now()
            where id = \(id) and user_id = \(user)
            """) > 0
    }

    /// Deletes a saved search where it is `user`'s.
    public func deleteSavedSearch(_ id: UUID, ownedBy user: UUID) throws -> Bool {
        try execute("delete from saved_searches where id = \(id) and user_id = \(user)") > 0
    }
}
