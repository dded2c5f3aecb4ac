import Postgres
import TestSupport
import Testing

struct TransactionTests {
    private struct Stop: Error {}

    let database: TestDatabase
    let db: Connection

    init() throws {
        database = try emptyDatabase()
        db = try database.connect()
        try db.execute("create table notes (text text primary key)")
    }

    private func add(_ text: String) throws {
        try db.execute("insert into notes values (\(text))")
    }

    private func notes() throws -> [String] {
        try db.scalars("select text from notes order by text")
    }

    @Test func `what returns is stored and what throws is not`() throws {
        let answer = try db.transaction { _ in
            try add("kept")
            return 42
        }
        #expect(answer == 42)
        #expect(throws: Stop.self) {
            try db.transaction { _ in
                try add("lost")
                throw Stop()
            }
        }
        #expect(try notes() == ["kept"])
        #expect(!db.isInTransaction)
    }

    @Test func `an inner transaction fails alone when the outer catches`() throws {
        try db.transaction { db in
            try add("a")
            // A closure inside #expect inside a closure confuses Swift 6.3's compiler: it runs another closure's body.
            let stopped = thrownError {
                try db.transaction { db in
                    try add("b")
                    try db.transaction { _ in try add("c") }
                    throw Stop()
                }
            }
            #expect(stopped is Stop)
            #expect(try notes() == ["a"])
            let duplicate = postgresError { try db.transaction { _ in try add("a") } }
            #expect(duplicate?.sqlState == .uniqueViolation)
            try db.transaction { _ in try add("d") }
        }
        #expect(try notes() == ["a", "d"])
    }

    @Test func `a swallowed error is no silent rollback`() throws {
        let failure = postgresError {
            try db.transaction { _ in
                try add("a")
                try? add("a")
            }
        }
        #expect(failure?.code == .transactionAborted)
        #expect(try notes() == [])
        try db.transaction { db in
            let inner = postgresError {
                try db.transaction { _ in
                    try add("a")
                    try? add("a")
                }
            }
            #expect(inner?.code == .transactionAborted)
            try add("b")
        }
        #expect(try notes() == ["b"])
    }

    @Test func `actions run after the outermost commit, in their order`() throws {
        var log: [String] = []
        try db.transaction { db in
            db.afterCommit { log.append("outer") }
            try db.transaction { db in db.afterCommit { log.append("inner") } }
            try? db.transaction { db in
                db.afterCommit { log.append("rolled back") }
                throw Stop()
            }
            #expect(log.isEmpty)
        }
        #expect(log == ["outer", "inner"])
        db.afterCommit { log.append("at once") }
        #expect(log.last == "at once")
    }

    @Test func `a rollback drops the actions`() throws {
        var log: [String] = []
        try? db.transaction { db in
            db.afterCommit { log.append("never") }
            throw Stop()
        }
        try db.transaction { _ in }
        #expect(log.isEmpty)
    }

    @Test func `an action may use the connection, in a transaction too`() throws {
        try db.transaction { db in
            db.afterCommit { try? db.transaction { _ in try add("after") } }
        }
        #expect(try notes() == ["after"])
    }

    @Test func `a commit the server refuses throws and runs no action`() throws {
        try db.execute(
            "create table pairs (id bigint references pairs deferrable initially deferred, own bigint primary key)")
        var hasRun = false
        let failure = postgresError {
            try db.transaction { db in
                db.afterCommit { hasRun = true }
                try db.execute("insert into pairs values (9, 1)")
            }
        }
        #expect(failure?.sqlState == .foreignKeyViolation)
        #expect(!hasRun)
        #expect(!db.isInTransaction)
    }

    @Test func `isolation is the outermost's choice`() throws {
        let level = try db.transaction(isolation: .serializable) { db in
            try db.value("show transaction_isolation", as: String.self)
        }
        #expect(level == "serializable")
        #expect(
            postgresError { try db.transaction(readOnly: true) { _ in try add("x") } }?.sqlState == .readOnlyTransaction
        )
        let nested = try database.connect()
        let failure = postgresError {
            try nested.transaction { db in try db.transaction(isolation: .repeatableRead) { _ in } }
        }
        #expect(failure?.code == .misuse)
    }

    @Test func `concurrent updates under serializable conflict and say so`() throws {
        let other = try database.connect()
        try add("a")
        let failure = postgresError {
            try db.transaction(isolation: .repeatableRead) { db in
                _ = try notes()
                try other.execute("update notes set text = 'b'")
                try db.execute("update notes set text = 'c'")
            }
        }
        #expect(failure?.isSerializationConflict == true)
    }

    @Test func `commit can be made asynchronous for one transaction`() throws {
        try db.transaction { db in
            try db.script("set local synchronous_commit = off")
            #expect(try db.value("show synchronous_commit", as: String.self) == "off")
        }
        #expect(try db.value("show synchronous_commit", as: String.self) == "on")
    }

    @Test func `a transaction ended by hand is reported`() throws {
        #expect(postgresError { try db.transaction { db in try db.script("commit") } }?.code == .misuse)
        try db.script("begin")
        #expect(postgresError { try db.transaction { _ in } }?.code == .misuse)
    }

    @Test func `a connection that breaks inside a transaction is a connection loss`() throws {
        let killer = try database.connect()
        let failure = postgresError {
            try db.transaction { db in
                try add("lost")
                try killer.execute("select pg_terminate_backend(\(db.processID))")
                try waitUntil("the end of the session") {
                    try killer.value(
                        "select count(*) from pg_stat_activity where pid = \(db.processID)", as: Int.self) == 0
                }
                try add("more")
            }
        }
        #expect(failure?.isConnectionLoss == true)
        #expect(db.isBroken)
        #expect(try killer.value("select count(*) from notes", as: Int.self) == 0)
    }
}
