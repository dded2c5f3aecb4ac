internal import Base
internal import Model

/// What the runs of a source have brought and cost, side by side. A chart is 720 by 160 units; 56 at the left and 20 at the foot
/// are for words.
struct RunChart {
    private static let (width, height, left, foot) = (720.0, 160.0, 56.0, 20.0)

    /// From the oldest on.
    private let runs: [Run]

    init(_ runs: [Run]) {
        self.runs = runs
    }

    private var step: Double { (Self.width - Self.left) / Double(max(1, runs.count)) }

    func charts(_ context: Context) -> [Chart] {
        let (words, phrases) = (context.words, context.phrases)
        return [
            chart(
                "yield", [("done", { $0.created }), ("failed", { $0.updated }), ("dead", { $0.failed })],
                legend: [("done", "run.new"), ("failed", "run.updated"), ("dead", "run.refused")], context
            ) { run in
                words.text(
                    "sources.barYield",
                    [
                        "time": phrases.exact(run.createdAt), "new": phrases.count(run.created),
                        "changed": phrases.count(run.updated), "refused": phrases.count(run.failed),
                        "same": phrases.count(run.unchanged),
                    ])
            },
            chart("cost", [("done", { $0.requests })], legend: [("done", "sources.requests")], context) { run in
                words.text(
                    "sources.barCost",
                    [
                        "time": phrases.exact(run.createdAt), "requests": phrases.count(run.requests),
                        "bytes": phrases.bytes(run.bytes),
                    ])
            },
        ]
    }

    private func chart(
        _ name: String, _ values: [(kind: String, of: (Run) -> Int)], legend: [(String, String)], _ context: Context,
        _ title: (Run) -> String
    ) -> Chart {
        let (words, phrases) = (context.words, context.phrases)
        let most = runs.map { run in values.reduce(0) { $0 + $1.of(run) } }.max() ?? 0
        let top = Series.roof(Double(most))
        func y(_ value: Double) -> Double { 8 + (Self.height - Self.foot - 8) * (1 - value / max(top, 1)) }
        var bars: [ChartBar] = []
        for (index, run) in runs.enumerated() {
            var below = 0.0
            for (kind, of) in values where of(run) > 0 {
                let value = Double(of(run))
                bars.append(
                    ChartBar(
                        x: Self.text(Self.left + Double(index) * step), y: Self.text(y(below + value)),
                        width: Self.text(min(24, max(1, step - 2))),
                        height: Self.text(max(1, y(below) - y(below + value))),
                        kind: kind, title: title(run)))
                below += value
            }
        }
        let every = max(1, runs.count / 5)
        let ticks = runs.indices.filter { $0 % every == 0 }.map { index in
            ChartMark(
                place: Self.text(Self.left + Double(index) * step),
                label: String(UTCDate.format(runs[index].createdAt).dropFirst(5).prefix(5)))
        }
        let total = runs.reduce(0) { sum, run in sum + values.reduce(0) { $0 + $1.of(run) } }
        return Chart(
            id: name, title: words.text("sources.chart." + name),
            description: words.text(
                "sources.chartText",
                ["runs": phrases.count(runs.count), "total": phrases.count(total), "most": phrases.count(most)]),
            bars: bars,
            levels: [0, top / 2, top].map { ChartMark(place: Self.text(y($0)), label: phrases.count(Int($0))) },
            ticks: ticks, legend: legend.map { Option(value: $0.0, label: words.text($0.1)) })
    }

    private static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
