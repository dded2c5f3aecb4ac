/// What a word means beside a language that a text asks for.
public enum LanguagePart: Sendable {
    case language, level, or, and
    /// What is asked for is not ("not required"), or only welcome.
    case negation, softener
    case filler
    /// Something else begins.
    case but
}

/// Tells which of the languages of a text are one another's alternatives, and which are not asked for at all.
public enum LanguageChoice {
    /// What the languages of a text are to each other.
    public struct Verdict: Sendable, Equatable {
        /// Languages of the same number: one of them suffices. Nil where a language is asked for by itself.
        public var group: Int?
        /// It is not asked for, or something else would do as well.
        public var isRefused = false
    }

    private enum Link { case none, comma, and, or }

    /// Words before and behind a language in which it is taken back.
    private static let reach = (before: 6, behind: 6)
    /// Words between two languages that belong together.
    private static let between = 5

    /// - Parameter languages: the words of each, in their order.
    /// - Returns: one verdict for each.
    public static func verdicts(_ languages: [Range<Int>], in text: ConstraintText<LanguagePart>) -> [Verdict] {
        let links = zip(languages, languages.dropFirst()).map { link($0.upperBound, $1.lowerBound, text) } + [.none]
        var verdicts = languages.map { _ in Verdict() }
        var (first, group) = (0, 1)
        for index in languages.indices where links[index] == .none || links[index] == .and {
            if links[first..<index].contains(.or) {
                // "English and German or French": the run of commas and "or" alone.
                for place in first...index { verdicts[place].group = group }
                group += 1
            }
            first = index + 1
        }
        for index in languages.indices {
            guard let refusal = refusal(languages[index], text) else { continue }
            verdicts[index].isRefused = true
            // "English and German are not required" takes back both, "English, and German is a plus" the second.
            var other = index
            while other > 0, links[other - 1] == .or || (refusal == .negation && links[other - 1] != .none) {
                other -= 1
                verdicts[other].isRefused = true
            }
        }
        for index in languages.indices {
            guard let group = verdicts[index].group else { continue }
            if verdicts.contains(where: { $0.group == group && $0.isRefused }) { verdicts[index].isRefused = true }
        }
        return verdicts
    }

    private static func link(_ start: Int, _ end: Int, _ text: ConstraintText<LanguagePart>) -> Link {
        guard end - start <= between, (start...end).allSatisfy({ text.goesOn(at: $0) }) else { return .none }
        var (hasOr, hasAnd) = (false, false)
        var at = start
        while at < end {
            let part = text.part(at)
            switch part?.meaning {
            case .or?: hasOr = true
            case .and?: hasAnd = true
            default: break
            }
            at = max(at + 1, part?.end ?? 0)
        }
        if hasAnd { return .and }
        let gap = text.bytes[text.gap(before: end)]
        if hasOr || gap.contains(UInt8(ascii: "/")) { return .or }
        return start == end && gap.contains(UInt8(ascii: ",")) ? .comma : .none
    }

    /// What takes a language back, or nil.
    private static func refusal(_ language: Range<Int>, _ text: ConstraintText<LanguagePart>) -> LanguagePart? {
        let (behind, before) = (behind(language, text), before(language, text))
        // "Without fluent German you will not be considered" asks for it.
        if behind == .negation, before == .negation { return nil }
        return behind ?? before
    }

    private static func before(_ language: Range<Int>, _ text: ConstraintText<LanguagePart>) -> LanguagePart? {
        var found: LanguagePart?
        var at = language.lowerBound
        while at > max(0, language.lowerBound - reach.before), text.goesOn(at: at) {
            let isComma = text.bytes[text.gap(before: at)].contains(UInt8(ascii: ","))
            at -= 1
            let part = text.part(at)?.meaning
            // "No degree required, fluent German" is two things, "no French, German or English" one.
            if isComma, !isLanguage(part) { break }
            if case .but? = part { break }
            switch part {
            case .negation?, .softener?: found = found ?? part
            // "Not only fluent German": the longer phrase says otherwise.
            case .filler?: found = nil
            default: break
            }
        }
        return found
    }

    private static func isLanguage(_ part: LanguagePart?) -> Bool { if case .language? = part { true } else { false } }

    private static func behind(_ language: Range<Int>, _ text: ConstraintText<LanguagePart>) -> LanguagePart? {
        var at = language.upperBound
        while at < min(text.count, language.upperBound + reach.behind), text.goesOn(at: at) {
            let part = text.part(at)
            let next = max(at + 1, part?.end ?? 0)
            if text.bytes[text.gap(before: at)].contains(UInt8(ascii: ",")) {
                // "French, nice to have" goes on, "German required, no experience needed" does not.
                return part?.meaning == .softener ? .softener : nil
            }
            let following = next < text.count && text.goesOn(at: next) ? text.part(next)?.meaning : nil
            switch part?.meaning {
            case .language?: return nil
            // "Fluent German, no English" says "no" of the next.
            case .negation?, .softener?: return isLanguage(following) ? nil : part?.meaning
            case .or? where !isNamed(from: next, text): return .softener
            case .and? where !isNamed(from: next, text), .but?: return nil
            default: break
            }
            at = next
        }
        return nil
    }

    /// Whether what "or" offers instead is a language or a level: "German or a will to learn it" does not ask for German.
    private static func isNamed(from index: Int, _ text: ConstraintText<LanguagePart>) -> Bool {
        for at in index..<max(index, min(text.count, index + 3)) {
            guard text.goesOn(at: at) else { return false }
            switch text.part(at)?.meaning {
            case .language?, .level?: return true
            default: break
            }
        }
        return false
    }

    /// What stands around languages, between bars; languages and levels are each reader's own.
    public static let phrases: [(LanguagePart, String)] = [
        (.or, "or|oder|или|либо|and or|und oder|respectively|bzw|alternatively"),
        (.and, "and|und|и|as well as|sowie|plus"),
        (
            .level,
            "higher|above|better|equivalent|comparable|similar|verbal|höher|besser|vergleichbar|gleichwertig|выше"
        ),
        (.but, "but|however|aber|jedoch|но|однако"),
        (.filler, "not only|nicht nur|не только|no less than|not less than"),
        (
            .negation,
            """
            not|no|none|never|neither|nor|don|doesn|isn|aren|needn|without|cannot|unnecessary|nicht|kein|keine|keinen|\
            keinerlei|ohne|не|нет|без|необязательно
            """
        ),
        (
            .softener,
            """
            a plus|is plus|big plus|advantage|advantageous|asset|bonus|nice to have|good to have|optional|desirable|\
            desired|preferred|preferably|ideally|beneficial|benefit|helpful|welcome|von vorteil|vorteil|wünschenswert|\
            idealerweise|hilfreich|плюсом|плюс|желательно|преимуществом|приветствуется
            """
        ),
    ]
}
