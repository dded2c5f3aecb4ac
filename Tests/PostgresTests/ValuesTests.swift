import Foundation
import Postgres
import TestSupport
import Testing

/// Every type goes to the server and comes back the same, through a parameter and a column.
struct ValuesTests {
    let db: Connection

    init() throws {
        db = try emptyDatabase().connect()
    }

    private func expectRoundTrip<T: PostgresEncodable & PostgresDecodable & Equatable>(
        _ values: T..., as type: String, _ location: SourceLocation = #_sourceLocation
    ) throws {
        for value in values {
            let back: T = try db.value("select \(value)::\(raw: type)")
            #expect(back == value, sourceLocation: location)
        }
        // NULL both ways.
        #expect(try db.value("select \(T?.none)::\(raw: type)", as: T?.self) == nil, sourceLocation: location)
    }

    @Test func `whole numbers keep their extremes`() throws {
        try expectRoundTrip(Int.min, -1, 0, 1, Int.max, as: "bigint")
        try expectRoundTrip(Int64.min, Int64.max, as: "bigint")
        try expectRoundTrip(Int32.min, 7, Int32.max, as: "integer")
        try expectRoundTrip(Int16.min, 7, Int16.max, as: "smallint")
    }

    @Test func `floating point is exact`() throws {
        try expectRoundTrip(
            0.1, -0.0, .pi, Double.greatestFiniteMagnitude, Double.leastNonzeroMagnitude, .infinity, -.infinity,
            as: "double precision")
        try expectRoundTrip(Float(0.1), Float.greatestFiniteMagnitude, as: "real")
        #expect(try db.value("select \(Double.nan)", as: Double.self).isNaN)
    }

    @Test func `truth values and identifiers come back`() throws {
        try expectRoundTrip(true, false, as: "boolean")
        try expectRoundTrip(UUID(), UUID(uuidString: "00000000-0000-0000-0000-000000000000")!, as: "uuid")
        #expect(
            try db.value("select '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'::uuid", as: UUID.self).uuidString
                == "0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B")
    }

    @Test func `text of any script comes back byte for byte`() throws {
        try expectRoundTrip(
            "", "plain", "it's \"quoted\" \\ $1 %s", "Ünïcödé", "простой текст", "日本語テキスト", "e\u{301} and é", "👩‍👩‍👧‍👦🏳️‍🌈",
            "\u{1}\u{7f}\u{feff}\u{202e}", "line\nbreak\ttab\r", "\u{10FFFF}",
            String(repeating: "long ", count: 300_000),
            as: "text")
    }

    @Test func `a NUL character is refused before anything is sent`() throws {
        for value in ["\0", "a\0b", "end\0"] {
            let failure = postgresError { try db.execute("select \(value)::text") }
            #expect(failure?.code == .encoding)
            #expect(failure?.statement == "select $1::text")
        }
        #expect(postgresError { try db.execute("select \(["fine", "a\0b"])") }?.code == .encoding)
        #expect(postgresError { try db.execute("select \(json: ["key": "a\0b"])") }?.code == .encoding)
        #expect(postgresError { try db.execute("select \(raw: "'a\0b'")") }?.code == .encoding)
        #expect(postgresError { try db.script("select 'a\0b'") }?.code == .encoding)
        // The session is as good as before.
        #expect(try db.value("select 1", as: Int.self) == 1)
    }

    @Test func `a backslash before u0000 is text and no NUL`() throws {
        #expect(try db.value("select \(json: ["k": "\\u0000"])", as: JSON.self).text == #"{"k": "\\u0000"}"#)
    }

    @Test func `bytes come back, NUL and all`() throws {
        try expectRoundTrip([UInt8](), [0], Array(0...255), as: "bytea")
        try expectRoundTrip([[UInt8]](), [[0, 1], [], [255]], as: "bytea[]")
    }

    @Test func `instants are exact to the microsecond`() throws {
        for text in [
            "2024-02-29 12:34:56.789012+00", "1970-01-01 00:00:00+00", "1969-12-31 23:59:59.999999+00",
            "1582-10-04 00:00:00+00", "0001-01-01 00:00:00+00", "2999-12-31 23:59:59.5+00",
            "1730-06-01 00:00:00.000001+00",
            "2270-06-01 00:00:00.999999+00",
        ] {
            let date: Date = try db.value("select \(text)::timestamptz")
            #expect(try db.value("select \(date) = \(text)::timestamptz", as: Bool.self), "\(text)")
        }
        let date: Date = try db.value("select '2024-02-29 12:34:56.789012+00'::timestamptz")
        #expect(abs(date.timeIntervalSince1970 - 1_709_210_096.789012) < 1e-7)
        #expect(try db.value("select 'infinity'::timestamptz", as: Date.self) == .distantFuture)
        #expect(try db.value("select '-infinity'::timestamptz", as: Date.self) == .distantPast)
        #expect(try db.value("select '2024-03-01'::date", as: Date.self) == Date(timeIntervalSince1970: 1_709_251_200))
        try expectRoundTrip(Date.distantFuture, as: "timestamptz")
        for wild in [Double.nan, .infinity, 1e300, -1e12] {
            let failure = postgresError { try db.execute("select \(Date(timeIntervalSinceReferenceDate: wild))") }
            #expect(failure?.code == .encoding, "\(wild)")
        }
    }

    @Test func `a session is in UTC whatever the server's zone`() throws {
        #expect(try db.value("select current_setting('timezone')", as: String.self) == "UTC")
        #expect(
            try db.value("select '2024-07-01 12:00:00+00'::timestamptz::text", as: String.self)
                == "2024-07-01 12:00:00+00")
    }

    @Test func `durations are intervals`() throws {
        try expectRoundTrip(
            Duration.zero, .microseconds(1), .milliseconds(-1500), .seconds(90_000), .seconds(3_000_000_000),
            as: "interval")
        #expect(try db.value("select interval '2 days 01:00'", as: Duration.self) == .seconds(49 * 3600))
        #expect(postgresError { try db.value("select interval '1 month'", as: Duration.self) }?.code == .decoding)
        #expect(
            try db.value(
                "select '2024-01-01+00'::timestamptz + \(Duration.seconds(60)) = '2024-01-01 00:01+00'", as: Bool.self))
    }

    @Test(arguments: [
        "0", "1", "-1", "0.5", "-0.05", "12345.678900", "10000", "100000000", "0.00001", "99999999999999999999.9999",
        "0.00000000000000000001", "-20000.0000", "NaN", "Infinity", "-Infinity", "9223372036854775807",
    ])
    func `decimal numbers read as the server writes them`(text: String) throws {
        let (read, written) = try #require(
            try db.first("select n, n::text from (select \(text)::numeric as n) as x") { row in
                (try row.next(String.self), try row.next(String.self))
            })
        #expect(read == written)
    }

    @Test func `sums and averages read as numbers`() throws {
        #expect(try db.value("select sum(n::bigint) from generate_series(1, 100) n", as: Int.self) == 5050)
        #expect(try db.value("select avg(n) from generate_series(1, 4) n", as: Double.self) == 2.5)
        #expect(try db.value("select count(*)::int", as: Int.self) == 1)
        #expect(postgresError { try db.value("select 1.5", as: Int.self) }?.code == .decoding)
        #expect(postgresError { try db.value("select 70000", as: Int16.self) }?.code == .decoding)
    }

    @Test func `arrays come back, empty ones and those with NULL too`() throws {
        try expectRoundTrip(["a", "", "comma, quote\" brace} \\", "日本", "NULL"], [], as: "text[]")
        try expectRoundTrip([Int.min, 0, Int.max], [], as: "bigint[]")
        try expectRoundTrip([Int32.min, 5], as: "integer[]")
        try expectRoundTrip([UUID(), UUID()], [], as: "uuid[]")
        try expectRoundTrip([1.5, -2], as: "double precision[]")
        try expectRoundTrip([Float(1.5)], as: "real[]")
        try expectRoundTrip([true, false], as: "boolean[]")
        try expectRoundTrip([Date(timeIntervalSince1970: 0)], as: "timestamptz[]")
        try expectRoundTrip([JSON(text: "[1]"), JSON(text: "null")], as: "jsonb[]")
        try expectRoundTrip(["a", nil, "b"], [nil], as: "text[]")
        try expectRoundTrip([1, nil], as: "bigint[]")
        #expect(postgresError { try db.value("select array[1, null]::bigint[]", as: [Int].self) }?.code == .decoding)
        #expect(postgresError { try db.value("select array[[1], [2]]", as: [Int].self) }?.code == .decoding)
        #expect(postgresError { try db.value("select 'not an array'", as: [String].self) }?.code == .decoding)
    }

    @Test func `arrays select and insert many rows at once`() throws {
        try db.execute("create table things (id bigint, name text)")
        let inserted = try db.execute(
            "insert into things select * from unnest(\([1, 2, 3]), \(["a", nil, "c"] as [String?]))")
        #expect(inserted == 3)
        #expect(
            try db.scalars("select id from things where name = any(\(["a", "c"])) order by id", as: Int.self) == [1, 3])
    }

    struct Nested: Codable, Equatable {
        var postedAt: Date
        var salaryMin: Int?
        var tags: [String]
    }

    @Test func `JSON is snake_case in the database and camelCase in Swift`() throws {
        let value = Nested(postedAt: Date(timeIntervalSince1970: 1_700_000_000), salaryMin: nil, tags: ["ü", "a/b"])
        #expect(try db.value("select \(json: value)->>'posted_at'", as: String.self) == "2023-11-14T22:13:20Z")
        let back = try db.first("select \(json: value)", { row in try row.json(Nested.self) })
        #expect(back == value)
        #expect(
            try db.first("select '{\"posted_at\": \"2023-11-14T22:13:20.5Z\", \"tags\": []}'::json") { row in
                try row.json(Nested.self).postedAt
            } == Date(timeIntervalSince1970: 1_700_000_000.5))
        let none = try db.first("select null::jsonb", { row in try row.json(Nested?.self) })
        #expect(none == .some(nil))
        let failure = postgresError {
            _ = try db.first("select '{\"tags\": 3}'::jsonb as facts") { try $0.json(Nested.self) }
        }
        #expect(failure?.code == .decoding)
        #expect(failure?.column == "facts")
        #expect(postgresError { try db.execute("select \(json: [Double.nan])") }?.code == .encoding)
    }

    enum Grade: String { case good, bad }
    enum Level: Int, PostgresEncodable, PostgresDecodable { case low = 1, high = 2 }

    @Test func `enums travel as their raw values, also to the server's own enums`() throws {
        try db.execute("create type grade as enum ('good', 'bad')")
        try db.execute("create table marks (grade grade, level smallint)")
        try db.execute("insert into marks values (\(Grade.good), \(Level.high)), (\(Grade?.none), \(Level?.none))")
        let read = try db.query("select grade, level from marks order by level nulls last") { row in
            let grade: Grade? = try row.next()
            return (grade, try row.next(Level?.self))
        }
        #expect(read[0] == (.good, .high))
        #expect(read[1] == (nil, nil))
        let grade: Grade? = try db.first("select grade from marks where grade = \(Grade.good)") { row in try row.next()
        }
        #expect(grade == .good)
        #expect(
            postgresError { _ = try db.first("select 'ugly' as grade") { try $0.next(Grade.self) } }?.column == "grade")
        #expect(postgresError { _ = try db.first("select 7::smallint") { try $0.next(Level.self) } }?.code == .decoding)
    }
}
