/// Writes HTML5 from a Markdown tree. Every tag it can write is a literal of this file; everything else is escaped text.
struct MarkdownHTML {
    private(set) var out: [UInt8] = []
    private let maximumDepth: Int
    private var depth = 0
    /// For each open link and image, outermost first: whether an `a` was written.
    private var links: [Bool] = []
    /// The levels of the headings that the last one stands under, and its own.
    private var headings: [Int] = []

    init(maximumDepth: Int) {
        self.maximumDepth = maximumDepth
    }

    mutating func visit(_ event: MarkdownTree.Event) {
        switch event {
        case .enter(let container): enter(container)
        case .exit(let container): exit(container)
        case .text(let text): escape(text)
        case .code(let text):
            write("<code>")
            escape(text)
            write("</code>")
        case .codeBlock(let text):
            write("<pre><code>")
            escape(text)
            write("</code></pre>\n")
        case .softBreak: write("\n")
        case .lineBreak: write("<br>\n")
        case .rule: write("<hr>\n")
        case .html: break
        }
    }

    private mutating func enter(_ container: MarkdownTree.Container) {
        switch container {
        case .paragraph(let isTight): if !isTight { write("<p>") }
        case .heading(let level):
            // The page's own heading is the only first one, and no level may be left out on the way down.
            while let last = headings.last, last >= level { headings.removeLast() }
            headings.append(level)
            write("<h\(min(6, headings.count + 1))>")
        case .emphasis: write("<em>")
        case .strong: write("<strong>")
        case .link(let address):
            // An image's text may contain a link that itself stands in a link, which HTML does not allow.
            let target = links.contains(true) ? nil : WebLink.normalised(address.utf8)
            links.append(target != nil)
            guard let target else { return }
            write("<a href=\"")
            escape(target.utf8)
            write("\" rel=\"nofollow noopener noreferrer\">")
        case .image: break
        case .quote, .list, .item:
            depth += 1
            if depth <= maximumDepth { open(container) }
        }
    }

    private mutating func exit(_ container: MarkdownTree.Container) {
        switch container {
        case .paragraph(let isTight): if !isTight { write("</p>\n") }
        case .heading: write("</h\(min(6, headings.count + 1))>\n")
        case .emphasis: write("</em>")
        case .strong: write("</strong>")
        case .link: if links.popLast() == true { write("</a>") }
        case .image: break
        case .quote, .list, .item:
            if depth <= maximumDepth { close(container) }
            depth -= 1
        }
    }

    private mutating func open(_ container: MarkdownTree.Container) {
        switch container {
        case .quote: write("<blockquote>\n")
        case .list(let start?): write(start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n")
        case .list(nil): write("<ul>\n")
        default: write("<li>")
        }
    }

    private mutating func close(_ container: MarkdownTree.Container) {
        switch container {
        case .quote: write("</blockquote>\n")
        case .list(let start): write(start == nil ? "</ul>\n" : "</ol>\n")
        default: write("</li>\n")
        }
    }

    private mutating func write(_ markup: String) {
        out.append(contentsOf: markup.utf8)
    }

    private mutating func escape(_ text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "<"): write("&lt;")
            case UInt8(ascii: ">"): write("&gt;")
            case UInt8(ascii: "\""): write("&quot;")
            case UInt8(ascii: "'"): write("&#39;")
            // HTML5 allows no other controls.
            case 0..<9, 11..<32, 127: break
            default: out.append(byte)
            }
        }
    }
}
