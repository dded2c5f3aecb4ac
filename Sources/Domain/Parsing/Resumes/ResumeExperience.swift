import Model

/// The positions of an experience section: each stretch of dates is one, and what stands around it names it.
struct ResumeExperience {
    /// A position, and where in the document each of its parts stands.
    struct Entry {
        var naming: ResumeEntryHead.Naming
        var dates: DateRange?
        /// In bytes of the document.
        var datesRange: Range<Int>?
        var bullets: [ResumeParagraph] = []
    }

    /// How many lines above its dates an entry's head may have.
    private static let headLines = 3
    /// How many lines around its dates an entry of labels ("Company: ...") may have.
    private static let labelLines = 5

    private let lines: [ResumeLine]
    private let dates: [DateRange?]
    private var entries: [(lines: ClosedRange<Int>, entry: Entry)] = []
    /// The last line that belongs to an entry's head.
    private var taken = -1
    /// Whether it is printed as job boards do: title, "company - place -" and dates in a paragraph each.
    private let isBoardPrint: Bool

    static func entries(in lines: [ResumeLine]) -> [Entry] {
        var reading = ResumeExperience(lines)
        reading.readDated()
        reading.readUndated()
        return reading.finished()
    }

    private init(_ lines: [ResumeLine]) {
        let lines = lines.filter { !$0.isFurniture }
        let dates = lines.map { $0.text.utf8.count <= 160 ? ResumeDates.range(in: $0) : nil }
        let dashed = lines.indices.dropFirst().count { index in
            dates[index] != nil && lines[index].isApart && ResumeEntryHead.endsInDash(lines[index - 1])
        }
        self.lines = lines
        self.dates = dates
        isBoardPrint = dashed >= 1 && dashed * 2 >= dates.count { $0 != nil } - dashed
    }

    private mutating func readDated() {
        let anchors = lines.indices.filter(isAnchor)
        for (position, anchor) in anchors.enumerated() {
            guard let range = dates[anchor] else { continue }
            let next = position + 1 < anchors.count ? anchors[position + 1] : lines.count
            let (head, span) = isLabelled(anchor) ? labelledHead(anchor, next) : head(around: anchor, range, next)
            guard let head else { continue }
            let naming = head.naming()
            guard naming.title != nil || naming.company != nil else { continue }
            taken = span.upperBound
            let start = lines[anchor].start
            let datesRange = start + range.range.lowerBound..<start + range.range.upperBound
            entries.append((span, Entry(naming: naming, dates: range, datesRange: datesRange)))
        }
    }

    /// The head of the entry whose dates stand on a line, and the lines it takes.
    private func head(
        around anchor: Int, _ range: DateRange, _ next: Int
    ) -> (ResumeEntryHead?, ClosedRange<Int>) {
        var head = ResumeEntryHead()
        let (before, after) = lines[anchor].without(range.range)
        head.add(before)
        head.add(after)
        var above = anchor - 1
        while !head.isComplete, above > taken, anchor - above <= Self.headLines, isHead(above, below: anchor) {
            // A board prints one line above the company's: the title, whatever its words.
            let isTitle = head.hasDashedLine
            head.add(above: lines[above])
            above -= 1
            if isTitle { break }
        }
        var last = anchor
        // Dates first, then what they are the dates of.
        let isBelow = above == anchor - 1
        while isBelow, !head.isComplete, last + 1 < next, last < anchor + 2, isHead(last + 1, below: nil) {
            last += 1
            head.add(lines[last])
        }
        return (head, above + 1...last)
    }

    /// "Company: ...", "Duration: ...", "Role: ...": lines with labels, around the one with the dates.
    private func labelledHead(_ anchor: Int, _ next: Int) -> (ResumeEntryHead?, ClosedRange<Int>) {
        var head = ResumeEntryHead()
        var first = anchor
        while first - 1 > taken, anchor - first < Self.labelLines, hasLabel(first - 1) {
            first -= 1
            head.add(above: lines[first])
        }
        var last = anchor
        while last + 1 < next, last - anchor < Self.labelLines, hasLabel(last + 1) {
            last += 1
            head.add(lines[last])
        }
        return (head.hasCompanyLabel ? head : nil, first...last)
    }

    private func hasLabel(_ index: Int) -> Bool {
        guard let colon = lines[index].tokens.firstIndex(where: { $0.text == ":" }) else { return false }
        return colon >= 1 && colon <= 4 && lines[index].wordCount <= 14
    }

    /// Positions without dates: a title, and below it a company, each on a line that stands apart.
    private mutating func readUndated() {
        var used = Set(entries.flatMap { Array($0.lines) })
        for index in lines.indices.dropLast() where !used.contains(index) && !used.contains(index + 1) {
            guard isUndatedPair(index) else { continue }
            let naming = undatedNaming(index)
            guard naming.title != nil, naming.company != nil else { continue }
            entries.append((index...index + 1, Entry(naming: naming)))
            used.formUnion(index...index + 1)
        }
    }

    private func undatedNaming(_ index: Int) -> ResumeEntryHead.Naming {
        let (title, company) = (lines[index], lines[index + 1])
        guard title.marks.contains(.title) else {
            let (name, place) = BoardPrint.employer(company)
            return ResumeEntryHead.Naming(title: title.bare, company: name, place: place)
        }
        var head = ResumeEntryHead()
        head.add(company)
        head.add(above: title)
        return head.naming()
    }

    private func isUndatedPair(_ index: Int) -> Bool {
        let (title, company) = (lines[index], lines[index + 1])
        let isPair =
            title.isApart && company.isApart && title.wordCount <= 8 && company.wordCount <= 8
            && isHead(index, below: nil) && isHead(index + 1, below: nil)
        guard isPair else { return false }
        if ResumeEntryHead.endsInDash(company) || ResumeEducation.hasDashedPlace(company) { return true }
        guard company.wordCount <= 6 else { return false }
        // What stands first below the heading is a title, whatever its words.
        return (index == 0 || title.marks.contains(.title)) && !company.marks.contains(.title)
    }

    /// The entries in the order of the document, each with the lines below its head.
    private func finished() -> [Entry] {
        let sorted = entries.sorted { $0.lines.lowerBound < $1.lines.lowerBound }
        return sorted.indices.map { index in
            var entry = sorted[index].entry
            let from = sorted[index].lines.upperBound + 1
            let until = index + 1 < sorted.count ? sorted[index + 1].lines.lowerBound : lines.count
            if from < until { entry.bullets = ResumeParagraph.all(in: lines[from..<until]) }
            return entry
        }
    }

    /// Months of work, each counted once, up to `now` for what has not ended.
    static func months(_ entries: [Experience], now: Int) -> Int {
        var spans: [Range<Int>] = []
        for entry in entries {
            guard let start = entry.start.flatMap(monthNumber) else { continue }
            let end = entry.end.flatMap(monthNumber) ?? now
            if start < end { spans.append(start..<min(end, max(now, start + 1))) }
        }
        var total = 0
        var reached = Int.min
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            let start = max(span.lowerBound, reached)
            if span.upperBound > start { total += span.upperBound - start }
            reached = max(reached, span.upperBound)
        }
        return total
    }

    private static func monthNumber(_ text: String) -> Int? {
        let parts = text.split(separator: "-")
        guard let year = parts.first.flatMap({ Int($0) }) else { return nil }
        return year * 12 + (parts.count > 1 ? (Int(parts[1]) ?? 1) - 1 : 0)
    }

    /// Whether the dates of a line head an entry: they do not stand within a sentence or under a project.
    private func isAnchor(_ index: Int) -> Bool {
        guard let range = dates[index] else { return false }
        let line = lines[index]
        if ResumeEntryHead.tellsOfSomethingElse(line) { return false }
        let (before, after) = line.without(range.range)
        if isBoardPrint, !line.isApart || before.wordCount + after.wordCount > 0 { return false }
        if line.isBullet, before.wordCount + after.wordCount > 8 { return false }
        return before.wordCount <= 14 && after.wordCount <= 10 && !before.text.hasSuffix(".")
    }

    /// "Duration: 2012 - 2014"
    private func isLabelled(_ index: Int) -> Bool {
        lines[index].tokens.first.map { Self.dateLabels.contains($0.text) } ?? false
    }

    /// Whether the line can be part of an entry's head: short, no bullet and no sentence.
    private func isHead(_ index: Int, below anchor: Int?) -> Bool {
        let line = lines[index]
        guard !line.isBullet, line.wordCount <= 14, line.wordCount > 0, line.text.utf8.count <= 120,
            !line.text.hasSuffix("."), !line.text.hasSuffix(";"), !line.text.hasSuffix(":") || line.wordCount <= 2,
            ResumeAddress.email(in: line) == nil
        else { return false }
        if let first = line.tokens.first(where: { $0.kind == .word }), !first.isCapital, !line.marks.contains(.title),
            !line.isApart
        {
            return false
        }
        guard let anchor, index < anchor - 1, index > 0 else { return true }
        // Further up, the end of the entry before must not be taken for a head: text that runs on from a bullet, or
        // the last line of a paragraph where heads are paragraphs of a line each.
        if lines[anchor].isApart, lines[anchor - 1].isApart { return line.isApart }
        return line.isApart || !lines[index - 1].isBullet
    }

    private static let dateLabels: Set<String> = [
        "duration", "period", "dates", "date", "tenure", "timeline", "срок", "период", "zeitraum", "dauer",
    ]
}
