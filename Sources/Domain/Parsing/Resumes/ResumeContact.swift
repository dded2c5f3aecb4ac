/// Who the person is and how to reach them.
struct ResumeContact: Sendable {
    private(set) var name: ResumeLine?
    private(set) var email: ResumeLine?
    private(set) var phone: ResumeLine?
    private(set) var location: ResumeLine?
    private(set) var headline: ResumeLine?

    /// How many lines from the top a name is looked for in, where no heading ends the head before.
    private static let headLines = 14

    init(parts: [ResumePart]) {
        let all = parts.flatMap(\.lines)
        email = all.lazy.compactMap { ResumeAddress.email(in: $0) }.first
        let head = Self.head(parts)
        phone = (head + all).lazy.compactMap { ResumeAddress.phone(in: $0) }.first
        if let (index, name) = ResumeName.find(in: head, email: email?.text) {
            self.name = name
            headline = Self.headline(in: head, after: index, name)
        }
        location = Self.location(in: head, besides: [name, headline].compactMap { $0?.range })
    }

    /// The lines above the first heading, and those of a contact section.
    private static func head(_ parts: [ResumePart]) -> [ResumeLine] {
        var lines = parts.first.map { Array($0.lines.prefix(headLines)) } ?? []
        lines += parts.filter { $0.section == .contact }.flatMap(\.lines).prefix(headLines)
        // A side bar can stand first: then the head is further down, among the first lines of every part.
        return lines.count >= 2 ? lines : lines + parts.dropFirst().flatMap { $0.lines.prefix(6) }
    }

    /// What the person calls themselves: beside the name, or within a few lines below it.
    private static func headline(in head: [ResumeLine], after index: Int, _ name: ResumeLine) -> ResumeLine? {
        let line = head[index]
        let rest = line.piece(min(name.range.upperBound - line.start, line.text.utf8.count)..<line.text.utf8.count)
        if rest.marks.contains(.title), ResumeAddress.email(in: rest) == nil { return rest }
        for line in head.dropFirst(index + 1).prefix(4) {
            guard line.wordCount <= 12, line.marks.contains(.title), !line.text.hasSuffix(".") else { continue }
            let isContact = ResumeAddress.email(in: line) != nil || ResumeAddress.phone(in: line) != nil
            if !isContact { return line.bare }
        }
        return nil
    }

    private static func location(in head: [ResumeLine], besides taken: [Range<Int>]) -> ResumeLine? {
        var known: ResumeLine?
        for line in head {
            let parts = withoutAddresses(line).flatMap { $0.parts() }
            for part in parts {
                let place = ResumeLabel.cut(part, Self.labels) ?? part
                guard ResumeWords.isPlace(place), !taken.contains(where: { $0.overlaps(place.range) }) else { continue }
                // A lone pair of capitalised words may as well be a name: it is a place with a comma, with a known name,
                // under a label or beside other contact details.
                let isSure =
                    place.marks.contains(.place) || place.text.utf8.contains(UInt8(ascii: ","))
                    || place.range != part.range
                if isSure { return place }
                if parts.count > 1, known == nil { known = place }
            }
        }
        return known
    }

    /// What stands around an e-mail address and a telephone number.
    private static func withoutAddresses(_ line: ResumeLine) -> [ResumeLine] {
        var pieces = [line]
        for find in [ResumeAddress.email, ResumeAddress.phone] {
            pieces = pieces.flatMap { piece -> [ResumeLine] in
                guard let found = find(piece) else { return [piece] }
                let from = found.start - piece.start
                let (before, after) = piece.without(from..<from + found.text.utf8.count)
                return [before, after].filter { !$0.tokens.isEmpty }
            }
        }
        return pieces
    }

    private static let labels: Set<String> = [
        "location", "address", "city", "residence", "lives", "based", "город", "адрес", "проживает", "проживание",
        "wohnort", "ort", "adresse", "anschrift", "place",
    ]
}

/// "Label: value", and the value alone.
enum ResumeLabel {
    /// What stands behind the colon when a word of `labels` begins the line, a few words at most from the colon.
    static func cut(_ line: ResumeLine, _ labels: Set<String>) -> ResumeLine? {
        guard let first = line.tokens.first, labels.contains(first.text),
            let colon = line.tokens.prefix(5).firstIndex(where: { $0.text == ":" })
        else { return nil }
        let value = line.piece(line.tokens[colon].range.upperBound..<line.text.utf8.count)
        return value.tokens.isEmpty ? nil : value
    }
}
