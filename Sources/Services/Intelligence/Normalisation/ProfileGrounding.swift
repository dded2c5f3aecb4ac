internal import Model
internal import Parsing

/// Makes a profile of an answer, of nothing but what stands in the text.
struct ProfileGrounding {
    private var ground: TextGround
    /// Values that the text does not have, or not where they belong.
    private(set) var dropped = 0
    /// Values that it has.
    private(set) var kept = 0

    // Scalars of a value, and elements of a list: more is no resume.
    private static let line = 200
    private static let paragraph = 2000
    private static let skill = 60
    private static let elements = 60
    private static let skills = 300
    /// How far apart the parts of one position may stand, in scalars, and what was done in it.
    private static let reach = 600
    private static let bulletReach = 6000

    init(_ text: String) {
        ground = TextGround(text)
    }

    mutating func profile(of answer: ProfileAnswer) -> Profile {
        var profile = Profile()
        let lines: [(WritableKeyPath<Profile, String?>, Profile.Field, String?, Int)] = [
            (\.name, .name, answer.name, Self.line), (\.email, .email, answer.email, Self.line),
            (\.phone, .phone, answer.phone, Self.line), (\.location, .location, answer.location, Self.line),
            (\.headline, .headline, answer.headline, Self.line),
            (\.summary, .summary, answer.summary, Self.paragraph),
        ]
        for case (let path, let field, let value?, let limit) in lines {
            guard let find = first(value, limit, where: { Self.fits($0, field) }) else { continue }
            profile[keyPath: path] = find.text
            profile.spans[field] = find.span
        }
        for name in cut(answer.skills, Self.skills) {
            guard let find = first(name, Self.skill) else { continue }
            let canonical = SkillLexicon.shared.canonicalName(of: find.text) ?? find.text
            if !profile.skills.contains(canonical) { profile.skills.append(canonical) }
            profile.skillSpans[canonical] = profile.skillSpans[canonical] ?? find.span
        }
        for language in cut(answer.languages, Self.elements) {
            guard let value = language.name, let name = first(value, Self.line) else { continue }
            let level = near(language.level, Self.line, name.span.start, Self.line)
            let span = level.map { union(name.span, $0.span) } ?? name.span
            profile.languages.append(SpokenLanguage(name: name.text, level: level?.text, span: span))
        }
        for link in cut(answer.links, Self.elements) {
            guard let find = first(link, Self.line, where: { !$0.contains(" ") && $0.contains(".") }) else { continue }
            profile.links.append(ProfileLink(url: find.text, span: find.span))
        }
        for position in cut(answer.experience, Self.elements) {
            if let entry = experience(position) { profile.experience.append(entry) }
        }
        for study in cut(answer.education, Self.elements) {
            if let entry = education(study) { profile.education.append(entry) }
        }
        return profile
    }

    // MARK: Entries

    private mutating func experience(_ position: ProfileAnswer.Position) -> Experience? {
        guard let anchor = anchor([position.company, position.title]) else {
            drop([position.company, position.title, position.place, position.dates])
            dropped += position.bullets.count
            return nil
        }
        var entry = Experience()
        if let find = near(position.company, Self.line, anchor, Self.reach) {
            (entry.company, entry.spans[.company]) = (find.text, find.span)
        }
        if let find = near(position.title, Self.line, anchor, Self.reach) {
            (entry.title, entry.spans[.title]) = (find.text, find.span)
        }
        if let find = near(position.place, Self.line, anchor, Self.reach) {
            (entry.place, entry.spans[.place]) = (find.text, find.span)
        }
        // The dates are read by our own reader: what the model counts is not asked.
        if let find = near(position.dates, Self.line, anchor, Self.reach) {
            if let period = ResumeParser.period(in: find.text) {
                (entry.start, entry.end, entry.spans[.dates]) = (period.start, period.end, find.span)
            } else {
                (kept, dropped) = (kept - 1, dropped + 1)
            }
        }
        for bullet in cut(position.bullets, Self.elements) {
            guard let find = near(bullet, Self.paragraph, anchor, Self.bulletReach) else { continue }
            entry.bullets.append(find.text)
            entry.spans[.bullets] = entry.spans[.bullets].map { union($0, find.span) } ?? find.span
        }
        return entry
    }

    private mutating func education(_ study: ProfileAnswer.Study) -> Education? {
        guard let anchor = anchor([study.institution, study.degree]) else {
            drop([study.institution, study.degree, study.area, study.date])
            return nil
        }
        var entry = Education()
        if let find = near(study.institution, Self.line, anchor, Self.reach) {
            (entry.institution, entry.spans[.institution]) = (find.text, find.span)
        }
        if let find = near(study.degree, Self.line, anchor, Self.reach) {
            (entry.degree, entry.spans[.degree]) = (find.text, find.span)
        }
        if let find = near(study.area, Self.line, anchor, Self.reach) {
            (entry.area, entry.spans[.area]) = (find.text, find.span)
        }
        if let find = near(study.date, Self.line, anchor, Self.reach) {
            if let year = ResumeParser.year(in: find.text) {
                (entry.endYear, entry.spans[.endYear]) = (year, find.span)
            } else {
                (kept, dropped) = (kept - 1, dropped + 1)
            }
        }
        return entry
    }

    // MARK: Values

    /// Where an entry stands: the first place of that of its names which stands in the fewest.
    private mutating func anchor(_ values: [String?]) -> Int? {
        var best: [TextGround.Find] = []
        for case let value? in values {
            let finds = ground.finds(value, limit: Self.line)
            if !finds.isEmpty, best.isEmpty || finds.count < best.count { best = finds }
        }
        return best.first?.span.start
    }

    private mutating func first(
        _ value: String, _ limit: Int, where fits: (String) -> Bool = { _ in true }
    ) -> TextGround.Find? {
        count(ground.finds(value, limit: limit).first.flatMap { fits($0.text) ? $0 : nil })
    }

    private mutating func near(_ value: String?, _ limit: Int, _ place: Int, _ reach: Int) -> TextGround.Find? {
        guard let value else { return nil }
        return count(ground.finds(value, limit: limit).nearest(to: place, reach: reach))
    }

    private mutating func count(_ find: TextGround.Find?) -> TextGround.Find? {
        if find == nil { dropped += 1 } else { kept += 1 }
        return find
    }

    private mutating func drop(_ values: [String?]) {
        dropped += values.count(where: { $0 != nil })
    }

    private mutating func cut<Element>(_ list: [Element], _ limit: Int) -> ArraySlice<Element> {
        dropped += max(0, list.count - limit)
        return list.prefix(limit)
    }

    private func union(_ one: TextSpan, _ other: TextSpan) -> TextSpan {
        TextSpan(min(one.start, other.start), max(one.end, other.end))
    }

    private static func fits(_ text: String, _ field: Profile.Field) -> Bool {
        switch field {
        case .email: text.contains("@") && !text.contains(" ")
        case .phone: (5...20).contains(text.utf8.count(where: { 48...57 ~= $0 }))
        default: true
        }
    }
}
