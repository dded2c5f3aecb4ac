public import Base

/// A stretch of a resume's text, half open, counted in Unicode scalars: what other languages call code points.
public struct TextSpan: Codable, Sendable, Hashable {
    public var start: Int
    public var end: Int

    public init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }
}

/// The structured reading of a resume. Everything is optional: a profile says what was found, not what should be there.
///
/// What was read, rather than written by a person, has its place in the text beside it.
public struct Profile: Codable, Sendable, Equatable {
    /// The fields that have one place in the text each.
    public enum Field: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        case name, email, phone, location, headline, summary, level
    }

    @Nullable public var name: String?
    @Nullable public var email: String?
    @Nullable public var phone: String?
    @Nullable public var location: String?
    @Nullable public var headline: String?
    @Nullable public var summary: String?
    /// Canonical names, in the order of their first mention.
    public var skills: [String]
    /// What the text names and the person says is no skill of theirs: it never counts.
    public var refusedSkills: [String]
    public var languages: [SpokenLanguage]
    public var links: [ProfileLink]
    public var experience: [Experience]
    public var education: [Education]
    /// Years of work, overlapping positions counted once.
    @Nullable public var years: Double?
    /// How senior the person is: as their last title says, else as long as they have worked.
    @Nullable public var level: PostingLevel?
    public var spans: [Field: TextSpan]
    /// Where each skill is named, by its canonical name.
    public var skillSpans: [String: TextSpan]

    public init(
        name: String? = nil, email: String? = nil, phone: String? = nil, location: String? = nil,
        headline: String? = nil, summary: String? = nil, skills: [String] = [], refusedSkills: [String] = [],
        languages: [SpokenLanguage] = [], links: [ProfileLink] = [], experience: [Experience] = [],
        education: [Education] = [], years: Double? = nil, level: PostingLevel? = nil,
        spans: [Field: TextSpan] = [:], skillSpans: [String: TextSpan] = [:]
    ) {
        self.name = name
        self.email = email
        self.phone = phone
        self.location = location
        self.headline = headline
        self.summary = summary
        self.skills = skills
        self.refusedSkills = refusedSkills
        self.languages = languages
        self.links = links
        self.experience = experience
        self.education = education
        self.years = years
        self.level = level
        self.spans = spans
        self.skillSpans = skillSpans
    }

    /// Takes profiles of earlier versions, which lack the later fields.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            name: try values.decodeIfPresent(String.self, forKey: .name),
            email: try values.decodeIfPresent(String.self, forKey: .email),
            phone: try values.decodeIfPresent(String.self, forKey: .phone),
            location: try values.decodeIfPresent(String.self, forKey: .location),
            headline: try values.decodeIfPresent(String.self, forKey: .headline),
            summary: try values.decodeIfPresent(String.self, forKey: .summary),
            skills: try values.decodeIfPresent([String].self, forKey: .skills) ?? [],
            refusedSkills: try values.decodeIfPresent([String].self, forKey: .refusedSkills) ?? [],
            languages: try values.decodeIfPresent([SpokenLanguage].self, forKey: .languages) ?? [],
            links: try values.decodeIfPresent([ProfileLink].self, forKey: .links) ?? [],
            experience: try values.decodeIfPresent([Experience].self, forKey: .experience) ?? [],
            education: try values.decodeIfPresent([Education].self, forKey: .education) ?? [],
            years: try values.decodeIfPresent(Double.self, forKey: .years),
            level: try values.decodeIfPresent(PostingLevel.self, forKey: .level),
            spans: try values.decodeIfPresent([Field: TextSpan].self, forKey: .spans) ?? [:],
            skillSpans: try values.decodeIfPresent([String: TextSpan].self, forKey: .skillSpans) ?? [:])
    }
}

/// One position held. Dates are "YYYY-MM" or "YYYY"; an `end` of `nil` means it is the current one.
public struct Experience: Codable, Sendable, Equatable {
    public enum Field: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        case company, title, place, dates, bullets
    }

    @Nullable public var company: String?
    @Nullable public var title: String?
    @Nullable public var place: String?
    @Nullable public var start: String?
    @Nullable public var end: String?
    /// What was done there, a sentence or a line each.
    public var bullets: [String]
    public var spans: [Field: TextSpan]

    public init(
        company: String? = nil, title: String? = nil, place: String? = nil, start: String? = nil, end: String? = nil,
        bullets: [String] = [], spans: [Field: TextSpan] = [:]
    ) {
        self.company = company
        self.title = title
        self.place = place
        self.start = start
        self.end = end
        self.bullets = bullets
        self.spans = spans
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            company: try values.decodeIfPresent(String.self, forKey: .company),
            title: try values.decodeIfPresent(String.self, forKey: .title),
            place: try values.decodeIfPresent(String.self, forKey: .place),
            start: try values.decodeIfPresent(String.self, forKey: .start),
            end: try values.decodeIfPresent(String.self, forKey: .end),
            bullets: try values.decodeIfPresent([String].self, forKey: .bullets) ?? [],
            spans: try values.decodeIfPresent([Field: TextSpan].self, forKey: .spans) ?? [:])
    }
}

/// One course of study.
public struct Education: Codable, Sendable, Equatable {
    public enum Field: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
        case institution, degree, area, endYear
    }

    @Nullable public var institution: String?
    /// As the document names it: "B.Tech", "Master of Science in Physics".
    @Nullable public var degree: String?
    /// The subject, where it is told apart from the degree or within it.
    @Nullable public var area: String?
    @Nullable public var endYear: Int?
    public var spans: [Field: TextSpan]

    public init(
        institution: String? = nil, degree: String? = nil, area: String? = nil, endYear: Int? = nil,
        spans: [Field: TextSpan] = [:]
    ) {
        self.institution = institution
        self.degree = degree
        self.area = area
        self.endYear = endYear
        self.spans = spans
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            institution: try values.decodeIfPresent(String.self, forKey: .institution),
            degree: try values.decodeIfPresent(String.self, forKey: .degree),
            area: try values.decodeIfPresent(String.self, forKey: .area),
            endYear: try values.decodeIfPresent(Int.self, forKey: .endYear),
            spans: try values.decodeIfPresent([Field: TextSpan].self, forKey: .spans) ?? [:])
    }
}

/// A language a person speaks.
public struct SpokenLanguage: Codable, Sendable, Equatable {
    /// As the document writes it.
    public var name: String
    /// "C1", "native", "fließend": as the document writes it.
    @Nullable public var level: String?
    @Nullable public var span: TextSpan?

    public init(name: String, level: String? = nil, span: TextSpan? = nil) {
        self.name = name
        self.level = level
        self.span = span
    }
}

/// An address on the web that a person gives.
public struct ProfileLink: Codable, Sendable, Equatable {
    /// As the document writes it, with or without its scheme.
    public var url: String
    @Nullable public var span: TextSpan?

    public init(url: String, span: TextSpan? = nil) {
        self.url = url
        self.span = span
    }
}
