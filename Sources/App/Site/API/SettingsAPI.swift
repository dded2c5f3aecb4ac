internal import Base
internal import HTTP
internal import Model
internal import Storage

/// What a person is looking for.
enum SettingsAPI {
    private struct SettingsBody: Decodable {
        var role: String?
        var skills: [String]?
        var minSalary: Int?
        var currency: String?
        var location: String?
        var workMode: String?
        var preferences: String?
        var countries: [String]?
        var languages: [Language]?
        var needsVisa: Bool?
        var internships: Bool?
        var levels: [String]?
    }

    /// ISO 639-1 and a level from A1 to C2.
    private struct Language: Codable {
        var language: String
        var level: String
    }

    private struct Shown: Encodable {
        @Nullable var role: String?
        var skills: [String]
        @Nullable var minSalary: Int?
        @Nullable var currency: String?
        @Nullable var location: String?
        @Nullable var workMode: Preferences.WorkMode?
        @Nullable var preferences: String?
        var countries: [String]
        var languages: [Language]
        @Nullable var needsVisa: Bool?
        @Nullable var internships: Bool?
        var levels: [PostingLevel]

        init(_ stored: Preferences) {
            func said(_ text: String) -> String? { text.isEmpty ? nil : text }
            role = said(stored.role)
            skills = stored.skills
            minSalary = stored.minimumPay.map { $0 / 100 }
            currency = stored.currency
            location = said(stored.location)
            workMode = stored.workMode
            preferences = said(stored.wishes)
            countries = stored.countries
            languages = stored.languages.sorted { $0.key < $1.key }.map {
                Language(language: $0.key, level: SpokenLanguages.level($0.value))
            }
            needsVisa = stored.needsVisa
            internships = stored.internships
            levels = stored.levels
        }
    }

    static func show(_ context: Context) throws -> Response {
        let user = try context.user()
        return try .json(Shown(try context.services.database.withConnection { try $0.preferences(of: user.id) }))
    }

    /// Replaces all of it: what the body leaves out is not wished for any more.
    static func replace(_ context: Context) throws -> Response {
        let body: SettingsBody = try context.request.json(limit: context.services.settings.web.bodyLimit)
        let user = try context.user()
        var draft = PreferencesDraft()
        draft.role = body.role ?? ""
        draft.skills = body.skills ?? []
        draft.minimumSalary = body.minSalary.map(String.init) ?? ""
        draft.currency = body.currency ?? ""
        draft.location = body.location ?? ""
        draft.workMode = body.workMode ?? ""
        draft.wishes = body.preferences ?? ""
        draft.countries = (body.countries ?? []).joined(separator: ",")
        draft.languages = (body.languages ?? []).map { $0.language + " " + $0.level }.joined(separator: ",")
        draft.needsVisa = body.needsVisa.map { $0 ? "yes" : "no" } ?? ""
        draft.internships = body.internships.map { $0 ? "only" : "none" } ?? ""
        draft.levels = body.levels ?? []
        let problems = draft.problems
        guard problems.isEmpty else {
            throw Problem.unprocessable(problems.map { .init(field: $0.field, message: $0.message) })
        }
        let preferences = draft.preferences
        try context.site.setPreferences(preferences, of: user)
        return try .json(Shown(preferences))
    }
}
