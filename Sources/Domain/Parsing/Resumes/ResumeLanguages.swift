/// The languages a person speaks. Only words that name a language make one: nothing is guessed.
enum ResumeLanguages {
    struct Entry {
        let name: ResumeLine
        let level: ResumeLine?
    }

    private static let limit = 20

    /// "English - fluent, German (native)", or a language on each line with its level beside or below.
    static func all(in lines: [ResumeLine]) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<String> = []
        for line in lines where entries.count < limit {
            for item in items(line) {
                guard let at = item.tokens.prefix(4).firstIndex(where: { names.contains($0.text) }) else { continue }
                let name = item.piece(item.tokens[at].range)
                guard seen.insert(item.tokens[at].text).inserted else { continue }
                let rest = item.piece(item.tokens[at].range.upperBound..<item.text.utf8.count)
                let hasLevel = rest.wordCount > 0 && rest.wordCount <= 6
                entries.append(Entry(name: name, level: hasLevel ? withoutBrackets(rest) : nil))
            }
        }
        return entries
    }

    private static func items(_ line: ResumeLine) -> [ResumeLine] {
        var depth = 0
        return line.cut { index in
            switch line.tokens[index].text {
            case "(": depth += 1
            case ")": depth = max(0, depth - 1)
            case ",", ";", "|", "•", "·": return depth == 0
            case "and", "und", "и", "&": return depth == 0
            default: break
            }
            return false
        }
    }

    /// "(native)" is "native"; "C1 (certificate)" stays.
    private static func withoutBrackets(_ line: ResumeLine) -> ResumeLine {
        guard let first = line.tokens.first, let last = line.tokens.last, line.tokens.count > 2, first.text == "(",
            last.text == ")"
        else { return line }
        return line.piece(first.range.upperBound..<last.range.lowerBound)
    }

    private static let names = Set(
        """
        english german french spanish italian portuguese dutch russian ukrainian polish czech slovak hungarian romanian \
        bulgarian serbian croatian slovenian greek turkish arabic hebrew persian farsi hindi bengali punjabi gujarati \
        marathi tamil telugu kannada malayalam odia oriya urdu nepali sinhala chinese mandarin cantonese japanese korean \
        vietnamese thai indonesian malay tagalog swedish norwegian danish finnish estonian latvian lithuanian georgian \
        armenian kazakh swahili latin sanskrit konkani assamese catalan afrikaans filipino belarusian \
        deutsch englisch französisch spanisch italienisch portugiesisch niederländisch russisch ukrainisch polnisch \
        tschechisch slowakisch ungarisch rumänisch bulgarisch serbisch kroatisch griechisch türkisch arabisch hebräisch \
        persisch chinesisch japanisch koreanisch schwedisch norwegisch dänisch finnisch latein \
        английский немецкий французский испанский итальянский португальский русский украинский белорусский польский \
        чешский турецкий арабский китайский японский корейский казахский татарский узбекский грузинский армянский иврит \
        хинди латышский литовский эстонский финский шведский
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
