/// A title as titles are compared: what the work is, and which of several like it.
struct TitleWords: Sendable, Equatable {
    /// The words of the work, each once, in alphabetical order.
    var core: [String] = []
    /// Seniority and numbers: two titles that differ in them are two postings.
    var level: Set<String> = []

    /// - Parameters:
    ///   - company: the key of its name, which says nothing of the work where the title repeats it whole.
    ///   - idle: words that say nothing of the work here: those of the places.
    init(_ title: String, company: String = "", idle: Set<String> = []) {
        var core: Set<String> = []
        let folded = Self.without(company, FoldedText.fold(Self.withoutGenders(title)))
        for raw in folded {
            var word = String(raw)
            if let whole = Self.abbreviations[word] { word = whole }
            if let number = Self.numerals[word] {
                level.insert(number)
            } else if Self.levels.contains(word) {
                level.insert(Self.sameLevel[word] ?? word)
            } else if !Self.idle.contains(word), !idle.contains(word), !Self.isReference(word) {
                core.insert(Self.singular(word))
            }
        }
        // A title of nothing else keeps what it has.
        if core.isEmpty { core = Set(folded) }
        self.core = core.sorted()
    }

    /// The words of a title without a company's, and without its legal form behind them ("Engineer at Acme GmbH").
    private static func without(_ company: String, _ title: String) -> [String] {
        let (words, name) = (
            title.split(separator: " ").map(String.init), company.split(separator: " ").map(String.init)
        )
        guard !name.isEmpty else { return words }
        var kept: [String] = []
        var index = 0
        while index < words.count {
            guard words[index...].starts(with: name) else {
                kept.append(words[index])
                index += 1
                continue
            }
            index += name.count
            while index < words.count, CompanyName.isForm(words[index]) { index += 1 }
        }
        return kept
    }

    /// How many of the words both have, 0 to 1 (Dice).
    func likeness(_ other: TitleWords) -> Double {
        let shared = Set(core).intersection(other.core).count
        let all = core.count + other.core.count
        return all == 0 ? 0 : 2 * Double(shared) / Double(all)
    }

    /// Without "(m/w/d)" and its like.
    private static func withoutGenders(_ title: String) -> String {
        var out = String.UnicodeScalarView()
        var piece = String.UnicodeScalarView()
        for scalar in title.unicodeScalars {
            switch scalar {
            case "(", "[":
                out += piece
                out.append(" ")
                piece = String.UnicodeScalarView()
            case ")", "]":
                let folded = FoldedText.fold(String(piece))
                let letters = folded.utf8.filter { $0 != 0x20 }
                let isGenders =
                    letters.count <= 4 && letters.allSatisfy { "mwdfxiag".utf8.contains($0) }
                    || genders.contains(folded)
                if !isGenders { out += piece }
                out.append(" ")
                piece = String.UnicodeScalarView()
            default: piece.append(scalar)
            }
        }
        return String(out) + String(piece)
    }

    private static func isReference(_ word: String) -> Bool {
        let digits = word.utf8.count(where: \.isDigit)
        return digits >= 4 || digits > 0 && word.utf8.count >= 6 && digits * 2 >= word.utf8.count
    }

    private static func singular(_ word: String) -> String {
        word.utf8.count > 4 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us")
            && !word.hasSuffix("is")
            && !word.hasSuffix("ics") ? String(word.dropLast()) : word
    }

    private static let genders: Set<String> = [
        "all genders", "gn", "mwd", "any gender", "alle geschlechter", "all gender",
    ]
    private static let abbreviations = [
        "sr": "senior", "jr": "junior", "snr": "senior", "eng": "engineer", "engr": "engineer", "dev": "developer",
        "mgr": "manager", "mngr": "manager", "asst": "assistant", "admin": "administrator", "exec": "executive",
        "dir": "director", "rep": "representative", "mktg": "marketing", "ops": "operations", "swe": "engineer",
        "acct": "account", "coord": "coordinator", "spec": "specialist", "tech": "technical", "qa": "quality",
    ]
    private static let numerals = [
        "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "1": "1", "2": "2", "3": "3", "4": "4", "5": "5",
    ]
    private static let levels: Set<String> = [
        "senior", "junior", "lead", "principal", "staff", "intern", "internship", "trainee", "graduate", "entry",
        "head",
        "director", "vp", "chief", "associate", "mid", "middle", "praktikant", "praktikum", "werkstudent", "ausbildung",
        "azubi", "teamleiter", "leiter", "стажер", "младший", "старший", "ведущий", "главный", "руководитель",
        "assistant",
        "deputy", "part", "teilzeit", "parttime", "night", "weekend",
    ]
    private static let sameLevel = [
        "internship": "intern", "praktikum": "intern", "praktikant": "intern", "стажер": "intern", "teilzeit": "part",
        "parttime": "part", "middle": "mid", "старший": "senior", "младший": "junior",
    ]
    /// What boards add to titles.
    private static let idle: Set<String> = [
        "a", "an", "the", "and", "or", "of", "in", "at", "for", "to", "with", "on", "und", "oder", "im", "in", "als",
        "für", "bei",
        "и", "в", "по", "на", "для", "remote", "hybrid", "onsite", "homeoffice", "home", "office", "full", "time",
        "fulltime",
        "vollzeit", "permanent", "contract", "job", "jobs", "opening", "vacancy", "position", "opportunity", "role",
        "hiring",
        "now", "urgent", "urgently", "immediate", "start", "new", "wanted", "needed", "required", "we", "are",
        "looking",
        "gesucht", "ab", "sofort", "stelle", "вакансия", "требуется", "срочно", "удаленно", "mwd", "wmd", "mfd", "m",
        "w", "d",
        "f", "x", "s", "usa", "us", "germany", "deutschland", "uk", "ref", "id", "req", "no", "nr", "time", "level",
    ]
}
