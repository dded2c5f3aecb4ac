internal import Model
internal import Parsing

/// Reads hard constraints conservatively: a fact is one that a text states plainly.
enum EligibilityReader {
    // MARK: Reading

    private enum Cue: Sendable {
        case remote, onSite, hybrid, hybridAlone, remoteOnly, commutes, moves
        case refusesSponsor, sponsor, needsSponsor, authorised, residence, internship
    }

    private static let cues = PhraseBook<Cue>([
        (.remote, ConstraintWords.remote + "|remote first"), (.onSite, ConstraintWords.onSite),
        (.hybrid, ConstraintWords.hybrid), (.hybridAlone, "hybrid"),
        (
            .remoteOnly,
            "remote only,only remote,remote work only,remote roles only,remote positions only,только удаленно"
        ),
        (.commutes, "open to on site,open to onsite,open to hybrid,on site or hybrid"),
        (
            .moves,
            "willing to relocate,open to relocation,open to relocate,ready to relocate,готов к переезду,umzugsbereit"
        ),
        (
            .refusesSponsor,
            "no visa sponsorship,not sponsor,cannot sponsor,unable to sponsor,not able to sponsor,"
                + "not offer visa sponsorship,"
                + "without sponsorship,without visa sponsorship,not provide visa sponsorship,no sponsorship"
        ),
        (
            .sponsor,
            "visa sponsorship available,visa sponsorship is available,we sponsor visas,we sponsor your visa,"
                + "offer visa sponsorship,we offer visa support"
        ),
        (
            .needsSponsor,
            "require visa sponsorship,requires visa sponsorship,need visa sponsorship,require sponsorship,"
                + "requires sponsorship,"
                + "visa sponsorship required,need a visa,sponsorship needed"
        ),
        (
            .authorised,
            "authorized to work in,authorised to work in,right to work in,eligible to work in,work permit for,"
                + "citizen of,"
                + "permanent resident of,allowed to work in,work authorization in,work authorization for"
        ),
        (
            .residence,
            "must be based in,must live in,must reside in,must be located in,candidates based in,candidates located in,"
                + "only candidates in,applicants based in,residents of,you are based in,you live in"
        ),
        (.internship, "internship,working student,werkstudent,praktikum,pflichtpraktikum,стажировка"),
    ])

    private static let countries = PhraseBook(CountryList.phrases)
    private static let languages = PhraseBook(LanguageWords.names.map { ($0.code, $0.names) })
    private static let levels = PhraseBook(LanguageWords.levels)
    private static let languageParts = PhraseBook(LanguageChoice.phrases)

    static func facts(ofResume features: Reading, profile: Profile?) -> ResumeFacts {
        var facts = ResumeFacts()
        let tokens = features.tokens
        for hit in cues.hits(in: tokens, where: { features.counts[$0] }) {
            let place = features.stretch(hit.tokens)
            switch hit.meaning {
            case .remoteOnly: facts.remoteOnly = facts.remoteOnly ?? place
            case .commutes, .moves: facts.movesOrCommutes = facts.movesOrCommutes ?? place
            case .needsSponsor: if !isNegated(hit, tokens) { facts.needsSponsor = facts.needsSponsor ?? place }
            case .authorised where !isNegated(hit, tokens): facts.authorised += countries(after: hit, features)
            default: break
            }
        }
        let text = countryText(features)
        for index in tokens.indices.dropLast() where features.counts[index] {
            // "EU citizen", "US citizen"
            guard let (meaning, end) = text.part(index), case .countries(let codes) = meaning, end < tokens.count,
                [citizen, permanent].contains(tokens[end].word)
            else { continue }
            let place = features.stretch(index..<(end + 1))
            facts.authorised += codes.map { PlaceFact(code: $0, place: place) }
        }
        facts.home = home(features, profile?.location)
        facts.languages = languages(features) { features.counts[$0] }
        facts.pay = PayReader.read(features, .wanted)
        return facts
    }

    /// Where the person lives: the one country that the profile's location names, or else the head of the text.
    private static func home(_ features: Reading, _ location: String?) -> PlaceFact? {
        let text = countryText(features)
        guard let location else {
            let head = countries.hits(in: Array(features.tokens.prefix { $0.line < Shield.headLines }))
                .filter { CountryList.isWritten($0.tokens, in: text) }
            return single(head).map { PlaceFact(code: $0.code, place: features.stretch($0.tokens)) }
        }
        let hits = countries.hits(in: Tokeniser(Array(location.utf8)).tokens)
        return single(hits).map { PlaceFact(code: $0.code, place: nil) }
    }

    /// The country that all of some words name, and the first of them.
    private static func single(_ hits: [PhraseBook<CountryPart>.Hit]) -> (code: String, tokens: Range<Int>)? {
        let named = hits.compactMap { hit -> (codes: [String], tokens: Range<Int>)? in
            if case .countries(let codes) = hit.meaning { (codes, hit.tokens) } else { nil }
        }
        let codes = Set(named.flatMap(\.codes))
        guard let first = named.first, let code = codes.first, codes.count == 1 else { return nil }
        return (code, first.tokens)
    }

    /// What the text of a posting states, and of the languages that its source asks for those that it does not take back.
    static func facts(
        ofPosting features: Reading, strengths: [Requirements.Strength], also asked: [AskedLanguage] = []
    ) -> PostingFacts {
        var facts = PostingFacts()
        let tokens = features.tokens
        var modes: [PostingFacts.Mode: Stretch] = [:]
        for hit in cues.hits(in: tokens) {
            let place = features.stretch(hit.tokens)
            func note(_ mode: PostingFacts.Mode) { modes[mode] = modes[mode] ?? place }
            switch hit.meaning {
            case .remote: if !isNegated(hit, tokens) { note(.remote) }
            case .onSite: note(.onSite)
            case .hybrid: if !isNegated(hit, tokens) { note(.hybrid) }
            case .hybridAlone: if isMode(hit, features) { note(.hybrid) }
            case .refusesSponsor: facts.refusesSponsor = facts.refusesSponsor ?? place
            case .sponsor:
                if isNegated(hit, tokens) {
                    facts.refusesSponsor = facts.refusesSponsor ?? place
                } else {
                    facts.offersSponsor = facts.offersSponsor ?? place
                }
            case .authorised: facts.authorised += countries(after: hit, features)
            case .residence where !isNegated(hit, tokens): facts.residences += countries(after: hit, features)
            case .internship: facts.internship = facts.internship ?? place
            default: break
            }
        }
        if let mode = modes.first, modes.count == 1 { (facts.mode, facts.modePlace) = (mode.key, mode.value) }
        facts.languages =
            asked.isEmpty
            ? languages(features) { strengths[Int(tokens[$0].line)] != .nice }
            : known(asked, features, strengths)
        facts.pay = PayReader.read(features, .offered)
        return facts
    }

    private static let citizen = WordHash.of("citizen".utf8)
    private static let permanent = WordHash.of("permanent".utf8)
    private static let negations = Set(
        ["not", "no", "cannot", "don", "unable", "without", "never"].map { WordHash.of($0.utf8) })

    private static func isNegated(_ hit: PhraseBook<Cue>.Hit, _ tokens: [Token]) -> Bool {
        tokens[max(0, hit.tokens.lowerBound - 4)..<hit.tokens.lowerBound].contains {
            $0.line == tokens[hit.tokens.lowerBound].line && negations.contains($0.word)
        }
    }

    /// Whether "hybrid" by itself is how the work is done: in the title, at the start of a sentence or behind a label.
    private static func isMode(_ hit: PhraseBook<Cue>.Hit, _ features: Reading) -> Bool {
        let (index, bytes) = (hit.tokens.lowerBound, features.bytes)
        let word = features.tokens[index]
        guard ConstraintWords.standsAlone(word.range, in: bytes) else { return false }
        if word.line == 0 || ConstraintWords.beginsSentence(word.range, in: bytes) { return true }
        // Nothing but signs stands before the first word.
        guard index > 0 else { return true }
        let label = features.tokens[index - 1]
        return modeLabels.contains(label.word) && bytes[Int(label.end)..<Int(word.start)].contains(UInt8(ascii: ":"))
    }

    private static let modeLabels = Set(
        [
            "mode", "model", "location", "type", "work", "working", "workplace", "arrangement", "arbeitsmodell",
            "standort",
        ]
        .map { WordHash.of($0.utf8) })

    // MARK: Countries

    private static func countryText(_ features: Reading) -> ConstraintText<CountryPart> {
        let tokens = features.tokens
        return ConstraintText(features.bytes, count: tokens.count, range: { tokens[$0].range }) { index in
            countries.hit(at: index, in: tokens).map { ($0.meaning, $0.tokens.upperBound) }
        }
    }

    /// All the countries that are listed behind a cue.
    private static func countries(after hit: PhraseBook<Cue>.Hit, _ features: Reading) -> [PlaceFact] {
        guard let list = CountryList.read(from: hit.tokens.upperBound, in: countryText(features)) else { return [] }
        let place = features.stretch(hit.tokens.lowerBound..<list.end)
        return list.codes.map { PlaceFact(code: $0, place: place) }
    }

    // MARK: Languages

    /// Languages whose level stands right beside them, and those that stand for one another with these.
    private static func languages(_ features: Reading, isCounted: (Int) -> Bool) -> [LanguageFact] {
        let tokens = features.tokens
        let mentions = languages.hits(in: tokens, where: isCounted)
        let verdicts = LanguageChoice.verdicts(mentions.map(\.tokens), in: languageText(tokens, features.bytes))
        let levels = mentions.map { level(beside: $0.tokens, tokens) }
        var found: [LanguageFact] = []
        for (index, mention) in mentions.enumerated() where !verdicts[index].isRefused {
            guard !found.contains(where: { $0.code == mention.meaning }) else { continue }
            let group = verdicts[index].group
            // "Fluent in English, German or French": the level is that of all three.
            let others = verdicts.indices.filter { group != nil && verdicts[$0].group == group }
            guard let level = levels[index] ?? others.lazy.compactMap({ levels[$0] }).first else { continue }
            let words =
                min(
                    mention.tokens.lowerBound, level.tokens.lowerBound)..<max(
                    mention.tokens.upperBound, level.tokens.upperBound)
            found.append(
                LanguageFact(
                    code: mention.meaning, level: level.meaning, oneOf: group ?? 0, place: features.stretch(words)))
        }
        return found
    }

    /// The level behind a language, or else before it.
    private static func level(beside language: Range<Int>, _ tokens: [Token]) -> PhraseBook<Int>.Hit? {
        let line = tokens[language.lowerBound].line
        let after = language.upperBound..<min(tokens.count, language.lowerBound + 4)
        // What stands behind the next language is that one's.
        let behind = after.prefix { languages.hit(at: $0, in: tokens) == nil }
        let before = max(0, language.lowerBound - 4)..<language.lowerBound
        var asked: PhraseBook<Int>.Hit?
        // "German (C1)" first: a level behind belongs to this language, one before may reach over an "and".
        for place in Array(behind) + before.reversed() where tokens[place].line == line {
            guard let level = levels.hit(at: place, in: tokens) else { continue }
            if level.meaning > 0 { return level }
            asked = asked ?? level
        }
        return asked
    }

    private static func languageText(_ tokens: [Token], _ bytes: [UInt8]) -> ConstraintText<LanguagePart> {
        ConstraintText(bytes, count: tokens.count, range: { tokens[$0].range }) { index in
            if let hit = languages.hit(at: index, in: tokens) { return (.language, hit.tokens.upperBound) }
            if let hit = languageParts.hit(at: index, in: tokens) { return (hit.meaning, hit.tokens.upperBound) }
            guard let hit = levels.hit(at: index, in: tokens), hit.meaning > 0 else { return nil }
            return (.level, hit.tokens.upperBound)
        }
    }

    /// What the source asks for, with the words of the text that say so; without what the text only wishes for.
    private static func known(
        _ asked: [AskedLanguage], _ features: Reading, _ strengths: [Requirements.Strength]
    ) -> [LanguageFact] {
        let tokens = features.tokens
        let said = languages(features) { _ in true }
        let hits = languages.hits(in: tokens)
        // Where the text names them all, what was stored was read of it, maybe by an earlier reader.
        if asked.allSatisfy({ language in hits.contains { $0.meaning == language.code } }) {
            return languages(features) { strengths[Int(tokens[$0].line)] != .nice }
        }
        return asked.compactMap { language in
            let lines = hits.filter { $0.meaning == language.code }.map { Int(tokens[$0.tokens.lowerBound].line) }
            guard lines.isEmpty || lines.contains(where: { strengths[$0] != .nice }) else { return nil }
            let place = said.first { $0.code == language.code }?.place
            return LanguageFact(
                code: language.code, level: language.level ?? 0, oneOf: language.oneOf ?? 0, place: place)
        }
    }
}

extension Reading {
    /// Where some tokens stand.
    fileprivate func stretch(_ tokens: Range<Int>) -> Stretch { Stretch(bytes(of: tokens)) }
}
