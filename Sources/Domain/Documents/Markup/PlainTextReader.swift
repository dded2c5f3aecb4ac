/// Reads plain text line by line into a Markdown writer.
struct PlainTextReader {
    private var writer: MarkdownWriter
    private let maximumBytes: Int
    private var isInList = false
    private var isInParagraph = false
    /// Bytes of the line before, when it belongs to the same paragraph.
    private var lastLength = 0

    init(_ writer: MarkdownWriter, maximumBytes: Int) {
        self.writer = writer
        self.maximumBytes = maximumBytes
    }

    /// - Parameter text: UTF-8.
    mutating func read(_ text: [UInt8]) -> String {
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == 10 || $0 == 13 || $0 == 12 }) {
            guard writer.out.count < maximumBytes else { break }
            read(line: line)
        }
        writer.endBlock()
        return Markdown.trimmed(writer.out)
    }

    private mutating func read(line: ArraySlice<UInt8>) {
        let isIndented = line.first.map(HTMLTokenizer.isSpace) ?? false
        let content = line.drop(while: HTMLTokenizer.isSpace)
        guard let first = content.first else {
            endParagraph()
            return
        }
        if let item = Self.item(content) {
            if !isInList {
                writer.beginList(isOrdered: false)
                isInList = true
            }
            writer.beginItem()
            writer.text(item)
            isInParagraph = true
            lastLength = line.count
            return
        }
        // A list goes on only in lines that are indented, or wrap the item's sentence.
        let wraps = lastLength >= 50 && (97...122).contains(first)
        if isInList && !(isInParagraph && (isIndented || wraps)) {
            writer.endList()
            (isInList, isInParagraph) = (false, false)
        }
        if isInParagraph && !(wraps || isInList) {
            // Long lines are paragraphs whose empty lines were lost.
            if max(lastLength, line.count) > 120 { writer.endBlock() } else { writer.lineBreak() }
        }
        writer.text([32])
        writer.text(content)
        isInParagraph = true
        lastLength = line.count
    }

    private mutating func endParagraph() {
        writer.endBlock()
        isInParagraph = false
        lastLength = 0
    }

    /// What follows a bullet, or `nil`.
    private static func item(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for bullet in bullets where line.starts(with: bullet) {
            let rest = line.dropFirst(bullet.count)
            guard let next = rest.first, HTMLTokenizer.isSpace(next) || next == 0xc2 || bullet.count > 2 else {
                continue
            }
            return rest.contains { !HTMLTokenizer.isSpace($0) } ? rest : nil
        }
        return nil
    }

    private static let bullets = [
        "-", "*", "+", "\u{b7}", "\u{2022}", "\u{2023}", "\u{25e6}", "\u{25aa}", "\u{25cf}", "\u{2013}",
    ]
    .map { Array($0.utf8) }
}
