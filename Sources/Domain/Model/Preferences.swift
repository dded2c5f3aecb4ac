/// What a person is looking for. Everything is optional; an empty text and `nil` mean that nothing was said.
public struct Preferences: Sendable, Equatable {
    public enum WorkMode: String, Codable, Sendable, CaseIterable {
        case remote, hybrid
        case onSite = "on_site"
    }

    /// The work they want, in their words.
    public var role: String
    /// Skills they want to use, in their words.
    public var skills: [String]
    /// The least pay for a year, in minor units of ``currency``.
    public var minimumPay: Int?
    /// ISO 4217, upper case; there wherever ``minimumPay`` is.
    public var currency: String?
    public var location: String
    public var workMode: WorkMode?
    /// Anything else, in their words.
    public var wishes: String
    /// Countries they would work in: ISO 3166-1 alpha-2, or `EU` for the union.
    public var countries: [String]
    /// Languages they speak, by ISO 639-1, with their level from 1 (A1) to 6 (C2).
    public var languages: [String: Int]
    /// Whether somebody must help them to the right to work.
    public var needsVisa: Bool?
    /// `true`: internships alone; `false`: none.
    public var internships: Bool?
    /// Levels of work they would take.
    public var levels: [PostingLevel]

    public init(
        role: String = "", skills: [String] = [], minimumPay: Int? = nil, currency: String? = nil,
        location: String = "", workMode: WorkMode? = nil, wishes: String = "", countries: [String] = [],
        languages: [String: Int] = [:], needsVisa: Bool? = nil, internships: Bool? = nil, levels: [PostingLevel] = []
    ) {
        self.role = role
        self.skills = skills
        self.minimumPay = minimumPay
        self.currency = currency
        self.location = location
        self.workMode = workMode
        self.wishes = wishes
        self.countries = countries
        self.languages = languages
        self.needsVisa = needsVisa
        self.internships = internships
        self.levels = levels
    }

    /// Whether nothing was said.
    public var isEmpty: Bool { self == Preferences(currency: currency) }

    /// The least pay for a year in euro cents, at the rates of ``ExchangeRates``: what postings' pay is compared with.
    public var minimumPayReference: Int? {
        guard let minimumPay, let currency else { return nil }
        return ExchangeRates.euroCents(minimumPay, currency: currency)
    }
}
