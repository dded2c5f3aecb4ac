/// How much each line of a posting wants what it names.
enum Requirements {
    enum Strength: Sendable {
        case must, plain, nice, benefit

        var weight: Double {
            switch self {
            case .must: 1
            case .plain: 0.8
            case .nice: 0.4
            case .benefit: 0.15
            }
        }
    }

    private static let cues = PhraseBook<Strength>([
        (
            .must,
            "requirements,requirement,must have,must haves,must,required,qualifications,what you bring,what you need,"
                + "what we expect,what we are looking for,you have,you bring,minimum,essential,your profile,"
                + "who you are,"
                + "anforderungen,ihr profil,dein profil,das bringst du mit,das bringen sie mit,voraussetzungen,"
                + "требования,обязательно,что мы ждем,мы ждем"
        ),
        (
            .nice,
            "nice to have,nice to haves,good to have,bonus,bonus points,a plus,is a plus,preferred,desirable,desired,"
                + "an advantage,ideally,optional,would be great,helpful,von vorteil,wünschenswert,idealerweise,"
                + "будет плюсом,плюсом,желательно,приветствуется"
        ),
        (
            .benefit,
            "benefits,we offer,what we offer,perks,why join us,what you get,in return,wir bieten,das bieten wir,"
                + "benefits und,"
                + "мы предлагаем,условия"
        ),
        (
            .plain,
            "responsibilities,what you will do,what you'll do,your tasks,your role,the role,duties,about us,"
                + "about the role,"
                + "aufgaben,deine aufgaben,ihre aufgaben,обязанности,задачи,о компании"
        ),
    ])

    /// The strength of each line.
    static func strengths(_ tokens: [Token], lines: [Range<Int>]) -> [Strength] {
        var result = [Strength](repeating: .plain, count: lines.count)
        var section = Strength.plain
        var index = 0
        while index < tokens.count {
            let line = tokens[index].line
            var end = index
            while end < tokens.count, tokens[end].line == line { end += 1 }
            var own: Strength?
            for token in index..<end {
                guard let hit = cues.hit(at: token, in: tokens), hit.tokens.upperBound <= end else { continue }
                // "Kafka is a plus" outweighs "you have" in the same line.
                if own == nil || hit.meaning == .nice { own = hit.meaning }
            }
            let isHeading = end - index <= 6
            if isHeading, let own { section = own }
            result[Int(line)] = isHeading ? (own ?? section) : own == .nice || own == .must ? own ?? section : section
            index = end
        }
        return result
    }
}
