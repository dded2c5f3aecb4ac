/// A month of a year, or a year alone.
struct PartialDate: Sendable, Equatable {
    let year: Int
    let month: Int?

    /// "YYYY-MM" or "YYYY".
    var text: String {
        guard let month else { return "\(year)" }
        return month < 10 ? "\(year)-0\(month)" : "\(year)-\(month)"
    }

    /// Months since year 0; a year alone counts from its January.
    var months: Int { year * 12 + (month ?? 1) - 1 }
}

/// A stretch of time as a resume writes it, and where in its line.
struct DateRange: Sendable, Equatable {
    let start: PartialDate
    /// nil: until now.
    let end: PartialDate?
    /// UTF-8 offsets within the line.
    let range: Range<Int>
}

/// Reads dates in English, German and Russian.
enum ResumeDates {
    /// The first range of dates in a line: "05/2018 – Present", "July 2016 to May 2018", "2015-2018", "seit 2019".
    static func range(in line: ResumeLine) -> DateRange? {
        let tokens = line.tokens
        guard tokens.contains(where: { $0.kind == .number }) else { return nil }
        for index in tokens.indices {
            if sinceWords.contains(tokens[index].text), let (date, next) = date(tokens, index + 1) {
                let end = separator(tokens, next).flatMap { finish(tokens, $0) }
                let last = end?.next ?? next
                if end != nil || openSinceWords.contains(tokens[index].text) {
                    return make(date, end?.date, tokens, index, last)
                }
            }
            guard let (start, next) = date(tokens, index), let after = separator(tokens, next),
                let (end, last) = finish(tokens, after)
            else { continue }
            if let end, end.months < start.months, !(end.month == nil && end.year == start.year) { continue }
            return make(start, end, tokens, index, last)
        }
        return nil
    }

    /// The first date of a line that stands for itself: "2012", "June 2010". A number among words is none: "2012 users".
    static func single(in line: ResumeLine) -> (date: PartialDate, range: Range<Int>)? {
        let tokens = line.tokens
        for index in tokens.indices {
            guard let (date, next) = date(tokens, index) else { continue }
            return (date, tokens[index].range.lowerBound..<tokens[next - 1].range.upperBound)
        }
        return nil
    }

    private static func make(
        _ start: PartialDate, _ end: PartialDate?, _ tokens: [ResumeLine.Token], _ first: Int, _ next: Int
    ) -> DateRange {
        DateRange(start: start, end: end, range: tokens[first].range.lowerBound..<tokens[next - 1].range.upperBound)
    }

    /// What ends a range at `index`: a date, or a word for now.
    private static func finish(_ tokens: [ResumeLine.Token], _ index: Int) -> (date: PartialDate?, next: Int)? {
        guard index < tokens.count else { return nil }
        if let (end, next) = date(tokens, index) { return (end, next) }
        // "2015-18": the century is that of the beginning.
        if index >= 2, tokens[index].kind == .number, tokens[index].text.utf8.count == 2, tokens[index].value > 12,
            isYear(tokens[index - 2]), tokens[index - 2].range.upperBound == tokens[index - 1].range.lowerBound
        {
            return (PartialDate(year: tokens[index - 2].value / 100 * 100 + tokens[index].value, month: nil), index + 1)
        }
        for phrase in presentPhrases where index + phrase.count <= tokens.count {
            if phrase.indices.allSatisfy({ tokens[index + $0].text == phrase[$0] }) {
                return (nil, index + phrase.count)
            }
        }
        return nil
    }

    private static func separator(_ tokens: [ResumeLine.Token], _ index: Int) -> Int? {
        guard index < tokens.count else { return nil }
        if dashes.contains(tokens[index].text) {
            // "2015 -- 2018"
            return index + 1 < tokens.count && dashes.contains(tokens[index + 1].text) ? index + 2 : index + 1
        }
        return untilWords.contains(tokens[index].text) ? index + 1 : nil
    }

    private static func date(_ tokens: [ResumeLine.Token], _ index: Int) -> (PartialDate, Int)? {
        guard index < tokens.count else { return nil }
        let token = tokens[index]
        switch token.kind {
        case .word: return monthFirst(tokens, index)
        case .number: return numeric(tokens, index)
        case .sign: return nil
        }
    }

    private static func monthFirst(_ tokens: [ResumeLine.Token], _ index: Int) -> (PartialDate, Int)? {
        if seasons.contains(tokens[index].text), index + 1 < tokens.count, isYear(tokens[index + 1]) {
            return (PartialDate(year: tokens[index + 1].value, month: nil), index + 2)
        }
        guard let month = months[tokens[index].text] else { return nil }
        var next = index + 1
        while next < tokens.count, [".", ",", "-", "/"].contains(tokens[next].text), next < index + 3 { next += 1 }
        if next < tokens.count, ["'", "’", "‘", "`"].contains(tokens[next].text) {
            next += 1
            guard next < tokens.count, tokens[next].text.utf8.count == 2, tokens[next].value >= 0 else { return nil }
            return (PartialDate(year: century(tokens[next].value), month: month), next + 1)
        }
        // "July 5, 2016"
        if next + 1 < tokens.count, tokens[next].value >= 1, tokens[next].value <= 31, tokens[next].text.utf8.count <= 2
        {
            let year = tokens[next + 1].text == "," ? next + 2 : next + 1
            if year < tokens.count, isYear(tokens[year]) {
                return (PartialDate(year: tokens[year].value, month: month), year + 1)
            }
        }
        guard next < tokens.count, isYear(tokens[next]) else { return nil }
        return (PartialDate(year: tokens[next].value, month: month), withYearWord(tokens, next + 1))
    }

    private static func numeric(_ tokens: [ResumeLine.Token], _ index: Int) -> (PartialDate, Int)? {
        let token = tokens[index]
        let digits = token.text.utf8.count
        func adjoins(_ position: Int) -> Bool {
            position < tokens.count && tokens[position - 1].range.upperBound == tokens[position].range.lowerBound
        }
        if isYear(token) {
            // "2018-05", "2018/05", "2018-05-01"; "2015-2018" is two years.
            if adjoins(index + 1), adjoins(index + 2), ["-", "/", "."].contains(tokens[index + 1].text),
                tokens[index + 2].text.utf8.count == 2, let month = month(tokens[index + 2])
            {
                var next = index + 3
                if adjoins(next), adjoins(next + 1), ["-", "/", "."].contains(tokens[next].text),
                    tokens[next + 1].text.utf8.count == 2, tokens[next + 1].kind == .number
                {
                    next += 2
                }
                return (PartialDate(year: token.value, month: month), next)
            }
            return (PartialDate(year: token.value, month: nil), withYearWord(tokens, index + 1))
        }
        guard digits <= 2, token.value >= 1, token.value <= 31, index + 1 < tokens.count else { return nil }
        // "5 July 2016"
        if tokens[index + 1].kind == .word {
            return months[tokens[index + 1].text] == nil ? nil : monthFirst(tokens, index + 1)
        }
        guard ["/", ".", "-"].contains(tokens[index + 1].text), index + 2 < tokens.count,
            tokens[index + 2].kind == .number
        else { return nil }
        if let month = month(token) {
            if isYear(tokens[index + 2]) {
                return (PartialDate(year: tokens[index + 2].value, month: month), index + 3)
            }
            let isShort = tokens[index + 1].text == "/" && tokens[index + 2].text.utf8.count == 2
            if isShort, !(index + 3 < tokens.count && tokens[index + 3].text == "/") {
                return (PartialDate(year: century(tokens[index + 2].value), month: month), index + 3)
            }
        }
        // "01.05.2018"
        guard index + 4 < tokens.count, tokens[index + 3].text == tokens[index + 1].text, isYear(tokens[index + 4]),
            let month = month(tokens[index + 2]) ?? month(token)
        else { return nil }
        return (PartialDate(year: tokens[index + 4].value, month: month), index + 5)
    }

    /// Steps over "г." and "года" behind a year.
    private static func withYearWord(_ tokens: [ResumeLine.Token], _ index: Int) -> Int {
        guard index < tokens.count, ["г", "года", "год", "году", "гг"].contains(tokens[index].text) else {
            return index
        }
        return index + 1 < tokens.count && tokens[index + 1].text == "." ? index + 2 : index + 1
    }

    private static func isYear(_ token: ResumeLine.Token) -> Bool {
        token.text.utf8.count == 4 && token.value >= 1950 && token.value <= 2049
    }

    private static func month(_ token: ResumeLine.Token) -> Int? {
        token.text.utf8.count <= 2 && token.value >= 1 && token.value <= 12 ? token.value : nil
    }

    private static func century(_ year: Int) -> Int { year >= 60 ? 1900 + year : 2000 + year }

    private static let seasons: Set<String> = [
        "spring", "summer", "autumn", "fall", "winter", "весна", "лето", "осень", "зима", "frühjahr", "sommer",
        "herbst",
    ]
    private static let dashes: Set<String> = ["-", "–", "—", "−", "‐", "‑", "~", "―"]
    private static let untilWords: Set<String> = ["to", "until", "till", "through", "thru", "bis", "по", "до", "upto"]
    private static let sinceWords: Set<String> = ["since", "seit", "from", "von", "с", "ab"]
    private static let openSinceWords: Set<String> = ["since", "seit"]
    private static let presentPhrases: [[String]] = [
        ["present", "day"], ["present"], ["current"], ["currently"], ["now"], ["today"], ["ongoing"], ["till", "date"],
        ["till", "now"],
        ["till", "today"], ["to", "date"], ["date"], ["heute"], ["aktuell"], ["jetzt"], ["dato"], ["laufend"],
        ["по", "настоящее", "время"], ["настоящее", "время"], ["настоящий", "момент"], ["по", "н", ".", "в", "."],
        ["н", ".", "в", "."], ["наст", ".", "время"], ["наст", ".", "вр", "."], ["сейчас"], ["сегодня"],
        ["настоящего", "времени"], ["текущее", "время"], ["сей", "день"], ["tilldate"], ["onwards"],
        ["date", "present"], ["the", "present"],
    ]

    private static let months: [String: Int] = {
        let names: [[String]] = [
            ["january", "jan", "januar", "jänner", "январь", "января", "янв"],
            ["february", "feb", "februar", "февраль", "февраля", "фев", "февр"],
            ["march", "mar", "märz", "maerz", "mär", "mrz", "март", "марта", "мар"],
            ["april", "apr", "апрель", "апреля", "апр"],
            ["may", "mai", "май", "мая"],
            ["june", "jun", "juni", "июнь", "июня", "июн"],
            ["july", "jul", "juli", "июль", "июля", "июл"],
            ["august", "aug", "август", "августа", "авг"],
            ["september", "sep", "sept", "сентябрь", "сентября", "сен", "сент"],
            ["october", "oct", "oktober", "okt", "октябрь", "октября", "окт"],
            ["november", "nov", "ноябрь", "ноября", "ноя", "нояб"],
            ["december", "dec", "dezember", "dez", "декабрь", "декабря", "дек"],
        ]
        var months: [String: Int] = [:]
        for (index, words) in names.enumerated() { for word in words { months[word] = index + 1 } }
        return months
    }()
}
