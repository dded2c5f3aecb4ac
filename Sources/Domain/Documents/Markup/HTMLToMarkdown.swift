/// Turns HTML, or plain text, into CommonMark.
///
/// Headings, paragraphs, lists, quotes, links (`http`, `https`, `mailto`), strong and emphasised text, code and line
/// breaks are kept; a table's row becomes a line of its cells. Scripts, styles, frames, form controls and everything else
/// lose their markup or are left out whole. The result contains no HTML, and text that looks like Markdown or HTML is
/// escaped: what a source writes can never become markup of ours.
public enum HTMLToMarkdown {
    /// What one conversion may take. Input beyond its limit is not read; output ends soon after its limit.
    public struct Limits: Sendable {
        public var inputBytes: Int
        public var outputBytes: Int
        /// Lists, items and quotes within one another; deeper ones are flattened.
        public var depth: Int
        /// Different named character references; later ones stay as they are.
        public var entityNames: Int

        public init(
            inputBytes: Int = 4_000_000, outputBytes: Int = 200_000, depth: Int = 12, entityNames: Int = 500
        ) {
            self.inputBytes = inputBytes
            self.outputBytes = outputBytes
            self.depth = depth
            self.entityNames = entityNames
        }
    }

    /// Converts HTML, or, where no tag of HTML is found, plain text. Bytes that are not UTF-8 become U+FFFD.
    public static func convert(_ bytes: [UInt8], limits: Limits = Limits()) -> String {
        let bytes = valid(bytes, limits)
        return isHTML(bytes) ? convert(html: bytes, limits) : convert(plain: bytes, limits)
    }

    /// Converts HTML, or, where no tag of HTML is found, plain text.
    public static func convert(_ text: String, limits: Limits = Limits()) -> String {
        convert(Array(text.utf8), limits: limits)
    }

    /// Converts plain text: empty lines separate paragraphs, lines that begin with a bullet become items, other line
    /// ends are kept unless they only wrap a sentence. Character references are decoded, tags are text.
    public static func convertPlainText(_ bytes: [UInt8], limits: Limits = Limits()) -> String {
        convert(plain: valid(bytes, limits), limits)
    }

    /// Whether a text contains at least one tag that HTML knows, or a comment or document type.
    public static func isHTML(_ bytes: [UInt8]) -> Bool {
        var at = 0
        while let start = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            at = start + 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "/") { at += 1 }
            let end = bytes[at...].prefix(15).firstIndex { !HTMLTokenizer.isAlphanumeric($0) } ?? bytes.count
            let rest = bytes[at...].prefix(9).map(HTMLTokenizer.lower)
            if rest.starts(with: "!--".utf8) || rest.starts(with: "!doctype".utf8) { return true }
            guard end < bytes.count, end > at else { continue }
            let isEnded =
                bytes[end] == UInt8(ascii: ">") || bytes[end] == UInt8(ascii: "/")
                || HTMLTokenizer.isSpace(bytes[end]) && hasEnd(bytes, from: end)
            let name = String(decoding: bytes[at..<end].map(HTMLTokenizer.lower), as: UTF8.self)
            if isEnded, HTMLElement.named(name) != nil { return true }
        }
        return false
    }

    /// Whether a tag that goes on at `start` ends before another begins: "a < b and c" is no tag.
    private static func hasEnd(_ bytes: [UInt8], from start: Int) -> Bool {
        let end = bytes[start...].prefix(2_000).first { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }
        return end == UInt8(ascii: ">")
    }

    private static func valid(_ bytes: [UInt8], _ limits: Limits) -> [UInt8] {
        Array(String(decoding: bytes.prefix(limits.inputBytes), as: UTF8.self).utf8)
    }

    private static func convert(html bytes: [UInt8], _ limits: Limits) -> String {
        var converter = Converter(bytes, limits)
        converter.run()
        return converter.result
    }

    private static func convert(plain bytes: [UInt8], _ limits: Limits) -> String {
        var entities = HTMLEntities.Decoder(maximumNames: limits.entityNames)
        var plain = PlainTextReader(
            MarkdownWriter(maximumDepth: limits.depth, maximumBytes: limits.outputBytes),
            maximumBytes: limits.outputBytes)
        return plain.read(entities.decode(bytes[...]))
    }

    /// Feeds a tokenizer's output to a writer.
    private struct Converter {
        private var tokenizer: HTMLTokenizer
        private var writer: MarkdownWriter
        private var entities: HTMLEntities.Decoder
        private let limits: Limits
        /// How many preformatted and code elements are open, and what they have said so far.
        private var preformatted = 0
        private var code = 0
        private var verbatim: [UInt8] = []

        init(_ bytes: [UInt8], _ limits: Limits) {
            tokenizer = HTMLTokenizer(bytes)
            writer = MarkdownWriter(maximumDepth: limits.depth, maximumBytes: limits.outputBytes)
            entities = HTMLEntities.Decoder(maximumNames: limits.entityNames)
            self.limits = limits
        }

        var result: String { Markdown.trimmed(writer.out) }

        mutating func run() {
            while writer.out.count < limits.outputBytes, let token = tokenizer.next() {
                switch token {
                case .text(let range):
                    let slice = tokenizer.bytes[range]
                    if preformatted > 0 || code > 0 {
                        verbatim += entities.decode(slice.prefix(max(0, limits.outputBytes - verbatim.count)))
                    } else if slice.contains(UInt8(ascii: "&")) {
                        writer.text(entities.decode(slice)[...])
                    } else {
                        writer.text(slice)
                    }
                case .open(let element, let href): open(element, href)
                case .close(let element): close(element)
                }
            }
            flushVerbatim()
            writer.endBlock()
        }

        private mutating func open(_ element: HTMLElement, _ href: Range<Int>?) {
            if preformatted > 0 {
                if element == .preformatted { preformatted += 1 }
                if element == .lineBreak { verbatim.append(10) }
                return
            }
            switch element {
            case .code: code += 1
            case .strong: writer.changeStrong(by: 1)
            case .emphasis: writer.changeEmphasis(by: 1)
            case .link:
                flushVerbatim()
                let address = href.map { entities.decode(tokenizer.bytes[$0], isAttribute: true) }
                writer.setLink(address.flatMap { WebLink.normalised($0) })
            case .lineBreak:
                if code > 0 { verbatim.append(32) } else { writer.lineBreak() }
            case .cell:
                flushVerbatim()
                writer.beginCell()
            case .transparent, .rawText, .hidden: break
            default:
                flushVerbatim()
                openBlock(element)
            }
        }

        private mutating func openBlock(_ element: HTMLElement) {
            switch element {
            case .heading(let level): writer.beginHeading(level)
            case .list(let isOrdered): writer.beginList(isOrdered: isOrdered)
            case .item: writer.beginItem()
            case .quote: writer.beginQuote()
            case .rule: writer.rule()
            case .preformatted:
                writer.endBlock()
                preformatted = 1
            default: writer.endBlock()
            }
        }

        private mutating func close(_ element: HTMLElement) {
            if preformatted > 0 {
                guard element == .preformatted else { return }
                if preformatted == 1 { flushVerbatim() } else { preformatted -= 1 }
                return
            }
            switch element {
            case .code:
                if code == 1 { flushVerbatim() }
                code = max(0, code - 1)
            case .strong: writer.changeStrong(by: -1)
            case .emphasis: writer.changeEmphasis(by: -1)
            case .link:
                flushVerbatim()
                writer.setLink(nil)
            case .lineBreak: writer.lineBreak()
            case .transparent, .rawText, .hidden, .cell, .rule: break
            case .list:
                flushVerbatim()
                writer.endList()
            case .item:
                flushVerbatim()
                writer.endItem()
            case .quote:
                flushVerbatim()
                writer.endQuote()
            case .heading, .block, .preformatted:
                flushVerbatim()
                writer.endBlock()
            }
        }

        private mutating func flushVerbatim() {
            if preformatted > 0 { writer.code(block: verbatim) } else { writer.code(span: verbatim) }
            preformatted = 0
            verbatim = []
        }
    }
}
