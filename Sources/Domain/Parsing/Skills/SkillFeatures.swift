/// What the tagger knows of a word, as numbers: the word and its neighbours, its look, what stands around it, and whether
/// the lists of names know it.
///
/// The weights in `Lexicon/skill-tagger.bin` belong to these very numbers: whoever changes one trains anew
/// (`Tests/Training/skill-tagger`).
struct SkillFeatures {
    private let line: SkillLine
    /// How long the line is, and whether it is written as a sentence.
    private let form: UInt64

    private enum Kind: UInt64 {
        case word, previous, next, secondPrevious, secondNext, thirdPrevious, ending
        case shape, shapeAfter, shapeBefore
        case gapBefore, gapAfter, gaps
        case form, first
        case term, termNext, termPrevious, termShape, termGaps, name, nameTerm
    }

    init(_ line: SkillLine) {
        self.line = line
        let size: UInt64 =
            switch line.words.count {
            case ...1: 1
            case 2: 2
            case 3...4: 3
            case 5...8: 4
            default: 5
            }
        let isSmall = line.shapes.allSatisfy { !Self.capitals.contains($0) }
        let hasSigns = line.gaps.contains { $0.sign == UInt8(ascii: ".") }
        form = size | (isSmall ? 0x10 : 0) | (hasSigns ? 0x20 : 0)
    }

    private static let capitals = Array("XCY".utf8)

    /// Calls `body` with each number of the word at `index` of the line.
    func forEach(at index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void) {
        let word = line.words[line.words.startIndex + index]
        let gap = line.gaps[index].hash
        let gapAfter = line.gaps[index + 1].hash
        let shape = UInt64(line.shapes[index])
        let term = UInt64(line.terms[index])
        let name = UInt64(line.names[index])

        body(Self.hash(.word, word.folded))
        body(Self.hash(.previous, folded(index - 1)))
        body(Self.hash(.next, folded(index + 1)))
        body(Self.hash(.secondPrevious, folded(index - 2)))
        body(Self.hash(.secondNext, folded(index + 2)))
        body(Self.hash(.thirdPrevious, folded(index - 3)))
        body(Self.hash(.ending, Self.ending(bytes[word.range])))
        body(Self.hash(.shape, shape))
        body(Self.hash(.shapeBefore, value(line.shapes, index - 1), shape))
        body(Self.hash(.shapeAfter, shape, value(line.shapes, index + 1)))
        body(Self.hash(.gapBefore, gap))
        body(Self.hash(.gapAfter, gapAfter))
        body(Self.hash(.gaps, gap, gapAfter))
        body(Self.hash(.form, form))
        if index == 0 { body(Self.hash(.first, form & 0xF)) }
        body(Self.hash(.term, term))
        body(Self.hash(.termNext, term, value(line.terms, index + 1)))
        body(Self.hash(.termPrevious, value(line.terms, index - 1), term))
        body(Self.hash(.termShape, term, name, shape))
        body(Self.hash(.termGaps, term, gap, gapAfter))
        body(Self.hash(.name, name))
        body(Self.hash(.nameTerm, name, term))
    }

    private func folded(_ index: Int) -> UInt64 {
        index < 0 ? 1 : index < line.words.count ? line.words[line.words.startIndex + index].folded : 2
    }

    private func value(_ values: [UInt8], _ index: Int) -> UInt64 {
        values.indices.contains(index) ? UInt64(values[index]) : 0
    }

    private static func ending(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        word.suffix(3).reduce(0) { ending, byte in
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            return ending << 8 | UInt64(isCapital ? byte | 0x20 : byte)
        }
    }

    private static func hash(_ kind: Kind, _ value: UInt64) -> UInt32 { finished(mixed(seed(kind), value)) }

    private static func hash(_ kind: Kind, _ first: UInt64, _ second: UInt64) -> UInt32 {
        finished(mixed(mixed(seed(kind), first), second))
    }

    private static func hash(_ kind: Kind, _ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt32 {
        finished(mixed(mixed(mixed(seed(kind), first), second), third))
    }

    private static func seed(_ kind: Kind) -> UInt64 { 0xcbf2_9ce4_8422_2325 ^ kind.rawValue }

    private static func mixed(_ hash: UInt64, _ value: UInt64) -> UInt64 {
        let product = (hash ^ value) &* 0x9e37_79b9_7f4a_7c15
        return product ^ product >> 29
    }

    private static func finished(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash >> 32) }
}
