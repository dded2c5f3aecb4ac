import Model

/// Puts what was found into a profile, with its place in the text.
struct ProfileAssembly {
    private let text: String
    private let scalars: ScalarOffsets

    private static let summaryBytes = 2000
    /// Skills that are searched for word for word.
    private static let searches = 100

    init(_ text: String) {
        self.text = text
        scalars = ScalarOffsets(text)
    }

    func span(_ range: Range<Int>) -> TextSpan { TextSpan(scalars[range.lowerBound], scalars[range.upperBound]) }

    func set(_ contact: ResumeContact, in profile: inout Profile) {
        let found: [(WritableKeyPath<Profile, String?>, Profile.Field, ResumeLine?)] = [
            (\.name, .name, contact.name), (\.email, .email, contact.email), (\.phone, .phone, contact.phone),
            (\.location, .location, contact.location), (\.headline, .headline, contact.headline),
        ]
        for case (let path, let field, let line?) in found {
            profile[keyPath: path] = line.text
            profile.spans[field] = span(line.range)
        }
    }

    /// The first summary, its lines joined.
    func set(summary parts: [ResumePart], in profile: inout Profile) {
        guard let part = parts.first(where: { $0.section == .summary && !$0.lines.isEmpty }) else { return }
        var summary = ""
        var range: Range<Int>?
        for line in part.lines where !line.isFurniture {
            guard summary.utf8.count + line.text.utf8.count <= Self.summaryBytes else { break }
            summary += summary.isEmpty ? line.text : " " + line.text
            range = (range?.lowerBound ?? line.start)..<line.range.upperBound
        }
        guard let range else { return }
        profile.summary = summary
        profile.spans[.summary] = span(range)
    }

    func language(_ entry: ResumeLanguages.Entry) -> SpokenLanguage {
        let end = entry.level?.range.upperBound ?? entry.name.range.upperBound
        return SpokenLanguage(
            name: entry.name.text, level: entry.level?.text, span: span(entry.name.start..<end))
    }

    func link(_ line: ResumeLine) -> ProfileLink { ProfileLink(url: line.text, span: span(line.range)) }

    func experience(_ entry: ResumeExperience.Entry) -> Experience {
        var experience = Experience(
            company: entry.naming.company?.text, title: entry.naming.title?.text, place: entry.naming.place?.text,
            start: entry.dates?.start.text, end: entry.dates?.end?.text, bullets: entry.bullets.map(\.text))
        experience.spans[.company] = entry.naming.company.map { span($0.range) }
        experience.spans[.title] = entry.naming.title.map { span($0.range) }
        experience.spans[.place] = entry.naming.place.map { span($0.range) }
        experience.spans[.dates] = entry.datesRange.map(span)
        if let first = entry.bullets.first, let last = entry.bullets.last {
            experience.spans[.bullets] = span(first.range.lowerBound..<last.range.upperBound)
        }
        return experience
    }

    func education(_ entry: ResumeEducation.Entry) -> Education {
        var education = Education(
            institution: entry.institution?.text, degree: entry.degree?.text, area: entry.area?.text,
            endYear: entry.endYear)
        education.spans[.institution] = entry.institution.map { span($0.range) }
        education.spans[.degree] = entry.degree.map { span($0.range) }
        education.spans[.area] = entry.area.map { span($0.range) }
        education.spans[.endYear] = entry.yearRange.map(span)
        return education
    }

    /// Where each skill is first named: by the lexicon, which knows its other names, else where a list has it word for word.
    func spans(ofSkills skills: [String], in parts: [ResumePart]) -> [String: TextSpan] {
        var spans: [String: TextSpan] = [:]
        let wanted = Set(skills)
        for mention in SkillLexicon.shared.mentions(in: text) where wanted.contains(mention.name) {
            if spans[mention.name] == nil { spans[mention.name] = span(mention.range) }
        }
        let lists = parts.filter { $0.section == .skills }.flatMap(\.lines)
        for skill in skills.filter({ spans[$0] == nil }).prefix(Self.searches) {
            spans[skill] = lists.lazy.compactMap { $0.place(of: skill) }.first.map(span)
        }
        return spans
    }

    /// By the position that goes on, or ended last; by the years where its title says nothing.
    func setLevel(of profile: inout Profile, titles: [ResumeLine?]) {
        let latest = profile.experience.indices.filter { titles[$0] != nil && profile.experience[$0].start != nil }
            .max { lateness(profile.experience[$0]) < lateness(profile.experience[$1]) }
        if let latest, let title = titles[latest], let (level, range) = ResumeLevel.level(of: title) {
            profile.level = level
            profile.spans[.level] = span(range)
        } else if let years = profile.years {
            profile.level = ResumeLevel.level(ofYears: years)
        }
    }

    /// Sorts positions: those that go on above all, then by their end and their beginning.
    private func lateness(_ entry: Experience) -> String { (entry.end ?? "9999") + " " + (entry.start ?? "") }
}

extension ResumeLine {
    /// Where in the document the line has `words` as words of their own.
    fileprivate func place(of words: String) -> Range<Int>? {
        var rest = Substring(text)
        while let found = rest.firstRange(of: words) {
            let isWord =
                !(text[..<found.lowerBound].unicodeScalars.last?.properties.isAlphabetic ?? false)
                && !(text[found.upperBound...].unicodeScalars.first?.properties.isAlphabetic ?? false)
            if isWord {
                let from = start + text.utf8.distance(from: text.startIndex, to: found.lowerBound)
                return from..<from + words.utf8.count
            }
            rest = text[found.upperBound...]
        }
        return nil
    }
}

/// Turns offsets in UTF-8 bytes into offsets in Unicode scalars.
struct ScalarOffsets {
    private let bytes: [UInt8]
    /// Scalars before every `stride`th byte.
    private let marks: [Int]

    private static let stride = 256

    init(_ text: String) {
        bytes = Array(text.utf8)
        var marks: [Int] = []
        var count = 0
        for (index, byte) in bytes.enumerated() {
            if index % Self.stride == 0 { marks.append(count) }
            if byte & 0xC0 != 0x80 { count += 1 }
        }
        if bytes.count % Self.stride == 0 { marks.append(count) }
        self.marks = marks
    }

    /// The scalars before the byte at `offset`, which begins one or is the end.
    subscript(offset: Int) -> Int {
        let mark = offset / Self.stride
        var count = marks[mark]
        for byte in bytes[mark * Self.stride..<offset] where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }
}
