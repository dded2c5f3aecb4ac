/// CommonMark to what people read: safe HTML for pages, plain text for scoring and quoting.
public enum Markdown {
    /// What one rendering may take.
    public struct Limits: Sendable {
        /// Input beyond it is not read.
        public var inputBytes: Int
        /// Lists, items and quotes within one another; deeper ones are flattened.
        public var depth: Int

        public init(inputBytes: Int = 262_144, depth: Int = 24) {
            self.inputBytes = inputBytes
            self.depth = depth
        }
    }

    /// Renders HTML5 that is safe for any input.
    ///
    /// Only these come out: `p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr`, with `href` and `rel` on
    /// links and `start` on ordered lists. Headings begin at `h2`, below the title of the page, and skip no level. HTML in the Markdown and images
    /// are left out (an image's text stays); a link to anything but `http`, `https` or `mailto` is its text.
    public static func html(_ markdown: String, limits: Limits = Limits()) -> [UInt8] {
        var renderer = MarkdownHTML(maximumDepth: limits.depth)
        MarkdownTree(markdown, maximumBytes: limits.inputBytes)?.walk { renderer.visit($0) }
        return renderer.out
    }

    /// The text without markup: blocks separated by empty lines, items as lines that begin with `- `.
    public static func plainText(_ markdown: String, limits: Limits = Limits()) -> String {
        var renderer = MarkdownText()
        MarkdownTree(markdown, maximumBytes: limits.inputBytes)?.walk { renderer.visit($0) }
        return trimmed(renderer.out)
    }

    /// The same Markdown with every piece of HTML in it escaped, so that it reads as itself, and without control
    /// characters. Markdown without HTML stays as it is.
    public static func withoutHTML(_ markdown: String, limits: Limits = Limits()) -> String {
        let text = markdown.utf8.filter { $0 >= 32 && $0 != 127 || $0 == 10 || $0 == 9 }
        let clean = String(decoding: text, as: UTF8.self)
        var hasHTML = false
        MarkdownTree(clean, maximumBytes: limits.inputBytes)?.walk { event in
            if case .html = event { hasHTML = true }
        }
        guard hasHTML else { return trimmed(Array(clean.utf8.prefix(limits.inputBytes))) }
        var out: [UInt8] = []
        let bytes = Array(clean.utf8.prefix(limits.inputBytes))
        for (index, byte) in bytes.enumerated() {
            let rest = bytes[(index + 1)...].prefix(8).map(HTMLTokenizer.lower)
            let isAutolink = ["http://", "https://", "mailto:"].contains { rest.starts(with: $0.utf8) }
            if byte == UInt8(ascii: "<"), !isAutolink, out.last != UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        }
        return trimmed(out)
    }

    /// Without white space at either end.
    static func trimmed(_ bytes: [UInt8]) -> String {
        let start = bytes.drop { HTMLTokenizer.isSpace($0) }
        let end = start.lastIndex { !HTMLTokenizer.isSpace($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }
}
