public import Model
internal import Parsing

extension Scorer {
    /// Reads a resume once: a few milliseconds, most of them for the occupations that its titles may mean.
    public func prepare(_ resume: ResumeSide) -> PreparedResume {
        prepare(resume, without: [])
    }

    /// Reads a posting once.
    public func prepare(_ posting: PostingSide) -> PreparedPosting {
        let bytes = read(posting.text)
        let tokeniser = Tokeniser(bytes)
        let (tokens, lines) = (tokeniser.tokens, tokeniser.lines)
        let title = Self.title(of: posting, bytes, lines)
        let titleTokens = Tokeniser(Array(title.utf8)).tokens
        let head = Self.place(of: titleTokens, in: tokens)
        let reading = Reading(
            bytes: bytes, tokens: tokens, lines: lines, counts: Shield.commanding(bytes, tokens).map { !$0 })
        var titles = Titles(knowledge: knowledge)
        if titleTokens.contains(where: \.isTerm) { titles.add(title, weight: 1) }
        // What a posting is called says more of its field than any line below.
        let features = reading.features(
            titles: titles, knowledge: knowledge, emphasis: { head?.contains($0) == true ? 3 : 0 })
        let strengths = Requirements.strengths(tokens, lines: lines)
        let skills = wanted(in: reading, also: posting.skills ?? []) { strengths[$0].weight }
        var words: [TitleTerm] = []
        for token in titleTokens where token.isTerm && !words.contains(where: { $0.term == token.shortTerm }) {
            words.append(
                TitleTerm(term: token.shortTerm, weight: token.kind.contains(.generic) ? Features.genericWeight : 1))
        }
        let firstWords = tokens.firstIndex(where: \.isTerm).map { first in
            first..<(tokens[first...].firstIndex { $0.line != tokens[first].line } ?? tokens.count)
        }
        return PreparedPosting(
            side: posting, features: features, skills: skills, skillWeight: skills.reduce(0) { $0 + $1.weight },
            title: words, titlePlace: (head ?? firstWords).map { stretch($0, reading) },
            years: Years.asked(tokens).map { stated($0, reading) }, levelYears: Self.levelYears(titleTokens),
            level: posting.conditions.level ?? PostingWords.level(title: title),
            facts: EligibilityReader.facts(
                ofPosting: reading, strengths: strengths, also: posting.conditions.languages),
            shingles: Shield.sample(tokens), isWhole: knowledge.isWhole)
    }

    func prepare(_ resume: ResumeSide, without copied: [Range<Int>]) -> PreparedResume {
        let bytes = read(resume.text)
        let tokeniser = Tokeniser(bytes)
        let (tokens, lines) = (tokeniser.tokens, tokeniser.lines)
        let identity = Shield.identity(bytes, tokens, name: resume.profile?.name)
        let stuffing = Shield.stuffing(tokens)
        let commanding = Shield.commanding(bytes, tokens)
        var counts = tokens.indices.map { !identity[$0] && !stuffing[$0] && !commanding[$0] }
        for range in copied {
            for index in range where index < counts.count { counts[index] = false }
        }
        let reading = Reading(bytes: bytes, tokens: tokens, lines: lines, counts: counts)
        // A profile was read from the whole text: where part of the text does not count, the profile cannot either.
        let profile = copied.isEmpty && !stuffing.contains(true) ? resume.profile : nil
        let positions = Positions(reading, profile: profile)
        var titles = Titles(knowledge: knowledge)
        titles.add(positions: positions.names)
        var years = Years.had(tokens, isCounted: { counts[$0] }, now: now).map { stated($0, reading) }
        if let known = profile?.years { years = StatedYears(years: Float(known), place: years?.place) }
        return PreparedResume(
            side: resume, features: reading.features(titles: titles, knowledge: knowledge),
            skills: had(in: reading, also: profile?.skills ?? [], without: Set(resume.profile?.refusedSkills ?? [])),
            titleTerms: positions.terms, titles: positions.places, years: years,
            facts: EligibilityReader.facts(ofResume: reading, profile: resume.profile),
            shingles: Shield.sample(tokens), profileCounts: copied.isEmpty && !stuffing.contains(true),
            isWhole: knowledge.isWhole)
    }

    /// The text's bytes up to the limit, cut between characters.
    private func read(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8.prefix(limits.textBytes))
        guard bytes.count == limits.textBytes, text.utf8.count > limits.textBytes else { return bytes }
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0x80 { bytes.removeLast() }
        return bytes
    }

    private func stretch(_ tokens: Range<Int>, _ reading: Reading) -> Stretch {
        Stretch(Passage.cut(reading.bytes(of: tokens), reading.bytes, limits.quoteBytes))
    }

    private func stated(_ finding: Years.Finding, _ reading: Reading) -> StatedYears {
        StatedYears(years: Float(finding.years), place: finding.tokens.map { stretch($0, reading) })
    }

    // MARK: Skills

    private func wanted(in reading: Reading, also known: [String], weight: (_ line: Int) -> Double) -> [NamedSkill] {
        var found: [String: NamedSkill] = [:]
        forEachMention(in: reading) { mention, line in
            let weight = Float(weight(line) * Self.worth(of: mention.name))
            if let other = found[mention.name], other.weight >= weight { return }
            found[mention.name] = NamedSkill(name: mention.name, weight: weight, place: Stretch(mention.range))
        }
        for name in known where found[name] == nil {
            found[name] = NamedSkill(name: name, weight: Float(0.8 * Self.worth(of: name)), place: nil)
        }
        return Self.sorted(found.values)
    }

    private func had(in reading: Reading, also known: [String], without refused: Set<String>) -> [NamedSkill] {
        var found: [String: NamedSkill] = [:]
        forEachMention(in: reading) { mention, _ in
            guard found[mention.name] == nil, !refused.contains(mention.name) else { return }
            found[mention.name] = NamedSkill(name: mention.name, weight: 1, place: Stretch(mention.range))
        }
        for name in known where found[name] == nil {
            found[name] = NamedSkill(name: name, weight: 1, place: nil)
        }
        return PreparedResume.withImplied(Self.sorted(found.values), refused: refused)
    }

    private func forEachMention(in reading: Reading, _ body: (SkillMention, _ line: Int) -> Void) {
        let mentions = reading.bytes.withUnsafeBufferPointer { SkillLexicon.shared.mentions(inUTF8: $0) }
        for mention in mentions {
            let token = reading.token(at: mention.range.lowerBound)
            guard token < reading.tokens.count, reading.counts[token] else { continue }
            body(mention, Int(reading.tokens[token].line))
        }
    }

    private static func sorted(_ skills: some Collection<NamedSkill>) -> [NamedSkill] {
        skills.sorted { $0.id == $1.id ? $0.name < $1.name : $0.id < $1.id }
    }

    /// Skills nearly everyone claims tell little.
    private static func worth(of skill: String) -> Double { commonSkills.contains(skill) ? 0.3 : 1 }

    private static let commonSkills: Set<String> = [
        "Communication", "Teamwork", "Leadership", "Problem Solving", "Time Management", "Microsoft Office",
        "Microsoft Word", "Microsoft Outlook", "Excel", "Word", "Outlook", "PowerPoint", "Microsoft PowerPoint",
        "Microsoft Excel", "English", "Customer Service", "Training", "Windows", "Organization", "Presentation",
        "Internet", "Email",
    ]

    // MARK: The posting's title

    private static func title(of posting: PostingSide, _ bytes: [UInt8], _ lines: [Range<Int>]) -> String {
        guard posting.title.isEmpty else { return posting.title }
        guard let first = lines.first, first.count <= 100 else { return "" }
        let line = bytes[first]
        // A list of key words is no title.
        guard line.count(where: { $0 == UInt8(ascii: ",") }) < 3 else { return "" }
        return String(decoding: line, as: UTF8.self)
    }

    /// Where the title's words stand in a row near the start of the text.
    private static func place(of title: [Token], in tokens: [Token]) -> Range<Int>? {
        guard !title.isEmpty, title.count <= tokens.count else { return nil }
        let last = min(tokens.count - title.count, 20)
        for start in 0...last where title.indices.allSatisfy({ tokens[start + $0].word == title[$0].word }) {
            return start..<(start + title.count)
        }
        return nil
    }

    private enum Level: Sendable { case entry, junior, senior, lead }

    private static let levels = PhraseBook<Level>([
        (
            .entry,
            "intern,internship,trainee,apprentice,working student,werkstudent,praktikant,praktikum,стажер,стажировка"
        ),
        (.junior, "junior,graduate,entry level,jr,младший"),
        (.senior, "senior,sr,старший,staff"),
        (.lead, "lead,principal,head,director,chief,vice president,vp,leiter,руководитель,директор"),
    ])

    private static func levelYears(_ title: [Token]) -> Float? {
        switch levels.hits(in: title).first?.meaning {
        case .entry: 0
        case .junior: 1
        case .senior: 5
        case .lead: 7
        case nil: nil
        }
    }
}

extension PreparedResume {
    /// The skills with those that they imply and nobody refused, sorted by id.
    static func withImplied(_ skills: [NamedSkill], refused: Set<String>) -> [NamedSkill] {
        var all = skills
        var known = Set(skills.map(\.id))
        for skill in skills where skill.source == nil {
            for name in Implications.of(skill.name) where !refused.contains(name) {
                let implied = NamedSkill(
                    name: name, weight: Implications.weight, place: skill.place, source: skill.name)
                if known.insert(implied.id).inserted { all.append(implied) }
            }
        }
        return all.count == skills.count ? skills : all.sorted { $0.id < $1.id }
    }
}
