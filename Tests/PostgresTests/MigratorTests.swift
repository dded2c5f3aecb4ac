import Base
import Postgres
import TestSupport
import Testing

struct MigratorTests {
    static func migration(_ version: Int, _ name: String, _ text: String) throws -> Migration {
        try Migration(fileName: "V000\(version)_\(name).sql", text: text)
    }

    static func history() throws -> [Migration] {
        [
            try migration(1, "plants", "-- up\ncreate table plants (id int);\n-- down\ndrop table plants;"),
            try migration(
                2, "names",
                "alter table plants add name text;\ninsert into plants values (1, 'a;b');\n-- down\nalter table plants drop name;"
            ),
            try migration(
                3, "index",
                """
                -- no-transaction
                create index concurrently if not exists plants_name on plants (name);
                create index concurrently if not exists plants_id on plants (id); -- last; one
                -- down
                drop index concurrently if exists plants_name;
                drop index concurrently if exists plants_id;
                """),
        ]
    }

    let database: TestDatabase
    let db: Connection

    init() throws {
        database = try emptyDatabase()
        db = try database.connect()
    }

    private func exists(_ name: String) throws -> Bool {
        try db.value("select to_regclass(\(name)) is not null")
    }

    @Test func `a file is read into its parts`() throws {
        let migration = try Self.migration(7, "some_name", "-- up\n\ncreate table a ();\n\n-- down\ndrop table a;\n")
        #expect(migration == Migration(version: 7, name: "some_name", up: "create table a ();", down: "drop table a;"))
        #expect(try Self.migration(1, "x", "select 1;").down == nil)
        #expect(try Self.history()[2].isTransactional == false)
        for (name, text) in [
            ("0001_x.sql", "select 1"), ("V1.sql", "select 1"), ("Vx_y.sql", "select 1"), ("V1_.sql", "select 1"),
            ("V0001_x.sql", "-- down\nselect 1"), ("V0001_x.sql", "select 1\n-- down\n-- down"),
        ] {
            #expect(
                postgresError { _ = try Migration(fileName: name, text: text) }?.code == .migration, "\(name): \(text)")
        }
    }

    @Test func `up, to a version, down and up again`() throws {
        let migrator = Migrator(migrations: try Self.history().reversed())
        #expect(try migrator.status(on: db).map(\.appliedAt) == [nil, nil, nil])
        #expect(try migrator.apply(on: db, to: 1).map(\.version) == [1])
        #expect(try migrator.apply(on: db).map(\.version) == [2, 3])
        #expect(try migrator.apply(on: db).isEmpty)
        #expect(try exists("plants_name"))
        #expect(try migrator.status(on: db).allSatisfy { $0.appliedAt != nil && !$0.isUnknown })
        #expect(try migrator.revert(on: db, to: 1).map(\.version) == [3, 2])
        #expect(try !exists("plants_name"))
        #expect(try exists("plants"))
        #expect(try migrator.revert(on: db, to: 0).map(\.version) == [1])
        #expect(try !exists("plants"))
        #expect(try migrator.apply(on: db).count == 3)
    }

    @Test func `many starters apply each migration once`() throws {
        let migrations = try Self.history()
        let database = self.database
        let applied = Record<[Int]>()
        let failures = Record<String>()
        let threads = try (0..<8).map { number in
            try WorkerThread(name: "starter\(number)") {
                do {
                    applied.append(try Migrator(migrations: migrations).apply(on: database.connect()).map(\.version))
                } catch {
                    failures.append("\(error)")
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.all == [])
        #expect(applied.all.flatMap { $0 }.sorted() == [1, 2, 3])
    }

    @Test func `a failing migration leaves nothing of itself and keeps the earlier ones`() throws {
        let bad = try Self.migration(2, "bad", "create table half ();\nselect 1 / 0;")
        let failure = postgresError { try Migrator(migrations: [Self.history()[0], bad]).apply(on: db) }
        #expect(failure?.sqlState?.rawValue == "22012")
        #expect(try exists("plants"))
        #expect(try !exists("half"))
        #expect(try Migrator(migrations: try Self.history()).apply(on: db).map(\.version) == [2, 3])
    }

    @Test func `an edited migration is refused`() throws {
        var migrations = try Self.history()
        try Migrator(migrations: migrations).apply(on: db)
        migrations[1] = try Self.migration(2, "names", "alter table plants add title text;")
        let failure = postgresError { try Migrator(migrations: migrations).apply(on: db) }
        #expect(failure?.code == .migration)
        #expect(failure?.message.contains("version 2") == true)
    }

    @Test func `gaps, doubles and one-way streets are refused`() throws {
        let all = try Self.history()
        let late = try Self.migration(5, "late", "create table late ();")
        try Migrator(migrations: [all[0], late]).apply(on: db)
        #expect(
            postgresError { try Migrator(migrations: all + [late]).apply(on: db) }?.message.contains("missing") == true)
        #expect(
            postgresError { try Migrator(migrations: [all[0], all[0]]).apply(on: db) }?.message.contains("twice")
                == true)
        let other = try emptyDatabase().connect()
        let oneWay = Migrator(migrations: [try Self.migration(1, "x", "create table x ();")])
        try oneWay.apply(on: other)
        #expect(postgresError { try oneWay.revert(on: other, to: 0) }?.message.contains("no way back") == true)
    }

    @Test func `a newer database is told apart`() throws {
        let all = try Self.history()
        try Migrator(migrations: all).apply(on: db)
        let older = Migrator(migrations: Array(all.prefix(2)))
        #expect(try older.apply(on: db).isEmpty)
        #expect(try older.status(on: db).map(\.isUnknown) == [false, false, true])
        #expect(postgresError { try older.revert(on: db, to: 0) }?.code == .migration)
    }

    @Test func `a migration waits for locks only briefly and tries again`() throws {
        let all = try Self.history()
        try Migrator(migrations: all, lockWait: .milliseconds(20)).apply(on: db, to: 1)
        let blocker = try database.connect()
        try blocker.script("begin; lock table plants in access share mode")
        let impatient = Migrator(migrations: all, lockWait: .milliseconds(20), lockAttempts: 2)
        #expect(postgresError { try impatient.apply(on: db, to: 2) }?.sqlState == .lockNotAvailable)
        // While a patient one tries, others read the table, and it gets through when the lock goes.
        let database = self.database
        let applied = Record<Int>()
        let starter = try WorkerThread(name: "starter") {
            let migrator = Migrator(migrations: all, lockWait: .milliseconds(20), lockAttempts: 10_000)
            if let done = try? migrator.apply(on: database.connect(), to: 2) { applied.append(done.count) }
        }
        try waitUntil("a waiting migration") {
            try blocker.value("select count(*) from pg_locks where not granted", as: Int.self) > 0
        }
        #expect(try db.value("select count(*) from plants", as: Int.self) == 0)
        try blocker.script("rollback")
        starter.join()
        #expect(applied.all == [1])
    }

    @Test func `the session's own limits are restored`() throws {
        let before = try db.value("select current_setting('statement_timeout')", as: String.self)
        try Migrator(migrations: try Self.history()).apply(on: db)
        #expect(try db.value("select current_setting('statement_timeout')", as: String.self) == before)
        let locks: Int = try db.value(
            """
            select count(*) from pg_locks where locktype = 'advisory'
                and database = (select oid from pg_database where datname = current_database())
            """)
        #expect(locks == 0)
    }

    @Test func `statements run one by one are split where they end`() throws {
        // No transaction, so each statement is sent alone; a wrong split would be a syntax error.
        let text = """
            -- no-transaction
            create table odd ("semi;colon" text default 'a;''b', c text default E'\\';'); /* one; /* two; */ */
            create function f() returns text language plpgsql as $body$
            begin return ';'; end; -- inside; $other$
            $body$;
            create function g(a int) returns int language sql as $$ select $1; $$;
            vacuum odd
            """
        try Migrator(migrations: [try Self.migration(1, "odd", text)]).apply(on: db)
        #expect(try db.value("select f()", as: String.self) == ";")
        #expect(try db.value("select g(4)", as: Int.self) == 4)
        #expect(try db.scalar("insert into odd default values returning c", as: String.self) == "';")
    }
}
