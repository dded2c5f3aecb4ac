/// Languages and their levels as texts name them, between bars.
public enum LanguageWords {
    /// By ISO 639-1.
    public static let names: [(code: String, names: String)] = [
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
    ]

    /// 1 (A1) to 6 (C2, native); 0 asks for the language without a level.
    public static let levels: [(Int, String)] = [
        (
            6,
            "native|native speaker|native level|mother tongue|c2|muttersprache|muttersprachlich|muttersprachler|bilingual|zweisprachig|родной"
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
    ]
}
