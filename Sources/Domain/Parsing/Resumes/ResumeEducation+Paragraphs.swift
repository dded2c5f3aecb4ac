/// Education printed as job boards do: the degree, the school and the dates, each in a paragraph of its own.
extension ResumeEducation {
    /// What a line is by where it stands.
    enum Slot { case degree, school }

    /// The lines that are degrees and schools by where they stand, whatever their words: "Android" above "CDAC -  Mohali",
    /// "kvs jaipur" below "B.Sc". Empty for what is printed otherwise.
    static func slots(in lines: [ResumeLine]) -> [Int: Slot] {
        guard lines.allSatisfy({ $0.isApart && !$0.isBullet }) else { return [:] }
        let kinds = lines.map(kind)
        guard kinds.contains(.dates) || lines.contains(where: hasDashedPlace) else { return [:] }
        var slots: [Int: Slot] = [:]
        for index in lines.indices {
            let next = index + 1 < lines.count ? kinds[index + 1] : .other
            switch kinds[index] {
            case .degree:
                // Signs within a degree that stands alone part nothing: "B.E. in Electronics, Instrumentation".
                if !lines[index].marks.contains(.school), next != .other { slots[index] = .degree }
            case .subject where index > 0 && slots[index - 1] == .degree:
                slots[index] = .school
            case .subject where index == 0 || kinds[index - 1] == .dates || kinds[index - 1] == .school:
                let isAboveSchool =
                    next == .school || next == .subject && index + 2 < lines.count && kinds[index + 2] == .dates
                if isAboveSchool || next == .dates { slots[index] = .degree }
            default: break
            }
        }
        return slots
    }

    private enum Kind { case dates, school, degree, subject, other }

    private static func kind(_ line: ResumeLine) -> Kind {
        if let range = ResumeDates.range(in: line)?.range ?? ResumeDates.single(in: line)?.range {
            let (before, after) = line.without(range)
            return before.tokens.isEmpty && after.tokens.isEmpty ? .dates : .other
        }
        if hasDashedPlace(line) { return .school }
        if isGeneric(line) { return line.marks.contains(.school) || line.wordCount < 2 ? .other : .subject }
        if ResumeDegree.begins(line) { return line.wordCount <= 12 ? .degree : .other }
        if line.marks.contains(.school) || isBoard(line) { return .school }
        if ResumeDegree.isDegree(line) { return line.wordCount <= 12 ? .degree : .other }
        let isSubject =
            line.wordCount > 0 && line.wordCount <= 8
            && line.tokens.allSatisfy { $0.kind != .number && $0.text != ":" } && !line.text.hasSuffix(".")
            && !line.tokens.allSatisfy { $0.kind != .word || $0.marks.contains(.place) }
        return isSubject ? .subject : .other
    }
}
