internal import Base
internal import FoundationEssentials
internal import Model
internal import Parsing
internal import Templates

/// Values as people read them, in the words of one language.
struct Phrases {
    let words: Vocabulary
    let now: Date

    /// "3 days ago".
    func ago(_ date: Date) -> String {
        let seconds = Int(now.timeIntervalSince(date))
        switch seconds {
        case ..<(-60): return words.text("time.inFuture")
        case ..<60: return words.text("time.now")
        case ..<3600: return words.plural("time.minutesAgo", seconds / 60)
        case ..<86_400: return words.plural("time.hoursAgo", seconds / 3600)
        case ..<(14 * 86_400): return words.plural("time.daysAgo", seconds / 86_400)
        case ..<(60 * 86_400): return words.plural("time.weeksAgo", seconds / (7 * 86_400))
        case ..<(365 * 86_400): return words.plural("time.monthsAgo", seconds / (30 * 86_400))
        default: return words.plural("time.yearsAgo", seconds / (365 * 86_400))
        }
    }

    /// "2026-11-21 09:22 UTC", for titles.
    func exact(_ date: Date) -> String {
        let text = UTCDate.format(date)
        return String(text.prefix(10)) + " " + String(text.dropFirst(11).prefix(5)) + " UTC"
    }

    /// "€80,000 to €95,000 a year".
    func pay(_ pay: Pay) -> String {
        let period = words.text("pay.period." + pay.period.rawValue)
        switch (pay.minimum, pay.maximum) {
        case (let low?, let high?) where low == high:
            return words.text("pay.exact", ["low": amount(low, pay.currency), "period": period])
        case (let low?, let high?):
            return words.text(
                "pay.range", ["low": amount(low, pay.currency), "high": amount(high, pay.currency), "period": period])
        case (let low?, nil):
            return words.text("pay.from", ["low": amount(low, pay.currency), "period": period])
        case (nil, let high?):
            return words.text("pay.upTo", ["high": amount(high, pay.currency), "period": period])
        case (nil, nil): return ""
        }
    }

    /// "€1,234.50" or "CHF 80,000"; cents only where there are any.
    func amount(_ minorUnits: Int, _ currency: String) -> String {
        let hasCents = !["JPY", "KRW"].contains(currency) || minorUnits % 100 != 0
        let cents = minorUnits % 100
        var text = count(minorUnits / 100)
        if hasCents, cents != 0 { text += "." + (cents < 10 ? "0" : "") + String(cents) }
        let signs = ["EUR": "€", "USD": "$", "GBP": "£", "INR": "₹", "JPY": "¥"]
        return signs[currency].map { $0 + text } ?? currency + " " + text
    }

    /// "$0.0018": of millionths of a dollar as many as say something, rounded up.
    func dollars(_ millionths: Int) -> String {
        guard millionths > 0 else { return "$0" }
        guard millionths < 1_000_000 else { return amount((millionths + 9999) / 10_000, "USD") }
        let digits = String((millionths + 99) / 100)
        guard digits.utf8.count <= 4 else { return "$1" }
        var text = "$0." + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        while text.hasSuffix("00") { text.removeLast(2) }
        return text
    }

    /// "12,345".
    func count(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// "10 MB".
    func bytes(_ number: Int) -> String {
        switch number {
        case ..<1024: "\(number) B"
        case ..<(1 << 20): "\(number >> 10) KB"
        default: "\(number >> 20) MB"
        }
    }

    /// "0.4 s", "12 s", "3 min".
    func duration(milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1000: "\(milliseconds) ms"
        case ..<10_000: decimal(Double(milliseconds) / 1000) + " s"
        case ..<120_000: "\(milliseconds / 1000) s"
        default: "\(milliseconds / 60_000) min"
        }
    }

    /// "2 minutes", for waits.
    func wait(seconds: Int) -> String {
        seconds < 60
            ? words.plural("time.seconds", max(1, seconds)) : words.plural("time.minutes", (seconds + 59) / 60)
    }

    /// One digit after the point, and none where it is 0.
    func decimal(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// A score as pages show it.
    func score(_ score: Double) -> String {
        String(Int(score.rounded()))
    }

    func band(_ score: Double) -> String {
        words.text("match.band." + Score.Band(score: score).rawValue)
    }

    func type(_ type: PostingType) -> String { words.text("posting.type." + type.rawValue) }
    func level(_ level: PostingLevel) -> String { words.text("posting.level." + level.rawValue) }
    func engine(_ name: String) -> String { words.text("engine." + name) }

    /// Where a posting is, without the word for remote.
    func place(location: String?, country: String?) -> String? {
        guard let location, !location.isEmpty else { return country.map(Countries.name) }
        return location
    }
}
