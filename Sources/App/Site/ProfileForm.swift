internal import Base
internal import HTTP
internal import Model
internal import Templates

/// What is wrong with a corrected profile, by the field that it is wrong in.
struct ProfileErrors {
    private(set) var list: [FieldProblem] = []
    /// What was typed into the fields that are wrong, to be shown again.
    private(set) var typed: [String: String] = [:]

    var isEmpty: Bool { list.isEmpty }

    subscript(field: String) -> String? { list.first { $0.field == field }?.message }

    mutating func add(_ field: String, _ message: String, typed text: String?) {
        list.append(FieldProblem(field: field, message: message))
        typed[field] = text
    }
}

/// A profile as its owner corrects it. What the form does not carry stays as it is; what it carries unchanged keeps its place
/// in the text, and what a person wrote has none.
struct ProfileForm {
    private let fields: Parameters
    private let words: Vocabulary
    private(set) var errors = ProfileErrors()

    static let fieldLimit = 300
    static let textLimit = 5000
    static let listLimit = 200
    /// Positions and courses of study that the form shows; further ones stay as they are. A form has 256 fields at most.
    static let positions = 22
    static let courses = 10

    init(_ context: Context) {
        fields = context.form?.fields ?? Parameters()
        words = context.words
    }

    /// Puts the fields into `profile`.
    mutating func apply(to profile: inout Profile) {
        set(\.name, .name, in: &profile)
        set(\.phone, .phone, in: &profile)
        set(\.location, .location, in: &profile)
        set(\.headline, .headline, in: &profile)
        set(\.summary, .summary, in: &profile, limit: Self.textLimit)
        set(\.email, .email, in: &profile)
        if let email = profile.email, fields["email"] != nil, !EmailAddress.isPlausible(email) {
            errors.add("email", words.text("profile.emailInvalid"), typed: email)
        }
        setYears(in: &profile)
        setLevel(in: &profile)
        setSkills(in: &profile)
        setLanguages(in: &profile)
        setLinks(in: &profile)
        setExperience(in: &profile)
        setEducation(in: &profile)
    }

    // MARK: Single fields

    private func text(_ name: String, limit: Int = fieldLimit) -> String? {
        let value = (fields[name] ?? "").trimmed.cut(to: limit)
        return value.isEmpty ? nil : value
    }

    private mutating func set(
        _ path: WritableKeyPath<Profile, String?>, _ field: Profile.Field, in profile: inout Profile,
        limit: Int = fieldLimit
    ) {
        guard fields[field.rawValue] != nil else { return }
        var value = text(field.rawValue, limit: limit)
        // Browsers send the line ends of a text area as two characters.
        if field == .summary { value = value?.replacing("\r\n", with: "\n") }
        guard !isSame(value, profile[keyPath: path]) else { return }
        profile[keyPath: path] = value
        profile.spans[field] = nil
    }

    private mutating func setYears(in profile: inout Profile) {
        guard fields["years"] != nil else { return }
        guard let years = text("years")?.replacing(",", with: ".") else {
            profile.years = nil
            return
        }
        guard let number = Double(years), (0...70).contains(number) else {
            return errors.add("years", words.text("profile.yearsInvalid"), typed: text("years"))
        }
        // What is shown is rounded: left as it is, it changes nothing.
        if abs(number - (profile.years ?? -1)) > 0.051 { profile.years = number }
    }

    private mutating func setLevel(in profile: inout Profile) {
        guard fields["level"] != nil else { return }
        let level = text("level").flatMap(PostingLevel.init)
        if level != profile.level { profile.spans[.level] = nil }
        profile.level = level
    }

    // MARK: Lists

    /// The lines of a field, without empty ones and repetitions; nil where the form has no such field.
    private func lines(_ name: String, limit: Int = listLimit, commas: Bool = false) -> [String]? {
        guard let value = fields[name] else { return nil }
        var seen: Set<String> = []
        let items = value.split(whereSeparator: { $0.isNewline || commas && $0 == "," })
            .map { String($0).trimmed.cut(to: commas ? 100 : Self.textLimit) }
            .filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
        return Array(items.prefix(limit))
    }

    private mutating func setSkills(in profile: inout Profile) {
        guard let skills = lines("skills", commas: true) else { return }
        let kept = Set(skills.map { $0.lowercased() })
        // A skill that was read and taken out is no skill of theirs, though the text names it.
        let refused = (profile.refusedSkills + profile.skills).filter { !kept.contains($0.lowercased()) }
        var seen: Set<String> = []
        profile.refusedSkills = refused.filter { seen.insert($0.lowercased()).inserted }
        profile.skills = skills
        profile.skillSpans = profile.skillSpans.filter { skills.contains($0.key) }
    }

    private mutating func setLanguages(in profile: inout Profile) {
        guard let lines = lines("languages", limit: 40) else { return }
        let known = profile.languages
        profile.languages = lines.map { line in
            if let same = known.first(where: { $0.line == line }) { return same }
            let parts = line.split(separator: "–", maxSplits: 1).map { String($0).trimmed }
            return parts.count == 2 && !parts.contains("")
                ? SpokenLanguage(name: parts[0], level: parts[1]) : SpokenLanguage(name: line)
        }
    }

    private mutating func setLinks(in profile: inout Profile) {
        guard let lines = lines("links", limit: 40) else { return }
        let known = profile.links
        profile.links = lines.map { line in known.first { $0.url == line } ?? ProfileLink(url: line.cut(to: 500)) }
    }

    // MARK: Positions and courses of study

    private mutating func setExperience(in profile: inout Profile) {
        var kept: [Experience] = []
        // One more than there are: the empty one at the end adds a position.
        for index in 0...min(profile.experience.count, Self.positions - 1) {
            let name = "experience-\(index)-"
            var entry = index < profile.experience.count ? profile.experience[index] : Experience()
            guard fields[name + "title"] != nil || fields[name + "company"] != nil else {
                if index < profile.experience.count { kept.append(entry) }
                continue
            }
            if fields[name + "remove"] != nil { continue }
            if change(&entry.title, name + "title") { entry.spans[.title] = nil }
            if change(&entry.company, name + "company") { entry.spans[.company] = nil }
            if change(&entry.place, name + "place") { entry.spans[.place] = nil }
            let before = (entry.start, entry.end)
            changeDate(&entry.start, name + "start")
            changeDate(&entry.end, name + "end")
            if before != (entry.start, entry.end) { entry.spans[.dates] = nil }
            if let bullets = lines(name + "bullets"), bullets != entry.bullets {
                entry.bullets = bullets
                entry.spans[.bullets] = nil
            }
            if let start = entry.start, let end = entry.end, end.prefix(4) < start.prefix(4) {
                errors.add(name + "end", words.text("profile.endBeforeStart"), typed: text(name + "end"))
            }
            if entry.title != nil || entry.company != nil || !entry.bullets.isEmpty { kept.append(entry) }
        }
        kept += profile.experience.dropFirst(Self.positions)
        profile.experience = kept
    }

    private mutating func setEducation(in profile: inout Profile) {
        var kept: [Education] = []
        for index in 0...min(profile.education.count, Self.courses - 1) {
            let name = "education-\(index)-"
            var entry = index < profile.education.count ? profile.education[index] : Education()
            guard fields[name + "degree"] != nil || fields[name + "institution"] != nil else {
                if index < profile.education.count { kept.append(entry) }
                continue
            }
            if fields[name + "remove"] != nil { continue }
            if change(&entry.institution, name + "institution") { entry.spans[.institution] = nil }
            if change(&entry.degree, name + "degree") { entry.spans[.degree] = nil }
            if change(&entry.area, name + "area") { entry.spans[.area] = nil }
            if fields[name + "year"] != nil {
                let year = text(name + "year").map { Int($0) ?? 0 }
                if let year, !(1900...2100).contains(year) {
                    errors.add(name + "year", words.text("profile.yearInvalid"), typed: text(name + "year"))
                } else if year != entry.endYear {
                    entry.endYear = year
                    entry.spans[.endYear] = nil
                }
            }
            if entry.institution != nil || entry.degree != nil || entry.area != nil { kept.append(entry) }
        }
        kept += profile.education.dropFirst(Self.courses)
        profile.education = kept
    }

    /// - Returns: whether the form says something else than the value was; then no text of the document stands behind it.
    private func change(_ value: inout String?, _ name: String) -> Bool {
        guard fields[name] != nil, !isSame(text(name), value) else { return false }
        value = text(name)
        return true
    }

    /// Whether two values are the same to the byte: an accent may be a letter's or stand for itself.
    private func isSame(_ one: String?, _ other: String?) -> Bool {
        switch (one, other) {
        case (let one?, let other?): one.utf8.elementsEqual(other.utf8)
        default: one == nil && other == nil
        }
    }

    private mutating func changeDate(_ value: inout String?, _ name: String) {
        guard fields[name] != nil else { return }
        guard let text = text(name) else {
            value = nil
            return
        }
        guard let date = ProfileDate.parse(text) else {
            return errors.add(name, words.text("profile.dateInvalid"), typed: text)
        }
        value = date
    }
}

/// "2018-05", "05/2018" and "2018" as profiles keep them.
enum ProfileDate {
    static func parse(_ text: String) -> String? {
        let parts = text.split(whereSeparator: { $0 == "-" || $0 == "/" || $0 == "." }).map(String.init)
        guard parts.count <= 2, parts.allSatisfy({ part in part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }),
            let year = parts.first(where: { $0.utf8.count == 4 }).flatMap({ Int($0) }), (1900...2100).contains(year)
        else { return nil }
        guard parts.count == 2 else { return "\(year)" }
        guard let month = parts.first(where: { $0.utf8.count <= 2 }).flatMap({ Int($0) }), (1...12).contains(month)
        else { return nil }
        return month < 10 ? "\(year)-0\(month)" : "\(year)-\(month)"
    }
}

extension SpokenLanguage {
    /// The language as a line of the form.
    var line: String { level.map { "\(name) – \($0)" } ?? name }
}

extension String {
    /// At most `limit` scalars of it.
    func cut(to limit: Int) -> String {
        unicodeScalars.count <= limit ? self : String(String.UnicodeScalarView(unicodeScalars.prefix(limit)))
    }
}
