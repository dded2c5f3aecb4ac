/// Euro reference rates, for comparing the pay of postings in different currencies; never shown as an amount.
///
/// Units of the currency for one euro: the European Central Bank's reference rates of 30 October 2026; the rouble's is
/// of 1 March 2022, the last the bank published.
public enum ExchangeRates {
    public static let date = "2026-10-30"

    private static let perEuro: [String: Double] = [
        "EUR": 1, "USD": 1.1172, "JPY": 175.68, "CZK": 24.353, "DKK": 7.4735, "GBP": 0.8338, "HUF": 366.33,
        "PLN": 4.4038, "RON": 5.3447, "SEK": 10.978, "CHF": 0.9194, "ISK": 136, "NOK": 10.312, "TRY": 55.8015,
        "AUD": 1.5904, "BRL": 6.0692, "CAD": 1.5606, "CNY": 7.4326, "HKD": 8.7652, "IDR": 20275.17, "ILS": 3.495,
        "INR": 106.084, "KRW": 1491.76, "MXN": 21.1237, "MYR": 4.5325, "NZD": 1.9823, "PHP": 71.143, "SGD": 1.4282,
        "THB": 37.683, "ZAR": 18.6455, "BGN": 1.9558, "RUB": 117.201, "RUR": 117.201,
    ]

    /// The currencies that can be compared, by code.
    public static var currencies: [String] { perEuro.keys.sorted() }

    /// An amount in minor units as euro cents; `nil` for a currency without a rate.
    public static func euroCents(_ minorUnits: Int, currency: String) -> Int? {
        guard let rate = perEuro[currency] else { return nil }
        let cents = Double(minorUnits) / rate
        return cents.magnitude < 1e15 ? Int(cents.rounded()) : nil
    }
}
