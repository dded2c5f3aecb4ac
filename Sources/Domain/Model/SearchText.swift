/// What people type into a search box, taken apart: words, "phrases", `-without`, `or`, and fields such as `title:engineer` or
/// `company:"Acme Ltd"`.
///
/// Everything that is no field of ours stays a word, so any text is a search.
public struct SearchText: Sendable, Equatable {
    public enum Field: String, Sendable, CaseIterable {
        case title, company, location, skill
    }

    /// A word or a phrase, looked for in one field or anywhere.
    public struct Part: Sendable, Equatable {
        public var field: Field?
        public var text: String
        public var isPhrase: Bool
        public var isExcluded: Bool

        public init(_ text: String, field: Field? = nil, isPhrase: Bool = false, isExcluded: Bool = false) {
            self.text = text
            self.field = field
            self.isPhrase = isPhrase
            self.isExcluded = isExcluded
        }
    }

    /// A posting is found that has all parts of one of them.
    public var alternatives: [[Part]]

    /// Parts that count; a posting's rank takes time that grows with their number.
    public static let partLimit = 20

    public init(_ text: String) {
        var reader = SearchTextReader(text)
        alternatives = reader.read()
    }

    public var isEmpty: Bool { alternatives.isEmpty }
    public var parts: [Part] { alternatives.flatMap { $0 } }

    /// The text again, as it could have been typed.
    public var description: String {
        alternatives.map { $0.map(\.description).joined(separator: " ") }.joined(separator: " or ")
    }

    /// The same search with words exchanged: `replacement` answers nil for words that stay.
    public func replacingWords(_ replacement: (Part) -> String?) -> SearchText {
        var copy = self
        for (row, parts) in alternatives.enumerated() {
            for (column, part) in parts.enumerated() {
                if let text = replacement(part) { copy.alternatives[row][column].text = text }
            }
        }
        return copy
    }
}

extension SearchText.Part: CustomStringConvertible {
    public var description: String {
        let needsQuotes = isPhrase || text.utf8.contains(0x20)
        return (isExcluded ? "-" : "") + (field.map { $0.rawValue + ":" } ?? "") + (needsQuotes ? "\"\(text)\"" : text)
    }
}

/// Reads a ``SearchText``.
private struct SearchTextReader {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = Substring(text).unicodeScalars
    }

    mutating func read() -> [[SearchText.Part]] {
        var alternatives: [[SearchText.Part]] = []
        var parts: [SearchText.Part] = []
        var count = 0
        while count < SearchText.partLimit, let part = next() {
            // Before the first word and after the last, `or` is a word that joins nothing.
            if part == SearchText.Part("or") || part == SearchText.Part("OR") {
                if !parts.isEmpty { alternatives.append(parts) }
                parts = []
                continue
            }
            parts.append(part)
            count += 1
        }
        if !parts.isEmpty { alternatives.append(parts) }
        return alternatives
    }

    private mutating func next() -> SearchText.Part? {
        skipSpace()
        guard !rest.isEmpty else { return nil }
        let start = rest
        var part = SearchText.Part("")
        if rest.first == "-" {
            rest.removeFirst()
            part.isExcluded = true
        }
        if let field = takeField() { part.field = field }
        if rest.first == "\"" {
            rest.removeFirst()
            let end = rest.firstIndex(of: "\"") ?? rest.endIndex
            part.text = trimmed(rest[..<end])
            rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[rest.endIndex...]
            part.isPhrase = part.text.unicodeScalars.contains { $0.properties.isWhitespace }
        } else {
            part.text = takeWord()
        }
        if Self.isWord(part.text) { return part }
        // A sign alone is nothing; a field's name with nothing behind it is a word.
        if rest.startIndex == start.startIndex { rest.removeFirst() }
        let text = trimmed(start[start.startIndex..<rest.startIndex])
        return Self.isWord(text) ? SearchText.Part(text) : next()
    }

    private static func isWord(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }

    private mutating func takeField() -> SearchText.Field? {
        for field in SearchText.Field.allCases {
            let name = field.rawValue.unicodeScalars
            var (at, isSame) = (rest.startIndex, true)
            for scalar in name {
                guard at < rest.endIndex, rest[at].properties.lowercaseMapping.unicodeScalars.first == scalar else {
                    isSame = false
                    break
                }
                at = rest.index(after: at)
            }
            guard isSame, at < rest.endIndex, rest[at] == ":" else { continue }
            rest = rest[rest.index(after: at)...]
            return field
        }
        return nil
    }

    private mutating func takeWord() -> String {
        let end = rest.firstIndex { $0.properties.isWhitespace || $0 == "\"" } ?? rest.endIndex
        let word = String(Substring(rest[..<end]))
        rest = rest[end...]
        return word
    }

    private mutating func skipSpace() {
        rest = rest.drop { $0.properties.isWhitespace }
    }

    private func trimmed(_ text: Substring.UnicodeScalarView) -> String {
        var text = text.drop { $0.properties.isWhitespace }
        while let last = text.last, last.properties.isWhitespace { text.removeLast() }
        return String(Substring(text))
    }
}
