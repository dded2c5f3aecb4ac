public import FoundationEssentials

/// Instants as text: RFC 3339 in UTC for JSON and logs, IMF-fixdate (RFC 9110) for HTTP headers.
///
/// Calendar arithmetic is the proleptic Gregorian day count of Howard Hinnant's `chrono` notes, because a formatter
/// object costs fifty times as much per call.
public enum UTCDate {
    /// `2026-11-21T09:22:00Z`; milliseconds are written only when there are any.
    public static func format(_ date: Date) -> String {
        let (seconds, milliseconds) = split(date)
        let day = floorDivide(seconds, 86_400)
        let (clock, civil) = (seconds - day * 86_400, civil(fromDays: day))
        return String(unsafeUninitializedCapacity: 24) { text in
            var at = 0
            func put(_ value: Int, _ width: Int, before mark: UInt8) {
                var rest = value
                for place in stride(from: at + width - 1, through: at, by: -1) {
                    text[place] = 48 + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                text[at + width] = mark
                at += width + 1
            }
            put(civil.year, 4, before: UInt8(ascii: "-"))
            put(civil.month, 2, before: UInt8(ascii: "-"))
            put(civil.day, 2, before: UInt8(ascii: "T"))
            put(clock / 3600, 2, before: UInt8(ascii: ":"))
            put(clock / 60 % 60, 2, before: UInt8(ascii: ":"))
            put(clock % 60, 2, before: milliseconds > 0 ? UInt8(ascii: ".") : UInt8(ascii: "Z"))
            if milliseconds > 0 { put(milliseconds, 3, before: UInt8(ascii: "Z")) }
            return at
        }
    }

    /// `2026-11-21`, the day in UTC.
    public static func day(_ date: Date) -> String {
        String(format(date).prefix(10))
    }

    /// Reads RFC 3339 (`2026-11-21T09:22:00.5Z`, `+03:00`), the zone without colon that some APIs write (`+0300`),
    /// a space instead of `T`, and a bare day, which means its midnight in UTC. `nil` for anything else.
    public static func parse(_ text: some StringProtocol) -> Date? {
        var scanner = Scanner(Array(text.utf8))
        guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
            let day = scanner.digits(2), (1...12).contains(month), day >= 1, day <= daysIn(month: month, of: year)
        else { return nil }
        var seconds = days(year: year, month: month, day: day) * 86_400
        guard !scanner.atEnd else { return Date(timeIntervalSince1970: Double(seconds)) }
        guard scanner.skip("T") || scanner.skip("t") || scanner.skip(" "), let hour = scanner.digits(2),
            scanner.skip(":"), let minute = scanner.digits(2), hour < 24, minute < 60
        else { return nil }
        var second = 0
        var fraction = 0.0
        if scanner.skip(":") {
            guard let value = scanner.digits(2), value <= 60 else { return nil }
            second = value
            if scanner.skip(".") {
                guard let value = scanner.fraction() else { return nil }
                fraction = value
            }
        }
        guard let offset = scanner.zone(), scanner.atEnd else { return nil }
        seconds += hour * 3600 + minute * 60 + second - offset
        return Date(timeIntervalSince1970: Double(seconds) + fraction)
    }

    /// `Sat, 21 Nov 2026 09:22:00 GMT`
    public static func httpDate(_ date: Date) -> String {
        let (seconds, _) = split(date)
        let day = floorDivide(seconds, 86_400)
        let clock = seconds - day * 86_400
        let civil = civil(fromDays: day)
        let weekday = ((day + 4) % 7 + 7) % 7
        return weekdays[weekday] + ", " + pad(civil.day, 2) + " " + months[civil.month - 1] + " " + pad(civil.year, 4)
            + " " + pad(clock / 3600, 2) + ":" + pad(clock / 60 % 60, 2) + ":" + pad(clock % 60, 2) + " GMT"
    }

    /// Reads a date of HTTP in each of its three forms (RFC 9110, section 5.6.7); `nil` for anything else.
    public static func parseHTTPDate(_ text: some StringProtocol) -> Date? {
        var parts: [String] = String(text).split(separator: " ").map { String($0) }
        // The two obsolete forms that are still to be read: "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994".
        if parts.count == 4 {
            let date: [String] = parts[1].split(separator: "-").map { String($0) }
            guard date.count == 3, date[2].utf8.count == 2, let year = Int(date[2]), year >= 0 else { return nil }
            parts = [parts[0], date[0], date[1], "\(year + (year < 70 ? 2000 : 1900))", parts[2], parts[3]]
        } else if parts.count == 5 {
            parts = [parts[0], parts[2], parts[1], parts[4], parts[3], "GMT"]
        }
        guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
            let month = months.firstIndex(of: parts[2])
        else { return nil }
        let clock: [Int] = parts[4].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (1970...9999).contains(year), day >= 1, day <= daysIn(month: month + 1, of: year),
            (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        let seconds = days(year: year, month: month + 1, day: day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
        return Date(timeIntervalSince1970: Double(seconds))
    }

    /// Year and month in UTC, for "years of experience" arithmetic.
    public static func yearAndMonth(_ date: Date) -> (year: Int, month: Int) {
        let civil = civil(fromDays: floorDivide(split(date).seconds, 86_400))
        return (civil.year, civil.month)
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func split(_ date: Date) -> (seconds: Int, milliseconds: Int) {
        let bounded = min(max(date.timeIntervalSince1970, -62_135_596_800), 253_402_300_799)
        let total = Int((bounded * 1000).rounded(.down))
        let seconds = floorDivide(total, 1000)
        return (seconds, total - seconds * 1000)
    }

    static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return digits.utf8.count >= width
            ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func civil(fromDays count: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = count + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A cursor over the bytes of a date.
    private struct Scanner {
        private let bytes: [UInt8]
        private var at = 0

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        var atEnd: Bool { at == bytes.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard at < bytes.count, UInt32(bytes[at]) == character.value else { return false }
            at += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int? {
            guard at + count <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[at..<at + count] {
                guard (48...57).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            at += count
            return value
        }

        mutating func fraction() -> Double? {
            var (value, scale) = (0.0, 0.1)
            let start = at
            while at < bytes.count, (48...57).contains(bytes[at]), at - start < 9 {
                value += Double(bytes[at] - 48) * scale
                scale /= 10
                at += 1
            }
            return at > start ? value : nil
        }

        /// Seconds east of UTC.
        mutating func zone() -> Int? {
            if skip("Z") || skip("z") { return 0 }
            let sign = skip("+") ? 1 : skip("-") ? -1 : 0
            guard sign != 0, let hours = digits(2), hours < 24 else { return nil }
            _ = skip(":")
            guard let minutes = digits(2), minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
