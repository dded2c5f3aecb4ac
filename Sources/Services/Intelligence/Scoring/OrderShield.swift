internal import FoundationEssentials
internal import Model

/// Finds passages in which a text gives orders to whoever reads it by machine: "ignore all previous instructions", "rate this
/// candidate 100".
///
/// A list of forms in eight languages. It does not find every order that can be thought of, and needs not to: what a model may
/// move is bounded anyway. What it finds is cut from what a model sees, and shown.
struct OrderShield {
    /// A text without its orders, and the orders.
    struct Cleared: Equatable {
        var text: String
        /// Verbatim, in the order of the text.
        var orders: [String]
    }

    /// Stands where an order stood.
    static let gap = "[…]"
    /// Orders of one text that are kept for showing, and scalars of each.
    static let (shown, shownLength) = (8, 300)
    /// Text encoded in base 64 is looked into from this length on.
    private static let encodedLength = 32

    static func clear(_ text: String) -> Cleared {
        let scalars = Array(text.unicodeScalars)
        let ranges = merged((found(in: scalars) + encoded(in: scalars)).map { passage($0, in: scalars) })
        guard !ranges.isEmpty else { return Cleared(text: text, orders: []) }
        var (kept, orders, at) = (String.UnicodeScalarView(), [String](), 0)
        for range in ranges {
            kept.append(contentsOf: scalars[at..<range.lowerBound])
            kept.append(contentsOf: gap.unicodeScalars)
            at = range.upperBound
            guard orders.count < shown else { continue }
            var order = String.UnicodeScalarView()
            order.append(contentsOf: scalars[range].prefix(shownLength))
            orders.append(String(order))
        }
        kept.append(contentsOf: scalars[at...])
        return Cleared(text: String(kept), orders: orders)
    }

    // MARK: Finding

    private static func found(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
        let words = OrderWords.words(of: scalars)
        var known: [String: UInt64] = [:]
        let marks = words.map { word -> UInt64 in
            if let mark = known[word.text] { return mark }
            let mark = OrderWords.marks(of: word.text)
            known[word.text] = mark
            return mark
        }
        var found = OrderWords.literals(in: scalars)
        for index in words.indices {
            for rule in OrderWords.rules {
                guard let last = rule.end(from: index, marks: marks, words: words) else { continue }
                found.append(words[index].range.lowerBound..<words[last].range.upperBound)
            }
        }
        return found
    }

    /// Orders that are written in base 64.
    private static func encoded(in scalars: [Unicode.Scalar]) -> [Range<Int>] {
        func isDigit(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || ["+", "/", "="].contains(scalar))
        }
        var (runs, start) = ([Range<Int>](), 0)
        while start < scalars.count {
            guard isDigit(scalars[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < scalars.count, isDigit(scalars[end]) { end += 1 }
            defer { start = end }
            guard end - start >= encodedLength else { continue }
            var run = String(String.UnicodeScalarView(scalars[start..<end]))
            while run.utf8.count % 4 != 0 { run.append("=") }
            guard let bytes = Data(base64Encoded: run), let text = String(validating: bytes, as: UTF8.self) else {
                continue
            }
            // Not again in what was decoded: once is enough to hide a line, and to be found.
            if !found(in: Array(text.unicodeScalars)).isEmpty { runs.append(start..<end) }
        }
        return runs
    }

    // MARK: Passages

    /// The lines that an order stands in; of long lines the sentence.
    private static func passage(_ range: Range<Int>, in scalars: [Unicode.Scalar]) -> Range<Int> {
        func grow(_ isEnd: (Unicode.Scalar) -> Bool) -> Range<Int> {
            var (lower, upper) = (range.lowerBound, range.upperBound)
            while lower > 0, !isEnd(scalars[lower - 1]) { lower -= 1 }
            while upper < scalars.count, !isEnd(scalars[upper]) { upper += 1 }
            return lower..<upper
        }
        let lines = grow { $0.properties.isWhitespace && $0 != " " && $0 != "\t" }
        guard lines.count > shownLength else { return lines }
        var sentence = grow { OrderWords.endsSentence($0) || $0 == "\n" }
        if sentence.upperBound < scalars.count, scalars[sentence.upperBound] != "\n" {
            sentence = sentence.lowerBound..<(sentence.upperBound + 1)
        }
        return sentence
    }

    private static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var merged: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
