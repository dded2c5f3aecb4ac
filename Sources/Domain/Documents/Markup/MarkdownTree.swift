internal import CCmark

/// A parsed Markdown document, walked without recursion.
///
/// Noncopyable, because it owns cmark's nodes.
struct MarkdownTree: ~Copyable {
    enum Container: Equatable {
        case paragraph(isTight: Bool)
        case heading(Int)
        case quote
        case list(start: Int?)
        case item, emphasis, strong
        case link(String)
        case image
    }

    enum Event {
        case enter(Container), exit(Container)
        case text([UInt8])
        case code(span: [UInt8])
        case codeBlock([UInt8])
        case softBreak, lineBreak, rule
        /// HTML in the Markdown, whose content nobody needs.
        case html
    }

    private let root: OpaquePointer

    init?(_ markdown: String, maximumBytes: Int) {
        // A cut within a character leaves an invalid byte, which cmark replaces.
        let bytes = Array(markdown.utf8.prefix(maximumBytes))
        let parsed = bytes.withUnsafeBytes { buffer in
            cmark_parse_document(
                buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, Int32(CMARK_OPT_VALIDATE_UTF8))
        }
        guard let parsed else { return nil }
        root = parsed
    }

    deinit {
        cmark_node_free(root)
    }

    func walk(_ visit: (Event) -> Void) {
        guard let iterator = cmark_iter_new(root) else { return }
        defer { cmark_iter_free(iterator) }
        while true {
            let step = cmark_iter_next(iterator)
            guard step != CMARK_EVENT_DONE, let node = cmark_iter_get_node(iterator) else { return }
            if let container = Self.container(node) {
                visit(step == CMARK_EVENT_ENTER ? .enter(container) : .exit(container))
            } else if let event = Self.leaf(node) {
                visit(event)
            }
        }
    }

    private static func container(_ node: OpaquePointer) -> Container? {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_PARAGRAPH: .paragraph(isTight: isTight(node))
        case CMARK_NODE_HEADING: .heading(Int(cmark_node_get_heading_level(node)))
        case CMARK_NODE_BLOCK_QUOTE: .quote
        case CMARK_NODE_LIST:
            .list(
                start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
                    ? Int(cmark_node_get_list_start(node)) : nil)
        case CMARK_NODE_ITEM: .item
        case CMARK_NODE_EMPH: .emphasis
        case CMARK_NODE_STRONG: .strong
        case CMARK_NODE_LINK: .link(cmark_node_get_url(node).map { String(cString: $0) } ?? "")
        case CMARK_NODE_IMAGE: .image
        default: nil
        }
    }

    private static func leaf(_ node: OpaquePointer) -> Event? {
        switch cmark_node_get_type(node) {
        case CMARK_NODE_TEXT: .text(literal(node))
        case CMARK_NODE_CODE: .code(span: literal(node))
        case CMARK_NODE_CODE_BLOCK: .codeBlock(literal(node))
        case CMARK_NODE_SOFTBREAK: .softBreak
        case CMARK_NODE_LINEBREAK: .lineBreak
        case CMARK_NODE_THEMATIC_BREAK: .rule
        case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: .html
        default: nil
        }
    }

    private static func literal(_ node: OpaquePointer) -> [UInt8] {
        cmark_node_get_literal(node).map { Array(String(cString: $0).utf8) } ?? []
    }

    /// A tight list's paragraphs are not wrapped in `p`.
    private static func isTight(_ paragraph: OpaquePointer) -> Bool {
        guard let item = cmark_node_parent(paragraph), let list = cmark_node_parent(item) else { return false }
        return cmark_node_get_type(list) == CMARK_NODE_LIST && cmark_node_get_list_tight(list) != 0
    }
}
