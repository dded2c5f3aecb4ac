internal import Model

extension Evidence {
    /// Plain sentences, the weightiest first: what speaks for the pair, then what is missing.
    /// - Parameter stated: languages that the settings state, though the resume may not.
    func reasons(stated: Set<String> = []) -> [Reason] {
        var reasons: [Reason] = []
        if let reason = fieldReason() { reasons.append(reason) }
        reasons += skillReasons()
        if let reason = experienceReason() { reasons.append(reason) }
        if let reason = termReason() { reasons.append(reason) }
        reasons += missingReasons(stated: stated)
        return reasons
    }

    private func fieldReason() -> Reason? {
        if let position, let title = posting.titlePlace, parts.title > parts.maxima.title * 0.4 {
            let (own, wanted) = (ours(position), theirs(title.range))
            return Reason(text: "“\(own.text)” in the resume is close to the posting's title.", quotes: [own, wanted])
        }
        let fields = posting.features.fields
        guard
            let wanted = FieldLexicon.shared.labels.indices.max(by: { fields[$0] < fields[$1] }), fields[wanted] > 0.3
        else { return nil }
        if parts.fieldShare >= 0.35, let field = fieldWords.field, !fieldWords.resume.isEmpty,
            !fieldWords.posting.isEmpty
        {
            let label = FieldLexicon.shared.labels[field]
            return Reason(
                text: "Both the resume and the posting are about \(label).",
                quotes: fieldWords.resume.prefix(2).map(ours) + fieldWords.posting.prefix(2).map(theirs))
        }
        let evidence = posting.features.marks.filter { $0.fields.contains(UInt8(wanted)) }
        guard parts.fieldShare < 0.15, !evidence.isEmpty else { return nil }
        return Reason(
            text:
                "The posting is mostly about \(FieldLexicon.shared.labels[wanted]); the resume says little about it.",
            quotes: evidence.prefix(2).map { theirs($0.place.range) })
    }

    private func skillReasons() -> [Reason] {
        let quoted = matched.prefix(limits.quotes).filter { $0.resume.place != nil && $0.posting.place != nil }
        var reasons = quoted.prefix(3).map { pair in
            Reason(
                text: pair.resume.source.map { "The resume names \($0), which takes \(pair.posting.name)." }
                    ?? "The resume names \(pair.posting.name); the posting asks for it.",
                quotes: quotes(pair.resume, pair.posting))
        }
        let others = quoted.dropFirst(3).prefix(5)
        if !others.isEmpty {
            let names = Self.list(others.map(\.posting.name))
            reasons.append(
                Reason(text: "Both texts also name \(names).", quotes: others.flatMap { quotes($0.resume, $0.posting) })
            )
        }
        return reasons
    }

    private func experienceReason() -> Reason? {
        guard let had = resume.years, let asked = posting.years, parts.fieldShare > 0.15 else { return nil }
        let quotes = experienceQuotes()
        let years = Self.years(Double(had.years))
        let text =
            had.years >= asked.years
            ? "The posting asks for \(Self.years(Double(asked.years))); the resume shows \(years)."
            : "The posting asks for \(Self.years(Double(asked.years))); the resume shows only \(years)."
        return Reason(text: text, quotes: quotes)
    }

    private func termReason() -> Reason? {
        let fresh = phrases.prefix(2)
        guard let first = fresh.first, parts.terms >= 3 else { return nil }
        return Reason(
            text: "The resume's words “\(ours(first.resume).text)” speak to what the posting describes.",
            quotes: fresh.flatMap { [ours($0.resume), theirs($0.posting)] })
    }

    private func missingReasons(stated: Set<String>) -> [Reason] {
        let wanted = missing.filter { $0.weight >= 0.25 }
        var reasons = wanted.prefix(3).map { skill in
            let asks = skill.weight >= 0.8 ? "The posting asks for \(skill.name)" : "\(skill.name) would help"
            let has = stated.contains(skill.name) ? "your settings state it, the resume" : "the resume"
            return Reason(
                text: "\(asks); \(has) does not name it.",
                quotes: skill.place.map { [theirs($0.range)] } ?? [])
        }
        let others = wanted.dropFirst(3).filter { !stated.contains($0.name) }.prefix(6)
        if !others.isEmpty {
            reasons.append(
                Reason(
                    text: "It also names \(Self.list(others.map(\.name))), which the resume does not.",
                    quotes: others.compactMap { $0.place.map { theirs($0.range) } }))
        }
        return reasons
    }

    /// "SQL", "SQL and Python", "SQL, Python and R".
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    /// "1 year", "about 4 years".
    static func years(_ years: Double) -> String {
        let whole = Int(years.rounded())
        if whole < 1 { return "less than a year" }
        let isExact = abs(years - Double(whole)) < 0.01
        return (isExact ? "" : "about ") + (whole == 1 ? "1 year" : "\(whole) years")
    }
}
