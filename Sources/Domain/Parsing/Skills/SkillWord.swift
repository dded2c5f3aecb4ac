/// A word as skills are written: letters and digits, with "+" and "#" behind ("C++", "C#") and a dot before (".NET").
struct SkillWord: Sendable {
    let range: Range<Int>
    /// FNV-1a of the bytes as they stand.
    let raw: UInt64
    /// FNV-1a of the bytes in lower case (ASCII, Latin-1 letters and Cyrillic; none of them changes its length).
    let folded: UInt64

    /// Splits valid UTF-8 into words.
    static func all(in bytes: UnsafeBufferPointer<UInt8>) -> [SkillWord] {
        var words: [SkillWord] = []
        words.reserveCapacity(bytes.count / 6)
        var index = 0
        while index < bytes.count {
            let step = letterLength(bytes, index)
            if step == 0 {
                index += scalarLength(bytes[index])
                continue
            }
            var start = index
            while index < bytes.count {
                let length = letterLength(bytes, index)
                if length == 0 { break }
                index += length
            }
            index = suffixEnd(bytes, index)
            if isDotNet(bytes, start..<index) { start -= 1 }
            words.append(SkillWord(bytes, min(start, bytes.count)..<min(index, bytes.count)))
        }
        return words
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        var raw: UInt64 = 0xcbf2_9ce4_8422_2325
        var folded = raw
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            let isPair = byte >= 0xC3 && byte <= 0xD1 && index + 1 < range.upperBound
            let (first, second) = isPair ? Self.fold(byte, bytes[index + 1]) : (Self.fold(byte), 0)
            raw = (raw ^ UInt64(byte)) &* 0x100_0000_01b3
            folded = (folded ^ UInt64(first)) &* 0x100_0000_01b3
            index += 1
            guard isPair else { continue }
            raw = (raw ^ UInt64(bytes[index])) &* 0x100_0000_01b3
            folded = (folded ^ UInt64(second)) &* 0x100_0000_01b3
            index += 1
        }
        self.range = range
        self.raw = raw
        self.folded = folded
    }

    /// The one byte that joins two words of a name (a space stands for a run of white space with at most one line
    /// break), or nil where they do not belong together.
    func gap(after word: SkillWord, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        let gap = bytes[word.range.upperBound..<range.lowerBound]
        if gap.count == 1, let byte = gap.first {
            switch byte {
            case 0x20, 0x09, 0x0A: return 0x20
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "&"), UInt8(ascii: "_"),
                UInt8(ascii: ":"):
                return byte
            default: return nil
            }
        }
        guard !gap.isEmpty, gap.count <= 8 else { return nil }
        var breaks = 0
        var ampersands = 0
        for byte in gap {
            switch byte {
            case 0x20, 0x09, 0x0D, 0xC2, 0xA0: continue
            case 0x0A: breaks += 1
            case UInt8(ascii: "&"), UInt8(ascii: "/"): ampersands += 1
            default: return nil
            }
        }
        return breaks <= 1 && ampersands <= 1 && breaks + ampersands <= 1 ? 0x20 : nil
    }

    /// How many bytes the letter or digit at `index` takes, or 0 where there is none.
    @inline(__always)
    static func letterLength(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        let byte = bytes[index]
        if byte < 0x80 {
            let isLetter = (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
            return isLetter || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) ? 1 : 0
        }
        switch byte {
        case 0xC3...0xDF: return 2
        case 0xE0, 0xE1, 0xE4...0xED: return 3
        case 0xE3: return index + 1 < bytes.count && bytes[index + 1] == 0x80 ? 0 : 3
        default: return 0  // C2: Latin-1 signs; E2: punctuation and symbols; EE, EF: private use and forms; F0: emoji
        }
    }

    @inline(__always)
    private static func scalarLength(_ byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    private static func suffixEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ end: Int) -> Int {
        let plus = UInt8(ascii: "+")
        guard end < bytes.count, bytes[end] == plus || bytes[end] == UInt8(ascii: "#") else { return end }
        if bytes[end] == plus, end + 1 < bytes.count, bytes[end + 1] == plus { return end + 2 }
        return end + 1 == bytes.count || letterLength(bytes, end + 1) == 0 ? end + 1 : end
    }

    /// Whether the word is the "NET" of ".NET": a dot before it, and no word before the dot.
    private static func isDotNet(_ bytes: UnsafeBufferPointer<UInt8>, _ word: Range<Int>) -> Bool {
        let start = word.lowerBound
        guard word.count == 3, start > 0, bytes[start - 1] == UInt8(ascii: "."),
            bytes[start] | 0x20 == UInt8(ascii: "n"), bytes[start + 1] | 0x20 == UInt8(ascii: "e"),
            bytes[start + 2] | 0x20 == UInt8(ascii: "t")
        else { return false }
        guard start > 1 else { return true }
        let before = bytes[start - 2]
        return before < 0x80 && letterLength(bytes, start - 2) == 0 && before != UInt8(ascii: ".")
    }

    @inline(__always)
    private static func fold(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// Lower case of a two-byte scalar: Latin-1 letters and Cyrillic, with "ё" as "е"; others as they stand.
    @inline(__always)
    private static func fold(_ first: UInt8, _ second: UInt8) -> (UInt8, UInt8) {
        switch (first, second) {
        case (0xC3, 0x80...0x96), (0xC3, 0x98...0x9E): (0xC3, second + 0x20)
        case (0xD0, 0x81), (0xD1, 0x91): (0xD0, 0xB5)
        case (0xD0, 0x90...0x9F): (0xD0, second + 0x20)
        case (0xD0, 0xA0...0xAF): (0xD1, second - 0x20)
        default: (first, second)
        }
    }
}

/// Whether words stand as an item of a list: between commas, slashes, brackets, line ends or joining words. Names such as
/// "Go" and "R" are skills only there.
enum ListContext {
    private static let before = hashes([
        "and", "or", "in", "with", "using", "und", "oder", "mit", "и", "или", "на", "languages",
    ])
    private static let after = hashes([
        "and", "or", "und", "oder", "и", "или", "developer", "programmer", "code", "scripts",
    ])

    static func surrounds(
        first: Int, count: Int, _ words: [SkillWord], _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let (opens, atLineStart) = left(first, words, bytes)
        return opens && right(first + count - 1, words, bytes, isShort: words[first].range.count == 1, atLineStart)
    }

    private static func left(
        _ first: Int, _ words: [SkillWord], _ bytes: UnsafeBufferPointer<UInt8>
    ) -> (opens: Bool, atLineStart: Bool) {
        var index = words[first].range.lowerBound
        while index > 0, bytes[index - 1] == 0x20 || bytes[index - 1] == 0x09 { index -= 1 }
        guard index > 0, bytes[index - 1] != 0x0A else { return (true, true) }
        switch bytes[index - 1] {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "|"),
            UInt8(ascii: "("),
            UInt8(ascii: "["), UInt8(ascii: "*"):
            return (true, false)
        case 0x80...0xBF:
            let isLetter = first > 0 && words[first - 1].range.upperBound == index
            return (isLetter ? before.contains(words[first - 1].folded) : true, false)
        default:
            guard first > 0, words[first - 1].range.upperBound == index else { return (false, false) }
            return (before.contains(words[first - 1].folded), false)
        }
    }

    private static func right(
        _ last: Int, _ words: [SkillWord], _ bytes: UnsafeBufferPointer<UInt8>, isShort: Bool, _ atLineStart: Bool
    ) -> Bool {
        var index = words[last].range.upperBound
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0D { index += 1 }
        guard index < bytes.count, bytes[index] != 0x0A else { return true }
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "/"), UInt8(ascii: "|"), UInt8(ascii: ")"),
            UInt8(ascii: "]"):
            return true
        case UInt8(ascii: "("): return index > words[last].range.upperBound
        case UInt8(ascii: "."):
            // "in Go. Then" ends a sentence; "C. Smith" and "Smith, C. (2019)" are initials.
            let next = index + 1
            guard next < bytes.count else { return true }
            if bytes[next] == 0x0A { return true }
            return bytes[next] == 0x20 && !isShort && !atLineStart
        default:
            guard last + 1 < words.count, words[last + 1].range.lowerBound == index else {
                return bytes[index] == 0xE2 || bytes[index] == 0xC2  // a bullet or a dash
            }
            return after.contains(words[last + 1].folded)
        }
    }

    private static func hashes(_ words: [String]) -> Set<UInt64> {
        Set(words.compactMap { Spelling.make($0, mode: .folded, skill: 0)?.key })
    }
}
