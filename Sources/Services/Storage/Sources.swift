internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension Source: RowDecodable {
    static let columns: SQL = "id, kind, name, settings, is_enabled, created_at"

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), kind: try row.next(), name: try row.next(), settings: try row.json(),
            isEnabled: try row.next(), createdAt: try row.next())
    }
}

extension Connection {
    /// The source of that name, made where there is none.
    public func source(named name: String, kind: String, settings: [String: String] = [:]) throws -> Source {
        try execute(
            """
            insert into sources (id, kind, name, settings) values (\(UUID.v7()), \(kind), \(name), \(json: settings))
            on conflict (name) do nothing
            """)
        guard let source: Source = try first("select \(Source.columns) from sources where name = \(name)") else {
            throw PostgresError(.decoding, "the source \"\(name)\" was removed while it was being made")
        }
        return source
    }

    /// The source, or `nil`.
    public func source(_ id: UUID) throws -> Source? {
        try first("select \(Source.columns) from sources where id = \(id)")
    }

    /// Every source, by name.
    public func sources() throws -> [Source] {
        try query("select \(Source.columns) from sources order by name")
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
