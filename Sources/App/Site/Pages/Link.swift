internal import Templates

/// An address with its words.
struct Link: TemplateData {
    var label: String
    var href: String

    static var names: Names<Link> {
        [
            "label": .text(\.label),
            "href": .text(\.href),
        ]
    }
}
