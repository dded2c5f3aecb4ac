internal import Templates

/// What stands above every operators' page: the places, and how often the page asks anew.
struct Desk: TemplateData {
    var places: [NavItem]
    /// "Off", "5 s", ...; none where nothing moves.
    var intervals: [NavItem] = []

    static var names: Names<Desk> {
        [
            "places": .list(\.places),
            "intervals": .list(\.intervals),
            "hasIntervals": .flag { !$0.intervals.isEmpty },
        ]
    }
}

/// A number in a table, with the list behind it.
struct Figure: TemplateData {
    var value: String
    var href: String?
    /// `zero` is quiet, `bad` wants to be seen; empty for the rest.
    var kind = ""
    /// What it counts, for those who cannot see the head of the column.
    var label = ""

    static var names: Names<Figure> {
        [
            "value": .text(\.value),
            "href": .optionalText(\.href),
            "kind": .text(\.kind),
            "label": .text(\.label),
        ]
    }
}

/// A button that changes something: a form of its own.
struct Deed: TemplateData {
    var action: String
    var label: String
    /// Said after the label to those who cannot see the row.
    var about = ""
    var fields: [HiddenField] = []
    var isDanger = false

    static var names: Names<Deed> {
        [
            "action": .text(\.action),
            "label": .text(\.label),
            "about": .text(\.about),
            "fields": .list(\.fields),
            "isDanger": .flag(\.isDanger),
        ]
    }
}
