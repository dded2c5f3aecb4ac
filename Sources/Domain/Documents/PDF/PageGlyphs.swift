import CPDFium

/// One visible character with its place. Lines run to the right and down: `y` grows downwards.
struct Glyph {
    var scalar: Unicode.Scalar
    var left: Float
    var right: Float
    /// The baseline.
    var y: Float
    var size: Float
    var isSpace: Bool { scalar == " " }
}

/// The characters of a page that people see, upright, without what PDFium guessed.
struct PageGlyphs {
    private(set) var glyphs: [Glyph] = []
    /// Letters whose font does not say what they are.
    private var unknown = 0

    init(_ sight: PageSight) {
        let turns = Self.commonTurns(sight)
        glyphs.reserveCapacity(sight.characterCount)
        var high: UInt32 = 0
        for (character, hiding) in sight.seen where character.generated == 0 && hiding == nil {
            var value = character.scalar
            if value & 0xFFFF_FC00 == 0xD800 {
                high = value
                continue
            }
            if value & 0xFFFF_FC00 == 0xDC00 {
                value = high == 0 ? 0 : 0x10000 + (high - 0xD800) << 10 + (value - 0xDC00)
            }
            high = 0
            // PDFium marks a hyphen at a line's end by a code of its own.
            if character.hyphen == 1 || value == 0x02 || value == 0xFFFE { value = 0x2D }
            if value == 0xA0 || value == 0x09 { value = 0x20 }
            if character.unmapped == 1 {
                unknown += 1
                value = Self.ligature(value) ?? value
            }
            guard value >= 0x20, let scalar = Unicode.Scalar(value), Self.turns(character) == turns else { continue }
            if let glyph = Self.upright(character, scalar, turns) { glyphs.append(glyph) }
        }
        spreadLigatures()
        dropLoneLigatures()
    }

    var letterCount: Int { glyphs.reduce(0) { $0 + ($1.scalar.properties.isAlphabetic ? 1 : 0) } }

    /// Whether too many letters are not known for their text to be of use.
    var isUnreadable: Bool { unknown > 40 && unknown * 3 > glyphs.count }

    /// Where TeX's fonts keep their ligatures: those of its first encoding, and of Cork's.
    private static func ligature(_ code: UInt32) -> UInt32? {
        switch code {
        case 0x0B...0x0F: 0xFB00 + (code - 0x0B)
        case 0x1B...0x1F: 0xFB00 + (code - 0x1B)
        default: nil
        }
    }

    /// The same codes are signs in other fonts: a ligature stands beside a letter.
    private mutating func dropLoneLigatures() {
        guard unknown > 0 else { return }
        func isBeside(_ one: Int, _ other: Int) -> Bool {
            guard glyphs.indices.contains(other), glyphs[other].scalar.properties.isAlphabetic else { return false }
            let gap = max(glyphs[one].left, glyphs[other].left) - min(glyphs[one].right, glyphs[other].right)
            return abs(glyphs[one].y - glyphs[other].y) < 0.2 * glyphs[one].size && gap < 0.15 * glyphs[one].size
        }
        let lone = glyphs.indices.filter {
            (0xFB00...0xFB04).contains(glyphs[$0].scalar.value) && !isBeside($0, $0 - 1) && !isBeside($0, $0 + 1)
        }
        for index in lone.reversed() { glyphs.remove(at: index) }
    }

    /// PDFium gives each letter of a ligature the place of the whole: they share it out, in order.
    private mutating func spreadLigatures() {
        var start = 0
        guard glyphs.count > 1 else { return }
        for index in 1...glyphs.count {
            if index < glyphs.count, glyphs[index].left == glyphs[start].left,
                glyphs[index].right == glyphs[start].right,
                glyphs[index].y == glyphs[start].y
            {
                continue
            }
            let letters = Set(glyphs[start..<index].map(\.scalar))
            // The same letter twice in one place is bold by drawing twice, unless it is one that ligatures double.
            if (2...3).contains(index - start), letters.count > 1 || letters.isSubset(of: ["f", "t"]) {
                let width = (glyphs[start].right - glyphs[start].left) / Float(index - start)
                for position in start..<index {
                    glyphs[position].left += width * Float(position - start)
                    glyphs[position].right = glyphs[position].left + width
                }
            }
            start = index
        }
    }

    /// Quarter turns, counter-clockwise, of a character.
    private static func turns(_ character: cpdfium_char) -> Int {
        guard character.angle.isFinite, abs(character.angle) < 100 else { return 0 }
        return (4 - Int((character.angle / (.pi / 2)).rounded()) % 4) % 4
    }

    /// How most characters stand: a page laid on its side is read as such, and a turned remark at its edge is left out.
    private static func commonTurns(_ sight: PageSight) -> Int {
        var counts = [0, 0, 0, 0]
        for (character, hiding) in sight.seen
        where character.generated == 0 && hiding == nil && character.scalar > 0x20 {
            counts[turns(character)] += 1
        }
        return counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
    }

    private static func upright(_ character: cpdfium_char, _ scalar: Unicode.Scalar, _ turns: Int) -> Glyph? {
        let box = character
        let (left, right, y) =
            switch turns {
            case 1: (box.bottom, box.top, box.x)
            case 2: (-box.right, -box.left, box.y)
            case 3: (-box.top, -box.bottom, -box.x)
            default: (box.left, box.right, -box.y)
            }
        // The size as set can lie (a font of one point, scaled); the box's height cannot.
        let tall = turns % 2 == 0 ? box.top - box.bottom : box.right - box.left
        let size = character.size > 0 ? character.size : tall
        guard left.isFinite, right.isFinite, y.isFinite, size.isFinite, size > 0, abs(left) < 1e5, abs(y) < 1e5 else {
            return nil
        }
        return Glyph(scalar: scalar, left: left, right: max(left, right), y: y, size: min(size, 200))
    }
}
