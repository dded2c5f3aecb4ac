/// Splits text into words: letters and digits of any script, with `+` and `#` behind (C++, C#).
///
/// One pass over UTF-8. Case is folded for Latin and Cyrillic; "ё" is "е"; soft hyphens and zero-width characters
/// vanish.
struct Tokeniser {
    /// Bytes of a word that count; what is longer is no word.
    static let longestWord = 48

    private(set) var tokens: [Token] = []
    /// UTF-8 ranges of the lines, without their line ends.
    private(set) var lines: [Range<Int>] = []

    private let vocabulary: Vocabulary
    private var buffer: [UInt8] = []
    private var start = 0
    private var digits = 0
    private var isCapital = false
    private var isTooLong = false

    /// Reads `bytes`, which must be valid UTF-8.
    init(_ bytes: [UInt8], vocabulary: Vocabulary = .shared) {
        self.vocabulary = vocabulary
        tokens.reserveCapacity(bytes.count / 6)
        buffer.reserveCapacity(Self.longestWord + 4)
        var lineStart = 0
        var index = 0
        let count = bytes.count
        while index < count {
            let byte = bytes[index]
            if byte < 0x80 {
                switch byte {
                case 0x61...0x7A: append(byte, at: index)
                case 0x41...0x5A:
                    if buffer.isEmpty { isCapital = true }
                    append(byte | 0x20, at: index)
                case 0x30...0x39:
                    append(byte, at: index)
                    digits += 1
                case 0x2B, 0x23:
                    // "C++" and "C#", but neither "5+" nor "#tag".
                    if !buffer.isEmpty, buffer.count < 4, digits == 0, !Self.isWordStart(bytes, index + 1) {
                        append(byte, at: index)
                    } else {
                        finish(at: index)
                    }
                case 0x0A:
                    finish(at: index)
                    lines.append(lineStart..<index)
                    lineStart = index + 1
                default: finish(at: index)
                }
                index += 1
                continue
            }
            let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            guard index + length <= count else { break }
            switch (byte, length) {
            case (0xC2, _):
                if bytes[index + 1] != 0xAD { finish(at: index) }
            case (_, 2):
                let scalar = UInt32(byte & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F)
                if scalar == 0xD7 || scalar == 0xF7 {
                    finish(at: index)
                } else {
                    let folded = Self.fold(scalar)
                    if folded != scalar, buffer.isEmpty { isCapital = true }
                    append(UInt8(0xC0 | folded >> 6), at: index)
                    append(UInt8(0x80 | folded & 0x3F), at: index)
                }
            case (0xE2, _):
                let isInvisible = bytes[index + 1] == 0x80 && (0x8B...0x8D).contains(bytes[index + 2])
                if !isInvisible { finish(at: index) }
            case (0xEF, _):
                let isMark = bytes[index + 1] == 0xBB && bytes[index + 2] == 0xBF
                if !isMark { finish(at: index) }
            case (0xE3, _) where bytes[index + 1] == 0x80: finish(at: index)
            case (_, 3):
                for offset in 0..<3 { append(bytes[index + offset], at: index) }
            default: finish(at: index)
            }
            index += length
        }
        finish(at: count)
        lines.append(lineStart..<count)
    }

    private mutating func append(_ byte: UInt8, at index: Int) {
        if buffer.isEmpty { start = index }
        if buffer.count < Self.longestWord { buffer.append(byte) } else { isTooLong = true }
    }

    private mutating func finish(at end: Int) {
        guard !buffer.isEmpty else { return }
        let word = WordHash.of(buffer)
        var kind: Token.Kind = isCapital ? .capital : []
        var number: Int16 = -1
        let isNumber = digits == buffer.count
        if isNumber {
            kind.insert(.number)
            if digits <= 4 { number = buffer.reduce(0) { $0 * 10 + Int16($1 - 0x30) } }
        }
        if isTooLong || (digits > 2 && buffer.count > 10) { kind.insert(.noise) }
        if buffer.count == 1, !isNumber, buffer[0] != 0x63, buffer[0] != 0x72 { kind.insert(.noise) }
        var term = word
        if vocabulary.stops.contains(word) {
            kind.insert(.stop)
        } else if !isNumber {
            Stemmer.stem(&buffer)
            term = WordHash.of(buffer)
            if vocabulary.generics.contains(term) { kind.insert(.generic) }
            if vocabulary.roles.contains(term) { kind.insert(.role) }
        }
        tokens.append(
            Token(
                start: Int32(start), end: Int32(end), line: Int32(lines.count), number: number, kind: kind, word: word,
                term: term))
        buffer.removeAll(keepingCapacity: true)
        digits = 0
        isCapital = false
        isTooLong = false
    }

    private static func isWordStart(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index < bytes.count else { return false }
        let byte = bytes[index]
        return (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }

    /// Lower case within two-byte UTF-8.
    private static func fold(_ scalar: UInt32) -> UInt32 {
        switch scalar {
        case 0xC0...0xDE: scalar + 0x20
        case 0x139...0x148, 0x179...0x17E: scalar & 1 == 1 ? scalar + 1 : scalar
        case 0x178: 0xFF
        case 0x100...0x137, 0x14A...0x177, 0x218...0x21B: scalar | 1
        case 0x391...0x3A9: scalar + 0x20
        case 0x401, 0x451: 0x435
        case 0x400...0x40F: scalar + 0x50
        case 0x410...0x42F: scalar + 0x20
        default: scalar
        }
    }
}
