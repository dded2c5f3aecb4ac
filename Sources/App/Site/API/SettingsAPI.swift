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
    }

    private struct Shown: Encodable {
        @Nullable var role: String?
        var skills: [String]
        @Nullable var minSalary: Int?
        @Nullable var currency: String?
        @Nullable var location: String?
        @Nullable var workMode: Preferences.WorkMode?
        @Nullable var preferences: String?

        init(_ stored: Preferences) {
            func said(_ text: String) -> String? { text.isEmpty ? nil : text }
            role = said(stored.role)
            skills = stored.skills
            minSalary = stored.minimumPay.map { $0 / 100 }
            currency = stored.currency
            location = said(stored.location)
            workMode = stored.workMode
            preferences = said(stored.wishes)
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
        let problems = draft.problems
        guard problems.isEmpty else {
            throw Problem.unprocessable(problems.map { .init(field: $0.field, message: $0.message) })
        }
        let preferences = draft.preferences
        try context.site.setPreferences(preferences, of: user)
        return try .json(Shown(preferences))
    }
}
