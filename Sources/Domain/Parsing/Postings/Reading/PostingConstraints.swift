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
        for hit in Self.cues.hits(in: reading) {
            switch hit.meaning {
            case .mode(let mode): if !Self.isNegated(hit.words, reading) { modes.insert(mode) }
            case .titleMode(let mode): if reading.lines[hit.words.lowerBound] == 0 { modes.insert(mode) }
            case .type(let type): types.insert(type)
            case .titleType(let type): if reading.lines[hit.words.lowerBound] == 0 { types.insert(type) }
            case .residence: countries += Self.countries(after: hit.words, reading)
            case .visa(.offered) where Self.isNegated(hit.words, reading): visas.insert(.refused)
            case .visa(let visa): visas.insert(visa)
            }
        }
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
        case visa(VisaOffer)
    }

    private static let cues = CueBook<Cue>([
        (
            .mode(.remote),
            """
            fully remote|100 remote|remote position|remote role|remote job|remote opportunity|work from anywhere|\
            this role is remote|this position is remote|vollständig remote|komplett remote|remote stelle|\
            100 homeoffice|100 home office|полностью удаленно|полностью удалённо|полностью удаленная|\
            полностью удалённая|удаленная работа|удалённая работа|удаленный формат|удалённый формат|работа удаленно|\
            работа удалённо
            """
        ),
        (
            .mode(.hybrid),
            """
            hybrid work|hybrid working|hybrid role|hybrid position|hybrid model|hybrid schedule|days a week in the office|\
            days per week in the office|days a week in our office|days in the office|days on site|days onsite|\
            hybrides arbeiten|hybride arbeit|hybrides arbeitsmodell|tage homeoffice|tage home office|tage im homeoffice|\
            tage im home office|teilweise homeoffice|anteilig homeoffice|mobiles arbeiten tageweise|гибридный формат|\
            гибридный график|гибридная работа|гибридного формата
            """
        ),
        (
            .mode(.onSite),
            """
            fully on site|fully onsite|on site only|onsite only|not remote|not a remote|no remote|100 on site|\
            100 onsite|in person only|on site role|on site position|onsite role|onsite position|kein homeoffice|\
            kein home office|keine remote arbeit|nur vor ort|работа в офисе|только офис|без удаленки|без удалёнки
            """
        ),
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
            only candidates in|applicants based in|residents of|remote in|remote within|remote from|remote anywhere in|\
            remote across|remote only in|work from anywhere in|wohnsitz in|nur innerhalb von|удаленно из|удалённо из|\
            удаленно по|проживание в
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

    /// A country within the next words, and those that are listed behind it ("the US, Canada or the UK").
    private static func countries(after words: Range<Int>, _ reading: PostingReading) -> [String] {
        var found: [String] = []
        var index = words.upperBound
        var reach = index + 4
        while index < min(reach, reading.words.count), reading.lines[index] == reading.lines[words.lowerBound] {
            if let hit = CountryNames.book.hit(at: index, in: reading) {
                found.append(hit.meaning)
                index = hit.words.upperBound
                reach = index + 2
            } else {
                index += 1
            }
        }
        return found
    }

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
        var found: [AskedLanguage] = []
        for index in reading.words.indices where found.count < limit {
            guard let language = names.hit(at: index, in: reading),
                !found.contains(where: { $0.code == language.meaning }),
                let beside = beside(language.words, reading)
            else { continue }
            found.append(AskedLanguage(code: language.meaning, level: beside.level))
        }
        return found
    }

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

    private static let names = CueBook<String>([
        ("en", "english|englisch|englischkenntnisse|английский|английского|английским|английском"),
        ("de", "german|deutsch|deutschkenntnisse|немецкий|немецкого|немецким"),
        ("ru", "russian|russisch|русский|русского|русским"), ("fr", "french|französisch|французский|французского"),
        ("es", "spanish|spanisch|испанский|испанского"), ("it", "italian|italienisch|итальянский"),
        ("pt", "portuguese|portugiesisch|португальский"), ("nl", "dutch|niederländisch|нидерландский"),
        ("pl", "polish|polnisch|польский"), ("zh", "chinese|mandarin|chinesisch|китайский|китайского"),
        ("ja", "japanese|japanisch|японский"), ("ar", "arabic|arabisch|арабский"), ("tr", "turkish|türkisch|турецкий"),
        ("uk", "ukrainian|ukrainisch|украинский"), ("sv", "swedish|schwedisch"), ("da", "danish|dänisch"),
        ("no", "norwegian|norwegisch"), ("fi", "finnish|finnisch"), ("ko", "korean|koreanisch"), ("hi", "hindi"),
        ("cs", "czech|tschechisch|чешский"), ("he", "hebrew|hebräisch|иврит"),
    ])

    /// 0 asks for the language without a level.
    private static let levels = CueBook<Int>([
        (
            6,
            "native|native speaker|native level|mother tongue|c2|muttersprache|muttersprachlich|muttersprachler|родной"
        ),
        (
            5,
            """
            fluent|fluently|fluency|c1|full professional|excellent|proficient|verhandlungssicher|verhandlungssichere|\
            fließend|fließende|fließendes|sehr gute|свободный|свободно|свободное
            """
        ),
        (4, "b2|professional working|business fluent|upper intermediate|gute|выше среднего"),
        (3, "b1|intermediate|conversational|средний"), (2, "a2|elementary|basic|grundkenntnisse|базовый"),
        (1, "a1|beginner"),
        (
            0,
            """
            required|must|mandatory|essential|erforderlich|zwingend|notwendig|vorausgesetzt|обязательно|обязателен|\
            знание|владение
            """
        ),
    ])
}

/// Countries as postings name them within sentences.
enum CountryNames {
    static let book = CueBook<String>([
        ("US", "united states|usa|u s|u s a|us|united states of america|сша"),
        (
            "GB",
            "united kingdom|uk|u k|england|scotland|wales|great britain|großbritannien|великобритания|великобритании"
        ),
        ("DE", "germany|deutschland|германия|германии"), ("AT", "austria|österreich|австрия|австрии"),
        ("CH", "switzerland|schweiz|швейцария|швейцарии"), ("FR", "france|frankreich|франция"),
        ("ES", "spain|spanien|испания"), ("IT", "italy|italien|италия"), ("NL", "netherlands|niederlande|holland"),
        ("BE", "belgium|belgien"), ("PL", "poland|polen|польша|польши"), ("CZ", "czechia|czech republic|tschechien"),
        ("PT", "portugal|португалия"), ("IE", "ireland|irland"), ("SE", "sweden|schweden"), ("NO", "norway|norwegen"),
        ("DK", "denmark|dänemark"), ("FI", "finland|finnland"), ("EE", "estonia|estland"), ("LV", "latvia|lettland"),
        ("LT", "lithuania|litauen"), ("RO", "romania|rumänien"), ("BG", "bulgaria|bulgarien"),
        ("HU", "hungary|ungarn"), ("GR", "greece|griechenland"), ("HR", "croatia|kroatien"), ("SK", "slovakia"),
        ("SI", "slovenia|slowenien"), ("RU", "russia|russland|россия|россии|рф"), ("UA", "ukraine|украина|украины"),
        ("BY", "belarus|беларусь|беларуси"), ("KZ", "kazakhstan|казахстан|казахстана"), ("AM", "armenia|армения"),
        ("RS", "serbia|serbien|сербия"), ("TR", "turkey|türkiye|türkei|турция"), ("IL", "israel|израиль"),
        ("AE", "uae|united arab emirates|оаэ"), ("IN", "india|indien|индия"), ("SG", "singapore|singapur"),
        ("JP", "japan|япония"), ("CN", "china|китай"), ("KR", "south korea"), ("AU", "australia|australien"),
        ("NZ", "new zealand"), ("CA", "canada|kanada|канада"), ("MX", "mexico|mexiko"), ("BR", "brazil|brasilien"),
        ("AR", "argentina|argentinien"), ("ZA", "south africa"), ("NG", "nigeria"), ("KE", "kenya"), ("EG", "egypt"),
        ("EU", "eu|european union|eea|europäische union|ес"),
    ])
}
