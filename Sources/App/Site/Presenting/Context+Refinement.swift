internal import Base
internal import Model

extension Context {
    /// What a language model had to do with a score.
    func part(_ note: Refinement, _ evidence: Evidence, number: Int?) -> RefinementPart {
        var sentences: [String] = []
        if note.outcome == .done {
            sentences.append(
                words.text(
                    "match.model.done",
                    [
                        "model": note.model, "score": String(note.modelScore ?? 0),
                        "allowed": phrases.decimal(note.allowed),
                    ]))
        } else {
            let reason = words.text("match.model.reason." + note.outcome.rawValue)
            sentences.append(words.text("match.model.failed", ["model": note.model, "reason": reason]))
        }
        if note.dropped > 0 { sentences.append(words.plural("match.model.dropped", note.dropped)) }
        if note.isRemembered {
            sentences.append(words.text("match.model.remembered"))
        } else if note.cost > 0 || note.outcome == .done {
            let key = note.isCostEstimated ? "match.model.costAtMost" : "match.model.cost"
            sentences.append(words.text(key, ["cost": phrases.dollars(note.cost)]))
        }
        return RefinementPart(
            sentences: sentences, requirements: note.requirements.map { row($0, evidence, number) },
            orders: note.orders.map(\.text))
    }

    private func row(_ requirement: Refinement.Requirement, _ evidence: Evidence, _ number: Int?) -> RequirementRow {
        let kinds: [Refinement.Requirement.State: String] = [.met: "yes", .partly: "unknown", .missing: "no"]
        return RequirementRow(
            kind: kinds[requirement.state] ?? "unknown",
            state: words.text("match.model.state." + requirement.state.rawValue), text: requirement.text,
            quotes: requirement.quotes.map { quote in
                QuoteRow(
                    text: quote.text, tint: number.map { Evidence.tint($0) } ?? "0",
                    anchor: evidence.anchor(of: quote))
            })
    }
}
