internal import Base
internal import Documents
internal import FoundationEssentials
internal import Model
internal import Storage
internal import Tasking

extension Context {
    /// A match in a list.
    func row(_ match: MatchSummary) -> MatchRow {
        MatchRow(
            href: "/matches/" + match.id.text, title: match.title, company: match.company, place: match.location,
            pay: match.pay.map { phrases.pay($0) }, resumeName: match.resumeName, reason: match.firstReason,
            ruledOut: obstacles(match.eligibility).map { words.text("match.ruledOut", ["reasons": $0]) },
            score: ScoreMark(value: phrases.score(match.score), band: phrases.band(match.score)), state: "",
            when: moment(match.updatedAt), isSimulated: match.engine == "simulated")
    }

    /// What rules a person out, in words; nil where nothing does.
    func obstacles(_ eligibility: Eligibility) -> String? {
        let obstacles = eligibility.obstacles.map { words.text("eligibility.\($0.rawValue).no") }
        return obstacles.isEmpty ? nil : obstacles.joined(separator: ", ")
    }

    /// What a resume is called: one's own as its file is, a candidate's as the person is.
    func resumeName(_ view: MatchView) -> String {
        (view.isOfCandidate ? view.personName : nil) ?? view.resumeName
    }

    /// The live part of a match: progress, why it stopped, or the result.
    func live(_ match: MatchView, status: TaskStatus?) -> LiveMatch {
        var live = LiveMatch(
            id: match.match.taskID?.text ?? match.match.id.text, resumeID: match.match.resumeID.text,
            postingID: match.match.postingID.text, engineID: match.match.engine)
        let isSimulated = match.match.engine == "simulated"
        if let status, !status.state.isFinal {
            live.poll = poll(status.id, state: status.state, createdAt: status.createdAt)
            live.progress = progress(status, sentence: sentence(status), isSimulated: isSimulated)
        } else if let status, status.state == .cancelled {
            live.stopped = stopped("match.cancelled", kind: "info")
        } else if let status, status.state == .dead {
            live.stopped = stopped("match.failed", kind: "bad")
        } else if let score = match.match.score {
            live.result = result(match, score)
            if !match.changes.isEmpty {
                let of = match.isOfCandidate ? "match.candidateChanged." : "match.changed."
                live.changed = match.changes.map { words.text(of + $0) }.joined(separator: " ")
            }
        } else {
            live.stopped = stopped("match.failed", kind: "bad")
        }
        return live
    }

    /// A match that is being scored, made of its status alone: a poll costs no query.
    func running(_ status: TaskStatus) -> LiveMatch {
        LiveMatch(
            id: status.id.text,
            poll: poll(status.id, state: status.state, createdAt: status.createdAt), resumeID: "",
            postingID: "", engineID: "", progress: progress(status, sentence: sentence(status)))
    }

    private func sentence(_ status: TaskStatus) -> String {
        switch (status.state, status.progress?.stage) {
        case (.failed, _): words.text("match.retrying")
        case (.running, "scoring"): words.text("match.scoring")
        case (.running, _): words.text("match.reading")
        default: words.text("match.waiting")
        }
    }

    /// The words for work that ended without its result.
    func stopped(_ key: String, kind: String) -> Stopped {
        let advice = words.text(key + ".advice")
        return Stopped(
            kind: kind, heading: words.text(key + ".heading"), message: words.text(key + ".message"),
            advice: advice == key + ".advice" ? nil : advice)
    }

    private func result(_ view: MatchView, _ score: Score) -> MatchResult {
        let postingText = PostingPlainText.make(title: view.title, markdown: view.descriptionMarkdown)
        let evidence = Evidence(score, resumeText: view.resumeText, postingText: postingText)
        let isSimulated = score.engine == "simulated"
        return MatchResult(
            score: phrases.score(score.score), band: phrases.band(score.score),
            sentence: sentence(of: score, ofCandidate: view.isOfCandidate, isSimulated: isSimulated),
            engine: phrases.engine(score.engine), engineVersion: score.engineVersion,
            isSimulated: isSimulated, scored: moment(view.match.updatedAt),
            eligibility: isSimulated
                ? [] : eligibility(score.eligibility, evidence, ofCandidate: view.isOfCandidate),
            contributions: contributions(score.contributions),
            reasons: score.reasons.map { reason($0, score, evidence, ofCandidate: view.isOfCandidate) },
            matched: score.matched,
            missing: score.missing.map { name in
                MissingRow(name: name, anchor: evidence.gaps.first { $0.name == name }?.anchor)
            },
            partly: (score.partly ?? []).map { partly($0, evidence) }, isCandidate: view.isOfCandidate,
            counterfactuals: (score.counterfactuals ?? []).prefix(Self.shownCounterfactuals).map(counterfactual),
            resumeName: resumeName(view), resumeHref: "/resumes/" + view.match.resumeID.text, postingTitle: view.title,
            postingHref: "/jobs/" + view.match.postingID.text,
            resumeText: passages(view.resumeText, evidence.resume, [], "match.toPosting"),
            postingText: passages(postingText, evidence.posting, evidence.gaps, "match.toResume"),
            refinement: score.refinement.map { note in
                let place = score.contributions.firstIndex { $0.name == "model" }
                return part(note, evidence, number: place.map { $0 + 1 })
            })
    }

    /// "3 of 5 skills asked for are in your resume."
    private func sentence(of score: Score, ofCandidate: Bool, isSimulated: Bool) -> String {
        let asked = score.matched.count + score.missing.count
        guard !isSimulated, asked > 0 else {
            return words.text(isSimulated ? "match.sentenceSimulated" : "match.sentenceNone")
        }
        return words.plural(
            ofCandidate ? "match.candidate.sentence" : "match.sentence", asked, ["matched": String(score.matched.count)]
        )
    }

    private static let shownCounterfactuals = 5

    /// "With Kafka it would be 64."
    private func counterfactual(_ change: Counterfactual) -> String {
        let what = change.skill ?? words.plural("match.years", Int((change.years ?? 0).rounded()))
        return words.text("match.wouldBe", ["what": what, "score": phrases.score(change.score)])
    }

    /// "5 years: the resume has 3 years."
    private func partly(_ met: PartlyMet, _ evidence: Evidence) -> PartlyRow {
        PartlyRow(
            text: words.text("match.partlyMet", ["wanted": met.wanted, "had": met.had]),
            quotes: met.quotes.map { row($0, evidence) })
    }

    private func row(_ quote: Quote, _ evidence: Evidence) -> QuoteRow {
        QuoteRow(text: quote.text, tint: "0", anchor: evidence.anchor(of: quote))
    }

    private func eligibility(
        _ eligibility: Eligibility, _ evidence: Evidence, ofCandidate isOfCandidate: Bool
    ) -> [EligibilityRow] {
        func statement(_ constraint: HardConstraint, _ answer: Eligible) -> String {
            // What nobody says is said alike of everybody.
            let whose = isOfCandidate && answer != .notStated ? "candidate." : ""
            return words.text("eligibility.\(whose)\(constraint.rawValue).\(answer.rawValue)")
        }
        var rows = eligibility.answers.filter { $0.answer != .notStated }.map { constraint, answer in
            EligibilityRow(
                kind: answer.rawValue, answer: words.text("match.eligible." + answer.rawValue),
                statement: statement(constraint, answer),
                quotes: eligibility.grounds.filter { $0.constraint == constraint }.flatMap(\.quotes)
                    .map { row($0, evidence) })
        }
        // What nobody says is one line, however much it is: it must not drown what somebody does.
        let unknown = eligibility.answers.filter { $0.answer == .notStated }
        if !unknown.isEmpty {
            rows.append(
                EligibilityRow(
                    kind: "unknown", answer: words.text("match.eligible.not_stated"),
                    statement: unknown.map { statement($0.constraint, $0.answer) }.joined(separator: ", ")))
        }
        return rows
    }

    /// The segments of the bar: each as long as its points, the whole bar being 100.
    private func contributions(_ contributions: [Contribution]) -> [ContributionRow] {
        var start = 0.0
        return contributions.enumerated().map { index, part in
            let width = max(0, part.points)
            defer { start += width }
            return ContributionRow(
                number: String(index + 1), tint: Evidence.tint(index + 1),
                name: words.text("contribution." + part.name), points: phrases.decimal(part.points),
                ofMaximum: words.text("match.ofMaximum", ["maximum": phrases.decimal(part.maximum)]),
                barStart: phrases.decimal(start), barWidth: phrases.decimal(width),
                barMiddle: width >= 4 ? phrases.decimal(start + width / 2) : nil)
        }
    }

    private func reason(
        _ reason: Reason, _ score: Score, _ evidence: Evidence, ofCandidate isOfCandidate: Bool
    ) -> ReasonRow {
        let number = score.contributions.firstIndex { part in
            reason.quotes.contains { part.quotes.contains($0) }
        }
        let tint = number.map { Evidence.tint($0 + 1) } ?? "0"
        func rows(_ side: Side) -> [QuoteRow] {
            reason.quotes.filter { $0.side == side }.map {
                QuoteRow(text: $0.text, tint: tint, anchor: evidence.anchor(of: $0))
            }
        }
        return ReasonRow(
            text: reason.text, number: number.map { String($0 + 1) },
            resumeSays: words.text(isOfCandidate ? "match.candidate.resumeSays" : "match.youWrote"),
            resumeQuotes: rows(.resume), postingQuotes: rows(.posting))
    }

    /// A text cut into plain pieces, evidence and gaps, in order.
    private func passages(
        _ text: String, _ places: [Evidence.Place], _ gaps: [Evidence.Gap], _ label: String
    ) -> [Passage] {
        let bytes = Array(text.utf8)
        var marks: [(range: Range<Int>, evidence: EvidenceMark?, gap: GapMark?)] = places.map { place in
            let mark = EvidenceMark(
                number: String(place.number), tint: Evidence.tint(place.number), anchor: place.anchor,
                otherAnchor: place.otherAnchor ?? place.anchor,
                otherLabel: words.text(label, ["number": String(place.number)]),
                isGap: gaps.contains { $0.anchor == place.anchor })
            return (place.range, mark, nil)
        }
        marks += gaps.filter { gap in !places.contains { $0.anchor == gap.anchor } }
            .map { ($0.range, nil, GapMark(anchor: $0.anchor)) }
        marks.sort { $0.range.lowerBound < $1.range.lowerBound }
        var (passages, at) = ([Passage](), 0)
        for mark in marks where mark.range.lowerBound >= at {
            if mark.range.lowerBound > at { passages.append(Passage(text: piece(bytes[at..<mark.range.lowerBound]))) }
            passages.append(Passage(text: piece(bytes[mark.range]), evidence: mark.evidence, gap: mark.gap))
            at = mark.range.upperBound
        }
        if at < bytes.count { passages.append(Passage(text: piece(bytes[at...]))) }
        return passages
    }

    private func piece(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }
}
