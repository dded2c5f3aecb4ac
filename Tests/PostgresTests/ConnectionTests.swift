import Foundation
import Postgres
import TestSupport
import Testing

struct ConnectionTests {
    let db: Connection

    init() throws {
        db = try emptyDatabase().connect()
    }

    struct Person: RowDecodable, Equatable {
        var id: Int
        var name: String
        var email: String?

        init(id: Int, name: String, email: String?) {
            (self.id, self.name, self.email) = (id, name, email)
        }

        init(row: inout Row) throws {
            id = try row.next()
            name = try row.next()
            email = try row.next()
        }
    }

    private func makePeople() throws {
        try db.execute(
            """
            create table people (
                id bigint constraint people_pkey primary key,
                name text not null constraint people_name_length check (length(name) < 100),
                email text constraint people_email_key unique,
                boss bigint constraint people_boss_fkey references people
            )
            """)
        try db.execute("insert into people values (1, 'Ada', 'ada@example.org'), (2, 'Bob', null)")
    }

    @Test func `rows become structs in the order of the columns`() throws {
        try makePeople()
        let people = try db.query("select id, name, email from people order by id", as: Person.self)
        #expect(
            people == [Person(id: 1, name: "Ada", email: "ada@example.org"), Person(id: 2, name: "Bob", email: nil)])
        #expect(try db.first("select id, name, email from people where id = \(9)", as: Person.self) == nil)
        #expect(try db.scalar("select email from people where id = \(2)", as: String.self) == nil)
        #expect(try db.scalars("select name from people order by id desc", as: String.self) == ["Bob", "Ada"])
        #expect(
            postgresError { _ = try db.one("select id, name, email from people where false", as: Person.self) }?.code
                == .noRow)
        #expect(try db.execute("update people set name = name") == 2)
    }

    @Test func `rows are read as they come, and the connection is free afterwards, whatever happens`() throws {
        var read: [Int] = []
        try db.stream("select n from generate_series(1, \(5000)) as n") { read.append(try $0.next()) }
        #expect(read == Array(1...5000))
        try db.stream("select 1 where false") { _ in Issue.record("there is no row") }

        // Whoever reads gives up.
        struct Enough: Error {}
        var count = 0
        #expect(throws: Enough.self) {
            try db.stream("select n from generate_series(1, 5000) as n") { row in
                let _: Int = try row.next()
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(count == 3)
        #expect(try db.value("select 7", as: Int.self) == 7)

        // The server gives up in the middle.
        count = 0
        let failure = postgresError {
            try db.stream("select 10 / (200 - n) from generate_series(1, 5000) as n") { row in
                let _: Int = try row.next()
                count += 1
            }
        }
        #expect(failure?.sqlState == SQLState(rawValue: "22012"))
        #expect(count == 199)
        #expect(postgresError { try db.stream("select * from nothing") { _ in } }?.sqlState == .undefinedTable)
        let unread = postgresError { try db.stream("select 1, 2") { row in let _: Int = try row.next() } }
        #expect(unread?.code == .decoding)
        #expect(try db.value("select 8", as: Int.self) == 8)

        // Another statement meanwhile would take the rows away.
        let nested = postgresError { try db.stream("select 1") { _ in try db.execute("select 2") } }
        #expect(nested?.code == .misuse)
        #expect(try db.value("select 9", as: Int.self) == 9)

        // A statement whose columns have changed is prepared anew; inside a transaction that has to begin first.
        try makePeople()
        func names() throws -> [Int] {
            var ids: [Int] = []
            try db.stream("select * from people order by id") { row in
                ids.append(try row.next())
                row.skip(row.columnCount - 1)
            }
            return ids
        }
        #expect(try names() == [1, 2])
        try db.execute("alter table people add column note text")
        #expect(try names() == [1, 2])
        #expect(try db.transaction { _ in try names() } == [1, 2])
    }

    @Test func `a column that does not fit is named with its statement`() throws {
        try makePeople()
        let wrongType = postgresError { _ = try db.query("select name, id, email from people", as: Person.self) }
        #expect(wrongType?.code == .decoding)
        #expect(wrongType?.column == "name")
        #expect(wrongType?.statement == "select name, id, email from people")
        let null = postgresError {
            _ = try db.query("select id, email, name from people where id = 2", as: Person.self)
        }
        #expect(null?.column == "email")
        #expect(null?.message.contains("NULL") == true)
        let tooFew = postgresError { _ = try db.query("select id, name from people", as: Person.self) }
        #expect(tooFew?.message.contains("reads more") == true)
        let tooMany = postgresError { _ = try db.query("select id, name, email, boss from people", as: Person.self) }
        #expect(tooMany?.message.contains("4 columns and the program reads 3") == true)
    }

    @Test func `no value changes what a statement means`() throws {
        try makePeople()
        for attack in [
            "x'; drop table people; --", "' or '1'='1", "$1", "\\'; select 1; --", "'; commit; drop table people; --",
            "%' --",
        ] {
            #expect(try db.scalars("select id from people where name = \(attack)", as: Int.self) == [])
            try db.execute("update people set name = \(attack) where id = 1")
            #expect(try db.value("select name from people where id = 1", as: String.self) == attack)
        }
        #expect(try db.value("select count(*) from people", as: Int.self) == 2)
        let name = "people\"; drop table people; --"
        #expect(SQLState.undefinedTable ~= postgresError { try db.execute("select * from \(identifier: name)") }!)
    }

    @Test func `violated constraints are told by state and name`() throws {
        try makePeople()
        do {
            try db.execute("insert into people values (3, 'Eve', 'ada@example.org')")
            Issue.record("a second row with the same address")
        } catch SQLState.uniqueViolation {
            // Caught by pattern.
        }
        let unique = postgresError { try db.execute("insert into people values (3, 'Eve', \("ada@example.org"))") }
        #expect(unique?.constraint == "people_email_key")
        #expect(unique?.table == "people")
        #expect(unique?.statement == "insert into people values (3, 'Eve', $1)")
        #expect(unique.map { "\($0)" }?.contains("ada@example.org") == false)
        let check = postgresError {
            try db.execute("insert into people values (3, \(String(repeating: "x", count: 100)), null)")
        }
        #expect(check?.sqlState == .checkViolation)
        #expect(check?.constraint == "people_name_length")
        let foreign = postgresError { try db.execute("insert into people values (3, 'Eve', null, 99)") }
        #expect(foreign?.sqlState == .foreignKeyViolation)
        #expect(foreign?.constraint == "people_boss_fkey")
        let null = postgresError { try db.execute("insert into people (id) values (3)") }
        #expect(null?.sqlState == .notNullViolation)
        #expect(null?.column == "name")
        #expect(unique?.isConnectionLoss == false)
        #expect(unique?.isUnavailable == false)
    }

    @Test(arguments: ["53100", "53200", "53300", "25006", "57P03"])
    func `what the server cannot do just now is worth another try`(state: String) {
        #expect(PostgresError(.sqlState(state), "no").isUnavailable)
    }

    @Test func `a malformed statement is an error and the session goes on`() throws {
        #expect(postgresError { try db.execute("selec 1") }?.sqlState == .syntaxError)
        #expect(postgresError { try db.execute("") }?.code == .misuse)
        #expect(try db.value("select 1", as: Int.self) == 1)
    }

    @Test func `COPY is refused and leaves no session in mid-air`() throws {
        #expect(postgresError { try db.execute("copy (select 1) to stdout") }?.code == .misuse)
        #expect(db.isBroken)
    }

    @Test func `a statement is prepared once, and the least used makes room`() throws {
        var options = ConnectionOptions()
        options.statementLimit = 3
        let db = try Connection(conninfo: try emptyDatabase().conninfo, options: options)
        for round in 1...3 {
            for number in 1...5 {
                #expect(try db.value("select \(round)::int + \(raw: "\(number)")", as: Int.self) == round + number)
            }
        }
        // This statement's own preparation makes room for itself.
        let prepared = try db.value("select count(*) from pg_prepared_statements", as: Int.self)
        #expect(prepared <= 4)
        for _ in 1...10 { _ = try db.value("select 42", as: Int.self) }
        #expect(
            try db.value("select count(*) from pg_prepared_statements where statement = 'select 42'", as: Int.self) == 1
        )
    }

    @Test func `a statement whose table changed is prepared anew`() throws {
        try makePeople()
        let sql: SQL = "select * from people where id = \(1)"
        #expect(
            try db.first(sql) { row in
                row.skip(4)
                return 4
            } == 4)
        try db.execute("alter table people add column age int not null default 30")
        #expect(
            try db.first(sql) { row in
                row.skip(4)
                return try row.next(Int.self)
            } == 30)
    }

    @Test func `a session that forgot its statements prepares them anew`() throws {
        let sql: SQL = "select \(5) + 1"
        #expect(try db.value(sql, as: Int.self) == 6)
        try db.script("deallocate all")
        #expect(try db.value(sql, as: Int.self) == 6)
    }

    @Test func `a statement that runs too long is stopped by the server`() throws {
        var options = ConnectionOptions()
        options.statementTimeout = .milliseconds(50)
        let db = try Connection(conninfo: try emptyDatabase().conninfo, options: options)
        #expect(postgresError { try db.execute("select pg_sleep(60)") }?.sqlState == .queryCanceled)
        #expect(try db.value("select 1", as: Int.self) == 1)
    }

    @Test func `nobody listening is a connection error without secrets`() {
        let failure = postgresError { _ = try Connection(conninfo: "host=/tmp/nobody user=x password=hush") }
        #expect(failure?.code == .connection)
        #expect(failure?.isConnectionLoss == true)
        #expect(failure.map { "\($0)" }?.contains("hush") == false)
    }

    @Test func `many parameters are fine and too many are refused`() throws {
        let numbers = (0..<1000).map { "\($0)::bigint" as SQL }
        #expect(try db.value("select \(numbers.joined(separator: " + "))", as: Int.self) == 499_500)
        let tooMany = (0..<65_536).map { "\($0)" as SQL }
        #expect(postgresError { try db.execute("select \(tooMany.joined(separator: ","))") }?.code == .encoding)
    }
}
