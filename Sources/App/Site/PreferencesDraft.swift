internal import Base
internal import HTTP
internal import Model
internal import Parsing
internal import Storage
internal import Work

/// What somebody says they are looking for, as it was sent, before it is stored.
struct PreferencesDraft {
    var role = ""
    var skills: [String] = []
    /// Whole units of the currency for a year.
    var minimumSalary = ""
    var currency = ""
    var location = ""
    var workMode = ""
    var wishes = ""
    /// Names or codes with commas between.
    var countries = ""
    /// Names or codes with their levels, with commas between: "English C1, de B2".
    var languages = ""
    /// `yes`, `no` or nothing.
    var needsVisa = ""
    /// `only`, `none` or nothing.
    var internships = ""
    var levels: [String] = []

    /// As the database holds them.
    static let (roleLimit, locationLimit, wishesLimit) = (200, 200, 5000)
    static let (skillLimit, skillLength) = (50, 60)
    static let salaryLimit = 1_000_000_000
    private static let standardCurrency = "EUR"

    init() {}

    init(_ preferences: Preferences) {
        role = preferences.role
        skills = preferences.skills
        minimumSalary = preferences.minimumPay.map { String($0 / 100) } ?? ""
        currency = preferences.currency ?? ""
        location = preferences.location
        workMode = preferences.workMode?.rawValue ?? ""
        wishes = preferences.wishes
        countries = preferences.countries.map(Countries.name).joined(separator: ", ")
        languages = SpokenLanguages.text(preferences.languages)
        needsVisa = preferences.needsVisa.map { $0 ? "yes" : "no" } ?? ""
        internships = preferences.internships.map { $0 ? "only" : "none" } ?? ""
        levels = preferences.levels.map(\.rawValue)
    }

    /// A field and what it must be like.
    struct Failing {
        var field: String
        var message: String
    }

    var problems: [Failing] {
        var problems: [Failing] = []
        func check(_ isFine: Bool, _ field: String, _ message: String) {
            if !isFine { problems.append(Failing(field: field, message: message)) }
        }
        check(role.unicodeScalars.count <= Self.roleLimit, "role", "has at most \(Self.roleLimit) characters")
        check(
            skills.count <= Self.skillLimit && skills.allSatisfy { $0.unicodeScalars.count <= Self.skillLength },
            "skills", "are at most \(Self.skillLimit) of at most \(Self.skillLength) characters")
        check(
            minimumSalary.isEmpty || salary != nil, "min_salary",
            "is a whole number from 0 to \(Self.salaryLimit), for a year")
        check(
            currency.isEmpty || ExchangeRates.currencies.contains(currency.uppercased()), "currency",
            "is a currency we know, such as EUR")
        check(
            location.unicodeScalars.count <= Self.locationLimit, "location",
            "has at most \(Self.locationLimit) characters")
        check(workMode.isEmpty || mode != nil, "work_mode", "is remote, hybrid or on_site")
        check(
            wishes.unicodeScalars.count <= Self.wishesLimit, "preferences",
            "has at most \(Self.wishesLimit) characters")
        check(statedCountries != nil, "countries", "are names or codes of countries, or EU")
        check(
            SpokenLanguages.read(languages) != nil, "languages",
            "are languages with their levels, A1 to C2, such as English C1")
        check(["", "yes", "no"].contains(needsVisa), "needs_visa", "is true, false or null")
        check(["", "only", "none"].contains(internships), "internships", "is true, false or null")
        check(
            levels.allSatisfy { PostingLevel(rawValue: $0) != nil }, "levels",
            "are of " + PostingLevel.allCases.map(\.rawValue).joined(separator: ", "))
        return problems
    }

    /// The codes; nil where something is no country, or there are too many.
    private var statedCountries: [String]? {
        let names = countries.split { $0 == "," || $0 == ";" || $0.isNewline }.map { String($0).trimmed }
            .filter { !$0.isEmpty }
        guard names.count <= Self.countryLimit else { return nil }
        var codes: [String] = []
        for name in names {
            guard let code = name.uppercased() == "EU" ? "EU" : Countries.code(name) else { return nil }
            if !codes.contains(code) { codes.append(code) }
        }
        return codes
    }

    private static let countryLimit = 30

    private var salary: Int? {
        let digits = minimumSalary.filter { ![",", " ", "\u{A0}", "\u{202F}"].contains($0) }
        return Int(digits).flatMap { (0...Self.salaryLimit).contains($0) ? $0 : nil }
    }

    private var mode: Preferences.WorkMode? { Preferences.WorkMode(rawValue: workMode) }

    /// What is stored. Pay without a currency is in euros.
    var preferences: Preferences {
        let pay = salary.map { $0 * 100 }
        let code = currency.isEmpty ? (pay == nil ? nil : Self.standardCurrency) : currency.uppercased()
        var seen: Set<String> = []
        return Preferences(
            role: role.trimmed, skills: skills.map(\.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted },
            minimumPay: pay, currency: code, location: location.trimmed, workMode: mode, wishes: wishes.trimmed,
            countries: statedCountries ?? [], languages: SpokenLanguages.read(languages) ?? [:],
            needsVisa: needsVisa.isEmpty ? nil : needsVisa == "yes",
            internships: internships.isEmpty ? nil : internships == "only",
            levels: PostingLevel.allCases.filter { levels.contains($0.rawValue) })
    }
}

extension Site {
    /// Stores what a person is looking for; where that is something else than before, what fits it is found out anew.
    func setPreferences(_ preferences: Preferences, of user: User) throws {
        try services.database.transaction { db in
            guard try db.setPreferences(preferences, of: user.id) else { return }
            try RescoreMatches.enqueue(for: user.id, services, on: db)
        }
    }
}

extension Preferences {
    /// The postings that fit, as a search: the role's words, the pay and, where they will only work so, remote ones.
    var search: Parameters {
        var search = Parameters()
        if !role.isEmpty { search.append("q", role) }
        if workMode == .remote { search.append("remote", "yes") }
        if let minimumPay, let currency {
            search.append("min_pay", String(minimumPay / 100))
            search.append("currency", currency)
        }
        return search
    }
}
