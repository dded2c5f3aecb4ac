import Model

/// The courses of study of an education section.
enum ResumeEducation {
    static func entries(in lines: [ResumeLine]) -> [Education] {
        var entries: [Education] = []
        var current = Education()
        var isOpen = false
        func close() {
            if isOpen, current.institution != nil || current.degree != nil { entries.append(current) }
            current = Education()
            isOpen = false
        }
        for line in lines where line.wordCount <= 30 && !line.text.hasPrefix("http") {
            for piece in pieces(line) {
                let isSchool = ResumeWords.isSchool(piece)
                let isDegree = ResumeWords.isDegree(piece)
                if isDegree, !isSchool || current.institution != nil {
                    if current.degree != nil { close() }
                    current.degree = piece
                    isOpen = true
                } else if isSchool {
                    if current.institution != nil { close() }
                    current.institution = piece
                    isOpen = true
                }
            }
            if let year = ResumeDates.years(in: line).last, isOpen { current.endYear = year }
        }
        close()
        return entries
    }

    /// A line's parts without dates and places.
    private static func pieces(_ line: ResumeLine) -> [String] {
        var text = line.text
        if let range = ResumeDates.range(in: line) {
            let (before, after) = line.without(range.range)
            text = before.isEmpty ? after : after.isEmpty ? before : "\(before)\t\(after)"
        }
        let parts = HeadParts.split(text).flatMap { part -> [String] in
            // "B.Tech, Computer Science, Anna University, 2012": by commas where both kinds are there.
            let isMixed = ResumeWords.isSchool(part) && ResumeWords.isDegree(part)
            let commas = part.split(separator: ",").map { ResumeLine.bare($0) }
            return isMixed && commas.count > 1 ? commas : [part]
        }
        return parts.map { withoutYear($0) }.filter { !$0.isEmpty }
    }

    private static func withoutYear(_ text: String) -> String {
        let line = ResumeLine(text)
        guard let last = line.tokens.last(where: { $0.text != ")" && $0.text != "." }), last.kind == .number,
            last.text.utf8.count == 4,
            last.value >= 1950, last.value <= 2049
        else { return text }
        return line.without(last.range).before
    }
}
