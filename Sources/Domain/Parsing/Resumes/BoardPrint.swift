/// Positions as job boards print them: a title, "Company -  Place -" and dates, each in a paragraph of its own.
enum BoardPrint {
    /// The first lines of such positions: their titles, or their companies where nothing that could be a title is above.
    ///
    /// No other part of a resume is printed with a loose dash above dates that stand alone, so what is found is a position
    /// under whatever heading.
    static func heads(in lines: [ResumeLine]) -> Set<Int> {
        var heads: Set<Int> = []
        var last = -1
        for company in lines.indices where isCompany(lines[company]) {
            guard let dates = neighbour(of: company, by: 1, in: lines), isDates(lines[dates]) else { continue }
            let title = neighbour(of: company, by: -1, in: lines).flatMap {
                $0 > last && isTitle(lines[$0]) ? $0 : nil
            }
            heads.insert(title ?? company)
            last = dates
        }
        return heads
    }

    /// The employer and the place of "Acme - East -  Pune, Maharashtra -": boards print two spaces before the place.
    static func employer(_ line: ResumeLine) -> (company: ResumeLine?, place: ResumeLine?) {
        let line = line.bare
        if isKnownPlace(line) { return (nil, line) }
        let dash = line.tokens.indices.last {
            ["-", "–", "—"].contains(line.tokens[$0].text) && line.standsFree($0)
        }
        guard let dash, dash + 1 < line.tokens.count else { return (line, nil) }
        let (company, place) = line.around(dash)
        let isWide = line.tokens[dash + 1].range.lowerBound - line.tokens[dash].range.upperBound > 1
        // Where the spaces are lost, what reads like a place is one.
        let isPlace = isWide || ResumeWords.isPlace(place) && (place.commaParts().count > 1 || isKnownPlace(place))
        return isPlace ? (company, place) : (line, nil)
    }

    private static func isKnownPlace(_ line: ResumeLine) -> Bool {
        ResumeWords.isPlace(line) && line.tokens.allSatisfy { $0.kind != .word || $0.marks.contains(.place) }
    }

    /// The next line that is no furniture.
    private static func neighbour(of index: Int, by step: Int, in lines: [ResumeLine]) -> Int? {
        var index = index + step
        while lines.indices.contains(index), lines[index].isFurniture { index += step }
        return lines.indices.contains(index) ? index : nil
    }

    private static func isCompany(_ line: ResumeLine) -> Bool {
        line.isApart && !line.isBullet && line.wordCount <= 14 && ResumeEntryHead.endsInDash(line)
    }

    private static func isDates(_ line: ResumeLine) -> Bool {
        guard line.isApart, line.text.utf8.count <= 60, let range = ResumeDates.range(in: line) else { return false }
        let (before, after) = line.without(range.range)
        return before.tokens.isEmpty && after.tokens.isEmpty
    }

    private static func isTitle(_ line: ResumeLine) -> Bool {
        line.isApart && !line.isBullet && line.wordCount > 0 && line.wordCount <= 14 && line.text.utf8.count <= 120
            && !line.text.hasSuffix(".") && !line.text.hasSuffix(":") && ResumeDates.range(in: line) == nil
            && !isCapitalHeading(line)
    }

    /// "WORK EXPERIENCE", where a company follows that nobody named a title for.
    private static func isCapitalHeading(_ line: ResumeLine) -> Bool {
        ResumePart.heading(line) != nil && line.text == line.text.uppercased()
    }
}
