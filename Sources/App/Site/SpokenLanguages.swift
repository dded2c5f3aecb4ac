internal import Base
internal import Parsing

/// The languages a person says they speak, as they are typed: "English C1, German B2".
enum SpokenLanguages {
    /// Those that postings' demands are read of, by ISO 639-1.
    private static let names = LanguageWords.names.map { entry in
        let english = entry.names.prefix { $0 != "|" }
        return (entry.code, english.prefix(1).uppercased() + english.dropFirst())
    }
    /// Of level 1 to 6.
    static let levels = ["A1", "A2", "B1", "B2", "C1", "C2"]

    /// The languages by their codes with their levels; nil where something is neither.
    static func read(_ text: String) -> [String: Int]? {
        var found: [String: Int] = [:]
        for item in text.split(whereSeparator: { $0 == "," || $0 == ";" || $0.isNewline }) {
            let words = item.split(separator: " ").map(String.init)
            guard !words.isEmpty else { continue }
            guard words.count == 2, let level = level(words[1]), let code = code(words[0]) else { return nil }
            found[code] = level
        }
        return found
    }

    private static func code(_ word: String) -> String? {
        let word = word.lowercased()
        return names.first { $0.0 == word || $0.1.lowercased() == word }?.0
    }

    private static func level(_ word: String) -> Int? {
        if word.lowercased() == "native" { return levels.count }
        return levels.firstIndex(of: word.uppercased()).map { $0 + 1 }
    }

    /// What ``read(_:)`` reads, in the order of the names' list.
    static func text(_ languages: [String: Int]) -> String {
        names.compactMap { code, name in languages[code].map { name + " " + Self.level($0) } }.joined(separator: ", ")
    }

    /// "German"; the code in capitals where it has no name here.
    static func name(_ code: String) -> String { names.first { $0.0 == code }?.1 ?? code.uppercased() }

    static func level(_ number: Int) -> String { levels[min(max(number, 1), levels.count) - 1] }
}
