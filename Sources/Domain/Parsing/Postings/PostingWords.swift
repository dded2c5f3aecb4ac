public import Model

/// What the words of sources mean: kinds of employment, seniority, periods, work modes.
public enum PostingWords {
    /// "Full-time", "FULL_TIME", "Vollzeit", "Contractor", ... `nil` for nothing said, `.other` for an unknown word.
    public static func type(_ text: String) -> PostingType? {
        let words = words(text)
        guard !words.isEmpty else { return nil }
        let all = words.joined()
        let rules: [(PostingType, [String])] = [
            (.internship, ["intern", "interns", "internship", "internships", "praktikum", "trainee", "traineeship"]),
            (.volunteer, ["volunteer", "volunteering", "ehrenamt"]),
            (.temporary, ["temp", "temporary", "seasonal", "befristet", "zeitarbeit"]),
            (.contract, ["contract", "contractor", "freelance", "freelancer", "b2b", "project"]),
            (.partTime, ["part", "parttime", "teilzeit", "werkstudent", "minijob"]),
            (.fullTime, ["full", "fulltime", "vollzeit", "permanent", "regular", "festanstellung"]),
        ]
        for (type, known) in rules where words.contains(where: known.contains) || known.contains(all) { return type }
        return .other
    }

    /// "Senior", "entry level", "C-level", ... `nil` for anything else.
    public static func level(_ text: String) -> PostingLevel? {
        let words = words(text)
        let rules: [(PostingLevel, [String])] = [
            (.intern, ["intern", "internship", "internships", "trainee", "praktikant", "praktikantin", "praktikum"]),
            (.executive, ["executive", "director", "vp", "president", "chief", "ceo", "cto", "cfo", "coo", "c"]),
            (.lead, ["lead", "principal", "staff", "head", "manager", "teamlead"]),
            (.senior, ["senior", "sr", "experienced", "berufserfahren"]),
            (.mid, ["mid", "middle", "intermediate", "associate", "medior", "midlevel", "professional", "regular"]),
            (.junior, ["junior", "jr", "entry", "entrylevel", "graduate", "beginner", "berufseinstieg", "apprentice"]),
        ]
        return rules.first { $0.1.contains(where: words.contains) }?.0
    }

    /// What a title says of seniority. Stricter than ``level(_:)``: "Lead Generation Clerk" leads nobody.
    public static func level(title: String) -> PostingLevel? {
        let words = words(title)
        for (index, word) in words.enumerated() {
            let next = index + 1 < words.count ? words[index + 1] : ""
            switch word {
            case "intern", "internship", "praktikant", "praktikantin", "praktikum", "стажер", "стажёр", "стажировка":
                return .intern
            case "junior", "jr", "младший", "джуниор", "berufseinsteiger", "berufseinsteigerin": return .junior
            case "senior", "sr", "старший": return .senior
            case "director", "vp", "chief", "ceo", "cto", "cfo", "coo", "geschäftsführer", "geschäftsführerin",
                "директор":
                return .executive
            case "principal", "teamleiter", "teamleiterin", "gruppenleiter", "gruppenleiterin", "тимлид": return .lead
            case "lead" where next != "generation" && next != "gen": return .lead
            case "head" where next == "of": return .executive
            case "staff" where ["engineer", "software", "developer", "scientist", "designer"].contains(next):
                return .lead
            default: continue
            }
        }
        return nil
    }

    /// "hourly", "per month", "YEAR", "annum", ... `nil` for anything else.
    public static func period(_ text: String) -> Pay.Period? {
        let known: [(Pay.Period, [String])] = [
            (.hour, ["hour", "hours", "hourly", "hr", "h", "stunde"]), (.day, ["day", "days", "daily", "tag"]),
            (.month, ["month", "months", "monthly", "mo", "monat"]),
            (.year, ["year", "years", "yearly", "annual", "annually", "annum", "pa", "yr", "jahr"]),
        ]
        let words = words(text)
        return known.first { $0.1.contains(where: words.contains) }?.0
    }

    /// Whether a word of yes or no, or of a work mode, means remote work. Hybrid work is not remote. `nil` for anything
    /// else.
    public static func remote(_ text: String) -> Bool? {
        let words = words(text)
        let all = words.joined()
        if words.contains("hybrid") || words.first == "not" { return false }
        if ["true", "yes", "y", "1", "t", "ja"].contains(all) { return true }
        if ["false", "no", "n", "0", "f", "nein", "onsite", "inoffice", "office", "inperson"].contains(all) {
            return false
        }
        let remote = ["remote", "remotely", "telecommute", "anywhere", "homeoffice", "distributed", "worldwide"]
        return words.contains(where: remote.contains) || remote.contains(all) || all.hasSuffix("homeoffice")
            ? true : nil
    }

    /// Whether a place is only a work mode ("Hybrid", "Remote").
    public static func isWorkMode(_ place: String) -> Bool {
        ["remote", "hybrid", "onsite", "inoffice", "homeoffice", "anywhere"].contains(words(place).joined())
    }

    /// Runs of letters and digits, in lower case.
    static func words(_ text: String) -> [String] {
        text.utf8.prefix(400).split { $0 < 0x80 && !$0.isLetterOrDigit }.map {
            String(decoding: $0, as: UTF8.self).lowercased()
        }
    }
}
