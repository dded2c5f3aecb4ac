internal import Templates

/// How many of one's matches have which score: ten bars, and the same as a table.
struct ScoreChart: TemplateData {
    var viewBox: String
    /// Where the bars stand.
    var baseline: String
    /// Where their scores are written.
    var axis: String
    var bars: [Bar] = []

    /// The matches of ten points, with the list from there on.
    struct Bar: TemplateData {
        var x: String
        var y: String
        var width: String
        var height: String
        var middle: String
        var labelY: String
        /// "70"
        var from: String
        /// "70–79"
        var range: String
        var count: String
        var href: String

        static var names: Names<Bar> {
            [
                "x": .text(\.x),
                "y": .text(\.y),
                "width": .text(\.width),
                "height": .text(\.height),
                "middle": .text(\.middle),
                "labelY": .text(\.labelY),
                "from": .text(\.from),
                "range": .text(\.range),
                "count": .text(\.count),
                "href": .text(\.href),
            ]
        }
    }

    static var names: Names<ScoreChart> {
        [
            "viewBox": .text(\.viewBox),
            "baseline": .text(\.baseline),
            "axis": .text(\.axis),
            "bars": .list(\.bars),
        ]
    }
}
