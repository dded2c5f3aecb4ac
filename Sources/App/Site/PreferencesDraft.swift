internal import Base
internal import HTTP
internal import Model
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
        return problems
    }

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
            minimumPay: pay, currency: code, location: location.trimmed, workMode: mode, wishes: wishes.trimmed)
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
