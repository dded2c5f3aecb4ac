public import Model
internal import Parsing

extension Scorer {
    /// Reads a resume once. Costs about a millisecond for a usual one.
    public func prepare(_ resume: ResumeSide) -> PreparedResume {
        prepare(resume, without: [])
    }

    /// Reads a posting once.
    public func prepare(_ posting: PostingSide) -> PreparedPosting {
        let bytes = read(posting.text)
        let tokeniser = Tokeniser(bytes)
        let (tokens, lines) = (tokeniser.tokens, tokeniser.lines)
        let title = Self.title(of: posting, bytes, lines)
        let titleStems = Tokeniser(Array(title.utf8)).tokens
        let head = Self.place(of: titleStems, in: tokens)
        let counts = [Bool](repeating: true, count: tokens.count)
        // What a posting is called says more of its field than any line below.
        let features = Features(
            bytes: bytes, tokens: tokens, lines: lines, counts: counts,
            emphasis: { head?.contains($0) == true ? 3 : 0 })
        let strengths = Requirements.strengths(tokens, lines: lines)
        let skills = skills(in: features, also: posting.skills ?? [], without: []) { strengths[$0].weight }

        var words: [(term: UInt64, weight: Double)] = []
        for token in titleStems where token.isTerm && !words.contains(where: { $0.term == token.term }) {
            words.append((token.term, token.kind.contains(.generic) ? Features.genericWeight : 1))
        }
        return PreparedPosting(
            side: posting, features: features, skills: skills, skillWeight: skills.reduce(0) { $0 + $1.weight },
            title: words, titleTokens: head, years: Years.asked(tokens), levelYears: Self.levelYears(titleStems),
            facts: EligibilityReader.facts(ofPosting: features, strengths: strengths),
            shingles: Shield.shingles(tokens).map(\.hash))
    }

    func prepare(_ resume: ResumeSide, without copied: [Range<Int>]) -> PreparedResume {
        let bytes = read(resume.text)
        let tokeniser = Tokeniser(bytes)
        let (tokens, lines) = (tokeniser.tokens, tokeniser.lines)
        let identity = Shield.identity(bytes, tokens, name: resume.profile?.name)
        let stuffing = Shield.stuffing(tokens)
        var counts = tokens.indices.map { !identity[$0] && !stuffing[$0] }
        for range in copied {
            for index in range where index < counts.count { counts[index] = false }
        }
        let features = Features(bytes: bytes, tokens: tokens, lines: lines, counts: counts)
        // A profile was read from the whole text: where part of the text does not count, the profile cannot either.
        let profile = copied.isEmpty && !stuffing.contains(true) ? resume.profile : nil
        let (roleTerms, roleLines) = Self.roles(features, profile: profile)
        var years = Years.had(tokens, isCounted: { counts[$0] }, now: now)
        if let known = profile?.years { years = Years.Finding(years: known, tokens: years?.tokens) }
        return PreparedResume(
            side: resume, features: features,
            skills: skills(
                in: features, also: profile?.skills ?? [], without: Set(resume.profile?.refusedSkills ?? [])
            ) { _ in 1 },
            roleTerms: roleTerms, roleLines: roleLines, years: years,
            facts: EligibilityReader.facts(ofResume: features, profile: resume.profile),
            shingles: Shield.shingles(tokens))
    }

    /// The text's bytes up to the limit, cut between characters.
    private func read(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8.prefix(limits.textBytes))
        guard bytes.count == limits.textBytes, text.utf8.count > limits.textBytes else { return bytes }
        while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
        if let last = bytes.last, last >= 0x80 { bytes.removeLast() }
        return bytes
    }

    private func skills(
        in features: Features, also known: [String], without refused: Set<String>, weight: (_ line: Int) -> Double
    ) -> [NamedSkill] {
        var found: [UInt64: NamedSkill] = [:]
        let mentions = features.bytes.withUnsafeBufferPointer { SkillLexicon.shared.mentions(inUTF8: $0) }
        for mention in mentions {
            let token = features.token(at: mention.range.lowerBound)
            guard token < features.tokens.count, features.counts[token], !refused.contains(mention.name) else {
                continue
            }
            let id = WordHash.of(mention.name.utf8)
            let weight = weight(Int(features.tokens[token].line)) * Self.worth(of: mention.name)
            if let other = found[id], other.weight >= weight { continue }
            found[id] = NamedSkill(name: mention.name, id: id, weight: weight, range: mention.range)
        }
        for name in known {
            let id = WordHash.of(name.utf8)
            if found[id] == nil {
                found[id] = NamedSkill(name: name, id: id, weight: 0.8 * Self.worth(of: name), range: nil)
            }
        }
        return found.values.sorted { $0.id < $1.id }
    }

    /// Skills nearly everyone claims tell little.
    private static func worth(of skill: String) -> Double { commonSkills.contains(skill) ? 0.3 : 1 }

    private static let commonSkills: Set<String> = [
        "Communication", "Teamwork", "Leadership", "Problem Solving", "Time Management", "Microsoft Office",
        "Microsoft Word",
        "Microsoft Outlook", "Excel", "Word", "Outlook", "PowerPoint", "Microsoft PowerPoint", "Microsoft Excel",
        "English",
        "Customer Service", "Training", "Windows", "Organization", "Presentation", "Internet", "Email",
    ]

    // MARK: Titles and roles

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

    /// Words of lines that name a position: short, and with an occupation among them.
    private static func roles(_ features: Features, profile: Profile?) -> (terms: [UInt64], lines: [Int]) {
        var terms: Set<UInt64> = []
        var lines: [Int] = []
        var index = 0
        let tokens = features.tokens
        while index < tokens.count {
            let line = tokens[index].line
            var end = index
            while end < tokens.count, tokens[end].line == line { end += 1 }
            if end - index <= 14,
                tokens[index..<end].contains(where: { $0.kind.contains(.role) && $0.kind.contains(.capital) })
            {
                lines.append(Int(line))
                for token in index..<end where features.counts[token] && tokens[token].isTerm {
                    terms.insert(tokens[token].term)
                }
            }
            index = end
        }
        for title in (profile?.experience.compactMap(\.title) ?? []) + [profile?.headline].compactMap({ $0 }) {
            for token in Tokeniser(Array(title.utf8)).tokens where token.isTerm { terms.insert(token.term) }
        }
        return (terms.sorted(), lines)
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

    private static func levelYears(_ title: [Token]) -> Double? {
        switch levels.hits(in: title).first?.meaning {
        case .entry: 0
        case .junior: 1
        case .senior: 5
        case .lead: 7
        case nil: nil
        }
    }
}
