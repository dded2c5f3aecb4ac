internal import Base
internal import FoundationEssentials

/// Years of work, read off a text: ranges of dates, and plain statements ("8 years of experience").
enum Years {
    /// A number of years, and the tokens that say so.
    struct Finding: Sendable {
        var years: Double
        var tokens: Range<Int>?
    }

    /// More than this is no working life.
    static let most = 50.0

    private enum Word: Sendable {
        case month(Int), present, link, year, experience, school
        /// "20 years ago", "our team has 50 years": of the company and its people, not of who applies.
        case ago, ours, we, has, founded
        /// "You have", "required": of who applies.
        case asks
    }

    private static let words = PhraseBook<Word>(
        [
            (.present, "present,current,now,today,ongoing,heute,aktuell,jetzt,настоящее,сейчас,наст"),
            (.link, "to,until,till,bis,по,до"),
            (.year, "year,years,yrs,yr,jahre,jahren,jahr,год,года,лет"),
            (.experience, "experience,experienced,erfahrung,berufserfahrung,опыт,опыта,стаж"),
            (
                .ago,
                "ago,combined,collective,joint,of history,in business,on the market,auf dem markt,на рынке,назад,history,"
                    + "jung,old,alt"
            ),
            (
                .ours,
                "company,firm,team,teams,founder,founders,colleagues,consultants,firma,unternehmen,компания,компании"
            ),
            (.we, "we,our,wir,unser,unsere,unserer,unserem,мы,наш,наша,наши,нас"),
            (
                .has,
                "have,has,had,been,bring,brings,boast,boasts,celebrate,celebrates,haben,hat,bringt,bringen,verfügt,verfügen,"
                    + "blicken,имеет,имеем"
            ),
            (.founded, "founded,established,gegründet,основана"),
            (
                .asks,
                "you,your,candidate,candidates,applicant,applicants,require,requires,required,requirement,requirements,"
                    + "need,needs,looking for,seek,seeking,seeks,want,expect,expects,must,minimum,at least,ideally,du,sie,"
                    + "dein,deine,ihr,ihre,mindestens,suchen,erwarten,вы,вас,ищем,нужен,требуется,требования,ждем,от"
            ),
            (
                .school,
                "university,college,bachelor,bachelors,masters,phd,bsc,msc,degree,diploma,education,universität,"
                    + "hochschule,"
                    + "ausbildung,studium,abitur,университет,институт,образование,бакалавр,магистр,gpa,certificate"
            ),
        ]
            + monthNames.enumerated().map { (.month($0.offset + 1), $0.element) })

    private static let monthNames = [
        "january,jan,januar,январь,января,янв", "february,feb,februar,февраль,февраля,фев",
        "march,mar,märz,mär,март,марта,мар", "april,apr,апрель,апреля,апр", "may,mai,май,мая",
        "june,jun,juni,июнь,июня", "july,jul,juli,июль,июля", "august,aug,август,августа,авг",
        "september,sep,sept,сентябрь,сентября,сен", "october,oct,oktober,okt,октябрь,октября,окт",
        "november,nov,ноябрь,ноября,ноя", "december,dec,dezember,dez,декабрь,декабря,дек",
    ]

    /// Years a resume shows: the longer of what its dates cover (overlaps once) and what it states; nil when it says
    /// nothing.
    /// - Parameter now: what "present" means.
    static func had(_ tokens: [Token], isCounted: (Int) -> Bool, now: Date) -> Finding? {
        let today = UTCDate.yearAndMonth(now)
        let current = today.year * 12 + today.month - 1
        var spans: [(Range<Int>, tokens: Range<Int>)] = []
        var schoolLine: Int32 = -2
        var index = 0
        while index < tokens.count {
            if case .school? = words.hit(at: index, in: tokens)?.meaning { schoolLine = tokens[index].line }
            guard isCounted(index), let (start, next) = date(at: index, in: tokens, latest: today.year) else {
                index += 1
                continue
            }
            var after = next
            if after < tokens.count, case .link? = words.hit(at: after, in: tokens)?.meaning { after += 1 }
            var end: Int?
            if after < tokens.count, tokens[after].line <= tokens[index].line + 1 {
                if case .present? = words.hit(at: after, in: tokens)?.meaning {
                    end = current + 1
                    after += 1
                } else if let (last, next) = date(at: after, in: tokens, latest: today.year) {
                    end = last.hasMonth ? last.month + 1 : last.month
                    after = next
                }
            }
            let isSchool = tokens[index].line - schoolLine <= 1 || line(tokens, after, saysSchoolOn: tokens[index].line)
            if let end, end > start.month, Double(end - start.month) <= most * 12, !isSchool {
                spans.append((start.month..<min(end, current + 1), index..<after))
            }
            index = max(after, index + 1)
        }
        let dated = merged(spans)
        let told = stated(tokens, isCounted: isCounted)
        guard let told, told.years > (dated?.years ?? 0) else { return dated }
        return told
    }

    /// Years a posting asks for: the first plain statement that is not of the company and its people.
    static func asked(_ tokens: [Token]) -> Finding? {
        stated(tokens, isCounted: { _ in true }, first: true)
    }

    private static func merged(_ spans: [(Range<Int>, tokens: Range<Int>)]) -> Finding? {
        guard let longest = spans.max(by: { $0.0.count < $1.0.count }) else { return nil }
        var months = 0
        var reached = Int.min
        for (span, _) in spans.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
            months += max(0, span.upperBound - max(span.lowerBound, reached))
            reached = max(reached, span.upperBound)
        }
        return Finding(years: min(Double(months) / 12, most), tokens: longest.tokens)
    }

    /// "5+ years of experience", "3-5 Jahre Berufserfahrung", "опыт от 3 лет".
    private static func stated(_ tokens: [Token], isCounted: (Int) -> Bool, first: Bool = false) -> Finding? {
        var best: Finding?
        for index in tokens.indices where isCounted(index) {
            guard case .year? = words.hit(at: index, in: tokens)?.meaning, index > 0 else { continue }
            var start = index - 1
            guard tokens[start].number > 0, tokens[start].number <= 40, tokens[start].line == tokens[index].line else {
                continue
            }
            // A range "3-5 years" asks for 3.
            if start > 0, tokens[start - 1].number > 0, tokens[start - 1].number < tokens[start].number,
                tokens[start].start - tokens[start - 1].end <= 3
            {
                start -= 1
            } else if start > 1, case .link? = words.hit(at: start - 1, in: tokens)?.meaning,
                tokens[start - 2].number > 0, tokens[start - 2].number < tokens[start].number
            {
                start -= 2
            }
            let near = max(0, start - 5)..<min(tokens.count, index + 9)
            guard
                let said = near.first(where: { near in
                    guard tokens[near].line == tokens[index].line else { return false }
                    if case .experience? = words.hit(at: near, in: tokens)?.meaning { return true }
                    return false
                })
            else { continue }
            if first, isOfTheCompany(start, index, tokens) { continue }
            let years = Double(tokens[start].number)
            if best.map({ years > $0.years }) ?? true {
                best = Finding(years: years, tokens: min(start, said)..<(max(index, said) + 1))
            }
            if first { break }
        }
        return best
    }

    /// Whether a number of years is the company's ("founded 20 years ago", "our team has 50 years"): such a word stands behind
    /// it, or before it in the line with a verb of having between. "We have an opening for a developer with 5 years" asks.
    private static func isOfTheCompany(_ number: Int, _ year: Int, _ tokens: [Token]) -> Bool {
        let line = tokens[year].line
        if year + 1 < tokens.count, tokens[year + 1].line == line,
            case .ago? = words.hit(at: year + 1, in: tokens)?.meaning
        {
            return true
        }
        var place = number
        var (hasVerb, isWith) = (false, false)
        while place > max(0, number - companyReach), tokens[place - 1].line == line,
            // More than a space is a sign between sentences or their parts: "Join our team! 5 years of experience".
            tokens[place].start - tokens[place - 1].end <= 1
        {
            place -= 1
            switch words.hit(at: place, in: tokens)?.meaning {
            case .asks?: return false
            // Another number of years: what stands before it is about that one.
            case .year?: return isOursBehind(year, tokens)
            case .founded?: return true
            case .has?: hasVerb = !isWith
            case .ours? where hasVerb, .we? where hasVerb: return true
            default: isWith = isWith || with.contains(tokens[place].word)
            }
        }
        return isOursBehind(year, tokens)
    }

    private static let with = Set(["with", "mit", "с"].map { WordHash.of($0.utf8) })

    /// Words before a number of years within which it is told whose they are.
    private static let companyReach = 8

    /// "For over 20 years we …", "50 years of experience in our team".
    private static func isOursBehind(_ year: Int, _ tokens: [Token]) -> Bool {
        for place in (year + 1)..<max(year + 1, min(tokens.count, year + 3))
        where tokens[place].line == tokens[year].line {
            switch words.hit(at: place, in: tokens)?.meaning {
            case .asks?, .experience?: return false
            case .we?: return true
            default: break
            }
        }
        return false
    }

    private static func line(_ tokens: [Token], _ index: Int, saysSchoolOn line: Int32) -> Bool {
        var index = index
        while index < tokens.count, tokens[index].line == line {
            if case .school? = words.hit(at: index, in: tokens)?.meaning { return true }
            index += 1
        }
        return false
    }

    /// A year, with its month before it ("May 2019", "05/2019") or after it ("2019-05"); months are counted from
    /// year 0.
    private static func date(
        at index: Int, in tokens: [Token], latest: Int
    ) -> (date: (month: Int, hasMonth: Bool), next: Int)? {
        func year(_ index: Int) -> Int? {
            guard index < tokens.count else { return nil }
            let number = Int(tokens[index].number)
            return number >= 1950 && number <= latest + 1 ? number : nil
        }
        func isJoined(_ index: Int) -> Bool { tokens[index + 1].start - tokens[index].end == 1 }
        let token = tokens[index]
        if case .month(let month)? = words.hit(at: index, in: tokens)?.meaning, let year = year(index + 1) {
            return ((year * 12 + month - 1, true), index + 2)
        }
        if token.number >= 1, token.number <= 12, index + 1 < tokens.count, isJoined(index), let year = year(index + 1)
        {
            return ((year * 12 + Int(token.number) - 1, true), index + 2)
        }
        guard let whole = year(index), token.end - token.start == 4 else { return nil }
        if index + 1 < tokens.count, isJoined(index), (1...12).contains(tokens[index + 1].number),
            tokens[index + 1].end - tokens[index + 1].start == 2
        {
            return ((whole * 12 + Int(tokens[index + 1].number) - 1, true), index + 2)
        }
        return ((whole * 12, false), index + 1)
    }
}
