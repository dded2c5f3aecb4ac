import CPDFium
import Model

/// Tells which characters of a page people see.
///
/// What is drawn without ink, far too small or off the page is hidden by its own account. For the rest, the page's drawing
/// says where something may be wrong: text in the colour of what lies behind it, something drawn later on top of it, a cut
/// around it, a layer that may be off. Only such pages are painted, once with the suspected text and once without: text whose
/// absence changes nothing is not seen, whatever hides it.
struct PageSight {
    /// Why each character is not seen; nil for those that are.
    private(set) var hiding: [HiddenText.Reason?]
    /// Part of the page that pictures cover, 0 to 1.
    let pictured: Float
    /// Whether it was painted to find out.
    private(set) var wasPainted = false
    /// Drawn lines and areas: text that was made into outlines has very many.
    let pathCount: Int

    private let characters: [cpdfium_char]
    private let objects: [cpdfium_object]

    /// Points below which text is a mark on the paper.
    private static let leastSize: Float = 2.5
    /// Pixels of the longer side of the pictures that are compared: half a point each.
    private static let inkSide = 1600

    /// - Parameter paints: whether the page may be painted to find out.
    init(_ page: borrowing PDFPage, characterLimit: Int, paints: Bool) {
        objects = page.objects()
        characters = page.characters(limit: characterLimit)
        let box = page.box
        let area = max(1, (box.right - box.left) * (box.top - box.bottom))
        pictured = min(
            1, objects.reduce(0) { $0 + ($1.kind == UInt8(CPDFIUM_IMAGE) ? Self.area($1, in: box) : 0) } / area)
        pathCount = objects.reduce(0) { $0 + ($1.kind == UInt8(CPDFIUM_PATH) ? 1 : 0) }
        hiding = []
        let usual = Self.usualSize(characters)
        hiding = characters.map { Self.byItself($0, box, usual) }
        let suspects = suspects(box)
        if suspects.contains(where: { $0 != nil }) { judge(suspects, page, paints: paints) }
    }

    /// The characters with why each is hidden.
    var seen: Zip2Sequence<[cpdfium_char], [HiddenText.Reason?]> { zip(characters, hiding) }
    var characterCount: Int { characters.count }

    /// Takes what a picture hides, or what is written without ink over it, for the text that was recognised in it.
    mutating func trustRecognisedText() {
        for index in hiding.indices where hiding[index] == .invisible || hiding[index] == .covered {
            hiding[index] = nil
        }
    }

    private static func area(_ object: cpdfium_object, in box: PDFPage.Box) -> Float {
        let width = min(object.right, box.right) - max(object.left, box.left)
        let height = min(object.top, box.top) - max(object.bottom, box.bottom)
        return width > 0 && height > 0 ? width * height : 0
    }

    private static func usualSize(_ characters: [cpdfium_char]) -> Float {
        PageLayout.median(characters.compactMap { $0.generated == 0 && $0.size > 0 ? $0.size : nil }) ?? 10
    }

    private static func byItself(_ one: cpdfium_char, _ box: PDFPage.Box, _ usual: Float) -> HiddenText.Reason? {
        guard one.generated == 0 else { return nil }
        if one.render_mode == 3 || one.render_mode == 7 || one.alpha < 13 { return .invisible }
        // A page may be drawn small as a whole.
        if one.size < leastSize, one.size < 0.4 * max(usual, leastSize * 1.6) { return .tiny }
        let (x, y) = ((one.left + one.right) / 2, (one.bottom + one.top) / 2)
        let isInside = x > box.left - 1 && x < box.right + 1 && y > box.bottom - 1 && y < box.top + 1
        return isInside ? nil : .outside
    }

    // MARK: Suspicion

    /// What may hide each character.
    private func suspects(_ box: PDFPage.Box) -> [HiddenText.Reason?] {
        let covers = PageCovers(objects, box)
        return characters.indices.map { index in
            let one = characters[index]
            guard hiding[index] == nil, one.generated == 0, one.scalar > 0x20, one.object >= 0,
                Int(one.object) < objects.count
            else { return nil }
            let object = objects[Int(one.object)]
            let (x, y) = ((one.left + one.right) / 2, (one.bottom + one.top) / 2)
            if object.optional == 1 { return .invisible }
            if object.clipped == 1,
                x < object.clip_left || x > object.clip_right || y < object.clip_bottom || y > object.clip_top
            {
                return .outside
            }
            let (behind, isCovered) = covers.around(x, y, Int(one.object))
            if isCovered { return .covered }
            guard one.render_mode == 0 || one.render_mode == 2 || one.render_mode == 4 || one.render_mode == 6,
                case .color(let behind) = behind
            else { return .background }
            let ink = InkColor(red: one.red, green: one.green, blue: one.blue)
            return ink.difference(from: behind) * Int(one.alpha) < InkColor.leastContrast * 255 ? .background : nil
        }
    }

    /// Looks at the page's picture, word by word.
    private mutating func judge(_ suspects: [HiddenText.Reason?], _ page: borrowing PDFPage, paints: Bool) {
        var chosen = [Bool](repeating: false, count: objects.count)
        for (index, suspect) in suspects.enumerated() where suspect != nil {
            chosen[Int(characters[index].object)] = true
        }
        // Nothing is concluded from suspicion alone.
        guard paints, let ink = page.ink(of: chosen, longestSide: Self.inkSide) else { return }
        wasPainted = true
        var start = 0
        while start < suspects.count {
            guard let reason = suspects[start] else {
                start += 1
                continue
            }
            var end = start
            var shown = 0
            while end < suspects.count, suspects[end] == reason, characters[end].object == characters[start].object {
                let one = characters[end]
                let box = PDFPage.Box(left: one.left, bottom: one.bottom, right: one.right, top: one.top)
                let (columns, rows) = page.place(box, in: ink)
                if Int(ink.most(columns, rows)) >= InkColor.leastContrast { shown += 1 }
                end += 1
            }
            // A dot or a dash may fall between two pixels.
            if shown * 5 < (end - start) * 2 {
                for index in start..<end { hiding[index] = reason }
            }
            start = end
        }
    }
}

/// The areas and pictures of a page, by where they are.
private struct PageCovers {
    private struct Cover {
        let object: Int
        let left: Float
        let right: Float
        let bottom: Float
        let top: Float
        /// Nil: a picture, a shading, or a shape that may not fill its box.
        let color: InkColor?
        let alpha: Int
    }

    private static let side = 24
    private var cells: [[Cover]]
    private let box: PDFPage.Box

    init(_ objects: [cpdfium_object], _ box: PDFPage.Box) {
        self.box = box
        cells = Array(repeating: [], count: Self.side * Self.side)
        for (index, object) in objects.enumerated() {
            let isArea = object.kind == UInt8(CPDFIUM_PATH) && object.filled != 0
            guard isArea || object.kind == UInt8(CPDFIUM_IMAGE) || object.kind == UInt8(CPDFIUM_SHADING),
                object.alpha > 12 || !isArea, object.right - object.left > 2, object.top - object.bottom > 2
            else { continue }
            let cover = Cover(
                object: index, left: object.left, right: object.right, bottom: object.bottom, top: object.top,
                color: isArea && object.filled == 1
                    ? InkColor(red: object.red, green: object.green, blue: object.blue) : nil,
                alpha: isArea ? Int(object.alpha) : 255)
            let (columns, rows) = (columns(object.left, object.right), rows(object.bottom, object.top))
            for row in rows {
                for column in columns { cells[row * Self.side + column].append(cover) }
            }
        }
    }

    private static func cell(_ value: Float, _ low: Float, _ high: Float) -> Int {
        let part = (value - low) / max(1, high - low) * Float(side)
        return part.isFinite ? Int(min(max(0, part), Float(side - 1))) : 0
    }

    private func columns(_ left: Float, _ right: Float) -> ClosedRange<Int> {
        let first = Self.cell(left, box.left, box.right)
        return first...max(first, Self.cell(right, box.left, box.right))
    }

    private func rows(_ bottom: Float, _ top: Float) -> ClosedRange<Int> {
        let first = Self.cell(bottom, box.bottom, box.top)
        return first...max(first, Self.cell(top, box.bottom, box.top))
    }

    /// What is behind a place when the object is painted, and whether something is painted over it afterwards.
    func around(_ x: Float, _ y: Float, _ object: Int) -> (behind: Backdrop, isCovered: Bool) {
        var behind = Backdrop.color(.white)
        let place = Self.cell(y, box.bottom, box.top) * Self.side + Self.cell(x, box.left, box.right)
        for cover in cells[place] where cover.left <= x && cover.right >= x && cover.bottom <= y && cover.top >= y {
            if cover.object > object {
                if cover.alpha >= 128 { return (behind, true) }
            } else {
                behind = Self.paint(cover, over: behind)
            }
        }
        return (behind, false)
    }

    private static func paint(_ cover: Cover, over behind: Backdrop) -> Backdrop {
        guard let color = cover.color else { return .unknown }
        guard cover.alpha < 250 else { return .color(color) }
        guard case .color(let below) = behind else { return .unknown }
        func mix(_ one: UInt8, _ other: UInt8) -> UInt8 {
            UInt8((Int(one) * cover.alpha + Int(other) * (255 - cover.alpha)) / 255)
        }
        return .color(
            InkColor(
                red: mix(color.red, below.red), green: mix(color.green, below.green), blue: mix(color.blue, below.blue))
        )
    }
}
