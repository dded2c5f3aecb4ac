internal import Base
internal import FoundationEssentials
public import Model
public import Parsing

/// Why a source's record is no resume.
public struct RecordRefusal: Error, Sendable, Equatable {
    /// A sentence for whoever collects; it quotes nothing of the record, which is about a person.
    public let reason: String

    public init(_ reason: String) {
        self.reason = reason
    }
}

/// Reads one record of a ``ResumeAPI``.
///
/// A record is an object with `name`, `email`, `phone`, `location`, `headline`, `summary`, `skills` (a list, or a text with
/// commas), `experience` (objects with `company`, `title`, `start`, `end`), `education` (`institution`, `degree`, `year`) and
/// `text`, the resume as plain text. It names somebody and says something about them; the rest may be absent. What is there
/// in another form than it should be is refused rather than guessed at.
public struct ResumeRecordReader: Sendable {
    /// Bytes of one record.
    public static let byteLimit = 256 << 10
    private static let skillLimit = 200
    private static let entryLimit = 100

    private let parser: ResumeParser

    public init(parser: ResumeParser) {
        self.parser = parser
    }

    /// The resume that a record is.
    public func read(_ record: RawRecord) throws(RecordRefusal) -> CollectedResume {
        let fields = try Self.object(record.body)
        let text = try Self.text(fields, ["text", "resume_text", "content"], limit: Self.byteLimit)
        // The record's own fields count; the text fills in what they leave out.
        var profile = text.map { parser.profile(of: $0) } ?? Profile()
        if let name = try Self.text(fields, ["name", "full_name"], limit: 200) { profile.name = name }
        if let email = try Self.text(fields, ["email", "mail"], limit: 254) {
            guard Self.isAddress(email) else { throw RecordRefusal("Its email is no mail address.") }
            profile.email = email
        }
        if let phone = try Self.text(fields, ["phone", "telephone"], limit: 60) { profile.phone = phone }
        if let location = try Self.text(fields, ["location", "city"], limit: 200) { profile.location = location }
        if let line = try Self.text(fields, ["headline", "title", "position"], limit: 300) { profile.headline = line }
        if let summary = try Self.text(fields, ["summary", "about"], limit: 10_000) { profile.summary = summary }
        if let skills = try Self.skills(fields) { profile.skills = skills }
        if let positions = try Self.experience(fields) { profile.experience = positions }
        if let education = try Self.education(fields) { profile.education = education }
        if let years = try Self.years(fields) { profile.years = years }
        guard profile.name != nil else { throw RecordRefusal("It has no name.") }
        let saysSomething =
            text != nil || profile.summary != nil || !profile.skills.isEmpty || !profile.experience.isEmpty
        guard saysSomething else { throw RecordRefusal("It has neither skills nor experience nor a text.") }
        return CollectedResume(profile: profile, text: text ?? Self.lines(profile))
    }

    private static func object(_ body: [UInt8]) throws(RecordRefusal) -> [String: RecordValue] {
        guard body.count <= byteLimit else { throw RecordRefusal("It is larger than \(byteLimit >> 10) KB.") }
        guard String(validating: body, as: UTF8.self) != nil,
            let value = try? JSONDecoder().decode(RecordValue.self, from: Data(body))
        else { throw RecordRefusal("It is not valid JSON.") }
        guard case .object(let fields) = value else { throw RecordRefusal("It is no object.") }
        return fields
    }

    /// A text without control characters; nil where it is absent or empty.
    private static func text(
        _ fields: [String: RecordValue], _ names: [String], limit: Int
    ) throws(RecordRefusal) -> String? {
        guard let value = fields.first(of: names) else { return nil }
        guard case .text(let text) = value else { throw RecordRefusal("Its \(names[0]) is no text.") }
        guard text.utf8.count <= limit else { throw RecordRefusal("Its \(names[0]) is too long.") }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where scalar.value >= 32 && scalar.value != 127 || scalar == "\n" {
            cleaned.append(scalar)
        }
        var trimmed = Substring(String(cleaned)).unicodeScalars
        while trimmed.first?.properties.isWhitespace == true { trimmed.removeFirst() }
        while trimmed.last?.properties.isWhitespace == true { trimmed.removeLast() }
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let hasBlank = text.unicodeScalars.contains { $0.properties.isWhitespace }
        return parts.count == 2 && !parts[0].isEmpty && parts[1].contains(UInt8(ascii: ".")) && !hasBlank
            && parts[1].first != UInt8(ascii: ".") && parts[1].last != UInt8(ascii: ".")
    }

    private static func skills(_ fields: [String: RecordValue]) throws(RecordRefusal) -> [String]? {
        guard let value = fields.first(of: ["skills"]) else { return nil }
        var named: [String] = []
        switch value {
        case .text(let text): named = text.split(whereSeparator: { $0 == "," || $0 == ";" }).map(String.init)
        case .list(let items):
            for item in items {
                guard case .text(let name) = item else { throw RecordRefusal("Its skills are no list of texts.") }
                named.append(name)
            }
        default: throw RecordRefusal("Its skills are no list.")
        }
        guard named.count <= skillLimit else { throw RecordRefusal("It names more than \(skillLimit) skills.") }
        var skills: [String] = []
        var seen: Set<String> = []
        for name in named {
            let trimmed = PostingText.line(name, limit: 60)
            guard !trimmed.isEmpty else { continue }
            let canonical = SkillLexicon.shared.canonicalName(of: trimmed) ?? trimmed
            if seen.insert(canonical.lowercased()).inserted { skills.append(canonical) }
        }
        return skills
    }

    private static func entries(
        _ fields: [String: RecordValue], _ names: [String]
    ) throws(RecordRefusal) -> [[String: RecordValue]]? {
        guard let value = fields.first(of: names) else { return nil }
        guard case .list(let items) = value else { throw RecordRefusal("Its \(names[0]) is no list.") }
        guard items.count <= entryLimit else { throw RecordRefusal("Its \(names[0]) is too long.") }
        var entries: [[String: RecordValue]] = []
        for item in items {
            guard case .object(let entry) = item else { throw RecordRefusal("Its \(names[0]) is no list of objects.") }
            entries.append(entry)
        }
        return entries
    }

    private static func experience(_ fields: [String: RecordValue]) throws(RecordRefusal) -> [Experience]? {
        guard let entries = try entries(fields, ["experience", "positions"]) else { return nil }
        var positions: [Experience] = []
        for entry in entries {
            let position = Experience(
                company: try text(entry, ["company", "employer"], limit: 200),
                title: try text(entry, ["title", "position", "role"], limit: 200),
                start: try date(entry, ["start", "start_date", "from"]),
                end: try date(entry, ["end", "end_date", "to"]))
            if let start = position.start, let end = position.end, start.prefix(4) > end.prefix(4) {
                throw RecordRefusal("A position of its experience ends before it starts.")
            }
            positions.append(position)
        }
        return positions
    }

    private static func education(_ fields: [String: RecordValue]) throws(RecordRefusal) -> [Education]? {
        guard let entries = try entries(fields, ["education"]) else { return nil }
        var courses: [Education] = []
        for entry in entries {
            var year: Int?
            switch entry.first(of: ["year", "end_year"]) {
            case nil: break
            case .number(let number)?: year = Int(exactly: number)
            case .text(let text)?: year = Int(text.prefix(4))
            default: throw RecordRefusal("A year of its education is no number.")
            }
            courses.append(
                Education(
                    institution: try text(entry, ["institution", "school"], limit: 200),
                    degree: try text(entry, ["degree"], limit: 200), endYear: year))
        }
        return courses
    }

    /// "YYYY-MM" or "YYYY" of a longer date; nil for what is not over.
    private static func date(
        _ entry: [String: RecordValue], _ names: [String]
    ) throws(RecordRefusal) -> String? {
        guard let text = try text(entry, names, limit: 40) else { return nil }
        if ["present", "now", "current", "today"].contains(text.lowercased()) { return nil }
        let parts = text.split(separator: "-").map { Int($0) }
        guard let year = parts.first ?? nil, (1900...2100).contains(year) else {
            throw RecordRefusal("A date of its experience is none.")
        }
        guard parts.count > 1 else { return String(year) }
        guard let month = parts[1], (1...12).contains(month) else {
            throw RecordRefusal("A date of its experience is none.")
        }
        return "\(year)-" + (month < 10 ? "0" : "") + String(month)
    }

    private static func years(_ fields: [String: RecordValue]) throws(RecordRefusal) -> Double? {
        switch fields.first(of: ["years", "years_of_experience"]) {
        case nil: return nil
        case .number(let years)? where (0...80).contains(years): return years
        default: throw RecordRefusal("Its years of experience are no number from 0 to 80.")
        }
    }

    /// The profile as the lines of a resume, for whoever reads texts.
    private static func lines(_ profile: Profile) -> String {
        var lines = [profile.name, profile.headline, profile.email, profile.phone, profile.location].compactMap { $0 }
        if let summary = profile.summary { lines += ["", "Summary", summary] }
        if !profile.experience.isEmpty { lines += ["", "Experience"] }
        for position in profile.experience {
            let what = [position.title, position.company].compactMap { $0 }.joined(separator: ", ")
            let when = position.start.map { "\($0) to \(position.end ?? "present")" }
            lines.append([what, when].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "))
        }
        if !profile.education.isEmpty { lines += ["", "Education"] }
        for course in profile.education {
            let parts = [course.degree, course.institution, course.endYear.map(String.init)]
            lines.append(parts.compactMap { $0 }.joined(separator: ", "))
        }
        if !profile.skills.isEmpty { lines += ["", "Skills", profile.skills.joined(separator: ", ")] }
        return lines.joined(separator: "\n")
    }
}
