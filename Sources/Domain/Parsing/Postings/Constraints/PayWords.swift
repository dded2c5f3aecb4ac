public import Model

/// Tells pay from other money that a posting speaks of beside it.
public enum PayWords {
    /// Units a year, in currencies of about the euro's worth, below which an amount is no pay for work, whatever a text says.
    private static let leastYearly = 5_000
    /// Euros a year below which nothing is.
    private static let least = 1_000
    private static let most = 5_000_000
    /// Euros from which on an amount is rather pay than an extra, unless it is plainly called one.
    private static let large = 15_000
    private static let mainCurrencies: Set<String> = ["EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD"]

    /// Words behind an amount, and before it, within which a word for other money is about this amount.
    private static let reach = (behind: 4, before: 3)

    /// Whether somebody may be paid that. Only what is for a year has the higher floor: an internship's month may be little.
    /// - Parameter amount: minor units.
    public static func isPlausible(_ amount: Int, currency: String, period: Pay.Period) -> Bool {
        guard let yearly = ExchangeRates.euroCents(amount * period.perYear, currency: currency) else { return false }
        if period == .year, mainCurrencies.contains(currency), amount < leastYearly * 100 { return false }
        return (least * 100...most * 100).contains(yearly)
    }

    /// Whether an amount is a budget, a bonus, a ticket or the like ("€1,500 yearly learning budget").
    /// - Parameters:
    ///   - amount: minor units.
    ///   - before: what stands before the amount in its line.
    ///   - after: what stands behind it in its line.
    public static func isExtra(_ amount: Int, currency: String, before: String, after: String) -> Bool {
        let isLarge = (ExchangeRates.euroCents(amount, currency: currency) ?? 0) >= large * 100
        return isExtra(behind: PostingReading(line: after), isLarge)
            || isExtra(ahead: PostingReading(line: before), isLarge)
    }

    /// "€49 a month for your ticket": up to what begins something new, and behind "for" stands what the money is for.
    private static func isExtra(behind reading: PostingReading, _ isLarge: Bool) -> Bool {
        var (at, reach, hasPurpose) = (0, reach.behind, false)
        while at < min(reach, reading.words.count) {
            let start = at == 0 ? 0 : reading.words[at - 1].range.upperBound
            guard !ends(start..<reading.words[at].range.lowerBound, in: reading.bytes) else { return false }
            switch parts.hit(at: at, in: reading)?.meaning {
            case .budget?, .extra?: return true
            case .purpose? where isLarge, .more?: return false
            // What is meant stands at the amount or behind "for": "$25 an hour, travel nurse" is paid.
            case .use? where !isLarge && (at == 0 || hasPurpose): return true
            case .purpose?:
                hasPurpose = true
                reach = at + 1 + Self.reach.behind
            default: if hasDigits(reading, at) { return false }
            }
            at += 1
        }
        return false
    }

    /// "A learning budget of €1,500", "Sachbezug: 50 €".
    private static func isExtra(ahead reading: PostingReading, _ isLarge: Bool) -> Bool {
        for at in reading.words.indices.reversed().prefix(reach.before) {
            let end = at + 1 < reading.words.count ? reading.words[at + 1].range.lowerBound : reading.bytes.count
            guard !ends(reading.words[at].range.upperBound..<end, in: reading.bytes) else { return false }
            switch parts.hit(at: at, in: reading)?.meaning {
            case .budget?: return true
            // "Salary with bonus: 80,000" is the whole.
            case .extra?: return !isLarge
            // "Training: €500", and not "Travel nurse, $45".
            case .use?
            where at == reading.words.count - 1
                && reading.bytes[reading.words[at].range.upperBound...].contains(UInt8(ascii: ":")):
                return !isLarge
            case .more?: return false
            default: if hasDigits(reading, at) { return false }
            }
        }
        return false
    }

    private static func hasDigits(_ reading: PostingReading, _ at: Int) -> Bool {
        reading.bytes[reading.words[at].range].contains(where: \.isDigit)
    }

    private static func ends(_ gap: Range<Int>, in bytes: [UInt8]) -> Bool {
        bytes[gap].contains { ".,;!?(+".utf8.contains($0) }
    }

    private enum Part: Sendable {
        case budget, extra
        /// What money may be for, and what people are paid for as well.
        case use
        case purpose
        /// Something else begins.
        case more
    }

    private static let parts = CueBook<Part>([
        (.budget, "budget|budgets|weiterbildungsbudget|бюджет"),
        (
            .extra,
            """
            bonus|bonuses|boni|prämie|prämien|allowance|allowances|ticket|tickets|voucher|vouchers|gutschein|gutscheine|\
            zuschuss|zuschuß|fahrtkostenzuschuss|essenszuschuss|essenszulage|jobticket|deutschlandticket|sachbezug|\
            sachbezüge|sachbezugskarte|perk|perks|stipend for|learning stipend|education stipend|wellness stipend|\
            home office stipend|reimbursement|reimbursed|subsidy|contribution|contributions|discount|grant|gift|\
            urlaubsgeld|weihnachtsgeld|fahrkarte|fahrtkosten|бонус|бонусы|сертификат|подарок
            """
        ),
        (
            .use,
            """
            benefit|benefits|gym|fitness|training|learning|education|courses|conferences|equipment|hardware|laptop|\
            lunch|meals|commuting|commute|travel|relocation|childcare|wellness|wellbeing|books|pension|weiterbildung|\
            fortbildung|kinderbetreuung|altersvorsorge|обучение|проезд|питание
            """
        ),
        (.purpose, "for|für|towards|toward|to spend on|as|als|zur|на"),
        (
            .more,
            """
            plus|and|und|и|or|oder|или|with|mit|including|inclusive|incl|inkl|excluding|excl|exkl|zzgl|zuzüglich|\
            as well as|sowie|salary|pay|wage|gehalt|зарплата|оклад
            """
        ),
    ])
}
