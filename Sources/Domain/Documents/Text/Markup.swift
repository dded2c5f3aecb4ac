/// Tells kinds of text with marks in it.
enum Markup {
    enum Kind { case richText, html, other }

    /// What the bytes begin as; nil for text without marks.
    static func kind(of bytes: [UInt8]) -> Kind? {
        let head = bytes.prefix(2048).drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }
            .map(HTMLTokenizer.lower)
        if head.starts(with: "{\\rtf".utf8) { return .richText }
        if ["<!doctype html", "<html", "<head", "<body"].contains(where: { head.starts(with: $0.utf8) }) {
            return .html
        }
        // Declarations and remarks may stand before it.
        if head.starts(with: "<?xml".utf8) || head.starts(with: "<!--".utf8) {
            return head.contains("<html".utf8) || head.contains("<!doctype html".utf8) ? .html : .other
        }
        return ["<!doctype", "<svg", "%!ps", "<rss", "<feed"].contains { head.starts(with: $0.utf8) } ? .other : nil
    }
}
