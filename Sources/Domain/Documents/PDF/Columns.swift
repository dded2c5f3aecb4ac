/// Finds columns: a gutter that no line crosses over several lines, with text on both sides.
///
/// The page is cut at the best gutter into what is above, the left side, the right side and what is below, and each part is
/// looked at again. A table, or dates beside their entries, has gutters too but is read row by row.
enum Columns {
    private static let deepest = 6
    /// Left edges that are tried as a column's, the commonest first: bounds the work on a hostile page.
    private static let mostEdges = 80

    /// Blocks of rows in reading order.
    static func order(_ words: [Word], depth: Int = 0) -> [[Row]] {
        let rows = rows(of: words)
        guard !rows.isEmpty else { return [] }
        guard depth < deepest, let cut = best(rows) else { return [rows] }
        let inside = rows[cut.rows].flatMap(\.words)
        let parts = [
            rows[..<cut.rows.lowerBound].flatMap(\.words), inside.filter { $0.left < cut.x },
            inside.filter { $0.left >= cut.x }, rows[cut.rows.upperBound...].flatMap(\.words),
        ]
        return parts.flatMap { order($0, depth: depth + 1) }
    }

    /// Groups words by baseline, top to bottom.
    static func rows(of words: [Word]) -> [Row] {
        var rows: [Row] = []
        for word in words.sorted(by: { $0.y < $1.y }) {
            if let last = rows.last, word.y - last.y <= 0.35 * min(word.size, last.size) {
                rows[rows.count - 1].words.append(word)
                rows[rows.count - 1].size = max(last.size, word.size)
            } else {
                rows.append(Row(words: [word], y: word.y, size: word.size))
            }
        }
        for index in rows.indices { rows[index].words.sort { $0.left < $1.left } }
        return rows
    }

    private struct Cut {
        /// Words that begin here or further right stand right of the gutter.
        let x: Float
        let rows: Range<Int>
        let weight: Int
    }

    private static func best(_ rows: [Row]) -> Cut? {
        guard rows.count >= 4 else { return nil }
        let size = PageLayout.median(rows.map(\.size)) ?? 10
        let gap = max(0.9 * size, 7)
        let stretches = rows.map { $0.stretches(gap: gap) }
        return edges(stretches).flatMap { x in runs(x, gap, rows, stretches) }.max { $0.weight < $1.weight }
    }

    /// Where stretches begin: the left edges of columns are among these. A column set to its middle has no common one.
    private static func edges(_ stretches: [[ClosedRange<Float>]]) -> [Float] {
        var counts: [Int: (count: Int, left: Float)] = [:]
        for stretch in stretches.joined() {
            let key = Int((stretch.lowerBound / 2).rounded(.down))
            let old = counts[key] ?? (0, stretch.lowerBound)
            counts[key] = (old.count + 1, min(old.left, stretch.lowerBound))
        }
        return counts.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(mostEdges).map(\.value.left)
    }

    /// The runs of rows that leave a gutter of width `gap` free left of `x`, and have text on both sides of it.
    private static func runs(_ x: Float, _ gap: Float, _ rows: [Row], _ stretches: [[ClosedRange<Float>]]) -> [Cut] {
        var cuts: [Cut] = []
        var start = 0
        // Letters reach a little over their place: "J" to the left, italics to the right.
        let reach = gap * 0.2
        for index in 0...rows.count {
            let isCrossed =
                index == rows.count
                || stretches[index].contains { $0.lowerBound < x - reach && $0.upperBound > x - gap + reach }
            guard isCrossed else { continue }
            if index - start >= 4, let cut = judge(x - reach, start..<index, rows) { cuts.append(cut) }
            start = index + 1
        }
        return cuts
    }

    private static func judge(_ x: Float, _ range: Range<Int>, _ rows: [Row]) -> Cut? {
        let range = withoutHeading(range, rows, x)
        let left = range.compactMap { index in Side(rows[index], rows[index].words.filter { $0.left < x }) }
        let right = range.compactMap { index in Side(rows[index], rows[index].words.filter { $0.left >= x }) }
        guard min(left.count, right.count) >= 4, range.count >= 5 else { return nil }
        let both = left.count + right.count - range.count
        let narrow = Side.width(left) < Side.width(right) ? left : right
        guard !Side.isTable(left, right, narrow, both: both), !Side.areRemarks(narrow, both: both) else { return nil }
        return Cut(x: x, rows: range, weight: min(left.count, right.count) * 1000 + range.count)
    }

    /// Drops rows at the top that stand apart: a name over one of the columns is the page's head, not the column's.
    private static func withoutHeading(_ range: Range<Int>, _ rows: [Row], _ x: Float) -> Range<Int> {
        func sides(_ index: Int) -> (Bool, Bool) {
            (rows[index].words.contains { $0.left < x }, rows[index].words.contains { $0.left >= x })
        }
        var seen = (false, false)
        var first = range.lowerBound
        while first < range.upperBound, !(seen.0 && seen.1) {
            let here = sides(first)
            seen = (seen.0 || here.0, seen.1 || here.1)
            first += 1
        }
        // `first - 1` is the first row by which both sides have begun.
        let leading =
            PageLayout.median(
                (range.lowerBound + 1..<max(range.upperBound, range.lowerBound + 2)).compactMap {
                    $0 < rows.count ? rows[$0].y - rows[$0 - 1].y : nil
                }) ?? 0
        let size = PageLayout.median(rows[range].map(\.size)) ?? 0
        var start = range.lowerBound
        for index in range.lowerBound..<max(range.lowerBound, first - 1) {
            let isApart = rows[index + 1].y - rows[index].y > 1.6 * leading
            if isApart || rows[index].size > 1.3 * size { start = index + 1 }
        }
        return start..<range.upperBound
    }
}

/// What one row has on one side of a gutter.
private struct Side {
    let left: Float
    let right: Float
    let wordCount: Int
    let isDated: Bool
    let isLabel: Bool
    let y: Float
    let size: Float

    init?(_ row: Row, _ words: [Word]) {
        guard let first = words.first, let last = words.last else { return nil }
        (y, size) = (row.y, row.size)
        left = first.left
        right = words.map(\.right).max() ?? first.right
        wordCount = words.count
        let scalars = words.flatMap(\.scalars)
        let digits = scalars.filter { $0.value >= 0x30 && $0.value <= 0x39 }.count
        isDated = digits >= 4 && digits * 5 >= scalars.count
        isLabel = last.scalars.last == ":"
    }

    static func width(_ sides: [Side]) -> Float {
        guard let left = sides.map(\.left).min(), let right = sides.map(\.right).max() else { return 0 }
        return right - left
    }

    /// Whether a side is no column but what stands now and then at the end, or the beginning, of the other side's lines:
    /// places, names, dates. There are one or two at a time, each short and on its line; a column's lines follow one another.
    static func areRemarks(_ narrow: [Side], both: Int) -> Bool {
        guard both * 10 >= narrow.count * 9, narrow.allSatisfy({ $0.wordCount <= 6 }) else { return false }
        let breaks = zip(narrow, narrow.dropFirst()).filter { $1.y - $0.y > 2.2 * max($0.size, $1.size) }.count
        return narrow.count <= 2 * (breaks + 1)
    }

    /// Whether the two sides are cells of rows rather than columns of their own.
    static func isTable(_ left: [Side], _ right: [Side], _ narrow: [Side], both: Int) -> Bool {
        if narrow.filter(\.isDated).count * 10 >= narrow.count * 4 { return true }
        if left.filter(\.isLabel).count * 2 >= left.count { return true }
        // Nearly every row of the shorter side has its fellow, and there are few rows: cells. A side bar is longer.
        let shorter = min(left.count, right.count)
        let longer = max(left.count, right.count)
        let isShort = narrow.allSatisfy { $0.wordCount <= 4 }
        return both * 10 >= longer * 8 && shorter < 12 && isShort
    }
}
