/// Names of companies as they are compared.
public enum CompanyName {
    /// In lower case, without legal form, country and words such as "group" at the end: "ACME Germany GmbH & Co. KG" and "Acme
    /// Inc." are "acme". A name that is nothing else keeps its words.
    public static func key(_ name: String) -> String {
        let words = FoldedText.fold(name).split(separator: " ").map(String.init)
        var kept = words[...]
        if kept.count > 1, kept.first == "the" { kept = kept.dropFirst() }
        // "ООО Ромашка" has its form in front.
        if kept.count > 1, let first = kept.first, russian.contains(first) { kept = kept.dropFirst() }
        while kept.count > 1, let last = kept.last {
            guard forms.contains(last) || kept.count > 1 && regions.contains(last) else { break }
            kept = kept.dropLast()
        }
        return kept.joined(separator: " ")
    }

    /// Whether a word says nothing but what kind of company it is, or where.
    static func isForm(_ word: String) -> Bool { forms.contains(word) || regions.contains(word) }

    /// Whether the name says that there is none: a board that hides who is hiring.
    static func isHidden(_ key: String) -> Bool {
        key.isEmpty || hidden.contains(key)
    }

    /// Whether two keys have a word in common that is not common to many names.
    static func areRelated(_ one: String, _ two: String) -> Bool {
        let words = Set(one.split(separator: " ")).subtracting(common)
        return two.split(separator: " ").contains { $0.utf8.count > 2 && words.contains($0) }
    }

    private static let russian: Set<String> = ["ооо", "ао", "оао", "пао", "зао", "ип", "нко", "гк"]
    private static let forms: Set<String> = [
        "gmbh", "mbh", "ag", "kg", "kgaa", "se", "ug", "ohg", "gbr", "ev", "eg", "haftungsbeschrankt", "co", "und",
        "inc",
        "incorporated", "llc", "llp", "lp", "ltd", "limited", "plc", "corp", "corporation", "company", "pte", "pty",
        "pvt",
        "private", "public", "sa", "sas", "sarl", "srl", "sl", "spa", "bv", "nv", "ab", "as", "asa", "aps", "oy", "oyj",
        "doo",
        "sp", "z", "o", "zoo", "sro", "kft", "ooo", "oao", "zao", "ао", "ооо", "пао", "s", "r", "a", "b", "v", "n", "l",
        "c",
        "and", "e", "p",
    ]
    private static let regions: Set<String> = [
        "group", "gruppe", "holding", "holdings", "international", "global", "worldwide", "germany", "deutschland",
        "europe",
        "usa", "us", "uk", "emea", "austria", "schweiz", "switzerland", "france", "india", "russia", "россия",
    ]
    private static let hidden: Set<String> = [
        "confidential", "confidential company", "anonymous", "unknown", "vertraulich", "n a", "na", "private",
        "undisclosed",
        "company", "компания", "не указано", "stealth", "stealth startup",
    ]
    private static let common: Set<Substring> = [
        "software", "solutions", "services", "systems", "consulting", "technologies", "technology", "tech", "digital",
        "labs",
        "media", "health", "bank", "data", "the", "und", "and", "for", "partners", "capital", "studio", "company",
        "team",
    ]
}
