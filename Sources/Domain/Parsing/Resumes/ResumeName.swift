/// Finds a person's name among the first lines of a resume.
enum ResumeName {
    /// The line that most likely holds the name, and the name within it.
    static func find(in head: [ResumeLine], email: String?) -> (index: Int, name: ResumeLine)? {
        let mailbox = mailbox(email)
        var best: (index: Int, name: ResumeLine, score: Int)?
        for (index, line) in head.enumerated() {
            guard let name = name(in: line) else { continue }
            let score = score(name, at: index, mailbox)
            if score > best?.score ?? 0 { best = (index, name, score) }
        }
        return best.map { ($0.index, $0.name) }
    }

    /// How well it fits: the higher up the better, and best with words that the e-mail address is made of.
    private static func score(_ name: ResumeLine, at index: Int, _ mailbox: Mailbox) -> Int {
        let words = name.tokens.filter { $0.kind == .word }
        var score = 20 - index + 30 * words.count { mailbox.names($0.text) }
        if name.marks.contains(.title) { score -= 25 }
        if !name.marks.isDisjoint(with: [.company, .school, .place]) { score -= 15 }
        if words.count == 1 { score -= 10 }
        if SkillLexicon.shared.canonicalName(of: name.text) != nil { score -= 30 }
        return score
    }

    /// The name a line begins with: one to five capitalised words, up to a separator.
    static func name(in line: ResumeLine) -> ResumeLine? {
        var part = ResumeLabel.cut(line, labels) ?? line
        part = part.parts().first ?? part
        part = part.commaParts().first ?? part
        if let bracket = part.tokens.firstIndex(where: { $0.text == "(" }), bracket > 0 {
            part = part.piece(0..<part.tokens[bracket].range.lowerBound)
        }
        while let first = part.tokens.first, titles.contains(first.text), part.wordCount > 1 {
            part = part.piece(first.range.upperBound..<part.text.utf8.count)
            if part.tokens.first?.text == "." { part = part.piece(1..<part.text.utf8.count) }
        }
        guard part.wordCount >= 1, part.wordCount <= 5, part.text.utf8.count <= 80, ResumePart.heading(part) == nil,
            !part.marks.contains(.noName)
        else { return nil }
        let isName = part.tokens.allSatisfy { token in
            switch token.kind {
            case .number: false
            case .sign: [".", "-", "'", "’", "‐", "‑", "`"].contains(token.text)
            case .word: token.isCapital || token.marks.contains(.particle) || part.wordCount == 1
            }
        }
        return isName ? part : nil
    }

    private static let labels: Set<String> = ["name", "имя", "фио", "ф"]
    private static let titles: Set<String> = [
        "dr", "mr", "mrs", "ms", "prof", "herr", "frau", "cv", "resume", "lebenslauf", "резюме",
    ]

    /// The words of an address's local part.
    private struct Mailbox {
        let words: [String]

        /// Whether the address has the word, in Latin letters, as one of its own or within one.
        func names(_ word: String) -> Bool {
            let latin = LatinLetters.of(word)
            return words.contains { known in
                known == latin
                    || latin.utf8.count > 3 && known.utf8.count > 3
                        && (LatinLetters.contains(known, latin) || LatinLetters.contains(latin, known))
            }
        }
    }

    private static func mailbox(_ email: String?) -> Mailbox {
        let local = (email ?? "").prefix { $0 != "@" }
        return Mailbox(words: local.lowercased().split { !$0.isLetter }.map(String.init).filter { $0.utf8.count > 2 })
    }
}

/// Words in the Latin letters that addresses are written in.
enum LatinLetters {
    /// A word in lower case as its bearer would write it in an address: "кузнецов" is "kuznetsov", "müller" is "muller".
    static func of(_ word: String) -> String {
        guard !word.utf8.allSatisfy({ $0 < 0x80 }) else { return word }
        var latin = ""
        for scalar in word.unicodeScalars { latin += letters[scalar] ?? String(Character(scalar)) }
        return latin
    }

    static func contains(_ word: String, _ part: String) -> Bool { word.firstRange(of: part) != nil }

    private static let letters: [Unicode.Scalar: String] = {
        var letters: [Unicode.Scalar: String] = [
            "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya", "ъ": "", "ь": "",
            "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ñ": "n", "ç": "c", "š": "s", "ž": "z",
            "č": "c", "ć": "c", "ń": "n", "ś": "s", "ź": "z", "ż": "z", "ý": "y", "ğ": "g", "ş": "s", "ı": "i",
        ]
        for (from, to) in zip("абвгдеёзийклмнопрстуфыэ".unicodeScalars, "abvgdeeziyklmnoprstufye") {
            letters[from] = String(to)
        }
        for (from, to) in zip("àáâãäåèéêëìíîïòóôõöùúûü".unicodeScalars, "aaaaaaeeeeiiiiooooouuuu") {
            letters[from] = String(to)
        }
        return letters
    }()
}
