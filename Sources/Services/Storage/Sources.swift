internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Source: RowDecodable {
    static let columns: SQL =
        """
        sources.id, kind, name, sources.settings, is_enabled, sources.user_id, secrets, pause_reason, cadence, next_run_at,
        sources.created_at
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), kind: try row.next(), name: try row.next(), settings: try row.json(),
            isEnabled: try row.next(), userID: try row.next(), secrets: try row.next(), pauseReason: try row.next(),
            cadence: try row.next(), nextRunAt: try row.next(), createdAt: try row.next())
    }
}

extension Connection {
    /// The source of that name, made where there is none.
    public func source(
        named name: String, kind: String, settings: [String: String] = [:], cadence: SourceCadence = .daily
    ) throws -> Source {
        try execute(
            """
            insert into sources (id, kind, name, settings, cadence)
            values (\(UUID.v7()), \(kind), \(name), \(json: settings), \(cadence.rawValue))
            on conflict (name, user_id) do nothing
            """)
        guard
            let source: Source = try first(
                "select \(Source.columns) from sources where name = \(name) and user_id is null")
        else {
            throw PostgresError(.decoding, "the source \"\(name)\" was removed while it was being made")
        }
        return source
    }

    /// The source, or `nil`.
    public func source(_ id: UUID) throws -> Source? {
        try first("select \(Source.columns) from sources where id = \(id)")
    }

    /// Every source of the installation's own, by name.
    public func sources() throws -> [Source] {
        try query("select \(Source.columns) from sources where user_id is null order by name")
    }

    /// The names of the sources that open postings come from.
    public func postingSourceNames() throws -> [String] {
        try scalars(
            """
            select name from sources
            where user_id is null and exists (select from posting_sources where source_id = sources.id) order by name
            """)
    }
}

/// Tokens that other systems gave us for a time, sealed.
extension Connection {
    public func outsideToken(_ name: String) throws -> [UInt8]? {
        try scalar("select sealed from outside_tokens where name = \(name)")
    }

    public func setOutsideToken(_ name: String, _ sealed: [UInt8]) throws {
        try execute(
            """
            insert into outside_tokens (name, sealed) values (\(name), \(sealed))
            on conflict (name) do update set sealed = excluded.sealed, updated_at = now()
            """)
    }

    public func deleteOutsideTokens(prefix: String) throws {
        try execute("delete from outside_tokens where starts_with(name, \(prefix))")
    }
}
