import Postgres
import Testing

struct SQLTests {
    @Test func `interpolated values become numbered parameters`() {
        let name = "x'; drop table users; --"
        let sql: SQL = "select * from users where name = \(name) and age > \(3) limit \(10)"
        #expect(sql.text == "select * from users where name = $1 and age > $2 limit $3")
    }

    @Test func `fragments nest and their parameters are numbered anew`() {
        let inner: SQL = "country = \("de") or country = \("fr")"
        let sql: SQL = "select \(1) from postings where (\(inner)) and pay > \(5)"
        #expect(sql.text == "select $1 from postings where (country = $2 or country = $3) and pay > $4")
    }

    @Test func `parts join with a separator`() {
        let conditions: [SQL] = ["a = \(1)", "b = \(2)", "c is null"]
        #expect(conditions.joined(separator: " and ").text == "a = $1 and b = $2 and c is null")
        #expect([SQL]().joined(separator: ",").isEmpty)
        #expect(("select \(1)" as SQL + ", \(2)").text == "select $1, $2")
    }

    @Test func `raw text is verbatim and an identifier is quoted`() {
        let sql: SQL = "select \(raw: "count(*)") from \(identifier: "odd \"name\"")"
        #expect(sql.text == "select count(*) from \"odd \"\"name\"\"\"")
    }

    @Test func `a string chosen at run time is bound, not spliced`() {
        let flag = Bool.random()
        let sql: SQL = "select \(flag ? "1" : "2")"
        #expect(sql.text == "select $1")
    }
}
