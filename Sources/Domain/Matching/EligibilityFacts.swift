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
    /// Where the person must live.
    var residence: PlaceFact?
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

/// A language and its level, 1 (A1) to 6 (native).
struct LanguageFact: Sendable, Equatable {
    let code: String
    let level: Int
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

/// Countries and languages by their usual names.
enum Places {
    static let countries: [(code: String, names: String)] = [
        ("US", "united states,usa,u s,united states of america,us"),
        ("GB", "united kingdom,uk,england,scotland,wales,great britain"),
        ("DE", "germany,deutschland,германия"), ("FR", "france"), ("ES", "spain"), ("IT", "italy"),
        ("NL", "netherlands,holland"),
        ("BE", "belgium"), ("AT", "austria,österreich"), ("CH", "switzerland,schweiz"), ("PL", "poland"),
        ("CZ", "czech republic,czechia"),
        ("PT", "portugal"), ("IE", "ireland"), ("SE", "sweden"), ("NO", "norway"), ("DK", "denmark"), ("FI", "finland"),
        ("EE", "estonia"), ("LV", "latvia"), ("LT", "lithuania"), ("RO", "romania"), ("BG", "bulgaria"),
        ("HU", "hungary"),
        ("GR", "greece"), ("HR", "croatia"), ("SK", "slovakia"), ("SI", "slovenia"), ("LU", "luxembourg"),
        ("CY", "cyprus"),
        ("MT", "malta"), ("RU", "russia,россия,рф"), ("UA", "ukraine"), ("KZ", "kazakhstan,казахстан"),
        ("GE", "georgia tbilisi"),
        ("AM", "armenia"), ("RS", "serbia"), ("TR", "turkey,türkiye"), ("IL", "israel"),
        ("AE", "uae,united arab emirates"),
        ("IN", "india"), ("SG", "singapore"), ("JP", "japan"), ("CN", "china"), ("KR", "south korea"),
        ("AU", "australia"),
        ("NZ", "new zealand"), ("CA", "canada"), ("MX", "mexico"), ("BR", "brazil"), ("AR", "argentina"),
        ("ZA", "south africa"),
        ("NG", "nigeria"), ("KE", "kenya"), ("EG", "egypt"), ("EU", "eu,european union,eea"),
    ]

    static let union: Set<String> = [
        "DE", "FR", "ES", "IT", "NL", "BE", "AT", "PL", "CZ", "PT", "IE", "SE", "DK", "FI", "EE", "LV", "LT", "RO",
        "BG",
        "HU", "GR", "HR", "SK", "SI", "LU", "CY", "MT",
    ]

    static let languages: [(code: String, names: String)] = [
        ("en", "english,englisch,английский,английского,английским"), ("de", "german,deutsch,немецкий,немецкого"),
        ("ru", "russian,russisch,русский,русского"), ("fr", "french,französisch,французский"),
        ("es", "spanish,spanisch,испанский"),
        ("it", "italian,italienisch"), ("pt", "portuguese"), ("nl", "dutch,niederländisch"), ("pl", "polish,polnisch"),
        ("zh", "chinese,mandarin"), ("ja", "japanese"), ("ar", "arabic"), ("tr", "turkish"), ("uk", "ukrainian"),
        ("sv", "swedish"), ("da", "danish"), ("no", "norwegian"), ("fi", "finnish"), ("ko", "korean"), ("hi", "hindi"),
    ]
}
