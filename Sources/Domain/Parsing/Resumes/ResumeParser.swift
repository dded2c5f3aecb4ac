import Base
public import FoundationEssentials
public import Model

/// Reads a resume's text into a profile, by headings, dates and the look of lines. English, German and Russian.
///
/// Nothing is guessed that the text does not say; what is not found stays nil. Cost grows with the text's length alone.
public struct ResumeParser: Sendable {
    private let now: (year: Int, month: Int)

    /// A parser for which positions that have not ended last until `now`.
    public init(now: Date) {
        self.now = UTCDate.yearAndMonth(now)
    }

    /// The profile that `text` gives.
    public func profile(of text: String) -> Profile {
        let lines = ResumeLine.all(in: text)
        let parts = ResumePart.all(in: lines)
        let contact = ResumeContact(parts: parts)
        let experience = parts.filter { $0.section == .experience }.flatMap { ResumeExperience.entries(in: $0.lines) }
        let education = parts.filter { $0.section == .education }.flatMap { ResumeEducation.entries(in: $0.lines) }
        let months = ResumeExperience.months(experience, now: now.year * 12 + now.month - 1)
        return Profile(
            name: contact.name, email: contact.email, phone: contact.phone, location: contact.location,
            headline: contact.headline, summary: Self.summary(parts), skills: ResumeSkills.names(in: parts, text: text),
            experience: experience, education: education,
            years: experience.contains { $0.start != nil } ? Double(months) / 12 : nil)
    }

    private static func summary(_ parts: [ResumePart]) -> String? {
        guard let part = parts.first(where: { $0.section == .summary && !$0.lines.isEmpty }) else { return nil }
        var summary = ""
        for line in part.lines {
            guard summary.utf8.count + line.text.utf8.count <= 2000 else { break }
            summary += summary.isEmpty ? line.text : " " + line.text
        }
        return summary.isEmpty ? nil : summary
    }
}
