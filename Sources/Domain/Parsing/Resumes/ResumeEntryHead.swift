/// What stands around the dates of a position, cut into the parts that name it.
struct ResumeEntryHead {
    private var parts: [ResumeLine] = []
    /// Parts behind a label: "Company: Acme".
    private var titleByLabel: ResumeLine?
    private var companyByLabel: ResumeLine?
    /// What a line that ends in a dash names, as job boards print companies: "Acme -  Pune -".
    private var companyByDash: ResumeLine?
    /// Whether there is such a line; where it has a place alone ("Pune, India -"), nobody is named.
    private(set) var hasDashedLine = false

    /// What a head is found to name.
    struct Naming {
        var title: ResumeLine?
        var company: ResumeLine?
        var place: ResumeLine?
    }

    /// Whether it names both a position and an employer.
    var isComplete: Bool { hasTitle && hasCompany }
    var hasTitle: Bool { titleByLabel != nil || parts.contains { $0.marks.contains(.title) } }
    var hasCompanyLabel: Bool { companyByLabel != nil }
    private var hasCompany: Bool {
        companyByLabel != nil || companyByDash != nil
            || !hasDashedLine && parts.contains { !$0.marks.contains(.title) && !Self.isPlaceAlone($0) }
    }

    mutating func add(_ line: ResumeLine) { parts += read(line) }
    mutating func add(above line: ResumeLine) {
        // "Engineer at Acme Ltd" above "Bank of Somewhere -": who employs, above whom the work is for.
        if hasDashedLine, let (title, employer) = Self.employerInTitle(line) {
            companyByDash = employer
            parts = [title] + parts
        } else {
            parts = read(line) + parts
        }
    }

    private static func employerInTitle(_ line: ResumeLine) -> (title: ResumeLine, employer: ResumeLine)? {
        guard let at = line.tokens.firstIndex(where: { $0.text == "at" }) else { return nil }
        let (title, employer) = line.around(at)
        return title.wordCount > 0 && employer.marks.contains(.company) ? (title, employer) : nil
    }

    private mutating func read(_ line: ResumeLine) -> [ResumeLine] {
        if let company = ResumeLabel.cut(line, Self.companyLabels) {
            companyByLabel = companyByLabel ?? company
            return []
        }
        if let title = ResumeLabel.cut(line, Self.titleLabels) {
            titleByLabel = titleByLabel ?? title
            return []
        }
        if Self.tellsOfSomethingElse(line) { return [] }
        if !hasDashedLine, Self.endsInDash(line) {
            let (company, place) = BoardPrint.employer(Self.withoutNumber(line))
            hasDashedLine = true
            companyByDash = company
            return [place].compactMap { $0 }
        }
        return Self.split(Self.withoutNumber(line)).filter { !Self.isDuration($0) }
    }

    /// The title, the company and the place among the parts.
    func naming() -> Naming {
        var rest = parts
        var naming = Naming(title: titleByLabel, company: companyByLabel ?? companyByDash)
        if let company = naming.company { rest.removeAll { $0.range == company.range } }
        if naming.title == nil {
            // Of several that read like a title, one that reads like nothing else is it.
            let index =
                rest.firstIndex { $0.marks.contains(.title) && !$0.marks.contains(.company) }
                ?? rest.firstIndex { $0.marks.contains(.title) && !$0.marks.contains(.legalForm) }
                ?? rest.firstIndex { $0.marks.contains(.title) && naming.company != nil }
            naming.title = index.map { rest.remove(at: $0) }
        }
        if naming.company == nil, !hasDashedLine {
            let index =
                rest.firstIndex { $0.marks.contains(.legalForm) || $0.text.unicodeScalars.contains("«") }
                ?? rest.firstIndex { $0.marks.contains(.company) && !Self.isPlaceAlone($0) }
                ?? (naming.title == nil && rest.count > 1 && !Self.isPlaceAlone(rest[1])
                    ? 1 : rest.firstIndex { !Self.isPlaceAlone($0) })
                ?? rest.indices.first
            naming.company = index.map { rest.remove(at: $0) }
        }
        if naming.title == nil, let index = rest.firstIndex(where: { !Self.isPlaceAlone($0) && $0.wordCount > 0 }),
            let company = naming.company, rest[index].start < company.start
        {
            naming.title = rest.remove(at: index)
        }
        naming.place = rest.last { ResumeWords.isPlace($0) }
        if let company = naming.company, naming.place == nil, let (name, place) = Self.withoutPlace(company) {
            naming.company = name
            naming.place = place
        }
        return naming
    }

    /// A place and nothing else: by a comma or by a name that is known.
    private static func isPlaceAlone(_ part: ResumeLine) -> Bool {
        ResumeWords.isPlace(part)
            && (part.text.utf8.contains(UInt8(ascii: ","))
                || part.tokens.allSatisfy { $0.kind != .word || $0.marks.contains(.place) })
    }

    /// "Acme Ltd, Dublin, Ireland" is a company and its place.
    private static func withoutPlace(_ company: ResumeLine) -> (ResumeLine, ResumeLine)? {
        let parts = company.commaParts()
        guard parts.count > 1, let name = parts.first, name.wordCount > 0,
            let last = parts.last, last.marks.contains(.place), ResumeWords.isPlace(last)
        else { return nil }
        let place = company.piece(name.range.upperBound - company.start..<company.text.utf8.count)
        return ResumeWords.isPlace(place) ? (name, place) : nil
    }

    static func endsInDash(_ line: ResumeLine) -> Bool {
        guard let last = line.tokens.indices.last, last > 0 else { return false }
        return ["-", "–", "—"].contains(line.tokens[last].text) && line.standsFree(last)
    }

    private static func split(_ line: ResumeLine) -> [ResumeLine] {
        var parts: [ResumeLine] = []
        for part in line.parts() {
            // "Engineer / Supervisor" is one position.
            if let last = parts.last, last.marks.contains(.title), endsInTitle(part),
                line.hasSlash(between: last, part)
            {
                parts[parts.count - 1] = line.piece(last.start - line.start..<part.range.upperBound - line.start)
            } else {
                parts.append(part)
            }
        }
        return parts.flatMap { sentenceSplit($0) ?? commaSplit($0) }
    }

    /// "Night Supervisor, Site 4", but not "Owner Acme Ltd".
    private static func endsInTitle(_ part: ResumeLine) -> Bool {
        part.tokens.prefix { $0.text != "," }.last { $0.kind == .word }?.marks.contains(.title) ?? false
    }

    /// "Engineer at Acme", "Engineer in Acme Ltd", "worked with Acme Ltd as an engineer".
    private static func sentenceSplit(_ part: ResumeLine) -> [ResumeLine]? {
        if let index = part.tokens.firstIndex(where: { $0.text == "as" || $0.text == "als" }) {
            var (before, after) = part.around(index)
            if after.marks.contains(.title), after.wordCount <= 8 {
                if let first = after.tokens.first, ["a", "an"].contains(first.text), after.wordCount > 1 {
                    after = after.piece(first.range.upperBound..<after.text.utf8.count)
                }
                while let first = before.tokens.first, workWords.contains(first.text) {
                    before = before.piece(first.range.upperBound..<before.text.utf8.count)
                }
                return sentenceSplit(after).map { $0 + (before.tokens.isEmpty ? [] : [before]) }
                    ?? (before.tokens.isEmpty ? [after] : [before, after])
            }
        }
        guard let index = part.tokens.firstIndex(where: { $0.kind == .word && joints.contains($0.text) }) else {
            return nil
        }
        let (before, after) = part.around(index)
        guard before.marks.contains(.title), !after.tokens.isEmpty, before.wordCount <= 8 else { return nil }
        // "Specialist in sales" is no company.
        let isSure = !["in", "with", "for"].contains(part.tokens[index].text) || after.marks.contains(.company)
        return isSure ? [before, after] : nil
    }

    /// "3) Acme" in a numbered list is Acme.
    private static func withoutNumber(_ line: ResumeLine) -> ResumeLine {
        guard line.tokens.count > 2, line.tokens[0].kind == .number, line.tokens[0].text.utf8.count <= 2,
            [".", ")", "-", ":"].contains(line.tokens[1].text)
        else { return line }
        return line.piece(line.tokens[1].range.upperBound..<line.text.utf8.count)
    }

    /// "Client: ...", "Project 2": a line about something within the position.
    static func tellsOfSomethingElse(_ line: ResumeLine) -> Bool {
        guard let first = line.tokens.first, ignored.contains(first.text) else { return false }
        // "Project Lead", "Team Manager"
        let isLabel = line.tokens.count > 1 && (line.tokens[1].kind != .word || line.tokens[1].text == "name")
        return isLabel || !line.marks.contains(.title)
    }

    /// "2 years 3 months"
    private static func isDuration(_ part: ResumeLine) -> Bool {
        part.tokens.first?.kind == .number
            && part.tokens.allSatisfy { $0.kind != .word || durationWords.contains($0.text) }
    }

    /// "Title, Company" and "Company, Title": commas part them where only one end reads like a title.
    private static func commaSplit(_ part: ResumeLine) -> [ResumeLine] {
        let pieces = part.commaParts()
        guard pieces.count >= 2, let first = pieces.first, let last = pieces.last else { return [part] }
        let isTitleFirst = first.marks.contains(.title)
        let isTitleLater = pieces.dropFirst().contains { $0.marks.contains(.title) }
        guard isTitleFirst != isTitleLater else { return [part] }
        let end = part.text.utf8.count
        if isTitleFirst { return [first, part.piece(first.range.upperBound - part.start..<end)] }
        guard last.marks.contains(.title) else { return [part] }
        return [part.piece(0..<last.start - part.start), last]
    }

    private static let joints: Set<String> = ["at", "bei", "в", "in", "with", "for"]
    private static let workWords: Set<String> = [
        "worked", "working", "work", "currently", "presently", "in", "at", "with", "for", "previously", "employed",
    ]
    private static let durationWords: Set<String> = [
        "year", "years", "yr", "yrs", "month", "months", "mos", "mo", "and", "experience", "jahr", "jahre", "monat",
        "monate", "год", "года", "лет", "месяц", "месяца", "месяцев", "мес",
    ]
    /// Lines that begin with these tell of something else.
    private static let ignored: Set<String> = [
        "client", "clients", "project", "projects", "location", "team", "kunde", "projekt", "клиент", "проект",
    ]
    private static let companyLabels: Set<String> = [
        "company", "organization", "organisation", "employer", "firm", "компания", "организация", "работодатель",
        "firma", "unternehmen", "arbeitgeber",
    ]
    private static let titleLabels: Set<String> = [
        "designation", "position", "role", "title", "job", "должность", "роль", "rolle", "funktion",
    ]
}
