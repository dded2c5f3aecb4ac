internal import Base
internal import Model
internal import Storage
internal import Templates

/// What the review of a resume is made of.
struct ReviewedResume {
    var resume: Resume
    /// The version that is shown.
    var version: Int?
    var text: String
    var profile: Profile
    var versions: [ResumeVersionSummary] = []
    var errors = ProfileErrors()

    /// The resume as it counts.
    init(_ resume: Resume, versions: [ResumeVersionSummary] = []) {
        self.resume = resume
        version = resume.version
        text = resume.text ?? ""
        profile = resume.profile ?? Profile()
        self.versions = versions
    }

    /// Whether the version that counts is shown, and so can be corrected.
    var isCurrent: Bool { version == resume.version }
}

extension Context {
    func review(_ reviewed: ReviewedResume) -> ResumeReview {
        let base = "/resumes/" + reviewed.resume.id.text
        let wordCount = reviewed.text.split(whereSeparator: \.isWhitespace).count
        var builder = ReviewBuilder(words: words, phrases: phrases, reviewed: reviewed)
        let sections = builder.sections()
        return ResumeReview(
            saveAction: reviewed.isCurrent ? base + "/profile" : nil, version: reviewed.version.map(String.init) ?? "",
            sections: sections, errors: reviewed.errors.list, notes: notes(reviewed, base),
            textNote: words.plural("resume.textNote", wordCount), text: builder.marks.pieces(),
            versions: reviewed.versions.map { row($0, reviewed, base) },
            rereadAction: reviewed.isCurrent && reviewed.resume.storageKey != nil ? base + "/read" : nil)
    }

    private func notes(_ reviewed: ReviewedResume, _ base: String) -> [ReviewNote] {
        var notes: [ReviewNote] = []
        if let code = reviewed.resume.errorCode {
            notes.append(
                ReviewNote(kind: "bad", text: words.text("review.rereadFailed") + " " + resumeProblem(code)))
        }
        let shown = reviewed.versions.first { $0.number == reviewed.version }
        guard reviewed.isCurrent else {
            notes.append(
                ReviewNote(
                    kind: "warn", text: words.text("review.other", ["number": reviewed.version.map(String.init) ?? ""]),
                    href: base, linkText: words.text("review.backToCurrent"), useAction: base + "/version",
                    useVersion: reviewed.version.map(String.init)))
            return notes
        }
        if let accepted = shown?.acceptedAt {
            notes.append(
                ReviewNote(kind: "good", text: words.text("review.accepted", ["when": phrases.ago(accepted)])))
        } else {
            notes.append(ReviewNote(text: words.text("review.notAccepted")))
        }
        if let later = reviewed.versions.first(where: { $0.origin == .read && $0.number > reviewed.version ?? 0 }) {
            notes.append(
                ReviewNote(
                    kind: "warn", text: words.text("review.laterReading"), href: base + "?version=\(later.number)",
                    linkText: words.text("review.compare")))
        }
        return notes
    }

    private func row(_ version: ResumeVersionSummary, _ reviewed: ReviewedResume, _ base: String) -> VersionRow {
        let states = [
            version.isCurrent ? words.text("version.current") : nil,
            version.number == reviewed.version && !version.isCurrent ? words.text("version.shown") : nil,
            version.acceptedAt != nil ? words.text("version.accepted") : nil,
        ].compactMap { $0 }
        return VersionRow(
            name: words.text("version.name", ["number": String(version.number)]),
            href: version.isCurrent ? base : base + "?version=\(version.number)",
            origin: words.text("version.origin." + version.origin.rawValue),
            state: states.isEmpty ? nil : states.joined(separator: ", "), created: moment(version.createdAt))
    }
}

/// Builds the sections of a review, numbering what they came from on the way.
struct ReviewBuilder {
    private let words: Vocabulary
    private let phrases: Phrases
    private let profile: Profile
    private let errors: ProfileErrors
    private let isEditable: Bool
    private(set) var marks: ReviewMarks
    /// One tint for each section; the stylesheet has six.
    private var tint = 0
    private var title = ""

    init(words: Vocabulary, phrases: Phrases, reviewed: ReviewedResume) {
        self.words = words
        self.phrases = phrases
        profile = reviewed.profile
        errors = reviewed.errors
        isEditable = reviewed.isCurrent
        marks = ReviewMarks(text: reviewed.text)
    }

    mutating func sections() -> [ReviewSection] {
        [contact(), summary(), experience(), education(), skills(), others()]
    }

    private mutating func section(_ id: String) -> ReviewSection {
        tint += 1
        title = words.text("review." + id)
        return ReviewSection(id: id, title: title)
    }

    private mutating func field(
        _ id: String, _ word: String, _ value: String?, _ spans: [TextSpan?] = [], kind: ReviewField.Kind = .line,
        rows: Int = 3, limit: Int = ProfileForm.fieldLimit, mode: String = "text", hint: String? = nil
    ) -> ReviewField {
        let label = words.text(word)
        let mark = marks.add(spans.compactMap { $0 }, tint: tint, title: title)
        return ReviewField(
            id: id, label: label, value: errors.typed[id] ?? value ?? "", kind: kind, rows: String(rows),
            maxLength: String(limit), inputMode: mode, hint: hint.map { words.text($0) }, error: errors[id],
            anchor: mark?.anchor,
            number: mark.map { String($0.number) },
            sourceLabel: mark == nil ? nil : words.text("review.sourceOf", ["field": label]))
    }

    private mutating func contact() -> ReviewSection {
        var section = section("contact")
        section.entries = [
            ReviewEntry(fields: [
                field("name", "profile.name", profile.name, [profile.spans[.name]]),
                field("headline", "profile.headline", profile.headline, [profile.spans[.headline]]),
                field("email", "profile.email", profile.email, [profile.spans[.email]], limit: 254, mode: "email"),
                field("phone", "profile.phone", profile.phone, [profile.spans[.phone]], limit: 60, mode: "tel"),
                field("location", "profile.location", profile.location, [profile.spans[.location]]),
            ])
        ]
        return section
    }

    private mutating func summary() -> ReviewSection {
        var section = section("summary")
        let dates = profile.experience.map { $0.spans[.dates] }
        var level = field("level", "profile.level", profile.level?.rawValue, [profile.spans[.level]], kind: .choice)
        level.options =
            [Option(value: "", label: words.text("profile.noLevel"), isSelected: profile.level == nil)]
            + PostingLevel.allCases.map {
                Option(value: $0.rawValue, label: phrases.level($0), isSelected: $0 == profile.level)
            }
        var years = field(
            "years", "profile.years", profile.years.map { phrases.decimal($0) }, limit: 5, mode: "decimal")
        if profile.years != nil, dates.contains(where: { $0 != nil }) { years.hint = words.text("profile.yearsFrom") }
        section.entries = [
            ReviewEntry(fields: [
                field(
                    "summary", "profile.summary", profile.summary, [profile.spans[.summary]], kind: .area, rows: 5,
                    limit: ProfileForm.textLimit),
                years, level,
            ])
        ]
        return section
    }

    private mutating func experience() -> ReviewSection {
        var section = section("experience")
        let shown = profile.experience.prefix(ProfileForm.positions)
        for (index, entry) in shown.enumerated() {
            section.entries.append(position(entry, index))
        }
        section.empty = shown.isEmpty ? words.text("review.noExperience") : nil
        if isEditable, shown.count < ProfileForm.positions {
            var new = position(Experience(), shown.count)
            (new.isNew, new.legend, new.removeName) = (true, words.text("review.addPosition"), nil)
            section.entries.append(new)
        }
        return section
    }

    private mutating func position(_ entry: Experience, _ index: Int) -> ReviewEntry {
        let id = "experience-\(index)-"
        return ReviewEntry(
            legend: words.text("review.position", ["number": String(index + 1)]),
            fields: [
                field(id + "title", "profile.jobTitle", entry.title, [entry.spans[.title]]),
                field(id + "company", "profile.company", entry.company, [entry.spans[.company]]),
                field(id + "place", "profile.place", entry.place, [entry.spans[.place]]),
                field(
                    id + "start", "profile.start", entry.start, [entry.spans[.dates]], limit: 7,
                    hint: "profile.dateHint"),
                field(id + "end", "profile.end", entry.end, limit: 7, hint: "profile.endHint"),
                field(
                    id + "bullets", "profile.bullets", entry.bullets.joined(separator: "\n"), [entry.spans[.bullets]],
                    kind: .area, rows: min(8, max(3, entry.bullets.count + 1)), limit: 60_000),
            ], removeName: isEditable ? id + "remove" : nil, removeLabel: words.text("review.remove"))
    }

    private mutating func education() -> ReviewSection {
        var section = section("education")
        let shown = profile.education.prefix(ProfileForm.courses)
        for (index, entry) in shown.enumerated() { section.entries.append(course(entry, index)) }
        section.empty = shown.isEmpty ? words.text("review.noEducation") : nil
        if isEditable, shown.count < ProfileForm.courses {
            var new = course(Education(), shown.count)
            (new.isNew, new.legend, new.removeName) = (true, words.text("review.addCourse"), nil)
            section.entries.append(new)
        }
        return section
    }

    private mutating func course(_ entry: Education, _ index: Int) -> ReviewEntry {
        let id = "education-\(index)-"
        return ReviewEntry(
            legend: words.text("review.course", ["number": String(index + 1)]),
            fields: [
                field(id + "institution", "profile.institution", entry.institution, [entry.spans[.institution]]),
                field(id + "degree", "profile.degree", entry.degree, [entry.spans[.degree]]),
                field(id + "area", "profile.area", entry.area, [entry.spans[.area]]),
                field(
                    id + "year", "profile.endYear", entry.endYear.map(String.init), [entry.spans[.endYear]], limit: 4,
                    mode: "numeric"),
            ], removeName: isEditable ? id + "remove" : nil, removeLabel: words.text("review.remove"))
    }

    private mutating func skills() -> ReviewSection {
        var section = section("skills")
        section.entries = [
            ReviewEntry(fields: [
                field(
                    "skills", "profile.skills", profile.skills.joined(separator: ", "),
                    profile.skills.map { profile.skillSpans[$0] }, kind: .area, rows: 5, limit: 60_000,
                    hint: "profile.skillsHint")
            ])
        ]
        return section
    }

    private mutating func others() -> ReviewSection {
        var section = section("others")
        section.entries = [
            ReviewEntry(fields: [
                field(
                    "languages", "profile.languages", profile.languages.map(\.line).joined(separator: "\n"),
                    profile.languages.map(\.span), kind: .area, limit: 5000, hint: "profile.languagesHint"),
                field(
                    "links", "profile.links", profile.links.map(\.url).joined(separator: "\n"),
                    profile.links.map(\.span),
                    kind: .area, limit: 20_000, hint: "profile.linksHint"),
            ])
        ]
        return section
    }
}
