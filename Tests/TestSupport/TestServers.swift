public import Postgres
public import Redis
import Storage
import Synchronization

/// One PostgreSQL and one Redis for the whole test process, started when first asked for and gone when it ends.
public final class TestServers: Sendable {
    public static let shared = TestServers()

    private struct State {
        var postgres: PostgresServer?
        var redis: RedisServer?
        /// The migrated databases that others are copied from, by what was applied to them.
        var templates: [String: String] = [:]
        var databases = 0
        var redisDatabases = 0
    }

    private let state = Mutex(State())

    private init() {}

    /// A new database; with `migrated`, one that has the product's schema.
    public static func database(migrated: Bool = true) throws -> TestDatabase {
        try database(migrations: migrated ? Schema.migrations : [])
    }

    /// A new database with the given migrations. Databases of the same migrations are copies of one template.
    public static func database(migrations: [Migration]) throws -> TestDatabase {
        try shared.state.withLock { state in
            let server = try state.postgres ?? PostgresServer()
            state.postgres = server
            let key = migrations.map { "\($0.version)/\($0.name)/\($0.up.utf8.count)" }.joined(separator: " ")
            let template = try state.templates[key] ?? Self.makeTemplate(migrations, on: server, &state)
            state.templates[key] = template
            state.databases += 1
            let name = "test_\(state.databases)"
            try Connection(conninfo: server.conninfo()).script("create database \(name) template \(template)")
            return TestDatabase(server: server, name: name)
        }
    }

    /// A Redis database that no other suite uses, on the shared server; empty.
    public static func redis() throws -> TestRedis {
        try shared.state.withLock { state in
            let server = try state.redis ?? RedisServer()
            state.redis = server
            guard state.redisDatabases + 1 < RedisServer.databases else {
                throw TestFailure("no Redis database is left")
            }
            state.redisDatabases += 1
            return TestRedis(url: server.url(database: state.redisDatabases), database: state.redisDatabases)
        }
    }

    private static func makeTemplate(
        _ migrations: [Migration], on server: PostgresServer, _ state: inout State
    ) throws -> String {
        guard !migrations.isEmpty else { return "template1" }
        let name = "template_\(state.templates.count)"
        try Connection(conninfo: server.conninfo()).script("create database \(name)")
        try Migrator(migrations: migrations).apply(on: Connection(conninfo: server.conninfo(database: name)))
        return name
    }
}

/// A database of a suite's own. It stays until the test process ends, or until `drop`.
public struct TestDatabase: Sendable {
    private let server: PostgresServer
    public let name: String

    init(server: PostgresServer, name: String) {
        self.server = server
        self.name = name
    }

    /// libpq's connection string.
    public var conninfo: String { server.conninfo(database: name) }

    public func connect() throws -> Connection {
        try Connection(conninfo: conninfo)
    }

    /// A pool on it; close it when the test has many databases.
    public func pool(
        size: Int = 4, waitTimeout: Duration = .seconds(10), statementTimeout: Duration = .seconds(30)
    ) -> Pool {
        Pool(conninfo: conninfo, size: size, waitTimeout: waitTimeout, statementTimeout: statementTimeout)
    }

    /// Ends its sessions and removes it.
    public func drop() throws {
        try Connection(conninfo: server.conninfo()).script("drop database if exists \(name) with (force)")
    }
}

/// A Redis database of a suite's own.
public struct TestRedis: Sendable {
    public let url: String
    /// Its number on the shared server. `FLUSHDB` concerns this one only; `FLUSHALL` and `SCRIPT FLUSH` concern everybody, so
    /// a test of those starts a `RedisServer`.
    public let database: Int

    public func pool(size: Int = 4, commandTimeout: Duration = .seconds(5)) throws -> RedisPool {
        try RedisPool(url: url, size: size, commandTimeout: commandTimeout)
    }
}
