internal import Templates

/// What I am looking for.
struct SettingsPage: Page {
    static let template = "pages/settings"

    var role: String
    /// With commas between.
    var skills: String
    /// Whole units of the currency for a year.
    var minSalary: String
    var currencies: [Option]
    var location: String
    var modes: [Option]
    var wishes: String
    /// With commas between.
    var countries = ""
    var languages = ""
    var visas: [Option] = []
    var internships: [Option] = []
    var levels: [Option] = []
    /// The postings that fit what is stored.
    var searchHref: String?
    var errors: [FieldProblem] = []

    static var names: Names<SettingsPage> {
        [
            "role": .text(\.role),
            "skills": .text(\.skills),
            "minSalary": .text(\.minSalary),
            "currencies": .list(\.currencies),
            "location": .text(\.location),
            "modes": .list(\.modes),
            "wishes": .text(\.wishes),
            "countries": .text(\.countries),
            "languages": .text(\.languages),
            "visas": .list(\.visas),
            "internships": .list(\.internships),
            "levels": .list(\.levels),
            "searchHref": .optionalText(\.searchHref),
            "errors": .list(\.errors),
            "hasErrors": .flag { !$0.errors.isEmpty },
            "isRoleBad": .flag { $0.errors.blame("role") },
            "isSkillsBad": .flag { $0.errors.blame("skills") },
            "isMinSalaryBad": .flag { $0.errors.blame("min_salary") },
            "isCurrencyBad": .flag { $0.errors.blame("currency") },
            "isLocationBad": .flag { $0.errors.blame("location") },
            "isWorkModeBad": .flag { $0.errors.blame("work_mode") },
            "isCountriesBad": .flag { $0.errors.blame("countries") },
            "isLanguagesBad": .flag { $0.errors.blame("languages") },
            "isNeedsVisaBad": .flag { $0.errors.blame("needs_visa") },
            "isInternshipsBad": .flag { $0.errors.blame("internships") },
            "isPreferencesBad": .flag { $0.errors.blame("preferences") },
            "isLevelsBad": .flag { $0.errors.blame("levels") },
        ]
    }
}
