/// The courses of study of an education section.
///
/// A line may hold a whole entry ("B.Tech, Physics, Anna University, 2012") or a part of one; a part that an entry already
/// has begins the next.
struct ResumeEducation {
    /// A course of study, and where in the document each of its parts stands.
    struct Entry {
        var institution: ResumeLine?
        var degree: ResumeLine?
        var area: ResumeQuote?
        var endYear: Int?
        /// In bytes of the document.
        var yearRange: Range<Int>?

        var isEmpty: Bool { institution == nil && degree == nil }
    }

    /// When a course ended, nil for one that goes on, and where its dates stand.
    private typealias Ending = (year: Int?, range: Range<Int>)

    private var entries: [Entry] = []
    private var current = Entry()
    /// A date that stood above what it is the date of.
    private var early: Ending?
    private var isDatedAbove = false
    /// Whether the current entry has its dates.
    private var isDated = false
    /// Whether the line before ended in a subject that may run on.
    private var isAreaOpen = false

    static func entries(in lines: [ResumeLine]) -> [Entry] {
        var reading = ResumeEducation()
        let lines = lines.filter { !$0.isFurniture }
        let slots = slots(in: lines)
        for (index, line) in lines.enumerated() {
            if let slot = slots[index] {
                reading.read(line.bare, in: slot)
            } else if line.wordCount <= (line.marks.contains(.school) ? 30 : 12) {
                reading.read(line)
            } else {
                reading.isAreaOpen = false
            }
        }
        reading.close()
        return reading.entries
    }

    private mutating func close() {
        if !current.isEmpty { entries.append(current) }
        current = Entry()
        isDated = false
    }

    private mutating func read(_ line: ResumeLine) {
        if isAreaOpen, runsOn(line) { return }
        isAreaOpen = false
        let (rest, date, isDateFirst) = Self.withoutDate(line)
        let hasDashedPlace = Self.hasDashedPlace(line)
        let pieces = rest.flatMap { hasDashedPlace ? $0.parts() : Self.pieces($0) }
        guard !pieces.isEmpty else {
            if let date { readDate(date) }
            return
        }
        if isDateFirst, date != nil, !current.isEmpty { close() }
        for (index, piece) in pieces.enumerated() {
            read(
                piece, isNamed: hasDashedPlace && index == 0, isApart: line.isApart, isAlone: pieces.count == 1,
                isDated: date != nil)
        }
        if let date, !current.isEmpty || isDateFirst { setYear(date) }
        isAreaOpen = date == nil && current.area.map { $0.range.upperBound == line.range.upperBound } ?? false
    }

    /// Takes what is a degree or a school by where it stands.
    private mutating func read(_ line: ResumeLine, in slot: Slot) {
        isAreaOpen = false
        switch slot {
        case .degree:
            close()
            (current.degree, current.area) = ResumeDegree.split(line)
            takeEarlyYear()
        case .school: current.institution = line
        }
    }

    /// Takes a short line below a subject for the rest of it: narrow columns break "Applied", "Mathematics".
    private mutating func runsOn(_ line: ResumeLine) -> Bool {
        isAreaOpen = false
        let isRest =
            !line.isApart && !line.isBullet && line.wordCount <= 3 && line.tokens.allSatisfy { $0.kind == .word }
            && line.marks.isDisjoint(with: [.school, .degree, .place])
        guard isRest, let area = current.area else { return false }
        let range = area.range.lowerBound..<line.range.upperBound
        current.area = ResumeQuote(text: area.text + " " + line.text, range: range)
        return true
    }

    private mutating func read(
        _ piece: ResumeLine, isNamed: Bool, isApart: Bool, isAlone: Bool, isDated: Bool
    ) {
        let isSchool = (piece.marks.contains(.school) || Self.isBoard(piece)) && !Self.isGeneric(piece)
        let isDegree = ResumeDegree.isDegree(piece) && !isNamed && !Self.isGeneric(piece)
        if isDegree, !isSchool || ResumeDegree.begins(piece) {
            // Under a school that stands alone, its degree; where each line stands apart, the degree of the next.
            if current.degree != nil || current.institution != nil && (isApart || current.area != nil) { close() }
            (current.degree, current.area) = ResumeDegree.split(piece)
            takeEarlyYear()
        } else if isSchool || isNamed {
            if let institution = current.institution {
                // "College of Engineering, University of Kerala": the second is what the first belongs to.
                if institution.range.upperBound + 3 >= piece.start { return }
                close()
            }
            current.institution = piece
            takeEarlyYear()
        } else if current.degree != nil, current.institution == nil, isAlone, isApart || isDated, piece.wordCount <= 8,
            piece.tokens.first?.isCapital == true, !Self.isGeneric(piece)
        {
            current.institution = piece
        } else if current.degree != nil, current.area == nil, Self.isArea(piece), !isAlone {
            current.area = ResumeQuote(text: piece.text, range: piece.range)
        }
    }

    /// "University / Board", "State Board": words for a kind of school and no name.
    static func isGeneric(_ piece: ResumeLine) -> Bool {
        !isBoard(piece) && piece.tokens.allSatisfy { $0.kind == .sign || genericWords.contains($0.text) }
    }

    /// "Board of Technical Education", but not "Board of Directors".
    static func isBoard(_ piece: ResumeLine) -> Bool {
        guard let board = piece.tokens.firstIndex(where: { $0.text == "board" }), board + 2 < piece.tokens.count,
            piece.tokens[board + 1].text == "of"
        else { return false }
        return piece.tokens[(board + 2)...].contains { ["education", "secondary", "studies"].contains($0.text) }
    }

    private static let genericWords: Set<String> = [
        "university", "college", "institute", "institution", "school", "board", "or", "and", "of", "the", "state",
        "name",
        "technical", "engineering", "education", "passing", "year", "percentage", "degree", "high", "secondary",
        "университет", "институт", "universität", "hochschule",
    ]

    private mutating func readDate(_ date: Ending) {
        if !current.isEmpty, !isDated, !isDatedAbove {
            setYear(date)
        } else {
            if isDatedAbove || current.isEmpty { isDatedAbove = entries.isEmpty ? true : isDatedAbove }
            close()
            early = date
        }
    }

    private mutating func takeEarlyYear() {
        guard let early, !isDated else { return }
        setYear(early)
        self.early = nil
    }

    private mutating func setYear(_ date: Ending) {
        current.endYear = date.year
        current.yearRange = date.year == nil ? nil : date.range
        isDated = true
    }

    // MARK: Pieces

    /// A line's parts around its date, the date, and whether it stands first.
    private static func withoutDate(
        _ line: ResumeLine
    ) -> (rest: [ResumeLine], date: Ending?, isFirst: Bool) {
        var found: Ending?
        if let range = ResumeDates.range(in: line) {
            found = (range.end?.year, range.range)
        } else if let (date, range) = ResumeDates.single(in: line) {
            found = (date.year, range)
        }
        guard let (year, range) = found else { return ([line.bare], nil, false) }
        let (before, after) = line.without(range)
        let rest = [before, after].filter { $0.wordCount > 0 }
        let inDocument = line.start + range.lowerBound..<line.start + range.upperBound
        return (rest, (year, inDocument), before.wordCount == 0 && after.wordCount > 0)
    }

    /// The parts of a line; commas part it where a degree and a school, or a degree and its area, share it.
    private static func pieces(_ line: ResumeLine) -> [ResumeLine] {
        line.parts().flatMap { part -> [ResumeLine] in
            if let (degree, school) = ResumeDegree.fromSchool(part) { return [degree] + school.commaParts() }
            let commas = part.commaParts()
            guard commas.count > 1, ResumeDegree.isDegree(commas[0]) || part.marks.contains(.school) else {
                return [part]
            }
            let isMixed =
                ResumeDegree.isDegree(part) && part.marks.contains(.school)
                && !commas.contains { ResumeDegree.isDegree($0) && $0.marks.contains(.school) }
            let isDegreeWithArea = ResumeDegree.isDegree(commas[0]) && !part.marks.contains(.school)
            return isMixed || isDegreeWithArea ? commas : [part]
        }.filter { $0.wordCount > 0 }
    }

    /// "Anna University -  Chennai": what stands before such a dash is a place of study, whatever its words.
    static func hasDashedPlace(_ line: ResumeLine) -> Bool {
        guard
            let dash = line.tokens.indices.last(where: {
                ["-", "–"].contains(line.tokens[$0].text) && line.standsFree($0)
            }), dash > 0
        else { return false }
        let (before, after) = line.around(dash)
        // "Degree College" begins like a degree.
        let isNoDegree = !ResumeDegree.begins(before) || before.marks.contains(.school) && isGeneric(before)
        return before.wordCount > 0 && isNoDegree && ResumeWords.isPlace(after)
    }

    private static func isArea(_ piece: ResumeLine) -> Bool {
        piece.wordCount <= 8 && !piece.text.hasSuffix(".") && !piece.tokens.contains { $0.kind == .number }
    }
}
