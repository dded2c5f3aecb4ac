/// The footer of a TZif file: a TZ string of POSIX as `CET-1CEST,M3.5.0,M10.5.0/3`, with the hours beyond a day that RFC 9636
/// allows.
struct ZoneRule {
    /// Seconds east of UTC.
    private let standard: Int
    private let summer: Summer?

    private struct Summer {
        let offset: Int
        let start: Moment
        let end: Moment
    }

    /// A day of the year, and seconds after its midnight by the clock that is about to change.
    private struct Moment {
        enum Day {
            /// From 1, 29 February never counted.
            case julian(Int)
            /// From 0, 29 February counted.
            case zeroBased(Int)
            /// The fifth is the last.
            case weekday(month: Int, week: Int, day: Int)
        }

        let day: Day
        let seconds: Int

        /// Seconds since 1970, by that clock.
        func clock(in year: Int) -> Int {
            let newYear = UTCDate.days(year: year, month: 1, day: 1)
            let number: Int
            switch day {
            case .julian(let day):
                number = newYear + day - 1 + (day >= 60 && UTCDate.daysIn(month: 2, of: year) == 29 ? 1 : 0)
            case .zeroBased(let day): number = newYear + day
            case .weekday(let month, let week, let day):
                let first = UTCDate.days(year: year, month: month, day: 1)
                // 1 January 1970 was a Thursday.
                let weekday = ((first + 4) % 7 + 7) % 7
                var dayOfMonth = (day - weekday + 7) % 7 + (week - 1) * 7
                if dayOfMonth >= UTCDate.daysIn(month: month, of: year) { dayOfMonth -= 7 }
                number = first + dayOfMonth
            }
            return number * 86_400 + seconds
        }
    }

    init?(_ text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard reader.name(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.name() else { return nil }
        let offset = reader.isAtComma ? standard + 3600 : reader.time().map { -$0 }
        guard let offset, let start = reader.moment(), let end = reader.moment(), reader.isAtEnd else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    /// The changes of some years, in order.
    func steps(years: ClosedRange<Int>) -> [ZoneFile.Step] {
        guard let summer else { return [] }
        return years.flatMap { year in
            [
                ZoneFile.Step(at: summer.start.clock(in: year) - standard, offset: summer.offset),
                ZoneFile.Step(at: summer.end.clock(in: year) - summer.offset, offset: standard),
            ]
        }.sorted { $0.at < $1.at }
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { at == bytes.count }
        var isAtComma: Bool { at < bytes.count && bytes[at] == UInt8(ascii: ",") }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard at < bytes.count, UInt32(bytes[at]) == character.value else { return false }
            at += 1
            return true
        }

        /// Three letters or more, or anything between angle brackets.
        mutating func name() -> Bool {
            let isQuoted = skip("<")
            let start = at
            while at < bytes.count {
                let byte = bytes[at]
                if isQuoted ? byte == UInt8(ascii: ">") : !(byte | 32 >= 97 && byte | 32 <= 122) { break }
                at += 1
            }
            return at - start >= 3 && (!isQuoted || skip(">"))
        }

        mutating func number() -> Int? {
            let start = at
            var value = 0
            while at < bytes.count, (48...57).contains(bytes[at]), at - start < 4 {
                value = value * 10 + Int(bytes[at] - 48)
                at += 1
            }
            return at > start ? value : nil
        }

        /// `[+-]hours[:minutes[:seconds]]`
        mutating func time() -> Int? {
            let sign = skip("-") ? -1 : 1
            if sign > 0 { _ = skip("+") }
            guard var value = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where skip(":") {
                guard let part = number() else { return nil }
                value += part * unit
            }
            return sign * value
        }

        /// `,Mmonth.week.day`, `,Jday` or `,day`, each with `/time`, which is two o'clock otherwise.
        mutating func moment() -> Moment? {
            guard skip(",") else { return nil }
            let day: Moment.Day
            if skip("M") {
                guard let month = number(), skip("."), let week = number(), skip("."), let weekday = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
                else { return nil }
                day = .weekday(month: month, week: week, day: weekday)
            } else if skip("J") {
                guard let number = number(), (1...365).contains(number) else { return nil }
                day = .julian(number)
            } else {
                guard let number = number(), (0...365).contains(number) else { return nil }
                day = .zeroBased(number)
            }
            guard skip("/") else { return Moment(day: day, seconds: 7200) }
            return time().map { Moment(day: day, seconds: $0) }
        }
    }
}
