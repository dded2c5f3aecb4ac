/// The skills of a resume: those it lists, or, where it lists none, those it names.
enum ResumeSkills {
    private static let longestItem = 5

    static func names(in parts: [ResumePart], text: String) -> [String] {
        var found = Found()
        for part in parts where part.section == .skills {
            for line in part.lines { add(line, &found) }
        }
        if found.names.isEmpty {
            for mention in SkillTagger.shared.knownMentions(in: text) { found.add(mention.name) }
        }
        return found.names
    }

    private struct Found {
        var names: [String] = []
        private var seen: Set<String> = []

        mutating func add(_ name: String) {
            if seen.insert(name.lowercased()).inserted { names.append(name) }
        }
    }

    private static func add(_ line: ResumeLine, _ found: inout Found) {
        for item in items(line.text) {
            let words = ResumeLine(item).tokens.filter { $0.kind != .sign }.count
            if let name = SkillLexicon.shared.canonicalName(of: item) {
                found.add(name)
            } else if words >= 1, words <= longestItem, item.utf8.count <= 60, !item.hasSuffix(".") {
                found.add(item)
            } else {
                for mention in SkillLexicon.shared.mentions(in: item) { found.add(mention.name) }
            }
        }
    }

    /// The items of a line: behind a label ("Languages: Go, Rust"), between commas, semicolons, bars and bullets, without what
    /// stands in brackets.
    private static func items(_ line: String) -> [String] {
        var text = Substring(line)
        if let colon = text.firstRange(of: ": "), text.utf8.distance(from: text.startIndex, to: colon.lowerBound) <= 40
        {
            text = text[colon.upperBound...]
        }
        var items: [String] = []
        var item = String.UnicodeScalarView()
        var depth = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case "(", "[": depth += 1
            case ")", "]": depth = max(0, depth - 1)
            case ",", ";", "|", "•", "·", "\t", "●", "▪", "➢":
                if depth == 0 {
                    items.append(String(item))
                    item = String.UnicodeScalarView()
                }
            default: if depth == 0 { item.append(scalar) }
            }
        }
        items.append(String(item))
        return items.map { ResumeLine.bare($0) }.filter { !$0.isEmpty }
    }
}
