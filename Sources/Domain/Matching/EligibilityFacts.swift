internal import Model

/// What a resume plainly states about hard constraints, and where.
struct ResumeFacts: Sendable, Equatable {
    var remoteOnly: Stretch?
    var movesOrCommutes: Stretch?
    var needsSponsor: Stretch?
    /// Countries the person says they may work in ("EU" for the union).
    var authorised: [PlaceFact] = []
    /// Where the person lives.
    var home: PlaceFact?
    var languages: [LanguageFact] = []
    var pay: PayFact?
}

/// What a posting plainly states about hard constraints, and where.
struct PostingFacts: Sendable, Equatable {
    enum Mode: UInt8, Sendable { case remote, onSite, hybrid }

    /// nil when it says nothing, or says more than one.
    var mode: Mode?
    var modePlace: Stretch?
    var refusesSponsor: Stretch?
    var offersSponsor: Stretch?
    var authorised: [PlaceFact] = []
    /// Where the person must live: one of them suffices.
    var residences: [PlaceFact] = []
    var languages: [LanguageFact] = []
    var pay: PayFact?
    /// Where it says that it is an internship.
    var internship: Stretch?
}

/// A country that a text states.
struct PlaceFact: Sendable, Equatable {
    let code: String
    let place: Stretch?
}

/// A language and its level, 1 (A1) to 6 (native), 0 where it is asked for without one.
struct LanguageFact: Sendable, Equatable {
    let code: String
    let level: Int
    /// Of the languages of one number above 0 any suffices.
    var oneOf = 0
    let place: Stretch?
}

/// An amount or a range of one currency for one period, in whole units.
struct PayFact: Sendable, Equatable {
    let minimum: Int
    let maximum: Int
    let currency: String
    let period: Pay.Period
    let place: Stretch?

    /// The least and the most for a year in euro cents; nil for a currency without a rate.
    var annual: (minimum: Int, maximum: Int)? {
        func cents(_ amount: Int) -> Int? {
            ExchangeRates.euroCents(amount * 100 * period.perYear, currency: currency)
        }
        guard let minimum = cents(minimum), let maximum = cents(maximum) else { return nil }
        return (minimum, maximum)
    }
}

/// Countries that stand for others.
enum Places {
    /// The members of the union.
    static let union: Set<String> = [
        "DE", "FR", "ES", "IT", "NL", "BE", "AT", "PL", "CZ", "PT", "IE", "SE", "DK", "FI", "EE", "LV", "LT", "RO",
        "BG", "HU", "GR", "HR", "SK", "SI", "LU", "CY", "MT",
    ]
}
