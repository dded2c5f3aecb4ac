/// Tells degrees from other words: "B.Tech", "B. Sc.", "BE", "MBA in Finance", "Class XII", "Магистр".
enum ResumeDegree {
    static func isDegree(_ line: ResumeLine) -> Bool { first(in: line) != nil }

    /// Whether it begins with a degree.
    static func begins(_ line: ResumeLine) -> Bool { first(in: line).map { $0.lowerBound <= 1 } ?? false }

    /// The degree as it is named, and its subject: behind a comma it is apart ("B.Tech", "Physics"), behind "in" it is a
    /// part of the name ("MBA in Finance").
    static func split(_ piece: ResumeLine) -> (degree: ResumeLine, area: ResumeQuote?) {
        let end = piece.text.utf8.count
        guard let degree = first(in: piece) else { return (piece, nil) }
        if let index = piece.tokens.indices.first(where: {
            $0 >= degree.upperBound && areaWords.contains(piece.tokens[$0].text)
        }) {
            let area = piece.piece(piece.tokens[index].range.upperBound..<end)
            return (piece, area.wordCount > 0 ? ResumeQuote(text: area.text, range: area.range) : nil)
        }
        // "BE (Computer Science)"
        if let open = piece.tokens.indices.first(where: { $0 >= degree.upperBound && piece.tokens[$0].text == "(" }),
            let close = piece.tokens.indices.first(where: { $0 > open && piece.tokens[$0].text == ")" })
        {
            let area = piece.piece(piece.tokens[open].range.upperBound..<piece.tokens[close].range.lowerBound)
            return (piece, area.wordCount > 0 ? ResumeQuote(text: area.text, range: area.range) : nil)
        }
        return (piece, nil)
    }

    /// "Bachelor of Commerce from City College", "MSc McGill University": a degree and the school behind it.
    static func fromSchool(_ piece: ResumeLine) -> (degree: ResumeLine, school: ResumeLine)? {
        guard piece.marks.contains(.school), let degree = first(in: piece), degree.lowerBound <= 2 else { return nil }
        let end = piece.text.utf8.count
        if let from = piece.tokens.indices.first(where: {
            $0 >= degree.upperBound && fromWords.contains(piece.tokens[$0].text)
        }) {
            let (before, after) = piece.around(from)
            return after.marks.contains(.school) && !before.marks.contains(.school) ? (before, after) : nil
        }
        guard degree.upperBound < piece.tokens.count, piece.tokens[degree.upperBound].kind == .word,
            piece.tokens[degree.upperBound].isCapital,
            !piece.tokens[degree.upperBound...].contains(where: { areaWords.contains($0.text) })
        else { return nil }
        let before = piece.piece(0..<piece.tokens[degree.upperBound].range.lowerBound)
        let after = piece.piece(piece.tokens[degree.upperBound].range.lowerBound..<end)
        return before.marks.contains(.school) || isDegree(after) ? nil : (before, after)
    }

    /// The tokens of the first degree.
    private static func first(in line: ResumeLine) -> Range<Int>? {
        let tokens = line.tokens
        for index in tokens.indices {
            if let end = abbreviation(tokens, at: index) { return index..<end }
            guard tokens[index].kind == .word else {
                if let end = schoolYear(tokens, index) { return index..<end }
                continue
            }
            if tokens[index].marks.contains(.degree), isSure(tokens, index) { return index..<index + 1 }
            // "MS Office" further on in a line is no master's degree.
            if index == 0, capitals.contains(tokens[index].text), isCapitals(line, tokens[index]) {
                return index..<index + 1
            }
        }
        return nil
    }

    /// "B.Tech", "B. Sc", "B-Tech", "H.S.C", "Dipl.-Ing.": short words with signs between that make a degree together.
    /// "B B M" does too, "be" in a sentence does not.
    private static func abbreviation(_ tokens: [ResumeLine.Token], at start: Int) -> Int? {
        guard tokens[start].kind == .word, tokens[start].text.utf8.count <= 5 else { return nil }
        var joined = tokens[start].text
        var index = start + 1
        var best: Int?
        var hasSign = false
        while index < tokens.count, index - start <= 8, joined.utf8.count <= 10 {
            let token = tokens[index]
            if token.kind == .sign {
                guard token.text == "." || token.text == "-" || token.text == "‐" else { break }
                hasSign = true
            } else {
                let isLetter = token.text.utf8.count == 1 && tokens[start].text.utf8.count == 1
                guard token.kind == .word, token.text.utf8.count <= 5, hasSign || isLetter else { break }
                joined += token.text
                if abbreviations.contains(joined) { best = index + 1 }
            }
            index += 1
        }
        return best
    }

    /// "Master of", "Master's degree", but not "Oracle Master Data".
    private static func isSure(_ tokens: [ResumeLine.Token], _ index: Int) -> Bool {
        guard looseWords.contains(tokens[index].text), index > 0 else { return true }
        guard index + 1 < tokens.count else { return true }
        return ["of", "in", "degree", "'", "’", "s", "diploma", "certificate"].contains(tokens[index + 1].text)
    }

    /// "10th", "12th standard"
    private static func schoolYear(_ tokens: [ResumeLine.Token], _ index: Int) -> Int? {
        guard tokens[index].kind == .number, tokens[index].value == 10 || tokens[index].value == 12,
            index + 1 < tokens.count, tokens[index + 1].text == "th"
        else { return nil }
        return index + 2
    }

    private static func isCapitals(_ line: ResumeLine, _ token: ResumeLine.Token) -> Bool {
        line.text.utf8.dropFirst(token.range.lowerBound).prefix(token.range.count).allSatisfy { $0 < 0x61 }
    }

    private static let fromWords: Set<String> = ["from", "at", "bei", "an", "в"]
    private static let looseWords: Set<String> = [
        "master", "masters", "doctor", "associate", "graduate", "degree", "intermediate", "certificate", "metric",
    ]
    private static let areaWords: Set<String> = ["in", "im", "für", "по", "специальность", "fach", "fachrichtung"]
    private static let capitals: Set<String> = [
        "be", "me", "ba", "ma", "bs", "ms", "aa", "md", "jd", "pg", "ug", "pgd",
    ]
    private static let abbreviations: Set<String> = [
        "btech", "mtech", "be", "me", "bsc", "msc", "ba", "ma", "bs", "ms", "bcom", "mcom", "phd", "bed", "med",
        "mphil",
        "bpharm", "mpharm", "barch", "march", "llb", "llm", "md", "beng", "meng", "hsc", "ssc", "sslc", "hslc", "cbse",
        "icse", "isc", "puc", "bca", "mca", "bba", "mba", "bbm", "bms", "pgdm", "pgdca", "diplom", "dipling", "diplinf",
        "diplkfm", "diplkff", "diplphys", "diplbetriebsw", "magart", "edd", "jd", "dba", "bfa", "mfa", "aas", "ged",
        "bds",
        "btec", "pgd", "mbbs", "intermediate",
    ]
}
