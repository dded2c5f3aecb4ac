public import Model

/// Pay as a source writes it, before it is checked.
public struct PayFields: Sendable, Equatable {
    /// Minor units (hundredths).
    public var minimum: Int?
    public var maximum: Int?
    public var currency: String?
    public var period: Pay.Period?

    public init(minimum: Int? = nil, maximum: Int? = nil, currency: String? = nil, period: Pay.Period? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.currency = currency
        self.period = period
    }

    /// The pay, with what was left out filled in: a missing currency is that of the country, and a missing period is the
    /// one that amounts of that size are usually for.
    /// - Parameters:
    ///   - country: ISO 3166-1 alpha-2.
    ///   - largest: minor units of the largest amount that is believed.
    /// - Returns: `nil` when no amount is given, or its currency is not known.
    public func pay(country: String?, largest: Int = PostingLimits().amount) throws(PostingError) -> Pay? {
        for amount in [minimum, maximum] {
            guard let amount, !(0...largest).contains(amount) else { continue }
            throw PostingError(.invalidField, "the salary is out of range")
        }
        // Zero is how many sources write "not said".
        let (low, high) = (minimum == 0 ? nil : minimum, maximum == 0 ? nil : maximum)
        guard let size = high ?? low else { return nil }
        if let low, let high, low > high {
            throw PostingError(.invalidField, "salary_min is larger than salary_max")
        }
        let stated = currency.flatMap { $0.nonEmpty }
        // What is stated and unknown is not guessed.
        let code = stated.map { Currencies.code($0) } ?? country.flatMap { Countries.currency(of: $0) }
        guard let currency = code else { return nil }
        return Pay(minimum: low, maximum: high, currency: currency, period: period ?? Self.usualPeriod(of: size))
    }

    /// Up to 300 an hour, up to 20,000 a month, beyond that a year.
    private static func usualPeriod(of minorUnits: Int) -> Pay.Period {
        minorUnits <= 300_00 ? .hour : minorUnits <= 20_000_00 ? .month : .year
    }

    private static let believable = 1_000_000_000_000

    /// Reads a decimal amount as minor units: `50000`, `50,000.50`, `50.000,50`, `1 200`, `45k`; a currency sign before or
    /// after it is passed over. `nil` for anything else.
    public static func minorUnits(_ text: String) -> Int? {
        var digits: [UInt8] = []
        var separators: [(byte: UInt8, at: Int)] = []
        var factor = 1
        var bytes = Array(text.utf8)
        for sign in ["$", "\u{20ac}", "\u{a3}"] {
            if let range = bytes.firstRange(of: Array(sign.utf8)) { bytes.removeSubrange(range) }
        }
        for byte in bytes.trimmed {
            guard factor == 1 else { return nil }
            switch byte {
            case 48...57: digits.append(byte)
            case UInt8(ascii: "."), UInt8(ascii: ","): separators.append((byte, digits.count))
            case 32, UInt8(ascii: "_"), UInt8(ascii: "'"): continue
            case UInt8(ascii: "k"), UInt8(ascii: "K"): factor = 1000
            default: return nil
            }
        }
        guard !digits.isEmpty, digits.count <= 15 else { return nil }
        // The last separator is the decimal one unless exactly three digits follow it, or it stands there twice.
        var decimals = 0
        if let last = separators.last, separators.filter({ $0.byte == last.byte }).count == 1 {
            let following = digits.count - last.at
            if following != 3 || last.at == 0 { decimals = following }
        }
        guard decimals <= 6, let whole = Int(String(decoding: digits.dropLast(decimals), as: UTF8.self).nonEmpty ?? "0")
        else { return nil }
        let fraction = digits.suffix(decimals) + [48, 48]
        let hundredths = Int(fraction[fraction.startIndex] - 48) * 10 + Int(fraction[fraction.startIndex + 1] - 48)
        // Fifteen digits of thousands would not fit, and no pay is near it.
        guard whole <= Self.believable / factor else { return nil }
        return (whole * 100 + hundredths) * factor
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
