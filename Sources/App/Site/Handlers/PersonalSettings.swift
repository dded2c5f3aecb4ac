internal import Base
internal import HTTP
internal import Model
internal import Storage

/// What I am looking for.
enum PersonalSettings {
    static func show(_ context: Context) throws -> Response {
        let user = try context.user()
        let stored = try context.services.database.withConnection { try $0.preferences(of: user.id) }
        return page(PreferencesDraft(stored), stored: stored, context)
    }

    static func save(_ context: Context) throws -> Response {
        let user = try context.user()
        var draft = PreferencesDraft()
        draft.role = context.field("role")
        draft.skills = ResumeQuery.skills(context.field("skills"))
        draft.minimumSalary = context.field("min_salary")
        draft.currency = context.field("currency")
        draft.location = context.field("location")
        draft.workMode = context.field("work_mode")
        draft.wishes = context.field("preferences")
        draft.countries = context.field("countries")
        draft.languages = context.field("languages")
        draft.needsVisa = context.field("needs_visa")
        draft.internships = context.field("internships")
        draft.levels = context.form?.fields.all("levels") ?? []
        guard draft.problems.isEmpty else {
            return page(draft, stored: Preferences(), context, status: .unprocessableContent)
        }
        let preferences = draft.preferences
        try context.site.setPreferences(preferences, of: user)
        return context.redirect(to: "/settings", telling: .preferencesSaved)
    }

    private static func options(_ all: [(String, String)], _ chosen: String, _ context: Context) -> [Option] {
        all.map { Option(value: $0, label: context.words.text($1), isSelected: $0 == chosen) }
    }

    private static func page(
        _ draft: PreferencesDraft, stored: Preferences, _ context: Context, status: Status = .ok
    ) -> Response {
        let words = context.words
        let currency = draft.currency.isEmpty ? "EUR" : draft.currency.uppercased()
        let modes =
            [("", "settings.anywhere")]
            + Preferences.WorkMode.allCases.map { ($0.rawValue, "settings.mode." + $0.rawValue) }
        let page = SettingsPage(
            role: draft.role, skills: draft.skills.joined(separator: ", "), minSalary: draft.minimumSalary,
            currencies: ExchangeRates.currencies.map { Option(value: $0, label: $0, isSelected: $0 == currency) },
            location: draft.location,
            modes: modes.map { Option(value: $0, label: words.text($1), isSelected: $0 == draft.workMode) },
            wishes: draft.wishes, countries: draft.countries, languages: draft.languages,
            visas: options(
                [("", "settings.unsaid"), ("yes", "settings.visa.yes"), ("no", "settings.visa.no")],
                draft.needsVisa, context),
            internships: options(
                [
                    ("", "settings.anywhere"), ("only", "settings.internships.only"),
                    ("none", "settings.internships.none"),
                ], draft.internships, context),
            levels: PostingLevel.allCases.map {
                Option(
                    value: $0.rawValue, label: context.phrases.level($0), isSelected: draft.levels.contains($0.rawValue)
                )
            },
            searchHref: stored.search.isEmpty ? nil : SearchQuery.href(stored.search),
            errors: draft.problems.map {
                FieldProblem(field: $0.field, message: words.text("settings.bad." + $0.field))
            })
        return context.page(page, title: words.text("settings.title"), status: status)
    }
}
