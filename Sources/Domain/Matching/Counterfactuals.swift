internal import Model

extension PreparedResume {
    /// The resume with a skill more in its profile: what ``Scorer/prepare(_:)-(ResumeSide)`` makes of it then, without reading
    /// the text again.
    public func adding(skill name: String) -> PreparedResume {
        var profile = side.profile ?? Profile()
        guard !profile.skills.contains(name) else { return self }
        profile.skills.append(name)
        return with(profile: profile, skills: skills(adding: name), years: years)
    }

    /// The resume with other years of work in its profile.
    public func setting(years value: Double) -> PreparedResume {
        var profile = side.profile ?? Profile()
        profile.years = value
        let years = profileCounts ? StatedYears(years: Float(value), place: years?.place) : years
        return with(profile: profile, skills: skills, years: years)
    }

    private func with(profile: Profile, skills: [NamedSkill], years: StatedYears?) -> PreparedResume {
        var side = side
        side.profile = profile
        return PreparedResume(
            side: side, features: features, skills: skills, titleTerms: titleTerms, titles: titles, years: years,
            facts: facts, shingles: shingles, profileCounts: profileCounts, isWhole: isWhole)
    }

    /// The skills with one more, and with what it implies.
    func skills(adding name: String) -> [NamedSkill] {
        let named = skills.filter { $0.source == nil }
        guard profileCounts, !named.contains(where: { $0.name == name }) else { return skills }
        let added = NamedSkill(name: name, weight: 1, place: nil)
        let place = named.firstIndex { $0.id > added.id || ($0.id == added.id && $0.name > name) } ?? named.count
        let all = Array(named[..<place]) + [added] + Array(named[place...])
        return Self.withImplied(all, refused: Set(side.profile?.refusedSkills ?? []))
    }
}

extension Scorer {
    /// What a missing skill, or the years that are asked for, would make of the score: exactly what the score is once the
    /// profile has them. Those that bring most come first; what brings nothing is left out.
    func counterfactuals(
        _ resume: PreparedResume, _ posting: PreparedPosting, _ signals: Signals, missing: [NamedSkill]
    ) -> [Counterfactual] {
        guard resume.profileCounts else { return [] }
        let now = Parts(signals).total
        var found: [Counterfactual] = []
        for skill in missing.prefix(limits.counterfactuals) {
            var other = signals
            other.skills = Signals.share(of: resume.skills(adding: skill.name), posting)
            let score = Parts(other).total
            if score > now { found.append(Counterfactual(skill: skill.name, score: score)) }
        }
        if let asked = posting.askedYears, asked > resume.years?.years ?? 0 {
            var other = signals
            other.years = Signals.share(of: asked, posting)
            let score = Parts(other).total
            if score > now { found.append(Counterfactual(years: Double(asked), score: score)) }
        }
        // A stable sort: of two that bring the same, the one that the posting wants more stays first.
        found.sort { $0.score > $1.score }
        return found
    }
}

extension Evidence {
    /// What the posting asks for and the resume has in part: skills that another implies, fewer years than asked for.
    func partlyMet() -> [PartlyMet] {
        var partly = matched.compactMap { pair in
            pair.resume.source.map { source in
                PartlyMet(wanted: pair.posting.name, had: source, quotes: quotes(pair.resume, pair.posting))
            }
        }
        if let had = resume.years, let asked = posting.years, had.years > 0, had.years < asked.years {
            partly.append(
                PartlyMet(
                    wanted: Self.years(Double(asked.years)), had: Self.years(Double(had.years)),
                    quotes: experienceQuotes()))
        }
        return partly
    }
}
