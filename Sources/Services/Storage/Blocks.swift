internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Block: RowDecodable {
    static let columns: SQL = "id, user_id, kind, value, created_at"

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), userID: try row.next(), kind: try row.next(), value: try row.next(),
            createdAt: try row.next())
    }
}

/// What one reader does not want to see, in the form that queries of postings use.
public struct PostingBlocks: Sendable, Equatable {
    /// Companies as names are compared.
    public var companies: [String] = []
    /// Words that stand in a posting one behind the other.
    public var phrases: [String] = []

    public init() {}

    public var isEmpty: Bool { companies.isEmpty && phrases.isEmpty }

    /// A text that differs where the blocks do.
    public var tag: String { (companies + ["\u{1f}"] + phrases).joined(separator: "\u{1e}") }

    /// A further condition on rows of `postings`; nothing where nothing is blocked.
    var condition: SQL {
        var condition: SQL = ""
        if !companies.isEmpty { condition += " and postings.company_key <> all(\(companies))" }
        for phrase in phrases { condition += " and not postings.search @@ phraseto_tsquery('english', \(phrase))" }
        return condition
    }
}

extension Connection {
    /// The blocks of a user and those for all; for a visitor those for all.
    public func postingBlocks(for user: UUID?) throws -> PostingBlocks {
        var blocks = PostingBlocks()
        let rows: [(Block.Kind, String, String)] = try query(
            """
            select kind, key, value from blocks where user_id is null or user_id = \(user) order by kind, key, id
            """
        ) { row in (try row.next(), try row.next(), try row.next()) }
        for (kind, key, value) in rows {
            if kind != .word { blocks.companies.append(key) }
            if kind != .company { blocks.phrases.append(value) }
        }
        return blocks
    }

    /// The blocks that a user sees: their own, then those for all, each by kind and name.
    public func blocks(seenBy user: UUID) throws -> [Block] {
        try query(
            """
            select \(Block.columns) from blocks where user_id is null or user_id = \(user)
            order by user_id is null, kind, value
            """)
    }

    /// Blocks something; what is blocked already stays as it is.
    /// - Parameters:
    ///   - key: the value as it is compared.
    ///   - user: nil for all.
    ///   - limit: how many a user may have.
    /// - Returns: the block; nil where the user has as many as they may.
    public func insertBlock(
        _ kind: Block.Kind, value: String, key: String, for user: UUID?, limit: Int
    ) throws -> Block? {
        // A row that is there is answered, and the limit holds for new ones only.
        try first(
            """
            with added as (
                insert into blocks (id, user_id, kind, value, key)
                select \(UUID.v7()), \(user), \(kind), \(value), \(key)
                where (select count(*) from blocks where user_id is not distinct from \(user)) < \(limit)
                on conflict on constraint blocks_key do nothing
                returning \(Block.columns)
            )
            select \(Block.columns) from added union all
            select \(Block.columns) from blocks where user_id is not distinct from \(user) and kind = \(kind) and key = \(key)
            limit 1
            """)
    }

    /// Takes a block away, if it is `user`'s; one for all where `isForAll` says that it may be.
    public func deleteBlock(_ id: UUID, ownedBy user: UUID, orForAll isForAll: Bool) throws -> Bool {
        try execute(
            "delete from blocks where id = \(id) and (user_id = \(user) or \(isForAll) and user_id is null)") > 0
    }
}
