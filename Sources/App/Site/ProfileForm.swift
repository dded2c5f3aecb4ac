internal import Base
internal import Model
internal import Templates

/// What is wrong with a corrected profile.
struct ProfileErrors {
    var email: String?
    var years: String?

    var isEmpty: Bool { email == nil && years == nil }

    var list: [FieldProblem] {
        [("email", email), ("years", years)].compactMap { field, message in
            message.map { FieldProblem(field: field, message: $0) }
        }
    }
}

/// A profile as its owner corrects it.
struct ProfileForm {
    private let fields: [String: String]

    static let fieldLimit = 300
    static let skillLimit = 200

    init(_ context: Context) {
        let names = ["name", "email", "phone", "location", "headline", "years", "skills"]
        fields = Dictionary(uniqueKeysWithValues: names.map { ($0, context.field($0)) })
    }

    /// Puts the fields into `profile`; what the form does not show stays as it is.
    func apply(to profile: inout Profile, _ words: Vocabulary) -> ProfileErrors {
        var errors = ProfileErrors()
        profile.name = text("name")
        profile.phone = text("phone")
        profile.location = text("location")
        profile.headline = text("headline")
        profile.email = text("email")
        if let email = profile.email, !EmailAddress.isPlausible(email) {
            errors.email = words.text("profile.emailInvalid")
        }
        if let years = text("years")?.replacing(",", with: ".") {
            if let number = Double(years), (0...70).contains(number) {
                profile.years = number
            } else {
                errors.years = words.text("profile.yearsInvalid")
            }
        } else {
            profile.years = nil
        }
        var seen = Set<String>()
        profile.skills = (fields["skills"] ?? "").split(whereSeparator: { $0 == "," || $0.isNewline })
            .map { String($0).trimmed.cut(to: 100) }
            .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
        if profile.skills.count > Self.skillLimit { profile.skills.removeLast(profile.skills.count - Self.skillLimit) }
        return errors
    }

    private func text(_ name: String) -> String? {
        let value = (fields[name] ?? "").cut(to: Self.fieldLimit)
        return value.isEmpty ? nil : value
    }
}

extension String {
    /// At most `limit` scalars of it.
    func cut(to limit: Int) -> String {
        unicodeScalars.count <= limit ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}
