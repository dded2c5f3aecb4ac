/// A resume as an engine sees it.
public struct ResumeSide: Sendable, Equatable {
    /// The extracted text; quotes are pieces of it.
    public var text: String
    /// `nil` lets the engine read the text itself.
    public var profile: Profile?
    /// What the person will accept; it decides of eligibility, never of the score.
    public var wishes = HardWishes()

    public init(text: String, profile: Profile? = nil) {
        self.text = text
        self.profile = profile
    }
}

/// A posting as an engine sees it.
public struct PostingSide: Sendable, Equatable {
    public var title: String
    /// Plain text (no Markdown) that starts with the title; quotes are pieces of it.
    public var text: String
    /// Canonical skill names where the store already knows them; `nil` lets the engine read the text itself.
    public var skills: [String]?
    /// What the source states beside the text.
    public var conditions = PostingConditions()
    /// What other systems know the posting by; `nil` where none can.
    public var id: String?

    public init(title: String, text: String, skills: [String]? = nil, id: String? = nil) {
        self.title = title
        self.text = text
        self.skills = skills
        self.id = id
    }
}

/// What a posting's source states of hard constraints; `nil` where it says nothing.
public struct PostingConditions: Codable, Sendable, Equatable {
    /// Whether all of the work can be done from elsewhere.
    public var isRemote: Bool?
    /// ISO 3166-1 alpha-2.
    public var country: String?
    public var pay: Pay?
    public var type: PostingType?
    public var level: PostingLevel?
    public var workMode: WorkMode?
    /// Where a remote worker may live: ISO 3166-1 alpha-2, and `EU` for the union.
    public var remoteCountries: [String]
    public var languages: [AskedLanguage]
    public var visa: VisaOffer?

    public init(
        isRemote: Bool? = nil, country: String? = nil, type: PostingType? = nil, level: PostingLevel? = nil,
        pay: Pay? = nil, workMode: WorkMode? = nil, remoteCountries: [String] = [], languages: [AskedLanguage] = [],
        visa: VisaOffer? = nil
    ) {
        self.isRemote = isRemote
        self.country = country
        self.pay = pay
        self.type = type
        self.level = level
        self.workMode = workMode
        self.remoteCountries = remoteCountries
        self.languages = languages
        self.visa = visa
    }
}

/// What a person will accept; what is empty or `nil` they did not say, and the resume's own words may.
public struct HardWishes: Sendable, Equatable {
    public enum Mode: String, Codable, Sendable { case remote, hybrid, onSite }

    public var modes: Set<Mode> = []
    /// ISO 3166-1 alpha-2, `EU` for the union.
    public var countries: Set<String> = []
    /// The least pay; its minimum counts.
    public var pay: Pay?
    public var needsVisa: Bool?
    /// Languages by ISO 639-1 with their level, 1 (A1) to 6 (native).
    public var languages: [String: Int] = [:]
    /// `true`: internships alone; `false`: none.
    public var internships: Bool?
    public var levels: Set<PostingLevel> = []

    public init() {}

    /// What a person's settings say plainly. Who wants to work in an office some days accepts more of them at home, and who
    /// wants an office accepts fewer days in it.
    /// - Parameter country: that the place they state is in; it counts where they state no countries.
    public init(_ preferences: Preferences, country: String? = nil) {
        if let minimumPay = preferences.minimumPay, let currency = preferences.currency {
            pay = Pay(minimum: minimumPay, maximum: nil, currency: currency, period: .year)
        }
        countries = Set(preferences.countries.isEmpty ? country.map { [$0] } ?? [] : preferences.countries)
        languages = preferences.languages
        needsVisa = preferences.needsVisa
        internships = preferences.internships
        levels = Set(preferences.levels)
        switch preferences.workMode {
        case .remote: modes = [.remote]
        case .hybrid: modes = [.hybrid, .remote]
        case .onSite: modes = [.onSite, .hybrid]
        case nil: break
        }
    }
}
