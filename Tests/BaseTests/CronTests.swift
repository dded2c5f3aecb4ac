import Base
import Foundation
import Testing

/// Expected times were worked out by hand from the zones' own rules.
struct CronTests {
    /// The next times after `start`.
    private func times(_ text: String, _ zone: String, after start: String, _ count: Int) throws -> [String] {
        let (cron, zone) = (try CronExpression(text), try ZoneRules(named: zone))
        var found: [String] = []
        var date = try #require(UTCDate.parse(start))
        for _ in 0..<count {
            date = try #require(cron.next(after: date, in: zone))
            found.append(UTCDate.format(date).replacingOccurrences(of: ":00Z", with: ""))
        }
        return found
    }

    struct Case: Sendable, CustomStringConvertible {
        let cron: String
        let zone: String
        let after: String
        let next: [String]

        init(_ cron: String, _ zone: String, after: String, _ next: String...) {
            self.cron = cron
            self.zone = zone
            self.after = after
            self.next = next
        }

        var description: String { "\(cron) in \(zone) after \(after)" }
    }

    @Test(arguments: [
        Case("*/20 * * * *", "UTC", after: "2026-11-21T10:15:30Z", "2026-11-21T10:20", "2026-11-21T10:40"),
        Case("5 4 * * sun", "UTC", after: "2026-11-21T00:00:00Z", "2026-11-22T04:05", "2026-11-29T04:05"),
        Case("0 22 * * 1-5", "UTC", after: "2026-11-20T22:00:00Z", "2026-11-23T22:00"),
        Case("23 0-20/2 * * *", "UTC", after: "2026-11-21T20:00:00Z", "2026-11-21T20:23", "2026-11-22T00:23"),
        Case("0 0,12 1 */2 *", "UTC", after: "2026-11-21T00:00:00Z", "2027-01-01T00:00", "2027-01-01T12:00"),
        Case("15 10 1 JAN,jul *", "UTC", after: "2026-11-21T00:00:00Z", "2027-01-01T10:15", "2027-07-01T10:15"),
        Case("0 0 * * sat-sun", "UTC", after: "2026-11-21T00:00:00Z", "2026-11-22T00:00", "2026-11-28T00:00"),
        Case("0 0 * * 7", "UTC", after: "2026-11-21T00:00:00Z", "2026-11-22T00:00"),
        Case("59 23 31 12 *", "UTC", after: "2026-12-31T23:58:59Z", "2026-12-31T23:59", "2027-12-31T23:59"),
        Case("0 9 * * 1-5", "Asia/Kolkata", after: "2026-11-20T12:00:00Z", "2026-11-23T03:30"),
        Case("@hourly", "UTC", after: "2026-11-21T10:00:00Z", "2026-11-21T11:00"),
        Case("@daily", "UTC", after: "2026-11-21T10:00:00Z", "2026-11-22T00:00"),
        Case("@Midnight", "Europe/Berlin", after: "2026-11-21T10:00:00Z", "2026-11-21T23:00"),
        Case("@weekly", "UTC", after: "2026-11-21T10:00:00Z", "2026-11-22T00:00"),
        Case("@monthly", "UTC", after: "2026-11-21T10:00:00Z", "2026-12-01T00:00"),
        Case("@yearly", "UTC", after: "2026-11-21T10:00:00Z", "2027-01-01T00:00"),
        Case("@annually", "UTC", after: "2026-11-21T10:00:00Z", "2027-01-01T00:00"),
    ])
    func `fields, names, steps and nicknames`(example: Case) throws {
        #expect(try times(example.cron, example.zone, after: example.after, example.next.count) == example.next)
    }

    @Test(arguments: [
        // 13 November 2026 is a Friday; so is the 27th.
        Case("0 0 13 * 5", "UTC", after: "2026-11-07T00:00:00Z", "2026-11-13T00:00", "2026-11-20T00:00"),
        Case("0 0 25 * 5", "UTC", after: "2026-11-21T00:00:00Z", "2026-11-25T00:00", "2026-11-27T00:00"),
        // One of them begins with a star: both must fit.
        Case("0 0 */2 * 1", "UTC", after: "2026-11-21T00:00:00Z", "2026-11-23T00:00", "2026-12-07T00:00"),
        Case("0 0 13 * *", "UTC", after: "2026-11-21T00:00:00Z", "2026-12-13T00:00"),
        Case("0 0 30 2 1", "UTC", after: "2026-11-21T00:00:00Z", "2027-02-01T00:00"),
    ])
    func `two restricted fields of days mean either`(example: Case) throws {
        #expect(try times(example.cron, example.zone, after: example.after, example.next.count) == example.next)
    }

    @Test(arguments: [
        Case("0 0 29 2 *", "UTC", after: "2026-11-21T00:00:00Z", "2028-02-29T00:00", "2032-02-29T00:00"),
        Case("0 0 29 2 *", "UTC", after: "2096-03-01T00:00:00Z", "2104-02-29T00:00"),
        // A leap day on a Sunday, over the year 2100 that has none.
        Case("0 0 29 2 */7", "UTC", after: "2088-03-01T00:00:00Z", "2128-02-29T00:00"),
        Case("0 12 28-31 2 *", "Europe/Berlin", after: "2028-02-28T12:00:00Z", "2028-02-29T11:00", "2029-02-28T11:00"),
    ])
    func `leap days`(example: Case) throws {
        #expect(try times(example.cron, example.zone, after: example.after, example.next.count) == example.next)
    }

    @Test(arguments: [
        // Berlin, 29 March 2026: 02:00 to 03:00 are left out at 01:00 UTC.
        Case("30 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00", "2026-03-30T00:30"),
        Case("0,30 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00", "2026-03-30T00:00"),
        Case("0 3 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-29T01:00", "2026-03-30T01:00"),
        Case("30 2,3 * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", "2026-03-29T01:00", "2026-03-29T01:30"),
        Case("*/30 * * * *", "Europe/Berlin", after: "2026-03-29T00:30:00Z", "2026-03-29T01:00", "2026-03-29T01:30"),
        Case("30 * * * *", "Europe/Berlin", after: "2026-03-29T00:00:00Z", "2026-03-29T00:30", "2026-03-29T01:30"),
        // A minute with a star is no meant time: nothing on the 29th.
        Case("*/15 2 * * *", "Europe/Berlin", after: "2026-03-28T12:00:00Z", "2026-03-30T00:00", "2026-03-30T00:15"),
        Case("30 2 * * *", "America/New_York", after: "2026-03-08T00:00:00Z", "2026-03-08T07:00", "2026-03-09T06:30"),
        // Half an hour: 02:00 to 02:30.
        Case(
            "15 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T00:00:00Z", "2026-10-03T15:30", "2026-10-04T15:15"),
        // A whole day: 30 December 2011.
        Case("0 12 * * *", "Pacific/Apia", after: "2011-12-29T23:00:00Z", "2011-12-30T10:00", "2011-12-30T22:00"),
        // By the rule for the years that no file lists.
        Case("30 2 27 3 *", "Europe/Berlin", after: "2050-01-01T00:00:00Z", "2050-03-27T01:00", "2051-03-27T00:30"),
    ])
    func `times that the clock leaves out`(example: Case) throws {
        #expect(try times(example.cron, example.zone, after: example.after, example.next.count) == example.next)
    }

    @Test(arguments: [
        // Berlin, 25 October 2026: 02:00 to 03:00 come twice, from 00:00 UTC and from 01:00 UTC.
        Case("30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", "2026-10-25T00:30", "2026-10-26T01:30"),
        Case("0 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", "2026-10-25T00:00", "2026-10-26T01:00"),
        Case("0 3 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", "2026-10-25T02:00", "2026-10-26T02:00"),
        Case("30 2 * * *", "Europe/Berlin", after: "2026-10-25T01:10:00Z", "2026-10-26T01:30"),
        Case(
            "30 * * * *", "Europe/Berlin", after: "2026-10-25T00:00:00Z", "2026-10-25T00:30", "2026-10-25T01:30",
            "2026-10-25T02:30"),
        Case(
            "*/30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z", "2026-10-25T00:00", "2026-10-25T00:30",
            "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-26T01:00"),
        Case("30 1 * * *", "America/New_York", after: "2026-11-01T00:00:00Z", "2026-11-01T05:30", "2026-11-02T06:30"),
        Case(
            "45 1 * * *", "Australia/Lord_Howe", after: "2026-04-04T00:00:00Z", "2026-04-04T14:45", "2026-04-05T15:15"),
    ])
    func `times that the clock shows twice`(example: Case) throws {
        #expect(try times(example.cron, example.zone, after: example.after, example.next.count) == example.next)
    }

    @Test(arguments: [
        ("60 * * * *", CronError.Field.minute, "60 is not between 0 and 59"),
        ("* 24 * * *", .hour, "24 is not between 0 and 23"), ("* * 0 * *", .dayOfMonth, "0 is not between 1 and 31"),
        ("* * * 13 *", .month, "13"), ("* * * * 8", .dayOfWeek, "8"), ("* * * foo *", .month, "\"foo\""),
        ("* * * * mon-tue-wed", .dayOfWeek, "no range"), ("5-1 * * * *", .minute, "backwards"),
        ("* * * * fri-mon", .dayOfWeek, "backwards"), ("*/0 * * * *", .minute, "between 1 and 59"),
        ("*/60 * * * *", .minute, "between 1 and 59"), ("* 5/2 * * *", .hour, "needs a range"),
        ("1,,2 * * * *", .minute, "empty"), ("1- * * * *", .minute, "missing"), ("-1 * * * *", .minute, "missing"),
        ("*/2/2 * * * *", .minute, "not understood"), ("* * L * *", .dayOfMonth, "\"L\""),
        ("* * * *", .expression, "4 fields"), ("* * * * * *", .expression, "6 fields"), ("", .expression, "0 fields"),
        ("@reboot", .expression, "@reboot"), ("@daily 5", .expression, "@daily"),
        ("٣ * * * *", .minute, "not understood"),
        ("0 0 30 2 *", .dayOfMonth, "never"), ("0 0 31 4,6,9,11 *", .dayOfMonth, "never"),
    ])
    func `what is wrong is told with its field`(text: String, field: CronError.Field, words: String) {
        let error = #expect(throws: CronError.self) { try CronExpression(text) }
        #expect(error?.field == field)
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test func `the latest times of a long pause are found without walking through it`() throws {
        let (cron, end) = (try CronExpression("* * * * *"), try #require(UTCDate.parse("2026-11-21T10:00:30Z")))
        let start = end.addingTimeInterval(-20 * 365 * 86_400)
        let found = cron.latest(3, after: start, through: end, in: .utc)
        #expect(found.map(UTCDate.format) == ["2026-11-21T09:58:00Z", "2026-11-21T09:59:00Z", "2026-11-21T10:00:00Z"])
        let yearly = try CronExpression("@yearly").latest(100, after: start, through: end, in: .utc)
        #expect(yearly.count == 20)
        #expect(cron.latest(5, after: end, through: end, in: .utc).isEmpty)
        #expect(cron.latest(5, after: end.addingTimeInterval(-91), through: end, in: .utc).count == 2)
    }
}
