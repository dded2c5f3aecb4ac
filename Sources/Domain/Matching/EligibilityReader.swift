internal import Model

/// Reads hard constraints conservatively: an answer is given only where both sides state theirs plainly.
enum EligibilityReader {
    static func eligibility(_ resume: ResumeFacts, _ posting: PostingFacts) -> Eligibility {
        Eligibility(
            workMode: workMode(resume, posting), country: country(resume, posting), pay: pay(resume.pay, posting.pay),
            visa: visa(resume, posting), language: language(resume.languages, posting.languages))
    }

    private static func workMode(_ resume: ResumeFacts, _ posting: PostingFacts) -> Eligible {
        guard let mode = posting.mode else { return .notStated }
        if resume.wantsRemoteOnly { return mode == .remote ? .yes : .no }
        return mode != .remote && resume.movesOrCommutes ? .yes : .notStated
    }

    private static func country(_ resume: ResumeFacts, _ posting: PostingFacts) -> Eligible {
        guard let wanted = posting.residence, let home = resume.country else { return .notStated }
        if wanted == home || (wanted == "EU" && Places.union.contains(home)) { return .yes }
        return resume.movesOrCommutes || home == "EU" ? .notStated : .no
    }

    private static func pay(_ wanted: PayFact?, _ offered: PayFact?) -> Eligible {
        guard let wanted, let offered, wanted.currency == offered.currency, wanted.period == offered.period else {
            return .notStated
        }
        return offered.maximum >= wanted.minimum ? .yes : .no
    }

    private static func visa(_ resume: ResumeFacts, _ posting: PostingFacts) -> Eligible {
        if resume.needsSponsor {
            return posting.refusesSponsor ? .no : posting.offersSponsor ? .yes : .notStated
        }
        let isAllowed = posting.authorisedIn.contains { place in
            resume.authorisedIn.contains(place) || (Places.union.contains(place) && resume.authorisedIn.contains("EU"))
        }
        return isAllowed ? .yes : .notStated
    }

    private static func language(_ spoken: [String: Int], _ required: [String: Int]) -> Eligible {
        guard !required.isEmpty else { return .notStated }
        var isSure = true
        for (code, level) in required {
            guard let own = spoken[code] else {
                isSure = false
                continue
            }
            if own < level { return .no }
        }
        return isSure ? .yes : .notStated
    }

    // MARK: Reading

    private enum Cue: Sendable {
        case remote, onSite, hybrid, remoteOnly, commutes, moves
        case refusesSponsor, sponsor, needsSponsor, authorised, residence
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
            switch hit.meaning {
            case .remoteOnly: facts.wantsRemoteOnly = true
            case .commutes, .moves: facts.movesOrCommutes = true
            case .needsSponsor: if !isNegated(hit, tokens) { facts.needsSponsor = true }
            case .authorised: facts.authorisedIn.formUnion(country(after: hit, tokens))
            default: break
            }
        }
        for index in tokens.indices.dropLast() where features.counts[index] {
            // "EU citizen", "US citizen"
            guard let place = countries.hit(at: index, in: tokens), place.tokens.upperBound < tokens.count,
                [citizen, permanent].contains(tokens[place.tokens.upperBound].word)
            else { continue }
            facts.authorisedIn.insert(place.meaning)
        }
        let home =
            profile?.location.map { Tokeniser(Array($0.utf8)).tokens } ?? tokens.filter { $0.line < Shield.headLines }
        let places = Set(countries.hits(in: home).map(\.meaning))
        if places.count == 1 { facts.country = places.first }
        facts.languages = languages(tokens) { features.counts[$0] }
        facts.pay = PayReader.read(features, .wanted)
        return facts
    }

    static func facts(ofPosting features: Reading, strengths: [Requirements.Strength]) -> PostingFacts {
        var facts = PostingFacts()
        let tokens = features.tokens
        var modes: Set<PostingFacts.Mode> = []
        var residences: Set<String> = []
        for hit in cues.hits(in: tokens) {
            switch hit.meaning {
            case .remote: if !isNegated(hit, tokens) { modes.insert(.remote) }
            case .onSite: modes.insert(.onSite)
            case .hybrid: modes.insert(.hybrid)
            case .refusesSponsor: facts.refusesSponsor = true
            case .sponsor: if isNegated(hit, tokens) { facts.refusesSponsor = true } else { facts.offersSponsor = true }
            case .authorised: facts.authorisedIn.formUnion(country(after: hit, tokens))
            case .residence: residences.formUnion(country(after: hit, tokens))
            default: break
            }
        }
        facts.mode = modes.count == 1 ? modes.first : nil
        facts.residence = residences.count == 1 ? residences.first : nil
        facts.languages = languages(tokens) { strengths[Int(tokens[$0].line)] != .nice }
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

    private static func country(after hit: PhraseBook<Cue>.Hit, _ tokens: [Token]) -> [String] {
        for index in hit.tokens.upperBound..<min(tokens.count, hit.tokens.upperBound + 4) {
            if let place = countries.hit(at: index, in: tokens) { return [place.meaning] }
        }
        return []
    }

    /// Languages whose level stands right beside them.
    private static func languages(_ tokens: [Token], isCounted: (Int) -> Bool) -> [String: Int] {
        var found: [String: Int] = [:]
        for index in tokens.indices where isCounted(index) {
            guard let hit = languages.hit(at: index, in: tokens), found[hit.meaning] == nil else { continue }
            let line = tokens[index].line
            let behind = (index + 1)..<min(tokens.count, index + 4)
            let before = max(0, index - 4)..<index
            // "German (C1)" first: a level behind belongs to this language, one before may reach over an "and".
            for place in Array(behind) + before.reversed() where tokens[place].line == line {
                if languages.hit(at: place, in: tokens) != nil, place > index { break }
                if let level = levels.hit(at: place, in: tokens) {
                    found[hit.meaning] = level.meaning
                    break
                }
            }
        }
        return found
    }
}
