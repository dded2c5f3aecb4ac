/// A light stemmer: takes common endings off English and Russian words, and leaves what it does not know.
///
/// Lighter than Porter on purpose: "accountant" and "accounting" stay apart, "managed" and "manages" meet.
enum Stemmer {
    /// Stems a lower-case word of UTF-8 in place.
    static func stem(_ word: inout [UInt8]) {
        if word.count >= 4, word[0] >= 0xD0, word[0] <= 0xD1 {
            russian(&word)
        } else if word.count > 3, word[0] < 0x80 {
            english(&word)
        }
    }

    /// Stems a word of a lexicon.
    static func stem(_ word: String) -> [UInt8] {
        var bytes = Array(word.utf8)
        stem(&bytes)
        return bytes
    }

    private static let longEndings: [(ending: [UInt8], keep: Int)] = [
        ("izations", 2), ("ization", 2), ("isations", 2), ("isation", 2), ("ations", 2), ("ation", 2), ("ments", 4),
        ("nesses", 4), ("ungen", 3),
    ].map { (Array($0.0.utf8), $0.1) }

    private static func english(_ word: inout [UInt8]) {
        let original = word.count
        if let found = longEndings.first(where: { original - $0.ending.count >= 3 && ends(word, $0.ending) }) {
            word.removeLast(found.ending.count - found.keep)
        } else if ends(word, "ities") || ends(word, "ies"), original > 5 {
            word.removeLast(3)
            word.append(0x79)
        } else if ends(word, "sses") {
            word.removeLast(2)
        } else if ends(word, "s"), !ends(word, "ss"), !ends(word, "us"), !ends(word, "is") {
            word.removeLast()
            if ends(word, "xe") || ends(word, "che") || ends(word, "she") || ends(word, "sse") { word.removeLast() }
        }
        for ending in ["ing", "ed"] as [StaticString] where ends(word, ending) {
            let left = word.count - ending.utf8CodeUnitCount
            guard left >= 3, word[..<left].contains(where: isVowel) else { continue }
            word.removeLast(ending.utf8CodeUnitCount)
            if left > 3, let last = word.last, last == word[left - 2], last != 0x6C, last != 0x73, last != 0x7A {
                word.removeLast()
            }
            break
        }
        if word.count > 4, word.last == 0x65 { word.removeLast() }
    }

    private static let russianEndings: [[UInt8]] = [
        "иями", "ями", "ами", "иях", "ого", "ему", "ыми", "ими", "ией", "ии", "ия", "ие", "ий", "ый", "ой", "ая", "яя",
        "ое", "ее", "ые", "ов", "ев", "ей", "ам", "ям", "ах", "ях", "ом", "ем", "а", "я", "о", "е", "ы", "и", "у", "ю",
        "ь", "й",
    ].map { Array($0.utf8) }

    private static func russian(_ word: inout [UInt8]) {
        if let ending = russianEndings.first(where: { word.count - $0.count >= 6 && ends(word, $0) }) {
            word.removeLast(ending.count)
        }
    }

    private static func isVowel(_ byte: UInt8) -> Bool {
        byte == 0x61 || byte == 0x65 || byte == 0x69 || byte == 0x6F || byte == 0x75 || byte == 0x79
    }

    private static func ends(_ word: [UInt8], _ ending: [UInt8]) -> Bool {
        word.count >= ending.count && word[(word.count - ending.count)...].elementsEqual(ending)
    }

    private static func ends(_ word: [UInt8], _ ending: StaticString) -> Bool {
        let count = ending.utf8CodeUnitCount
        guard word.count >= count else { return false }
        for offset in 0..<count where word[word.count - count + offset] != ending.utf8Start[offset] { return false }
        return true
    }
}
