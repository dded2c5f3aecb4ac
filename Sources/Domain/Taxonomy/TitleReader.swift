/// Reads titles as adverts and resumes write them into words that can be compared with the names of occupations.
///
/// "Sr. Acct. Exec (KL) cum Admin" has words of its own, a place and two works. What stands in brackets or behind "@" is left
/// out, the works are told apart, abbreviations and words of other languages are put into plain English by
/// `Lexicon/titles.txt`, and the plural is taken off.
struct TitleReader: Sendable {
    /// A title's words, and those of each of the works it names.
    struct Reading: Equatable {
        let whole: [String]
        let parts: [[String]]
    }

    /// Another name for an occupation, by its preferred label.
    struct Alias: Equatable {
        let label: String
        let names: [String]
        /// 0, or 1 for a common occupation, or 2 for one of the most common.
        let commonness: Int
    }

    let aliases: [Alias]
    /// By the first of the words that are replaced, the longest first.
    private let rules: [String: [Rule]]

    private struct Rule: Sendable {
        let words: [String]
        let replacement: [String]
    }

    private static let mostParts = 3
    private static let idle: Set<String> = [
        "s", "cum", "and", "of", "the", "in", "for", "to", "a", "an", "or", "with", "on", "at", "by", "from", "as",
        "und",
        "für", "der",
        "die", "das", "и", "по",
    ]

    /// Reads a lexicon whose head explains its notation.
    init(lexicon: String) {
        var aliases: [Alias] = []
        var rules: [String: [Rule]] = [:]
        for line in lexicon.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix(">") {
                if let alias = Self.alias(line.dropFirst()) { aliases.append(alias) }
            } else if let equals = line.firstIndex(of: "=") {
                let words = Self.words(line[..<equals])
                guard let first = words.first else { continue }
                rules[first, default: []].append(
                    Rule(words: words, replacement: Self.words(line[equals...])))
            }
        }
        self.aliases = aliases
        self.rules = rules.mapValues { $0.sorted { $0.words.count > $1.words.count } }
    }

    private static func alias(_ line: Substring) -> Alias? {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let label = line[..<colon].drop { $0 == " " || $0 == "*" }
        let names = line[line.index(after: colon)...].split(separator: "|").map { trimmed($0) }
        return Alias(
            label: trimmed(label).lowercased(), names: names, commonness: line[..<colon].count(where: { $0 == "*" }))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    // MARK: Titles

    /// The reading of a title. A title that is nothing but idle words keeps them.
    func reading(of title: String) -> Reading {
        let title = title.lowercased()
        let named = Self.withoutPlace(title)
        let open = Self.withoutBrackets(named)
        let plain = words(open[...]).isEmpty ? named : open
        let parts = Self.parts(plain).map { words($0) }.filter { !$0.isEmpty }
        let whole = words(plain[...])
        return Reading(whole: whole, parts: parts.isEmpty ? [whole] : Array(parts.prefix(Self.mostParts)))
    }

    /// The words of a title or a name: rewritten, without idle ones, in the singular.
    func words(_ text: Substring) -> [String] {
        let all = Self.words(text)
        let rewritten = rewrite(all)
        return (rewritten.isEmpty ? all : rewritten).filter { !Self.idle.contains($0) }.map(Self.singular)
    }

    private func rewrite(_ words: [String]) -> [String] {
        var rewritten: [String] = []
        var index = 0
        while index < words.count {
            if let rule = rules[words[index]]?.first(where: { words[index...].starts(with: $0.words) }) {
                rewritten += rule.replacement
                index += rule.words.count
            } else {
                rewritten.append(words[index])
                index += 1
            }
        }
        return rewritten
    }

    /// Without what follows "@" or "at", unless that is everything.
    private static func withoutPlace(_ title: String) -> String {
        var end = title.firstIndex(of: "@") ?? title.endIndex
        if let at = title.firstRange(of: " at "), at.lowerBound < end { end = at.lowerBound }
        let named = title[..<end]
        return named.allSatisfy { $0 == " " } ? title : String(named)
    }

    private static func withoutBrackets(_ title: String) -> String {
        var depth = 0
        var open = String.UnicodeScalarView()
        for scalar in title.unicodeScalars {
            switch scalar {
            case "(", "[", "{": depth += 1
            case ")", "]", "}":
                depth = max(0, depth - 1)
                open.append(" ")
            default: if depth == 0 { open.append(scalar) }
            }
        }
        return String(open)
    }

    /// The works of a title, between strokes, commas, dashes and the "cum" of "driver cum clerk".
    private static func parts(_ title: String) -> [Substring] {
        var parts: [Substring] = []
        for piece in title.split(whereSeparator: { "/,|:;–—".contains($0) }) {
            var part = piece[piece.startIndex..<piece.startIndex]
            for word in piece.split(separator: " ") {
                if word == "-" || word == "+" || word == "cum" {
                    parts.append(part)
                    part = piece[word.endIndex..<word.endIndex]
                } else {
                    part = piece[part.startIndex..<word.endIndex]
                }
            }
            parts.append(part)
        }
        return parts
    }

    /// Runs of letters and figures in lower case, with the signs of "c++" and "c#" behind them.
    private static func words(_ text: Substring) -> [String] {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in text.lowercased().unicodeScalars {
            let isLetter =
                scalar.isASCII
                ? (scalar >= "a" && scalar <= "z") || (scalar >= "0" && scalar <= "9") : scalar.properties.isAlphabetic
            if isLetter || (!word.isEmpty && (scalar == "+" || scalar == "#")) { word.append(scalar) } else { end() }
        }
        end()
        return words
    }

    private static func singular(_ word: String) -> String {
        if word.hasSuffix("ies"), word.utf8.count > 4 { return word.dropLast(3) + "y" }
        let isPlural =
            word.utf8.count > 3 && word.hasSuffix("s") && !word.hasSuffix("ss") && !word.hasSuffix("us")
            && !word.hasSuffix("is")
        return isPlural ? String(word.dropLast()) : word
    }
}
