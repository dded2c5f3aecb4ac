/// Education printed as job boards do: the degree, the school and the dates, each in a paragraph of its own.
extension ResumeEducation {
    /// The lines that are degrees by where they stand, whatever their words: "Android" above "CDAC -  Mohali".
    static func degreesByPlace(in lines: [ResumeLine]) -> Set<Int> {
        let kinds = lines.map(kind)
        let isPrint =
            lines.allSatisfy { $0.isApart && !$0.isBullet }
            && (kinds.contains(.dates) || lines.contains(where: hasDashedPlace))
        guard isPrint else { return [] }
        var degrees: Set<Int> = []
        for index in lines.indices where kinds[index] == .subject {
            let isFirst = index == 0 || kinds[index - 1] == .dates || kinds[index - 1] == .school
            guard isFirst, index + 1 < lines.count else { continue }
            let next = kinds[index + 1]
            let isPair = next == .subject && index + 2 < lines.count && kinds[index + 2] == .dates
            if next == .school || next == .dates || isPair { degrees.insert(index) }
        }
        return degrees
    }

    private enum Kind { case dates, school, degree, subject, other }

    private static func kind(_ line: ResumeLine) -> Kind {
        if let range = ResumeDates.range(in: line)?.range ?? ResumeDates.single(in: line)?.range {
            let (before, after) = line.without(range)
            return before.tokens.isEmpty && after.tokens.isEmpty ? .dates : .other
        }
        if hasDashedPlace(line) { return .school }
        if isGeneric(line) { return line.marks.contains(.school) || line.wordCount < 2 ? .other : .subject }
        if ResumeDegree.begins(line) { return .degree }
        if line.marks.contains(.school) || isBoard(line) { return .school }
        if ResumeDegree.isDegree(line) { return .degree }
        let isSubject =
            line.wordCount > 0 && line.wordCount <= 8
            && line.tokens.allSatisfy { $0.kind != .number && $0.text != ":" } && !line.text.hasSuffix(".")
            && !line.tokens.allSatisfy { $0.kind != .word || $0.marks.contains(.place) }
        return isSubject ? .subject : .other
    }
}
