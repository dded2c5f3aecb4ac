/// A word of a page with its place; `y` is the baseline and grows downwards.
struct Word {
    var scalars: [Unicode.Scalar]
    var left: Float
    var right: Float
    var y: Float
    var size: Float
    /// Which line it is of, where its reader knows.
    var line = 0
}

/// Words on one baseline, from left to right.
struct Row {
    var words: [Word]
    var y: Float
    var size: Float

    /// Stretches of words that stand closer than `gap`, as intervals.
    func stretches(gap: Float) -> [ClosedRange<Float>] {
        var out: [ClosedRange<Float>] = []
        for word in words {
            // The spaces of a large heading are no gutter.
            if let last = out.last, word.left - last.upperBound < max(gap, 0.8 * word.size) {
                out[out.count - 1] = last.lowerBound...max(last.upperBound, word.right)
            } else {
                out.append(word.left...word.right)
            }
        }
        return out
    }
}

/// A line of a page: words on one baseline in one column.
struct Line {
    var scalars: [Unicode.Scalar]
    let left: Float
    let right: Float
    /// The baseline, downwards.
    let y: Float
    let size: Float
    /// Whether an empty line stands before it.
    let isApart: Bool
}

/// Puts a page's characters in reading order: words by gaps, columns by gutters, lines by baselines.
///
/// The files themselves say little: text is drawn in any order, letter by letter, with no spaces and in any number of columns.
/// So everything is read from where the characters stand.
struct PageLayout {
    private let words: [Word]

    init(_ glyphs: [Glyph]) {
        words = Self.rows(glyphs).flatMap { WordBuilder.words(of: $0) }
    }

    init(words: [Word]) { self.words = words }

    /// The lines of each block, in reading order.
    var blocks: [[Line]] { Columns.order(words).map(Self.lines) }

    private static func lines(_ rows: [Row]) -> [Line] {
        let leading = median(zip(rows, rows.dropFirst()).map { $1.y - $0.y }) ?? 0
        return rows.enumerated().map { index, row in
            var scalars: [Unicode.Scalar] = []
            for (position, word) in row.words.enumerated() {
                if position > 0 {
                    let gap = word.left - row.words[position - 1].right
                    scalars.append(gap > 2 * row.size ? "\t" : " ")
                }
                scalars.append(contentsOf: word.scalars)
            }
            return Line(
                scalars: scalars, left: row.words.first?.left ?? 0, right: row.words.last?.right ?? 0, y: row.y,
                size: row.size, isApart: index > 0 && row.y - rows[index - 1].y > max(leading * 1.45, row.size * 1.6))
        }
    }

    static func median(_ values: [Float]) -> Float? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    /// Groups glyphs by baseline, top to bottom, each from left to right.
    private static func rows(_ glyphs: [Glyph]) -> [[Glyph]] {
        var rows: [[Glyph]] = []
        var anchor: (y: Float, size: Float) = (0, 0)
        for glyph in glyphs.sorted(by: { $0.y < $1.y }) {
            if !rows.isEmpty, glyph.y - anchor.y <= 0.25 * min(anchor.size, glyph.size) {
                rows[rows.count - 1].append(glyph)
            } else {
                rows.append([glyph])
                anchor = (glyph.y, glyph.size)
            }
        }
        return rows.map { row in row.sorted { $0.left < $1.left } }
    }
}

/// Cuts a row of characters into words.
enum WordBuilder {
    /// Letters further apart than this part of their size stand in different words.
    private static let gap: Float = 0.17

    static func words(of glyphs: [Glyph]) -> [Word] {
        var words: [Word] = []
        var isApart = true
        let spacing = letterSpacing(glyphs)
        for (place, glyph) in glyphs.enumerated() {
            if glyph.isSpace {
                isApart = true
                continue
            }
            if let last = words.last {
                // Bold made by drawing twice.
                let isAgain =
                    last.scalars.last == glyph.scalar && glyph.right - last.right < 0.1 * glyph.size
                    && glyph.right - glyph.left > 0.15 * glyph.size
                if isAgain { continue }
                let space = glyph.left - last.right
                if !isApart || space < 0.02 * glyph.size, space < gap * max(glyph.size, last.size) + spacing[place] {
                    words[words.count - 1].scalars.append(glyph.scalar)
                    words[words.count - 1].right = max(last.right, glyph.right)
                    isApart = false
                    continue
                }
            }
            words.append(
                Word(scalars: [glyph.scalar], left: glyph.left, right: glyph.right, y: glyph.y, size: glyph.size))
            isApart = false
        }
        return joinSpacedLetters(words)
    }

    /// How far apart the letters around each glyph are set: nought in plain text, more in headings that are set wide. Counted
    /// over stretches that no wide gap parts.
    private static func letterSpacing(_ glyphs: [Glyph]) -> [Float] {
        var spacing = [Float](repeating: 0, count: glyphs.count)
        var start = 0
        while start < glyphs.count {
            var end = start + 1
            while end < glyphs.count, glyphs[end].left - glyphs[end - 1].right < 1.2 * glyphs[end].size { end += 1 }
            let gaps = (start + 1..<max(end, start + 1)).compactMap { place in
                glyphs[place].isSpace || glyphs[place - 1].isSpace ? nil : glyphs[place].left - glyphs[place - 1].right
            }
            if gaps.count >= 3, let usual = PageLayout.median(gaps), usual > 0.08 * glyphs[start].size {
                for place in start..<end { spacing[place] = usual }
            }
            start = end
        }
        return spacing
    }

    /// "S K I L L S" is one word: in a run of four or more single letters, only the wider gaps part words.
    private static func joinSpacedLetters(_ words: [Word]) -> [Word] {
        var out: [Word] = []
        var index = 0
        while index < words.count {
            var end = index
            while end < words.count, words[end].scalars.count == 1, words[end].scalars[0].properties.isAlphabetic,
                end == index || words[end].left - words[end - 1].right < 1.5 * words[end].size
            {
                end += 1
            }
            guard end - index >= 4 else {
                out.append(words[index])
                index += 1
                continue
            }
            let gaps = (index + 1..<end).map { words[$0].left - words[$0 - 1].right }
            let wide = (PageLayout.median(gaps) ?? 0) * 1.6
            out.append(words[index])
            for position in index + 1..<end {
                if gaps[position - index - 1] > wide {
                    out.append(words[position])
                } else {
                    out[out.count - 1].scalars.append(contentsOf: words[position].scalars)
                    out[out.count - 1].right = words[position].right
                }
            }
            index = end
        }
        return out
    }
}
