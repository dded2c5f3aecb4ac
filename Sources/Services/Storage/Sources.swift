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

    /// Sets what a source is set up with, and its keys, sealed; nil for none.
    public func setSource(_ id: UUID, settings: [String: String], secrets: [UInt8]?) throws {
        try execute(
            """
            update sources set settings = \(json: settings), secrets = \(secrets), updated_at = now()
            where id = \(id)
            """)
    }

    /// The names of some sources.
    public func sourceNames(_ ids: Set<UUID>) throws -> [UUID: String] {
        guard !ids.isEmpty else { return [:] }
        let names = try query("select id, name from sources where id = any(\(Array(ids)))") { row in
            (try row.next(UUID.self), try row.next(String.self))
        }
        return Dictionary(uniqueKeysWithValues: names)
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
