internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage
internal import Tasking
internal import Templates

/// Throughput, latency and failures over time, from the counts by minute.
enum Activity {
    /// The spans one can look at: the name in the address, seconds of a bar, number of bars.
    static let spans = [("1h", 60, 60), ("3h", 180, 60), ("24h", 1800, 48), ("3d", 7200, 36), ("7d", 14_400, 42)]

    static func show(_ context: Context) throws -> Response {
        let words = context.words
        let (span, queue) = chosen(context)
        func address(_ name: String, _ value: String?) -> String {
            let query = context.request.query.replacing(name, with: value)
            return query.isEmpty ? "/admin/activity" : "/admin/activity?" + query.encoded
        }
        let queues = [
            NavItem(label: words.text("tasks.anyQueue"), href: address("queue", nil), isCurrent: queue == nil)
        ]
        let page = ActivityPage(
            desk: context.desk(isLive: true),
            spans: spans.map {
                NavItem(
                    label: words.text("tasks.span." + $0.0), href: address("span", $0.0), isCurrent: $0.0 == span.0)
            },
            queues: queues
                + QueueName.allCases.map {
                    NavItem(
                        label: $0.rawValue, href: address("queue", $0.rawValue), isCurrent: queue == $0.rawValue)
                }, live: try live(context))
        return context.page(page, title: words.text("activity.title"), refreshSeconds: context.interval)
    }

    static func showLive(_ context: Context) throws -> Response { context.fragment(try live(context)) }

    static func chosen(_ context: Context) -> (span: (String, Int, Int), queue: String?) {
        let span = spans.first { $0.0 == context.request.query["span"] } ?? spans[0]
        return (span, context.request.query["queue"].flatMap { QueueName(rawValue: $0)?.rawValue })
    }

    private static func live(_ context: Context) throws -> LiveActivity {
        let ((_, seconds, count), queue) = chosen(context)
        let found = try context.services.database.transaction(readOnly: true) { db in
            try db.taskSpans(queue: queue, kind: nil, seconds: seconds, count: count)
        }
        let series = Series(found, seconds: seconds, count: count, now: context.now)
        let (words, phrases) = (context.words, context.phrases)
        let waits = Latencies(found.map(\.waits))
        let runs = Latencies(found.map(\.runs))
        func time(_ milliseconds: Int?) -> String { milliseconds.map { phrases.duration(milliseconds: $0) } ?? "–" }
        let failures = found.reduce(0) { $0 + $1.failed + $1.dead }
        let first = series.start ?? context.now
        let stats = [
            Stat(
                label: words.text("activity.succeeded"), value: phrases.count(found.reduce(0) { $0 + $1.succeeded }),
                href: list(.succeeded, queue, from: first)),
            Stat(
                label: words.text("activity.failures"), value: phrases.count(failures),
                href: list(nil, queue, from: first)),
            Stat(label: words.text("activity.waitMedian"), value: time(waits.percentile(0.5))),
            Stat(label: words.text("activity.waitSlow"), value: time(waits.percentile(0.95))),
            Stat(label: words.text("activity.runMedian"), value: time(runs.percentile(0.5))),
            Stat(label: words.text("activity.runSlow"), value: time(runs.percentile(0.95))),
        ]
        let charts = [
            series.throughput(context), series.latency("waits", { $0.waits }, context),
            series.latency("runs", { $0.runs }, context), series.failures(context),
        ]
        let rows = found.reversed().map { span in
            let end = span.start.addingTimeInterval(Double(seconds))
            func figure(_ count: Int, _ state: TaskState?) -> Figure {
                context.figure(
                    Tally(count), list(state, queue, from: span.start, until: end), isBad: state == .dead)
            }
            return ActivityRow(
                when: phrases.exact(span.start),
                figures: [
                    figure(span.succeeded, .succeeded), figure(span.failed + span.dead, nil), figure(span.dead, .dead),
                ],
                wait: time(span.waits.percentile(0.5)), run: time(span.runs.percentile(0.5)),
                slowRun: time(span.runs.percentile(0.95)))
        }
        return LiveActivity(
            poll: context.deskPoll("/admin/live/activity"), asOf: context.asOf, stats: stats, charts: charts,
            rows: rows)
    }
}

extension Activity {
    /// The tasks that succeeded in a span of time, or those a try of which failed.
    private static func list(_ state: TaskState?, _ queue: String?, from start: Date, until end: Date? = nil) -> String
    {
        var list: Parameters = queue.map { ["queue": $0] } ?? [:]
        if let state { list.append("state", state.rawValue) }
        list.append(state == .succeeded ? "since" : "failed", UTCDate.format(start))
        if let end { list.append("until", UTCDate.format(end)) }
        return TaskQuery.href(list)
    }
}

extension Latencies {
    /// Those of several spans together.
    init(_ parts: [Latencies]) {
        var sums = [Int](repeating: 0, count: Self.bounds.count + 1)
        for part in parts {
            for (index, count) in part.counts.enumerated() where index < sums.count { sums[index] += count }
        }
        self.init(counts: sums)
    }
}

/// Spans of time side by side, and the charts they make. A chart is 720 by 160 units; 56 at the left and 20 at the foot
/// are for words.
struct Series {
    private static let (width, height, left, foot) = (720.0, 160.0, 56.0, 20.0)

    /// From the oldest to the running one; `nil` where nothing happened.
    private let spans: [TaskSpan?]
    private let starts: [Date]
    private let seconds: Int

    init(_ found: [TaskSpan], seconds: Int, count: Int, now: Date) {
        let last = (now.timeIntervalSince1970 / Double(seconds)).rounded(.down) * Double(seconds)
        let table = Dictionary(found.map { (Int($0.start.timeIntervalSince1970.rounded()), $0) }) { first, _ in first }
        let times = (0..<count).map { last - Double((count - 1 - $0) * seconds) }
        starts = times.map { Date(timeIntervalSince1970: $0) }
        spans = times.map { table[Int($0.rounded())] }
        self.seconds = seconds
    }

    /// The start of the first bar.
    var start: Date? { starts.first }

    private var step: Double { (Self.width - Self.left) / Double(max(1, spans.count)) }
    private func x(_ index: Int) -> Double { Self.left + Double(index) * step }
    private func y(_ value: Double, of top: Double) -> Double {
        8 + (Self.height - Self.foot - 8) * (1 - value / max(top, 1))
    }

    private func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? String(tenths / 10) : "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// The next number above that people like: 1, 2 or 5 times a power of ten.
    static func roof(_ value: Double) -> Double {
        var power = 1.0
        while power * 10 < value { power *= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= value } ?? value
    }

    private func ticks(_ context: Context) -> [ChartMark] {
        let every = max(1, spans.count / 6)
        return starts.indices.filter { $0 % every == 0 }.map { index in
            let exact = UTCDate.format(starts[index])
            let (day, time) = (exact.dropFirst(5).prefix(5), exact.dropFirst(11).prefix(5))
            return ChartMark(place: text(x(index)), label: String(seconds >= 7200 ? day : time))
        }
    }

    private func levels(_ top: Double, _ label: (Double) -> String) -> [ChartMark] {
        [0, top / 2, top].map { ChartMark(place: text(y($0, of: top)), label: label($0)) }
    }

    private func bars(
        _ values: [(kind: String, of: (TaskSpan) -> Int)], top: Double, _ title: (TaskSpan, Date) -> String
    ) -> [ChartBar] {
        var bars: [ChartBar] = []
        for (index, span) in spans.enumerated() {
            guard let span else { continue }
            var below = 0.0
            for (kind, of) in values where of(span) > 0 {
                let value = Double(of(span))
                let (high, low) = (y(below + value, of: top), y(below, of: top))
                bars.append(
                    ChartBar(
                        x: text(x(index)), y: text(high), width: text(max(1, step - 1)),
                        height: text(max(1, low - high)),
                        kind: kind, title: title(span, starts[index])))
                below += value
            }
        }
        return bars
    }

    func throughput(_ context: Context) -> Chart {
        let (words, phrases) = (context.words, context.phrases)
        let most = spans.compactMap { $0?.succeeded }.max() ?? 0
        let top = Self.roof(Double(most))
        let total = spans.reduce(0) { $0 + ($1?.succeeded ?? 0) }
        return Chart(
            id: "throughput", title: words.text("activity.throughput"),
            description: words.text(
                "activity.throughputText", ["total": phrases.count(total), "most": phrases.count(most)]),
            bars: bars([("done", { $0.succeeded })], top: top) { span, start in
                words.text(
                    "activity.barDone", ["time": phrases.exact(start), "count": phrases.count(span.succeeded)])
            }, levels: levels(top) { phrases.count(Int($0)) }, ticks: ticks(context),
            legend: [Option(value: "done", label: words.text("activity.succeeded"))])
    }

    func failures(_ context: Context) -> Chart {
        let (words, phrases) = (context.words, context.phrases)
        let most = spans.compactMap { $0.map { $0.failed + $0.dead } }.max() ?? 0
        let top = Self.roof(Double(most))
        let total = spans.reduce(0) { $0 + ($1.map { $0.failed + $0.dead } ?? 0) }
        return Chart(
            id: "failures", title: words.text("activity.failures"),
            description: words.text(
                "activity.failuresText",
                [
                    "total": phrases.count(total),
                    "dead": phrases.count(spans.reduce(0) { $0 + ($1?.dead ?? 0) }),
                ]),
            bars: bars([("failed", { $0.failed }), ("dead", { $0.dead })], top: top) { span, start in
                words.text(
                    "activity.barFailed",
                    [
                        "time": phrases.exact(start), "failed": phrases.count(span.failed),
                        "dead": phrases.count(span.dead),
                    ])
            }, levels: levels(top) { phrases.count(Int($0)) }, ticks: ticks(context),
            legend: [
                Option(value: "failed", label: words.text("activity.failed")),
                Option(value: "dead", label: words.text("activity.dead")),
            ])
    }

    /// Median and 95th percentile as two lines, with gaps where nothing was done.
    func latency(_ name: String, _ of: (TaskSpan) -> Latencies, _ context: Context) -> Chart {
        let (words, phrases) = (context.words, context.phrases)
        let median = spans.map { $0.flatMap { of($0).percentile(0.5) } }
        let slow = spans.map { $0.flatMap { of($0).percentile(0.95) } }
        let most = (median + slow).compactMap { $0 }.max() ?? 0
        let top = Self.roof(Double(most))
        func path(_ values: [Int?]) -> String {
            var path = ""
            var isDrawing = false
            for (index, value) in values.enumerated() {
                guard let value else {
                    isDrawing = false
                    continue
                }
                let place = "\(text(x(index) + step / 2)) \(text(y(Double(value), of: top)))"
                // A point alone is a short stroke.
                path += isDrawing ? "L\(place)" : "M\(place)h1"
                isDrawing = true
            }
            return path
        }
        return Chart(
            id: name, title: words.text("activity." + name),
            description: words.text("activity.\(name)Text", ["most": phrases.duration(milliseconds: most)]),
            lines: [ChartLine(path: path(median), kind: "median"), ChartLine(path: path(slow), kind: "slow")]
                .filter { !$0.path.isEmpty },
            levels: levels(top) { phrases.duration(milliseconds: Int($0)) }, ticks: ticks(context),
            legend: [
                Option(value: "median", label: words.text("activity.median")),
                Option(value: "slow", label: words.text("activity.slow")),
            ])
    }
}
