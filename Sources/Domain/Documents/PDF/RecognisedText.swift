/// Text that was recognised in a page's picture.
public enum RecognisedText {
    /// Words of which the recogniser is less sure than this, of 100, are dirt and lines more often than text.
    private static let leastConfidence = 20.0

    /// The size of a font over the height of its words, which few letters fill.
    private static let sizeOfHeight: Float = 1.3

    /// The page's text in reading order.
    /// - Parameter table: tesseract's table of words: twelve columns a line, the fifth-level rows being words with left, top,
    ///   width, height, confidence and text.
    public static func text(table: [UInt8]) -> String {
        var words: [Word] = []
        for line in table.split(separator: 0x0A) {
            let fields = line.split(separator: 0x09, maxSplits: 11, omittingEmptySubsequences: false)
            guard fields.count == 12, let word = word(fields) else { continue }
            words.append(word)
        }
        var out: [Unicode.Scalar] = []
        let page = PageText(PageLayout(words: level(words)).blocks)
        page.write(to: &out, Hyphens([page]))
        return TextCleaner.clean(out, maximumBytes: 1 << 20).text
    }

    private static func word(_ fields: [ArraySlice<UInt8>]) -> Word? {
        func number(_ index: Int) -> Float? { Float(String(decoding: fields[index], as: UTF8.self)) }
        guard number(0) == 5, let left = number(6), let top = number(7), let width = number(8), let height = number(9),
            let confidence = number(10), Double(confidence) >= leastConfidence, width > 0, height > 0
        else { return nil }
        let text = String(decoding: fields[11], as: UTF8.self)
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { return nil }
        // Its line, which its letters' heights do not move.
        let line = fields[1...4].reduce(0) { $0 &* 4099 &+ (Int(String(decoding: $1, as: UTF8.self)) ?? 0) }
        return Word(
            scalars: Array(text.unicodeScalars), left: left, right: left + width, y: top + height,
            size: height * sizeOfHeight, line: line)
    }

    /// Gives the words of each line that was recognised one baseline and one size.
    private static func level(_ words: [Word]) -> [Word] {
        let lines = Dictionary(grouping: words) { $0.line }
        return words.map { word in
            guard let line = lines[word.line], line.count > 1 else { return word }
            var level = word
            level.y = PageLayout.median(line.map(\.y)) ?? word.y
            level.size = PageLayout.median(line.map(\.size)) ?? word.size
            return level
        }
    }

    /// Whether a text that lies under a page's picture says what the picture shows: most of its words were recognised there.
    public static func agrees(_ layer: String, with recognised: String) -> Bool {
        let (layer, seen) = (words(layer), Set(words(recognised)))
        guard layer.count >= 5 else { return false }
        return layer.filter { seen.contains($0) }.count * 2 >= layer.count
    }

    private static func words(_ text: String) -> [Substring] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { $0.utf8.count > 2 }
    }
}
