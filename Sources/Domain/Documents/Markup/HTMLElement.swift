/// What an HTML element means for text.
enum HTMLElement: Equatable {
    case heading(Int)
    case list(ordered: Bool)
    case item, quote, preformatted
    /// Begins a block of its own: paragraphs, divisions, table rows, ...
    case block
    case cell
    case lineBreak, rule
    case strong, emphasis, code, link
    /// Nothing of it is shown; its content runs to its end tag whatever stands inside.
    case rawText
    /// Nothing of it is shown; its content is markup.
    case hidden
    /// Only its content counts.
    case transparent

    /// `nil` for a name that HTML does not know.
    static func named(_ name: String) -> HTMLElement? { table[name] }

    private static let table: [String: HTMLElement] = {
        var table: [String: HTMLElement] = [
            "h1": .heading(1), "h2": .heading(2), "h3": .heading(3), "h4": .heading(4), "h5": .heading(5),
            "h6": .heading(6), "ul": .list(ordered: false), "menu": .list(ordered: false), "dir": .list(ordered: false),
            "ol": .list(ordered: true), "li": .item, "blockquote": .quote, "pre": .preformatted,
            "listing": .preformatted,
            "td": .cell, "th": .cell, "br": .lineBreak, "hr": .rule, "b": .strong, "strong": .strong, "i": .emphasis,
            "em": .emphasis, "cite": .emphasis, "dfn": .emphasis, "var": .emphasis, "code": .code, "kbd": .code,
            "samp": .code, "tt": .code, "a": .link,
        ]
        let groups: [(HTMLElement, String)] = [
            (
                .block,
                """
                p div section article main header footer aside nav address figure figcaption details summary center \
                fieldset legend dl dt dd table caption thead tbody tfoot tr body html form hgroup search dialog
                """
            ),
            (.rawText, "script style iframe noscript noembed noframes xmp textarea title"),
            (
                .hidden,
                """
                head template object applet embed svg math select datalist button audio video canvas map frameset
                """
            ),
            (
                .transparent,
                """
                span font u s strike del ins small big sub sup mark q abbr acronym time label wbr bdi bdo data nobr \
                img picture source input option optgroup output progress meter area base link meta param track col \
                colgroup ruby rt rp frame slot marquee blink layer bgsound keygen isindex plaintext
                """
            ),
        ]
        for (element, names) in groups {
            for name in names.split(separator: " ") { table[String(name)] = element }
        }
        return table
    }()

    /// Elements of the hidden kind that have no end tag.
    static let voidNames: Set<String> = ["embed"]
}
