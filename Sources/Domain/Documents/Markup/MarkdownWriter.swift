/// Writes CommonMark from a stream of blocks, styles and texts.
///
/// Whatever a text contains is escaped, so that it reads as itself. Delimiters are written only where CommonMark's
/// flanking rules (section 6.2) make them delimiters. A block begins with its first visible byte: empty paragraphs, items
/// and styles leave no trace.
struct MarkdownWriter {
    /// A list, or something that indents what stands in it.
    private enum Level {
        case list(isOrdered: Bool, count: Int)
        /// `marker` is written with the first line; the others are indented by its width.
        case item(marker: [UInt8], isWritten: Bool)
        case quote(isWritten: Bool)
    }

    private enum Style {
        case plain, strong, emphasis
    }

    private(set) var out: [UInt8] = []
    private let maximumDepth: Int
    private let maximumBytes: Int
    private var levels: [Level] = []
    /// Lists, items and quotes beyond `maximumDepth`, which open nothing and whose ends close nothing.
    private var surplus = 0

    private var isInBlock = false
    private var isAtLineStart = false
    private var isInLineNumber = false
    private var headingLevel = 0
    private var hasPendingSpace = false
    private var pendingBreaks = 0
    private var hasPendingCell = false

    private var strong = 0
    private var emphasis = 0
    private var link: String?
    private var writtenStyle = Style.plain
    private var writtenLink: String?

    /// - Parameter maximumBytes: what ``out`` may hold before texts are no longer taken.
    init(maximumDepth: Int, maximumBytes: Int) {
        self.maximumDepth = maximumDepth
        self.maximumBytes = maximumBytes
    }

    // MARK: Blocks

    /// Ends the block that is being written, if any.
    mutating func endBlock() {
        if isInBlock {
            closeStyles()
            out.append(10)
        }
        isInBlock = false
        isAtLineStart = false
        hasPendingSpace = false
        hasPendingCell = false
        pendingBreaks = 0
        headingLevel = 0
    }

    /// The next block is a heading of that level, 1 to 6; 0 for none.
    mutating func beginHeading(_ level: Int) {
        endBlock()
        headingLevel = level
    }

    mutating func rule() {
        endBlock()
        guard !out.isEmpty else { return }
        beginBlock()
        out.append(contentsOf: "---".utf8)
        endBlock()
    }

    mutating func beginList(isOrdered: Bool) {
        endBlock()
        push(.list(isOrdered: isOrdered, count: 0))
    }

    mutating func endList() {
        pop { if case .list = $0 { true } else { false } }
    }

    /// An item outside any list begins one.
    mutating func beginItem() {
        endBlock()
        guard surplus == 0 else { return }
        // An item ends the one before it in the same list.
        if case .item = levels.last { levels.removeLast() }
        if case .list = levels.last {} else { push(.list(isOrdered: false, count: 0)) }
        guard surplus == 0, case .list(let isOrdered, let count) = levels.last else { return }
        push(.item(marker: Array((isOrdered ? "\(count + 1). " : "- ").utf8), isWritten: false))
    }

    mutating func endItem() {
        endBlock()
        guard surplus == 0, let index = levels.lastIndex(where: { if case .list = $0 { true } else { false } }) else {
            return
        }
        if levels.count > index + 1, case .item = levels[index + 1] { levels.removeSubrange((index + 1)...) }
    }

    mutating func beginQuote() {
        endBlock()
        push(.quote(isWritten: false))
    }

    mutating func endQuote() {
        pop { if case .quote = $0 { true } else { false } }
    }

    /// A fenced block; `text` is written as it is.
    mutating func code(block text: [UInt8]) {
        endBlock()
        var lines = text.filter { $0 >= 32 && $0 != 127 || $0 == 10 || $0 == 9 }.split(
            separator: 10, omittingEmptySubsequences: false)
        while let last = lines.last, last.allSatisfy(HTMLTokenizer.isSpace) { lines.removeLast() }
        while let first = lines.first, first.allSatisfy(HTMLTokenizer.isSpace) { lines.removeFirst() }
        guard !lines.isEmpty else { return }
        let fence = [UInt8](repeating: UInt8(ascii: "`"), count: max(3, Self.longestFence(in: text) + 1))
        beginBlock()
        out.append(contentsOf: fence)
        for line in lines + [fence[...]] {
            out.append(10)
            writePrefix()
            out.append(contentsOf: line)
        }
        endBlock()
    }

    private mutating func push(_ level: Level) {
        var needed = 1
        // A list is of no use without room for its items.
        if case .list = level { needed = 2 }
        if case .item = level {
            levels.append(level)
        } else if surplus > 0 || levels.count + needed > maximumDepth {
            surplus += 1
        } else {
            levels.append(level)
        }
    }

    private mutating func pop(_ isWanted: (Level) -> Bool) {
        endBlock()
        if surplus > 0 {
            surplus -= 1
        } else if let index = levels.lastIndex(where: isWanted) {
            levels.removeSubrange(index...)
        }
    }

    /// Separates the block from the one before and writes the markers that its line begins with.
    private mutating func beginBlock() {
        if !out.isEmpty && !followsTightly {
            // Only a quote that goes on marks the empty line too.
            for level in levels {
                if case .quote(true) = level { out.append(contentsOf: "> ".utf8) }
                if case .item(let marker, true) = level { out.append(contentsOf: marker.map { _ in 32 }) }
            }
            while out.last == 32 { out.removeLast() }
            out.append(10)
        }
        writePrefix()
        isInBlock = true
        isAtLineStart = true
        isInLineNumber = false
        if headingLevel > 0 {
            out.append(contentsOf: [UInt8](repeating: UInt8(ascii: "#"), count: headingLevel) + [32])
            isAtLineStart = false
        }
    }

    /// Whether no empty line separates the next block from the last: an item from the one before it, and a list from
    /// the text of the item that it stands in.
    private var followsTightly: Bool {
        for (index, level) in levels.enumerated() {
            if case .quote(false) = level { return false }
            guard case .item(_, false) = level else { continue }
            if case .list(_, let count) = levels[index - 1], count > 0 { return true }
            if index >= 2, case .item(_, true) = levels[index - 2] { return true }
            return false
        }
        return false
    }

    private mutating func writePrefix() {
        for index in levels.indices {
            switch levels[index] {
            case .list: break
            case .quote:
                levels[index] = .quote(isWritten: true)
                out.append(contentsOf: "> ".utf8)
            case .item(let marker, true):
                out.append(contentsOf: marker.map { _ in 32 })
            case .item(let marker, false):
                levels[index] = .item(marker: marker, isWritten: true)
                out.append(contentsOf: marker)
                if case .list(let isOrdered, let count) = levels[index - 1] {
                    levels[index - 1] = .list(isOrdered: isOrdered, count: count + 1)
                }
            }
        }
    }

    // MARK: Text

    /// A line break within the block; two in a row begin a new block.
    mutating func lineBreak() {
        if headingLevel > 0 { hasPendingSpace = true } else if isInBlock { pendingBreaks += 1 }
    }

    /// What follows stands in the next cell of a table's row.
    mutating func beginCell() {
        hasPendingCell = isInBlock
    }

    mutating func changeStrong(by step: Int) { strong = max(0, strong + step) }
    mutating func changeEmphasis(by step: Int) { emphasis = max(0, emphasis + step) }

    /// What follows links there; `nil` for nowhere.
    mutating func setLink(_ address: String?) { link = address }

    /// Writes text, white space collapsed.
    /// - Parameter text: UTF-8, decoded.
    mutating func text(_ text: ArraySlice<UInt8>) {
        var isPrepared = false
        var at = text.startIndex
        while at < text.endIndex, out.count < maximumBytes {
            switch TextByte.read(text, at) {
            case .space(let length):
                hasPendingSpace = true
                isPrepared = false
                at += length
            case .dropped(let length):
                at += length
            case .visible(let length):
                if !isPrepared {
                    prepare(for: text, at)
                    isPrepared = true
                }
                if length == 1 {
                    append(text[at], next: at + 1 < text.endIndex ? text[at + 1] : 32)
                } else {
                    out.append(contentsOf: text[at..<at + length])
                    isAtLineStart = false
                    isInLineNumber = false
                }
                at += length
            }
        }
    }

    /// Writes a code span.
    mutating func code(span text: [UInt8]) {
        let words = text.filter { $0 >= 32 && $0 != 127 || HTMLTokenizer.isSpace($0) }.split(
            whereSeparator: HTMLTokenizer.isSpace)
        guard !words.isEmpty else { return }
        let content = Array(words.joined(separator: [32]))
        prepare(for: [UInt8(ascii: "`")], 0)
        if out.last == UInt8(ascii: "`") { out.append(32) }
        let fence = [UInt8](repeating: UInt8(ascii: "`"), count: Self.longestFence(in: content) + 1)
        let needsSpace = content.first == fence[0] || content.last == fence[0]
        out.append(contentsOf: fence + (needsSpace ? [32] : []) + content + (needsSpace ? [32] : []) + fence)
        isAtLineStart = false
        isInLineNumber = false
    }

    /// Writes all that is due before a visible character: the block's beginning, delimiters, breaks and space.
    private mutating func prepare(for text: ArraySlice<UInt8>, _ at: Int) {
        if pendingBreaks > 1 && isInBlock {
            let cell = hasPendingCell
            endBlock()
            hasPendingCell = cell
        }
        let style: Style = headingLevel > 0 ? .plain : strong > 0 ? .strong : emphasis > 0 ? .emphasis : .plain
        let changes = style != writtenStyle || link != writtenLink
        let nextIsPunctuation = changes && Flanking.isPunctuation(Flanking.scalar(text, at))
        if isInBlock && changes {
            closeStyles(nextIsPunctuation: nextIsPunctuation, keepsLink: link == writtenLink)
        }
        if !isInBlock {
            beginBlock()
        } else if pendingBreaks > 0 {
            out.append(contentsOf: "\\\n".utf8)
            writePrefix()
            isAtLineStart = true
            isInLineNumber = false
        } else if hasPendingCell {
            out.append(contentsOf: " | ".utf8)
        } else if hasPendingSpace {
            if out.last != 32 { out.append(32) }
            isInLineNumber = false
        }
        pendingBreaks = 0
        hasPendingSpace = false
        hasPendingCell = false
        if changes { open(style, nextIsPunctuation: nextIsPunctuation) }
    }

    private mutating func open(_ style: Style, nextIsPunctuation: Bool) {
        if let link, writtenLink == nil {
            if out.last == UInt8(ascii: "!") {
                out[out.count - 1] = UInt8(ascii: "\\")
                out.append(UInt8(ascii: "!"))
            }
            out.append(UInt8(ascii: "["))
            writtenLink = link
            isAtLineStart = false
        }
        guard style != writtenStyle else { return }
        let last = Flanking.lastScalar(out)
        let isFree = isAtLineStart || Flanking.isSpace(last) || Flanking.isPunctuation(last) || !nextIsPunctuation
        guard isFree, last != "*" else { return }
        out.append(contentsOf: (style == .strong ? "**" : "*").utf8)
        writtenStyle = style
        isAtLineStart = false
    }

    /// Ends the written style, which always stands within the written link, and that link if it ends as well.
    private mutating func closeStyles(nextIsPunctuation: Bool = true, keepsLink: Bool = false) {
        if writtenStyle != .plain {
            let endsInPunctuation = Flanking.isPunctuation(Flanking.lastScalar(out))
            out.append(contentsOf: (writtenStyle == .strong ? "**" : "*").utf8)
            writtenStyle = .plain
            // After punctuation a delimiter closes only before a space or more punctuation.
            let meetsText = keepsLink || writtenLink == nil
            if endsInPunctuation && !nextIsPunctuation && meetsText { hasPendingSpace = true }
        }
        if let address = writtenLink, !keepsLink {
            out.append(contentsOf: "](".utf8)
            for byte in address.utf8 {
                switch byte {
                case UInt8(ascii: "&"): out.append(contentsOf: "&amp;".utf8)
                case UInt8(ascii: "*"), UInt8(ascii: "_"): out.append(contentsOf: [UInt8(ascii: "\\"), byte])
                default: out.append(byte)
                }
            }
            out.append(UInt8(ascii: ")"))
            writtenLink = nil
        }
    }

    /// Writes one visible ASCII character, escaped where it would be markup.
    private mutating func append(_ byte: UInt8, next: UInt8) {
        let isEscaped: Bool
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: "<"):
            isEscaped = true
        case UInt8(ascii: "_"):
            let isInWord = out.last.map(HTMLTokenizer.isAlphanumeric) ?? false
            isEscaped = !(isInWord && HTMLTokenizer.isAlphanumeric(next))
        case UInt8(ascii: ";"):
            isEscaped = endsReference
        case UInt8(ascii: "#"):
            isEscaped = isAtLineStart || headingLevel > 0 && out.last == 32
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "~"):
            isEscaped = isAtLineStart
        case UInt8(ascii: "."), UInt8(ascii: ")"):
            isEscaped = isInLineNumber
        default: isEscaped = false
        }
        if isEscaped { out.append(UInt8(ascii: "\\")) }
        out.append(byte)
        isInLineNumber = (48...57).contains(byte) && (isAtLineStart || isInLineNumber)
        isAtLineStart = false
    }

    /// Whether a semicolon would complete a character reference. It is what is escaped, so that "AT&T" stays readable.
    private var endsReference: Bool {
        let name = out.suffix(40).reversed().prefix { HTMLTokenizer.isAlphanumeric($0) || $0 == UInt8(ascii: "#") }
        return !name.isEmpty && out.dropLast(name.count).last == UInt8(ascii: "&")
    }

    private static func longestFence(in text: [UInt8]) -> Int {
        var (longest, current) = (0, 0)
        for byte in text {
            current = byte == UInt8(ascii: "`") ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
