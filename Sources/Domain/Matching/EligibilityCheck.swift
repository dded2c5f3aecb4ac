internal import Model

/// Answers each hard constraint of a pair: yes or no only where both sides state theirs plainly, with the words that do.
///
/// What the person asked for in their settings goes before what the resume says; what a posting's source states goes before
/// its text. Pay is compared by the year and in one currency, with the top of what is offered: what might be paid is not
/// ruled out.
struct EligibilityCheck {
    let resume: PreparedResume
    let posting: PreparedPosting
    let wishes: HardWishes
    let evidence: Evidence

    private struct Answer {
        var eligible = Eligible.notStated
        var ours: Stretch?
        var theirs: Stretch?
    }

    func eligibility() -> Eligibility {
        let answers: [(HardConstraint, Answer)] = [
            (.workMode, workMode), (.country, country), (.pay, pay), (.visa, visa), (.language, language),
            (.internship, internship), (.level, level),
        ]
        var result = Eligibility()
        for (constraint, answer) in answers where answer.eligible != .notStated {
            switch constraint {
            case .workMode: result.workMode = answer.eligible
            case .country: result.country = answer.eligible
            case .pay: result.pay = answer.eligible
            case .visa: result.visa = answer.eligible
            case .language: result.language = answer.eligible
            case .internship: result.internship = answer.eligible
            case .level: result.level = answer.eligible
            }
            let quotes = [
                answer.ours.map { evidence.ours($0.range) }, answer.theirs.map { evidence.theirs($0.range) },
            ].compactMap { $0 }
            if !quotes.isEmpty { result.grounds.append(.init(constraint: constraint, quotes: quotes)) }
        }
        return result
    }

    private func answer(_ isMet: Bool, _ ours: Stretch?, _ theirs: Stretch?) -> Answer {
        Answer(eligible: isMet ? .yes : .no, ours: ours, theirs: theirs)
    }

    private var workMode: Answer {
        let stated = posting.side.conditions.isRemote == true ? PostingFacts.Mode.remote : posting.facts.mode
        guard let mode = stated else { return Answer() }
        let place = posting.facts.mode == mode ? posting.facts.modePlace : nil
        if !wishes.modes.isEmpty {
            let wanted: HardWishes.Mode = mode == .remote ? .remote : mode == .hybrid ? .hybrid : .onSite
            return answer(wishes.modes.contains(wanted), nil, place)
        }
        if let only = resume.facts.remoteOnly { return answer(mode == .remote, only, place) }
        guard mode != .remote, let moves = resume.facts.movesOrCommutes else { return Answer() }
        return answer(true, moves, place)
    }

    private var country: Answer {
        let facts = resume.facts
        if !wishes.countries.isEmpty {
            guard let place = posting.side.conditions.country ?? posting.facts.residence?.code else { return Answer() }
            let isMet = wishes.countries.contains { Self.includes($0, place) || Self.includes(place, $0) }
            return answer(isMet, nil, posting.facts.residence?.place)
        }
        guard let wanted = posting.facts.residence, let home = facts.home else { return Answer() }
        if Self.includes(wanted.code, home.code) { return answer(true, home.place, wanted.place) }
        return facts.movesOrCommutes != nil || home.code == "EU" ? Answer() : answer(false, home.place, wanted.place)
    }

    /// Whether a country lies in another, or in the union.
    private static func includes(_ outer: String, _ inner: String) -> Bool {
        outer == inner || (outer == "EU" && Places.union.contains(inner))
    }

    private var pay: Answer {
        let wished = wishes.pay.flatMap { pay in
            pay.annual.minimum.flatMap { ExchangeRates.euroCents($0, currency: pay.currency) }
        }
        guard let wanted = wished ?? resume.facts.pay?.annual?.minimum else { return Answer() }
        let place = wished == nil ? resume.facts.pay?.place : nil
        if let pay = posting.side.conditions.pay, let top = pay.annual.maximum ?? pay.annual.minimum {
            guard let offered = ExchangeRates.euroCents(top, currency: pay.currency) else { return Answer() }
            // "From 50,000" says nothing of the top.
            return pay.maximum == nil && offered < wanted ? Answer() : answer(offered >= wanted, place, nil)
        }
        guard let fact = posting.facts.pay, let offered = fact.annual else { return Answer() }
        return answer(offered.maximum >= wanted, place, fact.place)
    }

    private var visa: Answer {
        let (ours, theirs) = (resume.facts, posting.facts)
        if wishes.needsVisa ?? (ours.needsSponsor != nil) {
            if let refusal = theirs.refusesSponsor { return answer(false, ours.needsSponsor, refusal) }
            return theirs.offersSponsor.map { answer(true, ours.needsSponsor, $0) } ?? Answer()
        }
        if wishes.needsVisa == false, let refusal = theirs.refusesSponsor { return answer(true, nil, refusal) }
        for place in theirs.authorised {
            if let own = ours.authorised.first(where: { Self.includes($0.code, place.code) }) {
                return answer(true, own.place, place.place)
            }
        }
        return Answer()
    }

    private var language: Answer {
        let required = posting.facts.languages
        guard !required.isEmpty else { return Answer() }
        var met: Answer?
        var isSure = true
        for language in required {
            let own = resume.facts.languages.first { $0.code == language.code }
            guard let level = wishes.languages[language.code] ?? own?.level else {
                isSure = false
                continue
            }
            if level < language.level { return answer(false, own?.place, language.place) }
            met = met ?? answer(true, own?.place, language.place)
        }
        return isSure ? met ?? Answer() : Answer()
    }

    private var internship: Answer {
        guard let wish = wishes.internships else { return Answer() }
        let stated = posting.side.conditions.type.map { $0 == .internship }
        guard let isInternship = stated ?? (posting.facts.internship != nil ? true : nil) else { return Answer() }
        return answer(isInternship == wish, nil, posting.facts.internship)
    }

    private var level: Answer {
        guard !wishes.levels.isEmpty, let level = posting.level else { return Answer() }
        return answer(wishes.levels.contains(level), nil, posting.titlePlace)
    }
}
