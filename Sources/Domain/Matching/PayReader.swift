internal import Model
internal import Parsing

/// Finds a plainly stated pay: a cue ("salary", "expected salary"), then an amount or a range with its currency.
enum PayReader {
    enum Sense { case wanted, offered }

    private static let wanted = PhraseBook<Bool>([
        (
            true,
            "expected salary,salary expectation,salary expectations,desired salary,gehaltsvorstellung,"
                + "ожидаемая зарплата,желаемая зарплата"
        )
    ])
    private static let offered = PhraseBook<Bool>([(true, "salary,pay,compensation,gehalt,jahresgehalt,зарплата,оклад")]
    )

    /// Bytes after a cue within which the amount must begin and end.
    private static let reach = 70

    static func read(_ features: Reading, _ sense: Sense) -> PayFact? {
        let book = sense == .wanted ? wanted : offered
        for index in features.tokens.indices {
            guard let hit = book.hit(at: index, in: features.tokens) else { continue }
            let start = Int(features.tokens[hit.tokens.upperBound - 1].end)
            var bytes = Array(features.bytes[start..<min(features.bytes.count, start + reach)])
            if let lineEnd = bytes.firstIndex(of: 0x0A) { bytes.removeSubrange(lineEnd...) }
            if let fact = fact(in: bytes, place: Stretch(place(of: hit.tokens, bytes, features))) { return fact }
        }
        return nil
    }

    /// From the cue to the end of what was read, as a quote.
    private static func place(of cue: Range<Int>, _ bytes: [UInt8], _ features: Reading) -> Range<Int> {
        let start = Int(features.tokens[cue.lowerBound].start)
        var end = Int(features.tokens[cue.upperBound - 1].end) + bytes.count
        while end > start, end < features.bytes.count, features.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        while end > start, features.bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }

    private static func fact(in bytes: [UInt8], place: Stretch) -> PayFact? {
        let lower = String(decoding: bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
        let currencies = [
            ("EUR", ["€", "eur"]), ("GBP", ["£", "gbp"]), ("CHF", ["chf"]), ("USD", ["$", "usd"]),
            ("RUB", ["₽", "rub", "руб"]),
            ("PLN", ["pln", "zł"]), ("SEK", ["sek"]), ("INR", ["₹", "inr"]), ("JPY", ["¥", "jpy"]),
        ]
        let named = currencies.filter { $0.1.contains { contains(lower, $0) } }
        let found = amounts(bytes)
        guard named.count == 1, let currency = named.first?.0, found.count <= 2, let first = found.first?.value,
            let last = found.last?.value, first <= last, !isExtra(found, currency, in: bytes)
        else { return nil }
        let periods: [(Pay.Period, [String])] = [
            (.hour, ["hour", "stunde", "/h", "час"]), (.day, ["a day", "per day", "/day"]),
            (.month, ["month", "monat", "мес"]),
            (.year, ["year", "annum", "annual", "p.a", "jahr", "год"]),
        ]
        let stated = periods.filter { $0.1.contains { contains(lower, $0) } }
        var period = stated.count == 1 ? stated.first?.0 : nil
        if stated.isEmpty, first >= 15_000, ["EUR", "GBP", "CHF", "USD"].contains(currency) { period = .year }
        guard let period, PayWords.isPlausible(last * 100, currency: currency, period: period) else { return nil }
        return PayFact(minimum: first, maximum: last, currency: currency, period: period, place: place)
    }

    /// Whether one of some amounts is a budget, a ticket or the like: then what stands there is not pay alone.
    private static func isExtra(_ amounts: [Amount], _ currency: String, in bytes: [UInt8]) -> Bool {
        amounts.contains { amount in
            let before = String(decoding: bytes[..<amount.bytes.lowerBound], as: UTF8.self)
            let after = String(decoding: bytes[amount.bytes.upperBound...], as: UTF8.self)
            return PayWords.isExtra(amount.value * 100, currency: currency, before: before, after: after)
        }
    }

    private struct Amount {
        let value: Int
        let bytes: Range<Int>
    }

    /// Whole amounts ("60,000", "60.000", "60 000", "60k"), in order.
    private static func amounts(_ bytes: [UInt8]) -> [Amount] {
        var result: [Amount] = []
        var index = 0
        func digit(_ index: Int) -> Int? {
            guard index < bytes.count, (0x30...0x39).contains(bytes[index]) else { return nil }
            return Int(bytes[index] - 0x30)
        }
        while index < bytes.count {
            guard var value = digit(index) else {
                index += 1
                continue
            }
            let start = index
            index += 1
            while value < 100_000_000 {
                if let next = digit(index) {
                    value = value * 10 + next
                    index += 1
                } else if index < bytes.count, [0x2C, 0x2E, 0x20, 0x27].contains(bytes[index]),
                    let a = digit(index + 1), let b = digit(index + 2), let c = digit(index + 3),
                    digit(index + 4) == nil
                {
                    value = value * 1000 + a * 100 + b * 10 + c
                    index += 4
                } else {
                    break
                }
            }
            if index < bytes.count, bytes[index] | 0x20 == 0x6B { value *= 1000 }
            if value >= 5 { result.append(Amount(value: value, bytes: start..<index)) }
        }
        return result
    }

    private static func contains(_ text: String, _ needle: String) -> Bool {
        let (text, needle) = (Array(text.utf8), Array(needle.utf8))
        guard text.count >= needle.count else { return false }
        return (0...(text.count - needle.count)).contains { text[$0..<($0 + needle.count)].elementsEqual(needle) }
    }
}
