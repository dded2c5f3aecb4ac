import Model

/// Gathers the hidden text of one document while it is read.
struct HiddenCollector {
    private struct Run {
        var reason: HiddenText.Reason
        var page: Int?
        var scalars: [Unicode.Scalar]
    }

    private var runs: [Run] = []
    /// Characters other than white space.
    private(set) var count = 0
    private var kept = 0
    /// Characters past this are counted, not kept.
    let limit: Int
    /// Fewer characters than these are an accident: the number of a page, a sign.
    private static let least = 3

    init(limit: Int) { self.limit = limit }

    /// Takes text that is hidden; it joins the run before where that is hidden in the same way and nothing visible came
    /// between them.
    mutating func take(
        _ scalars: some Collection<Unicode.Scalar>, _ reason: HiddenText.Reason, page: Int? = nil, continues: Bool
    ) {
        count += scalars.reduce(0) { $0 + ($1.properties.isWhitespace ? 0 : 1) }
        guard kept < limit else { return }
        kept += scalars.count
        if continues, let last = runs.last, last.reason == reason, last.page == page {
            runs[runs.count - 1].scalars += scalars
        } else {
            runs.append(Run(reason: reason, page: page, scalars: Array(scalars)))
        }
    }

    /// Goes on with the run before after a space.
    mutating func space() {
        if let last = runs.last?.scalars.last, last != " ", last != "\n" { runs[runs.count - 1].scalars.append(" ") }
    }

    /// Ends the line of the run before.
    mutating func endLine() {
        if let last = runs.last?.scalars.last, last != "\n" { runs[runs.count - 1].scalars.append("\n") }
    }

    mutating func take(_ other: HiddenCollector) {
        runs += other.runs
        count += other.count
        kept += other.kept
    }

    /// What was gathered, made clean, without what says nothing.
    var result: HiddenText {
        guard count >= Self.least else { return HiddenText() }
        var result = HiddenText(characterCount: count)
        var left = limit
        for run in runs where left > 0 {
            let (text, _) = TextCleaner.clean(run.scalars, maximumBytes: left)
            guard !text.isEmpty else { continue }
            left -= text.utf8.count
            result.passages.append(HiddenText.Passage(reason: run.reason, page: run.page, text: text))
        }
        return result
    }
}
