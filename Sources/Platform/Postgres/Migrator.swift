import Base
public import FoundationEssentials

/// Brings a database's schema to a version, step by step, and remembers what was applied in `schema_migrations`.
///
/// Any number of programs may start it at once: one does the work under an advisory lock, the others wait and find nothing to
/// do. Each migration is one transaction, and waits for locks only briefly, so that it never stalls the traffic behind it: it
/// gives up after `lockWait` and tries again.
public struct Migrator: Sendable {
    /// One migration and whether the database has it.
    public struct Status: Sendable, Equatable {
        public let version: Int
        public let name: String
        /// Nil when it is not applied.
        public let appliedAt: Date?
        /// The database has it, but this program does not know it (a newer program was here).
        public let isUnknown: Bool
    }

    private struct Applied: RowDecodable {
        let version: Int
        let name: String
        let checksum: String
        let appliedAt: Date

        init(row: inout Row) throws {
            version = try row.next()
            name = try row.next()
            checksum = try row.next()
            appliedAt = try row.next()
        }
    }

    private let migrations: [Migration]
    private let lockKey: Int
    private let lockWait: Duration
    private let lockAttempts: Int
    private let starterTimeout: Duration

    /// - Parameters:
    ///   - migrations: in any order; versions must differ.
    ///   - lockKey: the advisory lock's number, the same for all programs that migrate this database.
    ///   - lockWait: how long a statement of a migration may wait for a lock.
    ///   - lockAttempts: how often a migration is tried that could not get its locks.
    ///   - starterTimeout: how long to wait for another program that is migrating.
    public init(
        migrations: [Migration], lockKey: Int = 0x4855_4E54, lockWait: Duration = .seconds(1), lockAttempts: Int = 60,
        starterTimeout: Duration = .seconds(600)
    ) {
        self.migrations = migrations.sorted { $0.version < $1.version }
        self.lockKey = lockKey
        self.lockWait = lockWait
        self.lockAttempts = max(1, lockAttempts)
        self.starterTimeout = starterTimeout
    }

    /// Applies what is missing, up to `version` (all when nil); answers what it applied.
    ///
    /// Throws `PostgresError(.migration)` when an applied migration was edited, or one is missing below an applied one; the
    /// server's error when a statement fails, in which case that migration is undone and the earlier ones stay.
    @discardableResult
    public func apply(on connection: Connection, to version: Int? = nil) throws -> [Migration] {
        try exclusively(on: connection) {
            let applied = try verified(on: connection)
            let missing = migrations.filter { applied[$0.version] == nil && $0.version <= version ?? .max }
            for migration in missing {
                try run(migration, migration.up, on: connection) {
                    try connection.execute(
                        """
                        insert into schema_migrations (version, name, checksum)
                        values (\(migration.version), \(migration.name), \(Self.checksum(migration)))
                        """)
                }
            }
            return missing
        }
    }

    /// Undoes the migrations above `version`, newest first; answers what it undid.
    @discardableResult
    public func revert(on connection: Connection, to version: Int) throws -> [Migration] {
        try exclusively(on: connection) {
            let applied = try verified(on: connection)
            if let unknown = applied.keys.filter({ key in !migrations.contains { $0.version == key } }).max(),
                unknown > version
            {
                throw PostgresError(.migration, "version \(unknown) is applied, and this program cannot undo it")
            }
            let extra = migrations.reversed().filter { applied[$0.version] != nil && $0.version > version }
            for migration in extra {
                guard let down = migration.down else {
                    throw PostgresError(.migration, "version \(migration.version) has no way back")
                }
                try run(migration, down, on: connection) {
                    try connection.execute("delete from schema_migrations where version = \(migration.version)")
                }
            }
            return extra
        }
    }

    /// Every migration this program or the database knows, in order. Changes nothing.
    public func status(on connection: Connection) throws -> [Status] {
        let applied = try appliedVersions(on: connection)
        let known = migrations.map { migration in
            Status(
                version: migration.version, name: migration.name, appliedAt: applied[migration.version]?.appliedAt,
                isUnknown: false)
        }
        let unknown = applied.values.filter { row in !migrations.contains { $0.version == row.version } }.map { row in
            Status(version: row.version, name: row.name, appliedAt: row.appliedAt, isUnknown: true)
        }
        return (known + unknown).sorted { $0.version < $1.version }
    }

    // MARK: Steps

    private func run(
        _ migration: Migration, _ text: String, on connection: Connection, record: () throws -> Void
    ) throws {
        guard migration.isTransactional else {
            for statement in StatementSplitter.split(text) { try connection.script(statement) }
            // What a concurrent build leaves when it fails; `if not exists` would take it for done.
            let invalid: String? = try connection.scalar(
                "select indexrelid::regclass::text from pg_index where not indisvalid limit 1")
            if let invalid {
                throw PostgresError(
                    .migration, "version \(migration.version) left the index \(invalid) invalid: drop it")
            }
            return try record()
        }
        for attempt in 1... {
            do {
                return try connection.transaction { connection in
                    try connection.script("set local lock_timeout = \(lockWait.milliseconds)")
                    if !text.isEmpty { try connection.script(text) }
                    try record()
                }
            } catch let error as PostgresError
                where attempt < lockAttempts
                && (error.sqlState == .lockNotAvailable || error.sqlState == .deadlockDetected)
            {
                // Let the traffic that piled up behind the lock through.
                WorkerThread.sleep(milliseconds: Int.random(in: 50...(50 * min(attempt, 20))))
            }
        }
    }

    /// Runs `body` while this session alone migrates.
    private func exclusively<R>(on connection: Connection, _ body: () throws -> R) throws -> R {
        guard !connection.isInTransaction else {
            throw PostgresError(.misuse, "migrations cannot run inside a transaction")
        }
        let clock = ContinuousClock()
        let deadline = clock.now + starterTimeout
        // Waiting inside `pg_advisory_lock` would hold a snapshot, which `create index concurrently` waits for in turn.
        while try connection.value("select pg_try_advisory_lock(\(lockKey))", as: Bool.self) == false {
            guard clock.now < deadline else {
                throw PostgresError(.migration, "another program has been migrating for more than \(starterTimeout)")
            }
            WorkerThread.sleep(milliseconds: 50)
        }
        let timeout = try connection.value("select current_setting('statement_timeout')", as: String.self)
        defer {
            // On a broken connection both are gone with the session.
            _ = try? connection.execute("select set_config('statement_timeout', \(timeout), false)")
            _ = try? connection.execute("select pg_advisory_unlock(\(lockKey))")
        }
        try connection.script("set statement_timeout = 0")
        try connection.script(
            """
            create table if not exists schema_migrations (
                version bigint primary key,
                name text not null,
                checksum text not null,
                applied_at timestamptz not null default now()
            )
            """)
        return try body()
    }

    /// What is applied, after checking it against what this program knows.
    private func verified(on connection: Connection) throws -> [Int: Applied] {
        for (one, next) in zip(migrations, migrations.dropFirst()) where one.version == next.version {
            throw PostgresError(.migration, "version \(one.version) is there twice: \(one.name), \(next.name)")
        }
        let applied = try appliedVersions(on: connection)
        let highestApplied = applied.keys.max() ?? 0
        for migration in migrations {
            guard let row = applied[migration.version] else {
                if migration.version < highestApplied {
                    throw PostgresError(
                        .migration, "version \(migration.version) is missing below the applied \(highestApplied)")
                }
                continue
            }
            guard row.checksum == Self.checksum(migration) else {
                throw PostgresError(
                    .migration, "version \(migration.version) (\(migration.name)) was edited after it was applied")
            }
        }
        return applied
    }

    private func appliedVersions(on connection: Connection) throws -> [Int: Applied] {
        guard try connection.value("select to_regclass('schema_migrations') is not null", as: Bool.self) else {
            return [:]
        }
        let rows = try connection.query(
            "select version, name, checksum, applied_at from schema_migrations", as: Applied.self)
        return Dictionary(rows.map { ($0.version, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// FNV-1a (64 bits) of the way up: it guards against slips, not against an adversary.
    static func checksum(_ migration: Migration) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in migration.up.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
