internal import Model

/// Finds pay that the words of a posting state plainly: an amount or a range with its currency, and beside it a word for pay or
/// for the period. "Raised $5M", a voucher of 50 euros and the like are none.
enum PostingPayText {
    static func read(_ reading: PostingReading) -> PayFields? {
        let bytes = reading.bytes
        var at = 0
        while at < bytes.count {
            guard bytes[at].isDigit, at == 0 || !bytes[at - 1].isLetterOrDigit || isCode(before: at, bytes) else {
                at += 1
                continue
            }
            var cursor = Cursor(bytes, at)
            if let range = cursor.range(), let fields = fields(range, reading) { return fields }
            // Past this number, whatever it was.
            while at < bytes.count, bytes[at].isDigit || bytes[at] == UInt8(ascii: ",") { at += 1 }
        }
        return nil
    }

    private static func isCode(before at: Int, _ bytes: [UInt8]) -> Bool {
        at >= 3 && currency(Array(bytes[(at - 3)..<at])) != nil
    }

    private struct Range {
        var minimum: Int
        var maximum: Int?
        var currency: String
        var bytes: Swift.Range<Int>
    }

    private static func fields(_ range: Range, _ reading: PostingReading) -> PayFields? {
        let bytes = reading.bytes
        // What follows, to the end of the line or the sentence, and what stands before in the same line.
        let after = text(bytes[range.bytes.upperBound..<min(bytes.count, range.bytes.upperBound + 40)], upTo: true)
        let before = text(bytes[max(0, range.bytes.lowerBound - 60)..<range.bytes.lowerBound], upTo: false)
        let follows = PostingReading(line: after)
        let precedes = PostingReading(line: before)
        if Self.large.hit(atStartOf: follows) { return nil }
        let size = range.maximum ?? range.minimum
        if PayWords.isExtra(size, currency: range.currency, before: before, after: after) { return nil }
        let cue = Self.pay.hits(in: precedes).last != nil || Self.pay.hits(in: follows).first != nil
        let stated = Self.periods.hits(in: follows).first(where: { $0.words.lowerBound < 4 })?.meaning
        let period = stated ?? Self.periods.hits(in: precedes).last?.meaning
        guard stated != nil || cue else { return nil }
        let isUpTo =
            range.maximum == nil
            && Self.upTo.hits(in: precedes).last.map { $0.words.upperBound == precedes.words.count } ?? false
        let isExact =
            range.maximum == nil
            && !(Self.from.hits(in: precedes).last.map { $0.words.upperBound == precedes.words.count } ?? false)
        var fields = PayFields(
            minimum: isUpTo ? nil : range.minimum, maximum: range.maximum ?? (isUpTo || isExact ? range.minimum : nil),
            currency: range.currency, period: period)
        // Roubles without a period are for a month, as everybody there writes them.
        if fields.period == nil, range.currency == "RUB" { fields.period = .month }
        return isPlausible(fields) ? fields : nil
    }

    private static func isPlausible(_ fields: PayFields) -> Bool {
        guard let pay = (try? fields.pay(country: nil)) ?? nil, let size = pay.maximum ?? pay.minimum else {
            return false
        }
        return PayWords.isPlausible(size, currency: pay.currency, period: pay.period)
    }

    private static func text(_ bytes: ArraySlice<UInt8>, upTo: Bool) -> String {
        let end: ArraySlice<UInt8> =
            upTo
            ? bytes.prefix { $0 != 0x0A } : bytes[(bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.startIndex)...]
        return String(decoding: end, as: UTF8.self)
    }

    private static let pay = CueBook<Bool>([
        (
            true,
            """
            salary|salaries|pay|pay range|compensation|remuneration|wage|stipend|rate|ote|base|gehalt|jahresgehalt|\
            monatsgehalt|vergütung|bruttogehalt|einstiegsgehalt|stundenlohn|lohn|brutto|netto|gross|net|зарплата|\
            заработная плата|оклад|доход|на руки|зп|з п|до вычета
            """
        )
    ])
    private static let periods = CueBook<Pay.Period>([
        (.hour, "hour|hours|hourly|hr|h|stunde|std|stundenlohn|час|часа"),
        (.day, "day|daily|tag|tagessatz|день|смена|смену"),
        (.month, "month|monthly|mo|monat|monatlich|monatsgehalt|месяц|мес|ежемесячно"),
        (.year, "year|yearly|annual|annually|annum|yr|pa|p a|jahr|jährlich|jahresgehalt|год|ote"),
    ])
    private static let upTo = CueBook<Bool>([(true, "up to|bis|bis zu|до|maximum|max")])
    private static let from = CueBook<Bool>([(true, "from|starting at|starts at|ab|от|minimum|min|at least|mindestens")]
    )
    private static let large = CueBook<Bool>([
        (
            true,
            "million|millions|m|mn|bn|billion|mio|millionen|mrd|млн|млрд|миллионов|миллиона|customers|users|employees"
        )
    ])

    fileprivate static func currency(_ code: [UInt8]) -> String? {
        let name = String(decoding: code.map { $0.isLetterOrDigit ? $0 & 0xDF : $0 }, as: UTF8.self)
        return name == "RUR" ? "RUB" : codes.contains(name) ? name : nil
    }

    private static let codes: Set<String> = [
        "EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "PLN", "CZK", "SEK", "NOK", "DKK", "RUB", "RUR", "INR", "SGD",
        "ILS", "HUF", "RON",
    ]

    /// Reads one amount or a range of two, with the currency before or behind.
    private struct Cursor {
        let bytes: [UInt8]
        let start: Int
        var at: Int

        init(_ bytes: [UInt8], _ at: Int) {
            self.bytes = bytes
            start = at
            self.at = at
        }

        mutating func range() -> Range? {
            let leading = currencyBefore()
            guard var first = amount() else { return nil }
            var currency = leading.code ?? currencyHere()
            var second: (units: Int, isThousand: Bool)?
            if joins() {
                let behind = currencyHere()
                if let amount = amount() {
                    second = amount
                    currency = currency ?? behind ?? currencyHere()
                    // "60-80k": the sign of the second counts for both.
                    if amount.isThousand, !first.isThousand, first.units < 1000_00 { first.units *= 1000 }
                }
            }
            guard let currency else { return nil }
            if let second, second.units < first.units { return nil }
            return Range(
                minimum: first.units, maximum: second?.units, currency: currency, bytes: (start - leading.length)..<at)
        }

        private func currencyBefore() -> (code: String?, length: Int) {
            var back = start
            if back > 0, bytes[back - 1] == 0x20 { back -= 1 }
            if back > 0, bytes[back - 1] == UInt8(ascii: "$") {
                if back > 2, bytes[(back - 3)..<(back - 1)].elementsEqual("CA".utf8) {
                    return ("CAD", start - back + 3)
                }
                if back > 1, bytes[back - 2] == UInt8(ascii: "A") { return ("AUD", start - back + 2) }
                return ("USD", start - back + 1)
            }
            if back > 2, bytes[(back - 3)..<back].elementsEqual("€".utf8) { return ("EUR", start - back + 3) }
            if back > 1, bytes[(back - 2)..<back].elementsEqual("£".utf8) { return ("GBP", start - back + 2) }
            if back > 2, bytes[(back - 3)..<back].elementsEqual("₽".utf8) { return ("RUB", start - back + 3) }
            if back > 2, let code = PostingPayText.currency(Array(bytes[(back - 3)..<back])),
                back < 4 || !bytes[back - 4].isLetterOrDigit
            {
                return (code, start - back + 3)
            }
            return (nil, 0)
        }

        /// Digits with their separators, as minor units; "k" and "тыс." mean thousands.
        private mutating func amount() -> (units: Int, isThousand: Bool)? {
            let begin = at
            while at < bytes.count {
                let byte = bytes[at]
                if byte.isDigit {
                    at += 1
                } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "'"),
                    digits(at + 1) > 0
                {
                    at += 1
                } else if byte == 0x20, digits(at + 1) == 3, at - begin <= 7 {
                    at += 1
                } else if byte == 0xC2, at + 1 < bytes.count, bytes[at + 1] == 0xA0, digits(at + 2) == 3 {
                    at += 2
                } else {
                    break
                }
            }
            let text = String(
                decoding: bytes[begin..<at].filter { $0 != 0xC2 && $0 != 0xA0 && $0 != UInt8(ascii: "'") },
                as: UTF8.self)
            guard at > begin, let units = PayFields.minorUnits(text), units < 1_000_000_000_00 else { return nil }
            if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "k"),
                at + 1 == bytes.count || !bytes[at + 1].isLetterOrDigit
            {
                at += 1
                return (units * 1000, true)
            }
            for word in [" тыс.", " тыс", "тыс.", " Tsd.", " tsd."] where bytes[at...].starts(with: word.utf8) {
                at += word.utf8.count
                return (units * 1000, true)
            }
            return (units, false)
        }

        /// How many digits stand from `index` on.
        private func digits(_ index: Int) -> Int {
            var end = index
            while end < bytes.count, bytes[end].isDigit { end += 1 }
            return end - index
        }

        /// Moves past "-", "–", "to", "bis", "до", "and" between two amounts; where there is no second, it stays.
        private mutating func joins() -> Bool {
            let begin = at
            _ = currencyHere()
            skipSpace()
            for joint in ["-", "–", "—", "to ", "bis ", "до ", "and ", "und "]
            where bytes[at...].starts(with: joint.utf8) {
                at += joint.utf8.count
                skipSpace()
                let next = at
                _ = currencyHere()
                skipSpace()
                let isAmount = at < bytes.count && bytes[at].isDigit
                at = isAmount ? next : begin
                if isAmount { return true }
            }
            at = begin
            return false
        }

        private mutating func skipSpace() {
            while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0xC2 || bytes[at] == 0xA0 { at += 1 }
        }

        /// Moves past a currency that stands here.
        private mutating func currencyHere() -> String? {
            let begin = at
            skipSpace()
            for (sign, code) in [
                ("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("₽", "RUB"), ("руб", "RUB"), ("Euro", "EUR"),
                ("euro", "EUR"),
                ("zł", "PLN"),
            ] where bytes[at...].starts(with: sign.utf8) {
                at += sign.utf8.count
                skipSpace()
                return code
            }
            if at + 3 <= bytes.count, let code = PostingPayText.currency(Array(bytes[at..<(at + 3)])),
                at + 3 == bytes.count || !bytes[at + 3].isLetterOrDigit || bytes[at + 3].isDigit
            {
                at += 3
                skipSpace()
                return code
            }
            at = begin
            return nil
        }
    }
}

extension CueBook {
    fileprivate func hit(atStartOf reading: PostingReading) -> Bool {
        !reading.words.isEmpty && hit(at: 0, in: reading) != nil
    }
}
