import CPDFium

/// The text of a PDF, page by page, in reading order.
struct PDFReader {
    let library: PDFium
    let limits: DocumentLimits

    func read(_ bytes: [UInt8]) throws(DocumentError) -> RawText {
        try library.withDocument(bytes) { document throws(DocumentError) in
            let count = document.pageCount
            guard count > 0 else { throw DocumentError(.unreadable, "no pages") }
            var raw = RawText(scalars: [], pageCount: count, isTruncated: count > limits.pages)
            var readable = 0
            for index in 0..<min(count, limits.pages) {
                guard let characters = document.characters(ofPage: index, limit: limits.pageCharacters) else {
                    continue
                }
                readable += 1
                raw.isTruncated = raw.isTruncated || characters.count == limits.pageCharacters
                let page = PageGlyphs(characters)
                raw.hiddenCharacters += page.hidden
                PageLayout(page.glyphs).write(to: &raw.scalars)
                if raw.scalars.count > limits.textBytes {
                    raw.isTruncated = true
                    break
                }
            }
            guard readable > 0 else { throw DocumentError(.unreadable, "no readable page of \(count)") }
            return raw
        }
    }
}

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

/// The characters of a page as the page's reader sees them: upright, without what PDFium guessed.
struct PageGlyphs {
    private(set) var glyphs: [Glyph] = []
    private(set) var hidden = 0

    init(_ characters: [cpdfium_char]) {
        let turns = Self.commonTurns(characters)
        glyphs.reserveCapacity(characters.count)
        var high: UInt32 = 0
        for character in characters where character.generated == 0 {
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
            guard value >= 0x20, let scalar = Unicode.Scalar(value), Self.turns(character) == turns else { continue }
            guard let glyph = Self.upright(character, scalar, turns) else { continue }
            if Self.isHidden(character), !glyph.isSpace { hidden += 1 }
            glyphs.append(glyph)
        }
        spreadLigatures()
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
    private static func commonTurns(_ characters: [cpdfium_char]) -> Int {
        var counts = [0, 0, 0, 0]
        for character in characters where character.generated == 0 && character.scalar > 0x20 {
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

    private static func isHidden(_ character: cpdfium_char) -> Bool {
        character.render_mode == 3 || character.render_mode == 7 || character.alpha == 0 || character.size < 1.5
    }
}
