import Model

/// How senior a person is.
enum ResumeLevel {
    /// What a title says: "Senior Data Engineer", "Ведущий разработчик", "Teamleiter". The word that says so comes with it.
    static func level(of title: ResumeLine) -> (level: PostingLevel, range: Range<Int>)? {
        // "Head of Sales, Senior Director": the highest wins.
        var best: (level: PostingLevel, range: Range<Int>)?
        for (index, token) in title.tokens.enumerated() where token.kind == .word {
            guard let level = words[token.text] ?? ending(token.text) else { continue }
            let next = index + 1 < title.tokens.count ? title.tokens[index + 1].text : ""
            // "Lead Generation Clerk" leads nobody, "Head Waiter" is no executive, "Staff Nurse" is on the staff.
            if token.text == "lead", next == "generation" || next == "gen" { continue }
            if token.text == "staff", !["engineer", "software", "developer", "scientist", "designer"].contains(next) {
                continue
            }
            if token.text == "head", next != "of" { continue }
            let range = title.start + token.range.lowerBound..<title.start + token.range.upperBound
            if rank(level) > best.map({ rank($0.level) }) ?? -1 { best = (level, range) }
        }
        return best
    }

    /// What years of work alone say.
    static func level(ofYears years: Double) -> PostingLevel {
        years < 2 ? .junior : years < 6 ? .mid : .senior
    }

    private static func rank(_ level: PostingLevel) -> Int { PostingLevel.allCases.firstIndex(of: level) ?? 0 }

    private static func ending(_ word: String) -> PostingLevel? {
        word.hasSuffix("leiter") || word.hasSuffix("leiterin") ? .lead : nil
    }

    private static let words: [String: PostingLevel] = {
        var words: [String: PostingLevel] = [:]
        func add(_ level: PostingLevel, _ list: String) {
            for word in list.split(separator: " ") { words[String(word)] = level }
        }
        add(.intern, "intern internship trainee apprentice praktikant praktikantin werkstudent werkstudentin")
        add(.intern, "auszubildender auszubildende azubi стажер стажёр практикант")
        add(.junior, "junior jr fresher младший graduate assistent assistentin ассистент")
        add(.mid, "middle mid")
        add(.senior, "senior sr старший ведущий ведущая главный главная leitender leitende senioren")
        add(.lead, "lead principal staff head leader teamlead тимлид supervisor foreman")
        add(.lead, "leiter leiterin teamleiter teamleiterin супервайзер начальник начальница руководитель")
        add(.executive, "director vp chief ceo cto cfo coo cio president директор")
        add(.executive, "geschäftsführer geschäftsführerin vorstand")
        return words
    }()
}
