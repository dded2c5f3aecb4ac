/// Where the work of a posting is done.
public enum WorkMode: String, Codable, Sendable, CaseIterable {
    case remote, hybrid
    case onSite = "on_site"
}

/// One of the places that a posting names; what it does not say is nil.
public struct PostingPlace: Codable, Sendable, Hashable {
    /// As the posting writes it.
    public var city: String?
    /// A state or a region, as the posting writes it.
    public var region: String?
    /// ISO 3166-1 alpha-2.
    public var country: String?

    public init(city: String? = nil, region: String? = nil, country: String? = nil) {
        self.city = city
        self.region = region
        self.country = country
    }
}

/// A language that a posting asks for.
public struct AskedLanguage: Codable, Sendable, Hashable {
    /// ISO 639-1.
    public var code: String
    /// 1 (A1) to 6 (C2, native); nil where it only says that the language is needed.
    public var level: Int?
    /// Of the languages of one number any suffices; nil where the language is asked for by itself.
    public var oneOf: Int?

    public init(code: String, level: Int? = nil, oneOf: Int? = nil) {
        self.code = code
        self.level = level
        self.oneOf = oneOf
    }
}

/// What a posting says of visas for people from abroad.
public enum VisaOffer: String, Codable, Sendable, CaseIterable {
    case offered, refused
}

/// The occupation of ESCO that a title means.
public struct OccupationLabel: Codable, Sendable, Hashable {
    public var uri: String
    public var label: String

    public init(uri: String, label: String) {
        self.uri = uri
        self.label = label
    }
}

/// What a source and the words of a posting say beside its main fields. Nil and empty mean "not stated".
public struct PostingDetails: Codable, Sendable, Equatable {
    public var places: [PostingPlace]
    public var workMode: WorkMode?
    /// Where a remote worker may live: ISO 3166-1 alpha-2, and `EU` for the union.
    public var remoteCountries: [String]
    public var languages: [AskedLanguage]
    public var visa: VisaOffer?
    /// Whether the pay is the source's guess; nil without pay.
    public var isPayPredicted: Bool?
    public var occupation: OccupationLabel?

    public init(
        places: [PostingPlace] = [], workMode: WorkMode? = nil, remoteCountries: [String] = [],
        languages: [AskedLanguage] = [], visa: VisaOffer? = nil, isPayPredicted: Bool? = nil,
        occupation: OccupationLabel? = nil
    ) {
        self.places = places
        self.workMode = workMode
        self.remoteCountries = remoteCountries
        self.languages = languages
        self.visa = visa
        self.isPayPredicted = isPayPredicted
        self.occupation = occupation
    }

    private enum CodingKeys: String, CodingKey {
        case places, workMode, remoteCountries, languages, visa, isPayPredicted, occupation
    }

    /// Rows stored before there were details have none of the fields.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        places = try container.decodeIfPresent([PostingPlace].self, forKey: .places) ?? []
        workMode = try container.decodeIfPresent(WorkMode.self, forKey: .workMode)
        remoteCountries = try container.decodeIfPresent([String].self, forKey: .remoteCountries) ?? []
        languages = try container.decodeIfPresent([AskedLanguage].self, forKey: .languages) ?? []
        visa = try container.decodeIfPresent(VisaOffer.self, forKey: .visa)
        isPayPredicted = try container.decodeIfPresent(Bool.self, forKey: .isPayPredicted)
        occupation = try container.decodeIfPresent(OccupationLabel.self, forKey: .occupation)
    }
}
