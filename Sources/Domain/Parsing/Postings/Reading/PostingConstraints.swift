internal import Model

/// What the words of a posting say of work mode, remote countries, visas, languages and kind of employment.
///
/// Only plain statements count, and two that contradict each other count as nothing said: whoever reads the posting decides.
struct PostingConstraints: Sendable, Equatable {
    var workMode: WorkMode?
    /// Where whoever works there must live: of use where the work is remote.
    var remoteCountries: [String] = []
    var visa: VisaOffer?
    var languages: [AskedLanguage] = []
    var type: PostingType?

    init(_ reading: PostingReading) {
        var modes: Set<WorkMode> = []
        var types: Set<PostingType> = []
        var countries: [String] = []
        var visas: Set<VisaOffer> = []
        var isRemoteFrom = false
        for hit in Self.cues.hits(in: reading) {
            switch hit.meaning {
            case .mode(let mode): if !Self.isNegated(hit.words, reading) { modes.insert(mode) }
            case .titleMode(let mode): if Self.saysMode(mode, hit.words, reading) { modes.insert(mode) }
            case .type(let type): types.insert(type)
            case .titleType(let type): if reading.lines[hit.words.lowerBound] == 0 { types.insert(type) }
            case .residence:
                countries += CountryList.read(from: hit.words.upperBound, in: reading)?.codes ?? []
            case .remoteFrom:
                guard let list = CountryList.read(from: hit.words.upperBound, in: reading) else { continue }
                countries += list.codes
                if Self.saysRemote(hit.words.lowerBound..<list.end, reading) { isRemoteFrom = true }
            case .visa(.offered) where Self.isNegated(hit.words, reading): visas.insert(.refused)
            case .visa(let visa): visas.insert(visa)
            }
        }
        // "Remote within Germany" gives way to whatever says plainly how the work is done.
        if modes.isEmpty, isRemoteFrom { modes = [.remote] }
        workMode = modes.count == 1 ? modes.first : nil
        type = types.count == 1 ? types.first : nil
        visa = visas.count == 1 ? visas.first : nil
        remoteCountries = Self.unique(countries)
        languages = PostingLanguages.read(reading)
    }

    private enum Cue: Sendable {
        case mode(WorkMode)
        /// A single word, which says something of the work only where it stands in the title.
        case titleMode(WorkMode)
        case type(PostingType)
        case titleType(PostingType)
        case residence
        /// The same, of remote work.
        case remoteFrom
        case visa(VisaOffer)
    }

    private static let cues = CueBook<Cue>([
        (.mode(.remote), ConstraintWords.remote), (.mode(.hybrid), ConstraintWords.hybrid),
        (.mode(.onSite), ConstraintWords.onSite),
        (.titleMode(.remote), "remote|homeoffice|home office|удаленно|удалённо|удаленка|удалённая|удаленная"),
        (.titleMode(.hybrid), "hybrid|гибрид"),
        (.titleMode(.onSite), "onsite|on site|vor ort"),
        (
            .type(.fullTime),
            "full time position|full time role|full time job|permanent full time|in vollzeit|полная занятость"
        ),
        (
            .type(.partTime),
            "part time position|part time role|part time job|in teilzeit|частичная занятость|неполная занятость"
        ),
        (.type(.contract), "contract position|contract role|freelance position|as a contractor"),
        (.type(.internship), "internship program|internship position|this internship"),
        (.titleType(.fullTime), "full time|vollzeit|полный день"),
        (.titleType(.partTime), "part time|teilzeit|werkstudent|werkstudentin|minijob|неполный день"),
        (.titleType(.contract), "contract|freelance|freelancer|freiberuflich|фриланс"),
        (.titleType(.temporary), "temporary|seasonal|befristet|временно|временная"),
        (
            .titleType(.internship),
            "intern|internship|praktikum|praktikant|praktikantin|стажер|стажёр|стажировка|практикант"
        ),
        (.titleType(.volunteer), "volunteer|ehrenamt|волонтер|волонтёр"),
        (
            .residence,
            """
            must be based in|must live in|must reside in|must be located in|candidates based in|candidates located in|\
            only candidates in|applicants based in|residents of|wohnsitz in|nur innerhalb von|проживание в
            """
        ),
        (
            .remoteFrom,
            """
            remote in|remote within|remote from|remote anywhere in|remote across|remote only in|remotely in|\
            remotely within|remotely from|work from anywhere in|work from home in|work from home within|\
            work from home from|working from home in|home based in|удаленно из|удалённо из|удаленно по|удалённо по
            """
        ),
        (
            .visa(.refused),
            """
            no visa sponsorship|not sponsor|cannot sponsor|unable to sponsor|not able to sponsor|\
            not offer visa sponsorship|without sponsorship|without visa sponsorship|not provide visa sponsorship|\
            no sponsorship|sponsorship is not available|sponsorship not available|kein visum sponsoring|\
            keine visa unterstützung|не оформляем визу
            """
        ),
        (
            .visa(.offered),
            """
            visa sponsorship available|visa sponsorship is available|we sponsor visas|we sponsor your visa|\
            offer visa sponsorship|provide visa sponsorship|we offer visa support|visa support provided|\
            unterstützung beim visum|unterstützen beim visum|hilfe beim visum|визовая поддержка|помощь с визой
            """
        ),
    ])

    /// Whether a single word says something of the work: in the title, and "hybrid" only where it is not the hybrid cloud.
    private static func saysMode(_ mode: WorkMode, _ words: Range<Int>, _ reading: PostingReading) -> Bool {
        guard reading.lines[words.lowerBound] == 0 else { return false }
        return mode != .hybrid || ConstraintWords.standsAlone(reading.words[words.lowerBound].range, in: reading.bytes)
    }

    /// Whether "remote in Germany" is how the work is done: neither denied nor granted for some days, and "remote" no word of
    /// what is worked on.
    /// - Parameter words: from what says "remote" to the last country.
    private static func saysRemote(_ words: Range<Int>, _ reading: PostingReading) -> Bool {
        let (line, first) = (reading.lines[words.lowerBound], words.lowerBound)
        guard !isNegated(words, reading) else { return false }
        let around = (max(0, first - 5)..<first).map(\.self) + (words.upperBound..<words.upperBound + 6)
        let isLimited = around.contains {
            $0 < reading.words.count && reading.lines[$0] == line && limits.contains(reading.words[$0].folded)
        }
        guard !isLimited else { return false }
        guard line != 0, first > 0, reading.lines[first - 1] == line else { return true }
        let gap = reading.words[first - 1].range.upperBound..<reading.words[first].range.lowerBound
        return !reading.bytes[gap].elementsEqual(" ".utf8) || leads.contains(reading.words[first - 1].folded)
    }

    private static func folded(_ words: String) -> Set<UInt64> {
        Set(words.split(separator: " ").map { PostingReading(line: String($0)).words[0].folded })
    }

    /// Words about remote work that is for a part of the time, for others, or not at all.
    private static let limits = folded(
        """
        day days week weeks month months partly partially occasionally occasional sometimes temporarily percent hybrid \
        option optional possibility possible customers clients patients users not tag tage tagen woche wochen teilweise \
        gelegentlich дня дней день
        """)
    /// Words that go before "remote" where it is said of the work.
    private static let leads = folded(
        """
        work works working role position job opportunity fully full 100 is be are can may and or time permanently \
        completely entirely basis you to either
        """)

    private static let negations = Set(
        ["not", "no", "cannot", "don", "unable", "without", "never", "nicht", "kein", "keine", "не", "без"].map {
            PostingReading(line: $0).words[0].folded
        })

    private static func isNegated(_ words: Range<Int>, _ reading: PostingReading) -> Bool {
        (max(0, words.lowerBound - 3)..<words.lowerBound).contains {
            reading.lines[$0] == reading.lines[words.lowerBound] && negations.contains(reading.words[$0].folded)
        }
    }

    static func unique(_ codes: [String]) -> [String] {
        var seen: Set<String> = []
        return codes.filter { seen.insert($0).inserted }
    }
}

/// Languages with the level that stands beside them, or with a word that asks for them.
enum PostingLanguages {
    private static let limit = 10

    static func read(_ reading: PostingReading) -> [AskedLanguage] {
        let mentions = names.hits(in: reading)
        let verdicts = LanguageChoice.verdicts(mentions.map(\.words), in: text(reading))
        let stated = mentions.map { beside($0.words, reading) }
        var found: [AskedLanguage] = []
        for (index, mention) in mentions.enumerated() where !verdicts[index].isRefused && found.count < limit {
            guard !found.contains(where: { $0.code == mention.meaning }) else { continue }
            let group = verdicts[index].group
            // "Fluent in English, German or French": the level is that of all three.
            let others = verdicts.indices.filter { group != nil && verdicts[$0].group == group }
            guard let beside = stated[index] ?? others.lazy.compactMap({ stated[$0] }).first else { continue }
            found.append(AskedLanguage(code: mention.meaning, level: beside.level, oneOf: group))
        }
        return found
    }

    private static func text(_ reading: PostingReading) -> ConstraintText<LanguagePart> {
        ConstraintText(reading.bytes, count: reading.words.count, range: { reading.words[$0].range }) { index in
            if let hit = names.hit(at: index, in: reading) { return (.language, hit.words.upperBound) }
            if let hit = parts.hit(at: index, in: reading) { return (hit.meaning, hit.words.upperBound) }
            guard let hit = levels.hit(at: index, in: reading), hit.meaning > 0 else { return nil }
            return (.level, hit.words.upperBound)
        }
    }

    private static let parts = CueBook<LanguagePart>(LanguageChoice.phrases)

    private struct Beside {
        var level: Int?
    }

    /// The level within three words behind, or the nearest within four before, in the same line and with no other language in
    /// between; nil where nothing asks for the language.
    private static func beside(_ language: Range<Int>, _ reading: PostingReading) -> Beside? {
        let line = reading.lines[language.lowerBound]
        var isAsked = false
        for place in language.upperBound..<min(reading.words.count, language.upperBound + 4)
        where reading.lines[place] == line {
            if names.hit(at: place, in: reading) != nil { break }
            guard let level = levels.hit(at: place, in: reading) else { continue }
            if level.meaning > 0 { return Beside(level: level.meaning) }
            isAsked = true
        }
        var nearest: Int?
        var place = max(0, language.lowerBound - 4)
        while place < language.lowerBound {
            if reading.lines[place] == line {
                if let level = levels.hit(at: place, in: reading) {
                    nearest = level.meaning
                    place = level.words.upperBound
                    continue
                }
                if names.hit(at: place, in: reading) != nil { nearest = nil }
            }
            place += 1
        }
        if let nearest { return Beside(level: nearest > 0 ? nearest : nil) }
        return isAsked ? Beside() : nil
    }

    private static let names = CueBook(LanguageWords.names.map { ($0.code, $0.names) })
    private static let levels = CueBook(LanguageWords.levels)
}
