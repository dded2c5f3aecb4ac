import Base
public import FoundationEssentials
public import Model

/// Reads a resume's text into a profile, by headings, dates and the look of lines. English, German and Russian.
///
/// Nothing is guessed that the text does not say: what is not found stays nil, and what is found has its place in the text
/// beside it. Cost grows with the text's length alone.
public struct ResumeParser: Sendable {
    private let now: (year: Int, month: Int)

    /// A parser for which positions that have not ended last until `now`.
    public init(now: Date) {
        self.now = UTCDate.yearAndMonth(now)
    }

    /// Months since year 0.
    var currentMonth: Int { now.year * 12 + now.month - 1 }

    /// The profile that `text` gives.
    public func profile(of text: String) -> Profile {
        let parts = ResumePart.all(in: ResumeLine.all(in: text))
        let assembly = ProfileAssembly(text)
        let contact = ResumeContact(parts: parts)
        let experience = Self.experience(in: parts, headline: contact.headline)
        let education = Self.education(in: parts)
        let languages = ResumeLanguages.all(in: parts.filter { $0.section == .languages }.flatMap(\.lines))

        var profile = Profile()
        assembly.set(contact, in: &profile)
        assembly.set(summary: parts, in: &profile)
        profile.languages = languages.map(assembly.language)
        profile.links = ResumeLinks.all(in: parts).map(assembly.link)
        profile.experience = experience.map(assembly.experience)
        profile.education = education.map(assembly.education)
        profile.skills = ResumeSkills.names(in: parts, text: text)
        profile.skillSpans = assembly.spans(ofSkills: profile.skills, in: parts)
        if profile.experience.contains(where: { $0.start != nil }) {
            profile.years = Double(ResumeExperience.months(profile.experience, now: currentMonth)) / 12
        }
        assembly.setLevel(of: &profile, titles: experience.map(\.naming.title))
        return profile
    }

    /// The positions of the sections about them; without any, those that are told in full elsewhere.
    private static func experience(in parts: [ResumePart], headline: ResumeLine?) -> [ResumeExperience.Entry] {
        let found = parts.filter { $0.section == .experience }.flatMap { ResumeExperience.entries(in: $0.lines) }
        guard found.isEmpty else { return found }
        let elsewhere = parts.filter { [.head, .summary, .other].contains($0.section) }
            .flatMap { ResumeExperience.entries(in: $0.lines) }
            .filter { $0.naming.title != nil && $0.naming.company != nil && $0.dates != nil }
        guard elsewhere.isEmpty, let headline else { return elsewhere }
        // "Engineer - Acme" below a name.
        var head = ResumeEntryHead()
        head.add(headline)
        let naming = head.naming()
        guard let title = naming.title, naming.company != nil, title.marks.contains(.title) else { return [] }
        return [ResumeExperience.Entry(naming: naming)]
    }

    /// The courses of study of the sections about them; without any, lines that name both a degree and a school.
    private static func education(in parts: [ResumePart]) -> [ResumeEducation.Entry] {
        let found = parts.filter { $0.section == .education }.flatMap { ResumeEducation.entries(in: $0.lines) }
        guard found.isEmpty else { return found }
        let lines = parts.filter { $0.section != .skills }.flatMap(\.lines).filter {
            $0.wordCount <= 20 && $0.marks.contains(.school) && ResumeDegree.isDegree($0)
        }
        return ResumeEducation.entries(in: lines).filter { $0.institution != nil && $0.degree != nil }
    }
}
