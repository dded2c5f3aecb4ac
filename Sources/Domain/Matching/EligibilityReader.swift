internal import Model

/// Reads hard constraints conservatively: a fact is one that a text states plainly.
enum EligibilityReader {
    // MARK: Reading

    private enum Cue: Sendable {
        case remote, onSite, hybrid, remoteOnly, commutes, moves
        case refusesSponsor, sponsor, needsSponsor, authorised, residence, internship
    }

    private static let cues = PhraseBook<Cue>([
        (
            .remote,
            "fully remote,100 remote,remote first,remote position,remote role,remote job,work from anywhere,"
                + "полностью удаленно"
        ),
        (
            .onSite,
            "fully on site,fully onsite,on site only,onsite only,not remote,not a remote,no remote,100 on site,"
                + "in person only"
        ),
        (.hybrid, "hybrid,hybrides,гибридный"),
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

    private static let countries = PhraseBook<String>(Places.countries.map { ($0.code, $0.names) })
    private static let languages = PhraseBook<String>(Places.languages.map { ($0.code, $0.names) })
    private static let levels = PhraseBook<Int>([
        (6, "native,native speaker,mother tongue,bilingual,c2,muttersprache,muttersprachlich,родной"),
        (5, "fluent,fluently,c1,full professional,verhandlungssicher,fließend,fließende,свободный,свободно"),
        (4, "b2,professional working,business fluent,upper intermediate"), (3, "b1,intermediate,средний"),
        (2, "a2,elementary,basic,grundkenntnisse,базовый"), (1, "a1,beginner"),
    ])

    static func facts(ofResume features: Reading, profile: Profile?) -> ResumeFacts {
        var facts = ResumeFacts()
        let tokens = features.tokens
        for hit in cues.hits(in: tokens, where: { features.counts[$0] }) {
            let place = features.stretch(hit.tokens)
            switch hit.meaning {
            case .remoteOnly: facts.remoteOnly = facts.remoteOnly ?? place
            case .commutes, .moves: facts.movesOrCommutes = facts.movesOrCommutes ?? place
            case .needsSponsor: if !isNegated(hit, tokens) { facts.needsSponsor = facts.needsSponsor ?? place }
            case .authorised: facts.authorised += country(after: hit, features)
            default: break
            }
        }
        for index in tokens.indices.dropLast() where features.counts[index] {
            // "EU citizen", "US citizen"
            guard let place = countries.hit(at: index, in: tokens), place.tokens.upperBound < tokens.count,
                [citizen, permanent].contains(tokens[place.tokens.upperBound].word)
            else { continue }
            let words = place.tokens.lowerBound..<(place.tokens.upperBound + 1)
            facts.authorised.append(PlaceFact(code: place.meaning, place: features.stretch(words)))
        }
        if let location = profile?.location {
            let places = Set(countries.hits(in: Tokeniser(Array(location.utf8)).tokens).map(\.meaning))
            if places.count == 1 { facts.home = places.first.map { PlaceFact(code: $0, place: nil) } }
        } else {
            let hits = countries.hits(in: Array(tokens.prefix { $0.line < Shield.headLines }))
            if let hit = hits.first, Set(hits.map(\.meaning)).count == 1 {
                facts.home = PlaceFact(code: hit.meaning, place: features.stretch(hit.tokens))
            }
        }
        facts.languages = languages(features) { features.counts[$0] }
        facts.pay = PayReader.read(features, .wanted)
        return facts
    }

    static func facts(ofPosting features: Reading, strengths: [Requirements.Strength]) -> PostingFacts {
        var facts = PostingFacts()
        let tokens = features.tokens
        var modes: [PostingFacts.Mode: Stretch] = [:]
        var residences: [PlaceFact] = []
        for hit in cues.hits(in: tokens) {
            let place = features.stretch(hit.tokens)
            func note(_ mode: PostingFacts.Mode) { modes[mode] = modes[mode] ?? place }
            switch hit.meaning {
            case .remote: if !isNegated(hit, tokens) { note(.remote) }
            case .onSite: note(.onSite)
            case .hybrid: note(.hybrid)
            case .refusesSponsor: facts.refusesSponsor = facts.refusesSponsor ?? place
            case .sponsor:
                if isNegated(hit, tokens) {
                    facts.refusesSponsor = facts.refusesSponsor ?? place
                } else {
                    facts.offersSponsor = facts.offersSponsor ?? place
                }
            case .authorised: facts.authorised += country(after: hit, features)
            case .residence: residences += country(after: hit, features)
            case .internship: facts.internship = facts.internship ?? place
            default: break
            }
        }
        if let mode = modes.first, modes.count == 1 { (facts.mode, facts.modePlace) = (mode.key, mode.value) }
        if Set(residences.map(\.code)).count == 1 { facts.residence = residences.first }
        facts.languages = languages(features) { strengths[Int(tokens[$0].line)] != .nice }
        facts.pay = PayReader.read(features, .offered)
        return facts
    }

    private static let citizen = WordHash.of("citizen".utf8)
    private static let permanent = WordHash.of("permanent".utf8)
    private static let negations = Set(
        ["not", "no", "cannot", "don", "unable", "without", "never"].map { WordHash.of($0.utf8) })

    private static func isNegated(_ hit: PhraseBook<Cue>.Hit, _ tokens: [Token]) -> Bool {
        tokens[max(0, hit.tokens.lowerBound - 4)..<hit.tokens.lowerBound].contains { negations.contains($0.word) }
    }

    private static func country(after hit: PhraseBook<Cue>.Hit, _ features: Reading) -> [PlaceFact] {
        let tokens = features.tokens
        for index in hit.tokens.upperBound..<min(tokens.count, hit.tokens.upperBound + 4) {
            guard let place = countries.hit(at: index, in: tokens) else { continue }
            let words = hit.tokens.lowerBound..<place.tokens.upperBound
            return [PlaceFact(code: place.meaning, place: features.stretch(words))]
        }
        return []
    }

    /// Languages whose level stands right beside them.
    private static func languages(_ features: Reading, isCounted: (Int) -> Bool) -> [LanguageFact] {
        let tokens = features.tokens
        var found: [LanguageFact] = []
        for index in tokens.indices where isCounted(index) {
            guard let hit = languages.hit(at: index, in: tokens), !found.contains(where: { $0.code == hit.meaning })
            else { continue }
            let line = tokens[index].line
            let behind = (index + 1)..<min(tokens.count, index + 4)
            let before = max(0, index - 4)..<index
            // "German (C1)" first: a level behind belongs to this language, one before may reach over an "and".
            for place in Array(behind) + before.reversed() where tokens[place].line == line {
                if languages.hit(at: place, in: tokens) != nil, place > index { break }
                if let level = levels.hit(at: place, in: tokens) {
                    let words = min(index, place)..<max(hit.tokens.upperBound, level.tokens.upperBound)
                    found.append(
                        LanguageFact(code: hit.meaning, level: level.meaning, place: features.stretch(words)))
                    break
                }
            }
        }
        return found
    }
}

extension Reading {
    /// Where some tokens stand.
    fileprivate func stretch(_ tokens: Range<Int>) -> Stretch { Stretch(bytes(of: tokens)) }
}
