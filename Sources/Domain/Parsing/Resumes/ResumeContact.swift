/// Who the person is and how to reach them.
struct ResumeContact: Sendable {
    private(set) var name: String?
    private(set) var email: String?
    private(set) var phone: String?
    private(set) var location: String?
    private(set) var headline: String?

    /// How many lines from the top a name is looked for in, where no heading ends the head before.
    private static let headLines = 14

    init(parts: [ResumePart]) {
        let all = parts.flatMap(\.lines)
        email = all.lazy.compactMap { Self.email(in: $0.text) }.first
        let head = Self.head(parts)
        phone = (head + all).lazy.compactMap { Self.phone(in: $0) }.first
        let nameIndex = Self.nameIndex(in: head, email)
        name = nameIndex.map { Self.personName(head[$0].text) ?? head[$0].text }
        headline = Self.headline(in: head, after: nameIndex)
        location = Self.location(in: head, name: name, headline: headline)
    }

    /// The lines above the first heading, and those of a contact section.
    private static func head(_ parts: [ResumePart]) -> [ResumeLine] {
        var lines = parts.first.map { Array($0.lines.prefix(headLines)) } ?? []
        lines += parts.filter { $0.section == .contact }.flatMap(\.lines).prefix(headLines)
        // A side bar can stand first: then the head is further down, among the first lines of every part.
        return lines.count >= 2 ? lines : lines + parts.dropFirst().flatMap { $0.lines.prefix(6) }
    }

    // MARK: Name

    private static func nameIndex(in head: [ResumeLine], _ email: String?) -> Int? {
        let known =
            email.map { local in
                Set(
                    local.prefix { $0 != "@" }.lowercased().split { !$0.isLetter }.map(String.init).filter {
                        $0.count > 2
                    })
            } ?? []
        var best: (index: Int, score: Int)?
        for (index, line) in head.enumerated() {
            guard let name = personName(line.text) else { continue }
            let words = name.lowercased().split { !$0.isLetter }.map(String.init)
            let shared = words.filter { word in
                known.contains(word) || known.contains { $0.contains(word) && word.count > 3 }
            }
            var score = 20 - index + 30 * shared.count
            if ResumeWords.isTitle(name) { score -= 25 }
            if ResumeWords.isCompany(name) || ResumeWords.isSchool(name) { score -= 15 }
            if words.count == 1 { score -= 10 }
            if SkillLexicon.shared.canonicalName(of: name) != nil { score -= 30 }
            if best.map({ score > $0.score }) ?? true { best = (index, score) }
        }
        return best.flatMap { $0.score > 0 ? $0.index : nil }
    }

    /// The name a line begins with: two to five capitalised words, up to a separator; nil where there is none.
    static func personName(_ text: String) -> String? {
        var part = Substring(text)
        for mark in [" | ", "\t", " - ", " – ", " — ", " • ", ", ", " ("] {
            if let cut = part.firstRange(of: mark) { part = part[..<cut.lowerBound] }
        }
        for prefix in ["Name:", "Name :", "Curriculum Vitae of", "Resume of", "Dr.", "Mr.", "Mrs.", "Ms."]
        where part.hasPrefix(prefix) {
            part = part.dropFirst(prefix.count)
        }
        let name = ResumeLine.bare(part)
        let line = ResumeLine(name)
        let words = line.tokens.filter { $0.kind == .word }
        guard words.count >= 1, words.count <= 5, name.utf8.count <= 60, ResumePart.heading(line) == nil,
            !line.tokens.contains(where: { $0.kind == .number }),
            line.tokens.allSatisfy({ $0.kind == .word || [".", "-", "'", "’"].contains($0.text) }),
            words.allSatisfy({ ResumeWords.isCapitalised(line, $0) || particles.contains($0.text) || words.count == 1 }
            ),
            !words.contains(where: { notNames.contains($0.text) })
        else { return nil }
        return name
    }

    private static let particles: Set<String> = [
        "de", "da", "van", "von", "der", "den", "bin", "al", "la", "di", "el", "del", "dos", "ibn", "ten",
    ]
    private static let notNames: Set<String> = [
        "resume", "curriculum", "vitae", "cv", "резюме", "lebenslauf", "email", "phone", "mobile", "address", "contact",
        "street",
        "page", "linkedin", "github", "http", "https", "www", "com",
    ]

    // MARK: Addresses

    /// The first e-mail address of a text.
    static func email(in text: String) -> String? {
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "@") {
            var start = index
            while start > 0, isLocal(bytes[start - 1]) { start -= 1 }
            var end = index + 1
            while end < bytes.count, isDomain(bytes[end]) { end += 1 }
            while end > index, bytes[end - 1] == UInt8(ascii: ".") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
            while start < index, bytes[start] == UInt8(ascii: ".") || bytes[start] == UInt8(ascii: "-") { start += 1 }
            let domain = bytes[min(index + 1, end)..<end]
            guard start < index, let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex,
                end - dot > 2
            else { continue }
            return String(decoding: bytes[start..<end], as: UTF8.self)
        }
        return nil
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        isDomain(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "%")
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (letter >= 0x61 && letter <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == UInt8(ascii: ".")
            || byte == UInt8(ascii: "-")
    }

    /// The first phone number of a line: 8 to 15 digits in groups, not a range of years.
    static func phone(in line: ResumeLine) -> String? {
        let bytes = Array(line.text.utf8)
        var index = 0
        while index < bytes.count {
            let isStart =
                bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "(") || isDigit(bytes[index])
            guard isStart, index == 0 || !isWordByte(bytes[index - 1]) else {
                index += 1
                continue
            }
            var end = index
            var digits = 0
            var lastDigit = index
            while end < bytes.count, isDigit(bytes[end]) || " +-().\u{A0}/".utf8.contains(bytes[end]) {
                if isDigit(bytes[end]) {
                    digits += 1
                    lastDigit = end
                }
                end += 1
            }
            let text = String(decoding: bytes[index...lastDigit], as: UTF8.self)
            let isWord = lastDigit + 1 < bytes.count && isWordByte(bytes[lastDigit + 1])
            if digits >= 8, digits <= 15, !isWord, !ResumeLine(text).tokens.isEmpty,
                ResumeDates.range(in: ResumeLine(text)) == nil
            {
                return text
            }
            index = max(end, index + 1)
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == 0x5F || byte == 0x40
    }

    // MARK: Place and headline

    private static func headline(in head: [ResumeLine], after name: Int?) -> String? {
        guard let name else { return nil }
        // "Name - Title" on one line.
        for mark in [" - ", " – ", " — ", " | ", ", ", "\t"] {
            if let cut = head[name].text.firstRange(of: mark) {
                let rest = ResumeLine.bare(head[name].text[cut.upperBound...])
                if ResumeWords.isTitle(rest), email(in: rest) == nil { return rest }
            }
        }
        for line in head.dropFirst(name + 1).prefix(4) {
            let isContact = email(in: line.text) != nil || phone(in: line) != nil
            if !isContact, line.wordCount <= 12, ResumeWords.isTitle(line.text), !line.text.hasSuffix(".") {
                return ResumeLine.bare(line.text)
            }
        }
        return nil
    }

    private static func location(in head: [ResumeLine], name: String?, headline: String?) -> String? {
        for line in head {
            for part in pieces(line.text) {
                var text = part
                for label in ["Location:", "Address:", "Город:", "Адрес:", "Wohnort:", "Ort:"]
                where text.hasPrefix(label) {
                    text = ResumeLine.bare(text.dropFirst(label.count))
                }
                guard text != name, text != headline, ResumeWords.isPlace(text),
                    personNameIsUnlikely(text, in: line, head)
                else { continue }
                return text
            }
        }
        return nil
    }

    /// A lone pair of capitalised words is a place only with a comma or beside other contact details.
    private static func personNameIsUnlikely(_ text: String, in line: ResumeLine, _ head: [ResumeLine]) -> Bool {
        text.utf8.contains(UInt8(ascii: ",")) || pieces(line.text).count > 1
    }

    private static func pieces(_ text: String) -> [String] {
        var parts = [Substring(text)]
        for mark in [" | ", "|", "\t", " • ", " · ", " - ", " – ", " — ", " ● "] {
            parts = parts.flatMap { split($0, mark) }
        }
        return parts.map { ResumeLine.bare($0) }.filter { !$0.isEmpty }
    }

    private static func split(_ text: Substring, _ mark: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = text
        while let cut = rest.firstRange(of: mark) {
            parts.append(rest[..<cut.lowerBound])
            rest = rest[cut.upperBound...]
        }
        return parts + [rest]
    }
}

extension StringProtocol {
    /// Where `needle` first occurs. Bytes are compared: `needle` is ASCII or a dash.
    func firstRange(of needle: String) -> Range<Index>? {
        let bytes = Array(needle.utf8)
        guard let first = bytes.first else { return nil }
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: first) {
            if utf8[found...].starts(with: bytes) { return found..<utf8.index(found, offsetBy: bytes.count) }
            start = utf8.index(after: found)
        }
        return nil
    }
}
