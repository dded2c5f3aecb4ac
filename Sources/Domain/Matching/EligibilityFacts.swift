/// What a resume plainly states about hard constraints.
struct ResumeFacts: Sendable, Codable {
    var wantsRemoteOnly = false
    var movesOrCommutes = false
    var needsSponsor = false
    /// Countries the person says they may work in ("EU" for the union).
    var authorisedIn: Set<String> = []
    /// Where the person lives.
    var country: String?
    /// Language code to level, 1 (A1) to 6 (native).
    var languages: [String: Int] = [:]
    var pay: PayFact?
}

/// What a posting plainly states about hard constraints.
struct PostingFacts: Sendable, Codable {
    enum Mode: String, Sendable, Codable { case remote, onSite, hybrid }

    /// nil when it says nothing, or says more than one.
    var mode: Mode?
    var refusesSponsor = false
    var offersSponsor = false
    var authorisedIn: Set<String> = []
    /// Where the person must live.
    var residence: String?
    /// Required levels.
    var languages: [String: Int] = [:]
    var pay: PayFact?
}

/// An amount or a range of one currency for one period.
struct PayFact: Sendable, Equatable, Codable {
    enum Period: String, Sendable, Codable { case hour, day, month, year }

    var minimum: Int
    var maximum: Int
    var currency: String
    var period: Period
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
