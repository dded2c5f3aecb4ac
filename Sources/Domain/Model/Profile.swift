public import Base

/// The structured reading of a resume. Everything is optional: a profile says what was found, not what should be there.
public struct Profile: Codable, Sendable, Equatable {
    @Nullable public var name: String?
    @Nullable public var email: String?
    @Nullable public var phone: String?
    @Nullable public var location: String?
    @Nullable public var headline: String?
    @Nullable public var summary: String?
    /// Canonical names, in the order of their first mention.
    public var skills: [String]
    public var experience: [Experience]
    public var education: [Education]
    /// Years of work, overlapping positions counted once.
    @Nullable public var years: Double?

    public init(
        name: String? = nil, email: String? = nil, phone: String? = nil, location: String? = nil,
        headline: String? = nil, summary: String? = nil, skills: [String] = [], experience: [Experience] = [],
        education: [Education] = [], years: Double? = nil
    ) {
        self.name = name
        self.email = email
        self.phone = phone
        self.location = location
        self.headline = headline
        self.summary = summary
        self.skills = skills
        self.experience = experience
        self.education = education
        self.years = years
    }
}

/// One position held. Dates are "YYYY-MM" or "YYYY"; an `end` of `nil` means it is the current one.
public struct Experience: Codable, Sendable, Equatable {
    @Nullable public var company: String?
    @Nullable public var title: String?
    @Nullable public var start: String?
    @Nullable public var end: String?

    public init(company: String? = nil, title: String? = nil, start: String? = nil, end: String? = nil) {
        self.company = company
        self.title = title
        self.start = start
        self.end = end
    }
}

/// One course of study.
public struct Education: Codable, Sendable, Equatable {
    @Nullable public var institution: String?
    @Nullable public var degree: String?
    @Nullable public var endYear: Int?

    public init(institution: String? = nil, degree: String? = nil, endYear: Int? = nil) {
        self.institution = institution
        self.degree = degree
        self.endYear = endYear
    }
}
