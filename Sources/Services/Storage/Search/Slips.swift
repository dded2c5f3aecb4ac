/// Slips of the hand: what a word may have been meant to be.
enum Slips {
    /// Words up to this many letters are taken for others at one slip only: at two, nearly any is like some other.
    private static let shortWord = 7
    /// Below this many letters only swapped neighbours are guessed at: of three letters that are right one in many words is.
    private static let guessedWord = 5

    /// How many slips may lie between a word and what it was meant to be.
    static func limit(_ word: String) -> Int { word.unicodeScalars.count <= shortWord ? 1 : 2 }

    /// Every word that one slip may have turned into this one. Words like it by their trigrams miss those: of "bkaer" and
    /// "baker" hardly any trigram is the same.
    static func origins(of word: String) -> [String] {
        let letters = Array(word.unicodeScalars)
        var found: Set<String> = []
        func add(_ letters: [Unicode.Scalar]) {
            var text = String.UnicodeScalarView()
            text.append(contentsOf: letters)
            found.insert(String(text))
        }
        for index in letters.indices.dropLast() {
            var other = letters
            other.swapAt(index, index + 1)
            add(other)
        }
        guard letters.count >= guessedWord else { return found.subtracting([word]).sorted() }
        for index in 0...letters.count {
            if index < letters.count { add(Array(letters[..<index] + letters[(index + 1)...])) }
            for letter in alphabet(of: letters) {
                add(Array(letters[..<index] + [letter] + letters[index...]))
                if index < letters.count { add(Array(letters[..<index] + [letter] + letters[(index + 1)...])) }
            }
        }
        return found.subtracting([word]).sorted()
    }

    private static func alphabet(of letters: [Unicode.Scalar]) -> String.UnicodeScalarView {
        let isCyrillic = letters.contains { (0x400...0x4FF).contains($0.value) }
        return (isCyrillic ? "абвгдежзийклмнопрстуфхцчшщъыьэюя" : "abcdefghijklmnopqrstuvwxyzäöüß").unicodeScalars
    }

    /// The distance of Damerau and Levenshtein (optimal string alignment): letters that are left out, too many, others, and
    /// neighbours that are swapped count one each.
    static func distance(_ one: String, _ other: String) -> Int {
        let (a, b) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
        var (before, last) = ([Int](), Array(0...b.count))
        for i in a.indices {
            var row = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, before[j - 1] + 1) }
                row.append(least)
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }

    /// Whether the letters are the same in another order: the commonest slip.
    static func isSwap(_ one: String, _ other: String) -> Bool {
        one.unicodeScalars.map(\.value).sorted() == other.unicodeScalars.map(\.value).sorted()
    }
}
