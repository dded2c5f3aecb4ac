internal import Templates

/// What was done, how fast, and what failed, over hours and days.
struct ActivityPage: Page {
    static let template = "pages/activity"

    var desk: Desk
    /// The spans one can choose.
    var spans: [NavItem]
    var queues: [NavItem]
    var live: LiveActivity

    static var names: Names<ActivityPage> {
        [
            "desk": .object(\.desk),
            "spans": .list(\.spans),
            "queues": .list(\.queues),
            "live": .object(\.live),
        ]
    }
}

/// The part of the page that is asked for anew.
struct LiveActivity: Page {
    static let template = "fragments/live-activity"

    var poll: Poll?
    var asOf: String
    var stats: [Stat]
    var charts: [Chart]
    /// The same numbers as a table.
    var rows: [ActivityRow]

    static var names: Names<LiveActivity> {
        [
            "poll": .object(\.poll),
            "asOf": .text(\.asOf),
            "stats": .list(\.stats),
            "charts": .list(\.charts),
            "rows": .list(\.rows),
            "hasRows": .flag { !$0.rows.isEmpty },
        ]
    }
}

/// A chart, drawn on the server.
struct Chart: TemplateData {
    var id: String
    var title: String
    /// What a person would say who looks at it.
    var description: String
    var bars: [ChartBar] = []
    var lines: [ChartLine] = []
    /// Names at the left.
    var levels: [ChartMark]
    /// Times at the foot.
    var ticks: [ChartMark]
    var legend: [Option]

    static var names: Names<Chart> {
        [
            "id": .text(\.id),
            "title": .text(\.title),
            "description": .text(\.description),
            "bars": .list(\.bars),
            "lines": .list(\.lines),
            "levels": .list(\.levels),
            "ticks": .list(\.ticks),
            "legend": .list(\.legend),
        ]
    }
}

/// A bar of a chart, in the chart's own units.
struct ChartBar: TemplateData {
    var x: String
    var y: String
    var width: String
    var height: String
    var kind: String
    /// Told when it is pointed at.
    var title: String

    static var names: Names<ChartBar> {
        [
            "x": .text(\.x),
            "y": .text(\.y),
            "width": .text(\.width),
            "height": .text(\.height),
            "kind": .text(\.kind),
            "title": .text(\.title),
        ]
    }
}

/// A line of a chart: an SVG path.
struct ChartLine: TemplateData {
    var path: String
    var kind: String

    static var names: Names<ChartLine> {
        [
            "path": .text(\.path),
            "kind": .text(\.kind),
        ]
    }
}

/// A word at a place of an axis.
struct ChartMark: TemplateData {
    var place: String
    var label: String

    static var names: Names<ChartMark> {
        [
            "place": .text(\.place),
            "label": .text(\.label),
        ]
    }
}

/// A row of the table beside the charts.
struct ActivityRow: TemplateData {
    var when: String
    /// Done, failed tries, those of them that were the last.
    var figures: [Figure]
    var wait: String
    var run: String
    var slowRun: String

    static var names: Names<ActivityRow> {
        [
            "when": .text(\.when),
            "figures": .list(\.figures),
            "wait": .text(\.wait),
            "run": .text(\.run),
            "slowRun": .text(\.slowRun),
        ]
    }
}
