internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

/// Which of one's matches a page's address asks for, and in which order.
struct MatchQuery {
    /// The parameters that mean something, empty ones left out.
    let parameters: Parameters
    let filter: MatchFilter
    /// Only those that its reader has not seen.
    var isOnlyNew: Bool { filter.since != nil }

    static let names = ["resume_id", "min_score", "eligible", "open", "q", "new", "sort"]
    private static let valueLimit = 300

    /// - Parameter seen: since when matches are new to their reader.
    init(_ given: Parameters, seen: Date) {
        var kept = Parameters()
        for name in Self.names {
            guard let value = given[name]?.trimmed.cut(to: Self.valueLimit), !value.isEmpty else { continue }
            kept.append(name, value)
        }
        parameters = kept
        filter = MatchFilter(
            resumeID: kept["resume_id"].flatMap { UUID(text: $0) },
            minimumScore: kept["min_score"].flatMap(Self.score), isEligible: kept["eligible"] == "yes",
            isOpen: kept["open"] == "yes", text: kept["q"], since: kept["new"] == "yes" ? seen : nil,
            order: kept["sort"].flatMap { MatchFilter.Order(rawValue: $0) } ?? .best)
    }

    /// Whether a least score was asked for that is none; then there is none.
    var hasScoreProblem: Bool { parameters["min_score"] != nil && filter.minimumScore == nil }

    static func score(_ text: String) -> Double? {
        Double(text).flatMap { (0...100).contains($0) ? $0 : nil }
    }

    /// The page's address with one parameter changed, or taken away.
    func href(_ name: String, _ value: String?) -> String {
        let changed = parameters.replacing(name, with: value)
        return changed.isEmpty ? "/matches" : "/matches?" + changed.encoded
    }
}

extension ScoreChart {
    /// Ten bars, each as high as it has matches, each the list from its score on.
    /// - Parameter counts: ten numbers, from the lowest scores on.
    init(_ counts: [Int], _ query: MatchQuery, _ context: Context) {
        let (width, height, gap) = (36, 90, 4)
        let highest = max(counts.max() ?? 0, 1)
        let bars = counts.enumerated().map { number, count in
            let tall = count == 0 ? 0 : max(2, count * height / highest)
            let range = "\(number * 10)–\(number == 9 ? 100 : number * 10 + 9)"
            return Bar(
                x: String(number * width + gap / 2), y: String(20 + height - tall), width: String(width - gap),
                height: String(tall), middle: String(number * width + width / 2), labelY: String(14 + height - tall),
                from: String(number * 10), range: range, count: context.phrases.count(count),
                href: query.href("min_score", number == 0 ? nil : String(number * 10)))
        }
        self.init(
            viewBox: "0 0 \(counts.count * width) \(height + 42)", baseline: String(20 + height),
            axis: String(height + 38), bars: bars)
    }
}
