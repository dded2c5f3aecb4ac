public import FoundationEssentials

/// When something is to happen again and again: `minute hour day-of-month month day-of-week`, as crontab(5) of Vixie cron
/// has it, with lists, ranges, steps and names, and `@hourly`, `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly`,
/// `@annually`.
///
/// Where both fields of days are restricted, a day of either counts; where one begins with `*`, a day must be of both.
///
/// When clocks change, as Vixie cron does: where minute or hour begins with `*`, it happens whenever the clock shows a time
/// that fits, so in both of two hours that are called the same and never in one that is left out. Otherwise a time is meant:
/// one that the clock leaves out happens at once after the gap, one that it shows twice happens the first time.
public struct CronExpression: Sendable, Equatable {
    /// As it was written.
    public let text: String
    private let minutes: CronField
    private let hours: CronField
    private let days: CronField
    private let months: CronField
    private let weekdays: CronField

    /// The longest pause an expression can have is forty years: a Sunday, 29 February, over a century without leap day.
    private static let horizon = 45 * 366 * 86_400

    private static let nicknames = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]

    /// - Throws: ``CronError``; also for what would never happen, such as 30 February.
    public init(_ text: String) throws(CronError) {
        self.text = text
        var words = text.split { $0 == " " || $0 == "\t" }
        if let word = words.first, word.first == "@" {
            guard words.count == 1, let meaning = Self.nicknames[word.lowercased()] else {
                throw CronError(.expression, "\"\(word)\" is not understood")
            }
            words = meaning.split(separator: " ")
        }
        guard words.count == 5 else {
            throw CronError(
                .expression, "there are \(words.count) fields and not 5: minute, hour, day of month, month, day of week"
            )
        }
        minutes = try CronField(words[0], CronField.Kind.all[0])
        hours = try CronField(words[1], CronField.Kind.all[1])
        days = try CronField(words[2], CronField.Kind.all[2])
        months = try CronField(words[3], CronField.Kind.all[3])
        weekdays = try CronField(words[4], CronField.Kind.all[4])
        guard isEitherDay || hasDate else {
            throw CronError(.dayOfMonth, "none of the months has such a day, so it would never happen")
        }
    }

    public static func == (left: CronExpression, right: CronExpression) -> Bool { left.text == right.text }

    /// The first time after `date`; nil where the next is more than forty years away.
    public func next(after date: Date, in zone: ZoneRules) -> Date? {
        let start = Int(date.timeIntervalSince1970.rounded(.down))
        var change = zone.change(through: start)
        var offset = zone.offset(at: start)
        // The clock on the wall, as seconds since 1970 as if it were UTC.
        var wall = max(start + 1 + offset, change.map { firstWall(after: $0) } ?? .min)
        var position = start
        while position < start + Self.horizon {
            change = zone.change(after: position)
            let end = change?.at ?? start + Self.horizon
            if let found = nextWall(from: wall, before: end + offset) {
                return Date(timeIntervalSince1970: Double(found - offset))
            }
            guard let change else { return nil }
            let isLeftOut =
                !isWild && change.after > change.before
                && nextWall(from: change.at + change.before, before: change.at + change.after) != nil
            if isLeftOut { return Date(timeIntervalSince1970: Double(change.at)) }
            wall = firstWall(after: change)
            offset = change.after
            position = change.at
        }
        return nil
    }

    /// The latest times after `start` and up to `end`, `count` of them at most, oldest first.
    public func latest(_ count: Int, after start: Date, through end: Date, in zone: ZoneRules) -> [Date] {
        var span = 3600.0
        while true {
            // Looking back further and further, because it may be due every minute and since years.
            let from = max(start, end.addingTimeInterval(-span))
            var found: [Date] = []
            var last = from
            while let next = next(after: last, in: zone), next <= end {
                found.append(next)
                last = next
            }
            if found.count >= count || from == start { return found.suffix(count) }
            span *= 8
        }
    }

    private var isWild: Bool { minutes.isWild || hours.isWild }
    private var isEitherDay: Bool { !days.isWild && !weekdays.isWild }

    private var hasDate: Bool {
        // 2000 was a leap year.
        (1...12).contains { month in
            months.contains(month) && (days.first(from: 1) ?? 32) <= UTCDate.daysIn(month: month, of: 2000)
        }
    }

    /// The first time on the clock that counts after a change: for meant times not those it shows again.
    private func firstWall(after change: ZoneRules.Change) -> Int {
        change.at + (isWild ? change.after : max(change.before, change.after))
    }

    /// The first minute that fits, by the clock on the wall.
    private func nextWall(from: Int, before end: Int) -> Int? {
        let start = UTCDate.floorDivide(from + 59, 60) * 60
        var day = UTCDate.floorDivide(start, 86_400)
        var minute = (start - day * 86_400) / 60
        while day * 86_400 < end {
            let date = UTCDate.civil(fromDays: day)
            guard months.contains(date.month) else {
                day += UTCDate.daysIn(month: date.month, of: date.year) - date.day + 1
                minute = 0
                continue
            }
            if fits(day, date.day), let found = firstMinute(from: minute) {
                let wall = day * 86_400 + found * 60
                return wall < end ? wall : nil
            }
            day += 1
            minute = 0
        }
        return nil
    }

    private func fits(_ day: Int, _ dayOfMonth: Int) -> Bool {
        // 1 January 1970 was a Thursday.
        let weekday = ((day + 4) % 7 + 7) % 7
        let (isDay, isWeekday) = (days.contains(dayOfMonth), weekdays.contains(weekday))
        return isEitherDay ? isDay || isWeekday : isDay && isWeekday
    }

    /// The first minute of a day that fits, from `minute` on.
    private func firstMinute(from minute: Int) -> Int? {
        guard let hour = hours.first(from: minute / 60) else { return nil }
        if hour == minute / 60, let found = minutes.first(from: minute % 60) { return hour * 60 + found }
        guard let next = hour == minute / 60 ? hours.first(from: hour + 1) : hour, let first = minutes.first(from: 0)
        else { return nil }
        return next * 60 + first
    }
}
