import Base
import Postgres
import Synchronization
import TestSupport
import Testing

struct PoolTests {
    /// Ends the sessions of a database but the caller's, and waits until they are gone.
    private func endSessions(of database: TestDatabase) throws {
        let db = try database.connect()
        let others: SQL = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        try db.execute("select pg_terminate_backend(pid) \(others)")
        try waitUntil("the end of the sessions") { try db.value("select count(*) \(others)", as: Int.self) == 0 }
    }

    @Test func `connections open when needed and are used again`() throws {
        let pool = try emptyDatabase().pool(size: 3)
        #expect(pool.counts == .init(lent: 0, idle: 0, waiting: 0))
        let first = try pool.withConnection { db in
            #expect(pool.counts.lent == 1)
            return db.processID
        }
        let second = try pool.withConnection { $0.processID }
        #expect(first == second)
        #expect(pool.counts == .init(lent: 0, idle: 1, waiting: 0))
    }

    @Test func `no more connections exist than the pool's size`() throws {
        let pool = try emptyDatabase().pool(size: 3)
        let processes = Record<Int32>()
        let threads = try (0..<12).map { number in
            try WorkerThread(name: "t\(number)") {
                for _ in 0..<10 {
                    try? pool.withConnection { db in
                        try db.execute("select pg_sleep(0.001)")
                        processes.append(db.processID)
                    }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(processes.all.count == 120)
        #expect(Set(processes.all).count <= 3)
        #expect(pool.counts.lent == 0)
    }

    /// Two transactions that take two rows in opposite orders, and wait for each other at the first try.
    @Test(arguments: [1, 3]) func `a transaction that loses against another runs again where it may`(
        attempts: Int
    ) throws {
        let pool = Pool(conninfo: try emptyDatabase().conninfo, size: 2, conflictAttempts: attempts)
        try pool.withConnection { db in
            try db.script(
                "create table counts (id int primary key, n int not null); insert into counts values (1, 0), (2, 0)")
        }
        let (failures, committed) = (Record<SQLState?>(), Record<Int>())
        let begun = Atomic(0)
        let threads = try (0..<2).map { number in
            try WorkerThread(name: "t\(number)") {
                let error = postgresError {
                    try pool.transaction { db in
                        db.afterCommit { committed.append(number) }
                        let rows: [Int] = number == 0 ? [1, 2] : [2, 1]
                        try db.execute("update counts set n = n + 1 where id = \(rows[0])::int")
                        begun.add(1, ordering: .sequentiallyConsistent)
                        try waitUntil("both have a row") { begun.load(ordering: .sequentiallyConsistent) >= 2 }
                        try db.execute("update counts set n = n + 1 where id = \(rows[1])::int")
                    }
                }
                if let error { failures.append(error.sqlState) }
            }
        }
        threads.forEach { $0.join() }
        let sums: [Int] = try pool.withConnection { try $0.scalars("select n from counts order by id") }
        #expect(failures.all == (attempts == 1 ? [.deadlockDetected] : []))
        let done = attempts == 1 ? 1 : 2
        #expect(sums == [done, done] && committed.all.count == done)
    }

    @Test func `waiting ends with an error at the timeout`() throws {
        let pool = try emptyDatabase().pool(size: 1, waitTimeout: .milliseconds(50))
        let failures = Record<PostgresError.Code?>()
        try pool.withConnection { _ in
            try WorkerThread(name: "waiter") {
                failures.append(postgresError { try pool.withConnection { _ in } }?.code)
            }.join()
        }
        #expect(failures.all == [.poolTimeout])
        // The place that was waited for is free again.
        #expect(try pool.withConnection { try $0.value("select 1", as: Int.self) } == 1)
        #expect(pool.counts.waiting == 0)
    }

    @Test func `threads are served in the order they came`() throws {
        let pool = try emptyDatabase().pool(size: 1)
        let order = Record<Int>()
        var threads: [WorkerThread] = []
        try pool.withConnection { _ in
            for number in 0..<8 {
                threads.append(
                    try WorkerThread(name: "t\(number)") {
                        try? pool.withConnection { _ in order.append(number) }
                    })
                try waitUntil("thread \(number) in the queue") { pool.counts.waiting == number + 1 }
            }
        }
        for thread in threads { thread.join() }
        #expect(order.all == Array(0..<8))
    }

    @Test func `a second connection for the same thread is refused`() throws {
        let pool = try emptyDatabase().pool(size: 2)
        let failure = try pool.withConnection { _ in postgresError { try pool.withConnection { _ in } } }
        #expect(failure?.code == .nestedCheckout)
        // Another pool is another matter.
        let other = try emptyDatabase().pool()
        try pool.withConnection { _ in try other.withConnection { _ in } }
    }

    @Test func `an idle connection that the server ended is replaced unnoticed`() throws {
        let database = try emptyDatabase()
        let pool = database.pool(size: 2)
        let before = try pool.withConnection { $0.processID }
        try endSessions(of: database)
        let (after, answer) = try pool.withConnection { db in
            (db.processID, try db.value("select 1", as: Int.self))
        }
        #expect(answer == 1)
        #expect(before != after)
    }

    @Test func `a connection that breaks in use is an error and is dropped`() throws {
        let database = try emptyDatabase()
        let pool = database.pool(size: 1)
        let failure = postgresError {
            try pool.withConnection { db in
                try endSessions(of: database)
                try db.execute("select 1")
            }
        }
        #expect(failure?.isConnectionLoss == true)
        #expect(pool.counts == .init(lent: 0, idle: 0, waiting: 0))
        #expect(try pool.withConnection { try $0.value("select 1", as: Int.self) } == 1)
    }

    @Test func `the pool outlives a killed and restarted server`() throws {
        let server = try PostgresServer()
        let pool = Pool(conninfo: server.conninfo(), size: 2)
        try pool.transaction { try $0.execute("create table t (n int)") }
        for _ in 0..<2 {
            server.kill()
            // The session's own process may answer once more before it notices.
            var failure: PostgresError?
            while failure == nil { failure = postgresError { try pool.withConnection { try $0.execute("select 1") } } }
            #expect(failure?.isConnectionLoss == true)
            #expect(failure?.isUnavailable == true)
            try server.start()
            #expect(try pool.withConnection { try $0.value("select count(*) from t", as: Int.self) } == 0)
        }
        server.stop()
    }

    @Test func `a transaction left open by hand does not reach the next user`() throws {
        let pool = try emptyDatabase().pool(size: 1)
        try pool.withConnection { try $0.script("begin") }
        #expect(try pool.withConnection { $0.isInTransaction } == false)
    }

    @Test func `an error in the body gives the connection back`() throws {
        struct Stop: Error {}
        let pool = try emptyDatabase().pool(size: 1)
        #expect(throws: Stop.self) { try pool.transaction { _ in throw Stop() } }
        #expect(pool.counts == .init(lent: 0, idle: 1, waiting: 0))
    }

    @Test func `a closed pool refuses those who come and those who wait`() throws {
        let pool = try emptyDatabase().pool(size: 1)
        let failures = Record<PostgresError.Code?>()
        var waiter: WorkerThread?
        try pool.withConnection { _ in
            waiter = try WorkerThread(name: "waiter") {
                failures.append(postgresError { try pool.withConnection { _ in } }?.code)
            }
            try waitUntil("a waiter") { pool.counts.waiting == 1 }
            pool.close()
        }
        waiter?.join()
        #expect(failures.all == [.poolClosed])
        #expect(postgresError { try pool.withConnection { _ in } }?.code == .poolClosed)
        #expect(pool.counts == .init(lent: 0, idle: 0, waiting: 0))
    }
}
