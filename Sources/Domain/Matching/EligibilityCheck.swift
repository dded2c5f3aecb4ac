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
        let conditions = posting.side.conditions
        guard let mode = statedMode else {
            // Not remote, and nothing more: on site or hybrid.
            guard conditions.isRemote == false else { return Answer() }
            if wishes.modes == [.remote] { return answer(false, nil, nil) }
            if wishes.modes.isSuperset(of: [.onSite, .hybrid]) { return answer(true, nil, nil) }
            return wishes.modes.isEmpty ? resume.facts.remoteOnly.map { answer(false, $0, nil) } ?? Answer() : Answer()
        }
        let place = posting.facts.mode == mode ? posting.facts.modePlace : nil
        if !wishes.modes.isEmpty {
            let wanted: HardWishes.Mode = mode == .remote ? .remote : mode == .hybrid ? .hybrid : .onSite
            return answer(wishes.modes.contains(wanted), nil, place)
        }
        if let only = resume.facts.remoteOnly { return answer(mode == .remote, only, place) }
        guard mode != .remote, let moves = resume.facts.movesOrCommutes else { return Answer() }
        return answer(true, moves, place)
    }

    /// The source's own word, then that of the text, which cannot make remote what the source says is not.
    private var statedMode: PostingFacts.Mode? {
        let conditions = posting.side.conditions
        switch conditions.workMode {
        case .remote: return .remote
        case .hybrid: return .hybrid
        case .onSite: return .onSite
        case nil: break
        }
        if conditions.isRemote == true { return .remote }
        return conditions.isRemote == false && posting.facts.mode == .remote ? nil : posting.facts.mode
    }

    private var country: Answer {
        let facts = resume.facts
        let places = residences
        if !wishes.countries.isEmpty {
            let (office, remote) = (posting.side.conditions.country, posting.side.conditions.remoteCountries)
            // "Berlin, or remote in the UK" has both.
            let codes =
                remote.isEmpty
                ? office.map { [$0] } ?? places.map(\.code) : places.map(\.code) + [office].compactMap(\.self)
            guard !codes.isEmpty else { return Answer() }
            let isMet = codes.contains { place in
                wishes.countries.contains { Self.includes($0, place) || Self.includes(place, $0) }
            }
            return answer(isMet, nil, places.first?.place)
        }
        guard let wanted = places.first, let home = facts.home else { return Answer() }
        if let fits = places.first(where: { Self.includes($0.code, home.code) }) {
            return answer(true, home.place, fits.place)
        }
        return facts.movesOrCommutes != nil || home.code == "EU" ? Answer() : answer(false, home.place, wanted.place)
    }

    /// Where the person must live, any of them: as the source says, or else the text.
    private var residences: [PlaceFact] {
        let (stated, read) = (posting.side.conditions.remoteCountries, posting.facts.residences)
        guard !stated.isEmpty else { return read }
        return stated.map { code in PlaceFact(code: code, place: read.first { $0.code == code }?.place) }
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
        // The source's own word, then that of the text, which gives the quote.
        let stated = posting.side.conditions.visa
        let isRefused = stated.map { $0 == .refused } ?? (theirs.refusesSponsor != nil)
        let isOffered = stated.map { $0 == .offered } ?? (theirs.offersSponsor != nil)
        if wishes.needsVisa ?? (ours.needsSponsor != nil) {
            if isRefused { return answer(false, ours.needsSponsor, theirs.refusesSponsor) }
            return isOffered ? answer(true, ours.needsSponsor, theirs.offersSponsor) : Answer()
        }
        if wishes.needsVisa == false, isRefused { return answer(true, nil, theirs.refusesSponsor) }
        for place in theirs.authorised {
            if let own = ours.authorised.first(where: { Self.includes($0.code, place.code) }) {
                return answer(true, own.place, place.place)
            }
        }
        return Answer()
    }

    /// Each language that is asked for by itself, and one of those that stand for one another.
    private var language: Answer {
        let required = posting.facts.languages
        var (met, isSure): (Answer?, Bool) = (nil, true)
        for (index, language) in required.enumerated() {
            let choice = language.oneOf == 0 ? [language] : required.filter { $0.oneOf == language.oneOf }
            // A choice is looked at once, with the first of its languages.
            if language.oneOf > 0, required[..<index].contains(where: { $0.oneOf == language.oneOf }) { continue }
            let answers = choice.map(answer)
            if let yes = answers.first(where: { $0?.eligible == .yes }) {
                met = met ?? yes
            } else if let no = answers.first, let no, answers.allSatisfy({ $0?.eligible == .no }) {
                return no
            } else {
                isSure = false
            }
        }
        return isSure ? met ?? Answer() : Answer()
    }

    /// Whether the person has one language well enough; nil where nobody says.
    private func answer(_ language: LanguageFact) -> Answer? {
        let own = resume.facts.languages.first { $0.code == language.code }
        guard let level = wishes.languages[language.code] ?? own?.level, level > 0 else { return nil }
        // Asked for without a level: who works in it has it, of others nobody knows.
        if language.level == 0 { return level >= Self.workingLevel ? answer(true, own?.place, language.place) : nil }
        return answer(level >= language.level, own?.place, language.place)
    }

    /// The level (B2) at which people work in a language.
    private static let workingLevel = 4

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
