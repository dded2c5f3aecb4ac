internal import Base
public import Model

/// What is read of a profile whose stretches of text somebody else has marked.
extension ResumeParser {
    /// The dates of a position as a resume writes them ("05/2018 – Present"): its start, and its end where it has ended.
    /// Nil where they are no two dates.
    public static func period(in dates: String) -> (start: String, end: String?)? {
        guard let range = ResumeDates.range(in: ResumeLine(dates)) else { return nil }
        return (range.start.text, range.end?.text)
    }

    /// The year in a date as a resume writes it; of a range of dates the last.
    public static func year(in date: String) -> Int? {
        let line = ResumeLine(date)
        if let range = ResumeDates.range(in: line) { return range.end?.year }
        return ResumeDates.single(in: line)?.date.year
    }

    /// Counts the years of the positions in `profile` anew and says how senior the person is: by the title of the position
    /// that goes on or ended last, else by the years.
    public func settle(_ profile: inout Profile) {
        profile.years = nil
        profile.level = nil
        profile.spans[.level] = nil
        let dated = profile.experience.filter { $0.start != nil }
        if !dated.isEmpty {
            profile.years = Double(ResumeExperience.months(profile.experience, now: currentMonth)) / 12
        }
        let latest = dated.filter { $0.title != nil }.max {
            ($0.end ?? "9999", $0.start ?? "") < ($1.end ?? "9999", $1.start ?? "")
        }
        if let latest, let title = latest.title, let (level, _) = ResumeLevel.level(of: ResumeLine(title)) {
            profile.level = level
            profile.spans[.level] = latest.spans[.title]
        } else if let years = profile.years {
            profile.level = ResumeLevel.level(ofYears: years)
        }
    }
}
