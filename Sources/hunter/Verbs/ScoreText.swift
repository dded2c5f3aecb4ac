import Model

/// A score as a person reads it in a terminal.
enum ScoreText {
    static func text(_ score: Score) -> String {
        var text = "\(rounded(score.score)) of 100, \(score.band.rawValue) (\(score.engine) \(score.engineVersion))\n\n"
        for reason in score.reasons {
            text += "- \(reason.text)\n"
            for quote in reason.quotes {
                text += "    \(quote.side == .resume ? "resume: " : "posting:") “\(oneLine(quote.text))”\n"
            }
        }
        text += "\n"
        for part in score.contributions {
            text += "\(padded(part.name, 12)) \(padded(rounded(part.points), 5)) of \(rounded(part.maximum))\n"
        }
        if !score.matched.isEmpty { text += "\nYou name:  \(score.matched.joined(separator: ", "))\n" }
        if !score.missing.isEmpty { text += "Missing:   \(score.missing.joined(separator: ", "))\n" }
        let constraints = [
            ("work mode", score.eligibility.workMode), ("country", score.eligibility.country),
            ("pay", score.eligibility.pay),
            ("visa", score.eligibility.visa), ("language", score.eligibility.language),
        ].filter { $0.1 != .notStated }
        for (name, answer) in constraints { text += "Eligible, \(name): \(answer.rawValue)\n" }
        return text
    }

    private static func rounded(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self)
    }
}
