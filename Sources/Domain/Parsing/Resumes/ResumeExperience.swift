import Model

/// The positions of an experience section: each stretch of dates is one, and what stands around it names it.
enum ResumeExperience {
    /// How many lines above its dates an entry's head may have.
    private static let headLines = 3

    static func entries(in lines: [ResumeLine]) -> [Experience] {
        let dates = lines.map { $0.text.utf8.count <= 160 ? ResumeDates.range(in: $0) : nil }
        let anchors = lines.indices.filter { isAnchor(lines, dates, $0) }
        var entries: [Experience] = []
        var taken = -1
        var used: Set<Int> = []
        for (position, anchor) in anchors.enumerated() {
            guard let range = dates[anchor] else { continue }
            let next = position + 1 < anchors.count ? anchors[position + 1] : lines.count
            var head = HeadParts()
            let (before, after) = lines[anchor].without(range.range)
            head.add(line: before)
            head.add(line: after)
            var above = anchor - 1
            while !head.isComplete, above > taken, anchor - above <= headLines, isHead(lines, above, below: anchor) {
                head.add(lineAbove: lines[above].text)
                above -= 1
            }
            var last = anchor
            // Dates first, then what they are the dates of.
            let isBelow = above == anchor - 1
            while isBelow, !head.isComplete, last + 1 < next, last < anchor + 2, isHead(lines, last + 1, below: nil) {
                last += 1
                head.add(line: lines[last].text)
            }
            taken = last
            used.formUnion(above + 1...last)
            let (title, company) = head.named()
            guard title != nil || company != nil else { continue }
            entries.append(Experience(company: company, title: title, start: range.start.text, end: range.end?.text))
        }
        return entries + undated(lines, used)
    }

    /// Positions without dates: a title, and below it a company, each on a line that stands apart.
    private static func undated(_ lines: [ResumeLine], _ used: Set<Int>) -> [Experience] {
        var entries: [Experience] = []
        for index in lines.indices.dropLast() where !used.contains(index) && !used.contains(index + 1) {
            let (title, company) = (lines[index], lines[index + 1])
            let isPair =
                title.isApart && company.isApart && title.wordCount <= 8 && company.wordCount <= 6
                && isHead(lines, index, below: nil) && isHead(lines, index + 1, below: nil)
            guard isPair, ResumeWords.isTitle(title.text), !ResumeWords.isTitle(company.text) else { continue }
            var head = HeadParts()
            head.add(line: title.text)
            head.add(line: company.text)
            let named = head.named()
            guard let name = named.title, let employer = named.company else { continue }
            entries.append(Experience(company: employer, title: name, start: nil, end: nil))
        }
        return entries
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
    private static func isAnchor(_ lines: [ResumeLine], _ dates: [DateRange?], _ index: Int) -> Bool {
        guard let range = dates[index] else { return false }
        let (before, after) = lines[index].without(range.range)
        if lines[index].isBullet, ResumeLine(before).wordCount + ResumeLine(after).wordCount > 8 { return false }
        return ResumeLine(before).wordCount <= 14 && ResumeLine(after).wordCount <= 10 && !before.hasSuffix(".")
    }

    /// Whether the line can be part of an entry's head: short, no bullet and no sentence.
    private static func isHead(_ lines: [ResumeLine], _ index: Int, below anchor: Int?) -> Bool {
        let line = lines[index]
        guard !line.isBullet, line.wordCount <= 14, line.wordCount > 0, line.text.utf8.count <= 120 else {
            return false
        }
        guard !line.text.hasSuffix("."), !line.text.hasSuffix(";"), !line.text.hasSuffix(":") || line.wordCount <= 2
        else { return false }
        guard !line.text.hasPrefix("http"), ResumeContact.email(in: line.text) == nil else { return false }
        if let first = line.tokens.first(where: { $0.kind == .word }), !ResumeWords.isCapitalised(line, first),
            !ResumeWords.isTitle(line.text), !line.isApart
        {
            return false
        }
        guard let anchor, index < anchor - 1, index > 0 else { return true }
        // Further up, the end of the entry before must not be taken for a head: text that runs on from a bullet.
        return line.isApart || !lines[index - 1].isBullet
    }
}

/// The parts an entry's head falls into, in the order they are read.
struct HeadParts {
    private var parts: [String] = []

    var isComplete: Bool {
        parts.contains { ResumeWords.isTitle($0) } && parts.contains { !ResumeWords.isTitle($0) && !isPlaceOnly($0) }
    }

    mutating func add(line: String) { parts += Self.split(line) }
    mutating func add(lineAbove line: String) { parts = Self.split(line) + parts }

    /// The title and the company among the parts.
    func named() -> (title: String?, company: String?) {
        var rest = parts
        var title: String?
        // Of several that read like a title, one that reads like nothing else is it.
        let index =
            rest.firstIndex { ResumeWords.isTitle($0) && !ResumeWords.isCompany($0) }
            ?? rest.firstIndex { ResumeWords.isTitle($0) }
        if let index {
            title = rest.remove(at: index)
            let named =
                rest.firstIndex { ResumeWords.isCompany($0) } ?? rest.firstIndex { !isPlaceOnly($0) }
                ?? rest.indices.first
            return (title, named.map { rest[$0] })
        }
        guard let first = rest.first else { return (nil, nil) }
        if let named = rest.firstIndex(where: { ResumeWords.isCompany($0) }) {
            let company = rest.remove(at: named)
            return (rest.first { !isPlaceOnly($0) }, company)
        }
        return rest.count > 1 ? (first, rest[1]) : (nil, first)
    }

    /// A place with a comma, or one that stands last behind two others.
    private func isPlaceOnly(_ part: String) -> Bool {
        part.utf8.contains(UInt8(ascii: ",")) && ResumeWords.isPlace(part)
    }

    private static let marks = ["\t", " — ", " – ", " | ", " • ", " · ", " - ", " -  ", " @ "]

    static func split(_ line: String) -> [String] {
        var parts = [line]
        for mark in marks { parts = parts.flatMap { cut($0, mark) } }
        for word in [" at ", " bei ", " в компании "] {
            parts = parts.flatMap { part in
                let pieces = cut(part, word)
                return pieces.count == 2 && ResumeWords.isTitle(pieces[0]) ? pieces : [part]
            }
        }
        // "Title, Company" and "Company, Title": a comma parts them only where exactly one side reads like a title.
        parts = parts.flatMap { part -> [String] in
            let pieces = cut(part, ", ")
            guard pieces.count >= 2, let first = pieces.first, let last = pieces.last else { return [part] }
            let head = ResumeWords.isTitle(first)
            let tail = pieces.dropFirst().contains { ResumeWords.isTitle($0) }
            guard head != tail else { return [part] }
            if head { return [first, ResumeLine.bare(part.dropFirst(first.count))] }
            return [ResumeLine.bare(part.dropLast(last.count)), last]
        }
        return parts.map { ResumeLine.bare($0) }.filter { !$0.isEmpty }
    }

    private static func cut(_ text: String, _ mark: String) -> [String] {
        var parts: [String] = []
        var rest = Substring(text)
        while let found = rest.firstRange(of: mark) {
            parts.append(String(rest[..<found.lowerBound]))
            rest = rest[found.upperBound...]
        }
        parts.append(String(rest))
        return parts.filter { !ResumeLine.bare($0).isEmpty }
    }
}
