/// Writes plain text from a Markdown tree.
struct MarkdownText {
    private(set) var out: [UInt8] = []
    private var listDepth = 0
    /// Whether the next text begins an item, a block, or goes on.
    private var isItemDue = false
    private var isBlockDue = false

    mutating func visit(_ event: MarkdownTree.Event) {
        switch event {
        case .enter(let container): enter(container)
        case .exit(let container): exit(container)
        case .text(let text), .code(let text): write(text[...])
        case .codeBlock(let text):
            isBlockDue = true
            write(text[...])
            isBlockDue = true
        case .softBreak: if !out.isEmpty && !isBlockDue && !isItemDue { out.append(32) }
        case .lineBreak: if !out.isEmpty && !isBlockDue && !isItemDue { out.append(10) }
        case .rule: isBlockDue = true
        case .html: break
        }
    }

    private mutating func enter(_ container: MarkdownTree.Container) {
        switch container {
        case .list:
            listDepth += 1
            isBlockDue = true
        case .item: isItemDue = true
        case .paragraph, .heading, .quote: isBlockDue = true
        case .emphasis, .strong, .link, .image: break
        }
    }

    private mutating func exit(_ container: MarkdownTree.Container) {
        switch container {
        case .list:
            listDepth -= 1
            isItemDue = false
            isBlockDue = true
        case .item: isItemDue = false
        case .paragraph, .heading, .quote: isBlockDue = true
        case .emphasis, .strong, .link, .image: break
        }
    }

    private mutating func write(_ text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        if isItemDue || isBlockDue {
            while out.last == 32 || out.last == 10 { out.removeLast() }
            // Items and what stands in them follow line by line; other blocks have an empty line between.
            if !out.isEmpty { out.append(contentsOf: listDepth > 0 && wasInList ? [10] : [10, 10]) }
            if isItemDue { out.append(contentsOf: "- ".utf8) }
        }
        isItemDue = false
        isBlockDue = false
        wasInList = listDepth > 0
        out.append(contentsOf: text)
    }

    private var wasInList = false
}
