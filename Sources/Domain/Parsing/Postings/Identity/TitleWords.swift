/// A title as titles are compared: what the work is, and which of several like it.
struct TitleWords: Sendable, Equatable {
    /// The words of the work, each once, in alphabetical order.
    var core: [String] = []
    /// Seniority and numbers: two titles that differ in them are two postings.
    var level: Set<String> = []

    /// - Parameter idle: words that say nothing of the work here: those of the company and of the places.
    init(_ title: String, idle: Set<String> = []) {
        var core: Set<String> = []
        let folded = FoldedText.fold(Self.withoutGenders(title))
        for raw in folded.split(separator: " ") {
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
        if core.isEmpty { core = Set(folded.split(separator: " ").map(String.init)) }
        self.core = core.sorted()
    }

    /// How many of the words both have, 0 to 1 (Dice).
    func likeness(_ other: TitleWords) -> Double {
        let shared = Set(core).intersection(other.core).count
        let all = core.count + other.core.count
        return all == 0 ? 0 : 2 * Double(shared) / Double(all)
    }

    /// Whether one has all the words of the other.
    func contains(_ other: TitleWords) -> Bool {
        let (own, others) = (Set(core), Set(other.core))
        return own.isSuperset(of: others) || others.isSuperset(of: own)
    }

    /// Without "(m/w/d)" and its like.
    private static func withoutGenders(_ title: String) -> String {
        var out = ""
        var piece = ""
        var isOpen = false
        for character in title.unicodeScalars {
            switch character {
            case "(", "[":
                out += piece + " "
                piece = ""
                isOpen = true
            case ")", "]":
                let letters = piece.lowercased().filter { $0.isLetter }
                let isGenders = isOpen && letters.count <= 4 && letters.allSatisfy { "mwdfxiag*".contains($0) }
                if !isGenders, !genders.contains(FoldedText.fold(piece)) { out += piece + " " }
                piece = ""
                isOpen = false
            default: piece.unicodeScalars.append(character)
            }
        }
        return out + piece
    }

    private static func isReference(_ word: String) -> Bool {
        let digits = word.utf8.count(where: \.isDigit)
        return digits >= 4 || digits > 0 && word.utf8.count >= 6 && digits * 2 >= word.utf8.count
    }

    private static func singular(_ word: String) -> String {
        word.utf8.count > 4 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us") && !word.hasSuffix("is")
            && !word.hasSuffix("ics") ? String(word.dropLast()) : word
    }

    private static let genders: Set<String> = ["all genders", "gn", "mwd", "any gender", "alle geschlechter", "all gender"]
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
        "senior", "junior", "lead", "principal", "staff", "intern", "internship", "trainee", "graduate", "entry", "head",
        "director", "vp", "chief", "associate", "mid", "middle", "praktikant", "praktikum", "werkstudent", "ausbildung",
        "azubi", "teamleiter", "leiter", "стажер", "младший", "старший", "ведущий", "главный", "руководитель", "assistant",
        "deputy", "part", "teilzeit", "parttime", "night", "weekend",
    ]
    private static let sameLevel = [
        "internship": "intern", "praktikum": "intern", "praktikant": "intern", "стажер": "intern", "teilzeit": "part",
        "parttime": "part", "middle": "mid", "старший": "senior", "младший": "junior",
    ]
    /// What boards add to titles.
    private static let idle: Set<String> = [
        "a", "an", "the", "and", "or", "of", "in", "at", "for", "to", "with", "on", "und", "oder", "im", "in", "als", "für", "bei",
        "и", "в", "по", "на", "для", "remote", "hybrid", "onsite", "homeoffice", "home", "office", "full", "time", "fulltime",
        "vollzeit", "permanent", "contract", "job", "jobs", "opening", "vacancy", "position", "opportunity", "role", "hiring",
        "now", "urgent", "urgently", "immediate", "start", "new", "wanted", "needed", "required", "we", "are", "looking",
        "gesucht", "ab", "sofort", "stelle", "вакансия", "требуется", "срочно", "удаленно", "mwd", "wmd", "mfd", "m", "w", "d",
        "f", "x", "s", "usa", "us", "germany", "deutschland", "uk", "ref", "id", "req", "no", "nr", "time", "level",
    ]
}
