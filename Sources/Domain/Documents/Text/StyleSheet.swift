/// The rules of a page's style sheets, as far as they decide whether people see a text.
///
/// A rule counts for elements by name, class and id, alone or together (`p`, `.note`, `#x`, `p.note.pale`). One that asks for
/// more (`.open .note`, `a:hover`, `@media print`) hides nothing, because it may not be meant for where it stands; what it
/// shows is taken to be shown, so that nothing is called hidden that somebody may see.
struct StyleSheet {
    /// What of an element a selector asks for.
    private struct Selector {
        var name = ""
        var id = ""
        var classes: [String] = []
        /// Whether there is more to it than that.
        var isPartial = false
        /// An id counts more than any classes, these more than a name; as the order of cascading wants it.
        var weight: Int {
            (isPartial ? 10_000 : 0) + (id.isEmpty ? 0 : 100) + 10 * classes.count + (name.isEmpty ? 0 : 1)
        }

        func fits(_ element: String, _ id: String, _ classes: [Substring]) -> Bool {
            (name.isEmpty || name == element) && (self.id.isEmpty || self.id == id)
                && self.classes.allSatisfy { wanted in classes.contains { $0 == wanted } }
        }
    }

    private var rules: [(selector: Selector, style: InlineStyle)] = []
    /// Whether a backdrop is set where it cannot be told what stands before it.
    private(set) var hasUnknownBackdrop = false
    /// Whether a rule colours texts of which it cannot be told which they are.
    private var hasUnknownColors = false
    /// Rules that are kept, and bytes that are read of them.
    private static let (ruleLimit, byteLimit) = (300, 256 << 10)

    var isEmpty: Bool { rules.isEmpty }

    /// - Parameter page: the bytes of a page of HTML.
    init(ofPage page: [UInt8]) {
        let css = Self.sheets(of: page)
        // What a sheet says that stands elsewhere, nobody knows.
        hasUnknownBackdrop = Self.find("stylesheet", in: page, from: 0) != nil
        guard !css.isEmpty else { return }
        read(Self.withoutRemarks(css.prefix(Self.byteLimit)))
        // Stable: of rules that weigh the same the last counts.
        let order = rules.indices.sorted { (rules[$0].selector.weight, $0) < (rules[$1].selector.weight, $1) }
        rules = order.map { rules[$0] }
        if hasUnknownColors { rules = rules.map { ($0.selector, $0.style.colorless) } }
        // What is placed freely may stand before anything.
        if css.contains("background".utf8), css.contains("absolute".utf8) || css.contains("fixed".utf8) {
            hasUnknownBackdrop = true
        }
    }

    /// What the rules say of an element, the most telling last.
    func style(of tag: HTMLTokenizer.Tag, in bytes: [UInt8]) -> InlineStyle? {
        func text(_ range: Range<Int>?) -> String {
            range.map { String(decoding: bytes[$0].prefix(1000), as: UTF8.self) } ?? ""
        }
        let (id, classes) = (text(tag.id), text(tag.classes))
        let names = classes.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "\r" }
        var found: InlineStyle?
        for (selector, style) in rules where selector.fits(tag.name, id, names) {
            found = found.map { $0.overridden(by: style) } ?? style
        }
        return found
    }

    // MARK: Reading

    /// The page's own sheets, one after the other; one for some media only (`<style media="print">`) as a group of conditions.
    private static func sheets(of page: [UInt8]) -> [UInt8] {
        var css: [UInt8] = []
        var at = 0
        while css.count < byteLimit, let start = page[at...].firstIndex(of: UInt8(ascii: "<")) {
            func begins(_ word: StaticString) -> Bool {
                word.withUTF8Buffer { word in
                    start + word.count <= page.count
                        && word.indices.allSatisfy { HTMLTokenizer.lower(page[start + $0]) == word[$0] }
                }
            }
            at = start + 1
            // What is no part of the page: remarks, of which some are for other programs, and scripts.
            if begins("<!--") { at = find("-->", in: page, from: start + 4) ?? page.count }
            if begins("<script") { at = find("</script", in: page, from: start + 7) ?? page.count }
            guard begins("<style") else { continue }
            guard let open = page[start...].firstIndex(of: UInt8(ascii: ">")) else { break }
            let end = find("</style", in: page, from: open + 1) ?? page.count
            let isConditional = find("media", in: Array(page[start..<open]), from: 0) != nil
            css += isConditional ? Array("@media {".utf8) : []
            css += page[(open + 1)..<end]
            css += isConditional ? Array("}\n".utf8) : Array("\n".utf8)
            at = end
        }
        return css
    }

    private mutating func read(_ css: [UInt8]) {
        var at = css.startIndex
        /// How many groups of conditions (`@media`) are open.
        var conditions = 0
        while at < css.endIndex, rules.count < Self.ruleLimit {
            guard let stop = css[at...].firstIndex(where: { "{};".utf8.contains($0) }) else { return }
            let head = Markdown.trimmed(Array(css[at..<stop]))
            at = stop + 1
            switch css[stop] {
            case UInt8(ascii: "}"): conditions = max(0, conditions - 1)
            case UInt8(ascii: ";"): break
            default:
                if head.hasPrefix("@"), !head.hasPrefix("@font-face"), !head.hasPrefix("@page") {
                    conditions += 1
                    continue
                }
                let end = css[at...].firstIndex(of: UInt8(ascii: "}")) ?? css.endIndex
                if !head.hasPrefix("@") { add(head, css[at..<end], isConditional: conditions > 0) }
                at = min(end + 1, css.endIndex)
            }
        }
    }

    private mutating func add(_ selectors: String, _ declarations: ArraySlice<UInt8>, isConditional: Bool) {
        let style = InlineStyle(declarations: declarations)
        guard !style.isEmpty else { return }
        for part in selectors.split(separator: ",").prefix(50) {
            guard rules.count < Self.ruleLimit else { return }
            var selector = Self.selector(part)
            if isConditional { selector.isPartial = true }
            if selector.isPartial {
                if style.hasBackdrop { hasUnknownBackdrop = true }
                if style.hasColor { hasUnknownColors = true }
                guard let shown = style.showingOnly else { continue }
                rules.append((selector, shown))
            } else {
                rules.append((selector, style))
            }
        }
    }

    /// What a selector asks of the element itself: what follows its last space, `>`, `+` or `~`.
    private static func selector(_ text: Substring) -> Selector {
        let parts = text.split { $0.isWhitespace || $0 == ">" || $0 == "+" || $0 == "~" }
        var selector = Selector(isPartial: parts.count != 1)
        guard let last = parts.last else { return selector }
        var rest = last
        while let first = rest.first {
            let isName = first != "." && first != "#"
            let name = (isName ? rest : rest.dropFirst()).prefix {
                $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_"
            }
            if name.isEmpty {
                // `*`, attributes, states and what nobody writes.
                selector.isPartial = selector.isPartial || last != "*"
                return selector
            }
            switch first {
            case ".": selector.classes.append(String(name))
            case "#": selector.id = String(name)
            default: selector.name = name.lowercased()
            }
            rest = rest.dropFirst(name.count + (isName ? 0 : 1))
        }
        return selector
    }

    /// Where a word begins, whatever its case.
    private static func find(_ word: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        word.withUTF8Buffer { word in
            var at = start
            while at + word.count <= bytes.count {
                guard let next = bytes[at...].firstIndex(of: word[0]), next + word.count <= bytes.count else {
                    return nil
                }
                if (0..<word.count).allSatisfy({ HTMLTokenizer.lower(bytes[next + $0]) == word[$0] }) { return next }
                at = next + 1
            }
            return nil
        }
    }

    private static func withoutRemarks(_ css: ArraySlice<UInt8>) -> [UInt8] {
        var kept: [UInt8] = []
        kept.reserveCapacity(css.count)
        var at = css.startIndex
        while at < css.endIndex {
            if css[at] == UInt8(ascii: "/"), at + 1 < css.endIndex, css[at + 1] == UInt8(ascii: "*") {
                at += 2
                while at < css.endIndex,
                    css[at] != UInt8(ascii: "*") || css[min(at + 1, css.endIndex - 1)] != UInt8(ascii: "/")
                {
                    at += 1
                }
                at = min(at + 2, css.endIndex)
            } else {
                kept.append(css[at])
                at += 1
            }
        }
        return kept
    }
}
