internal import Base
internal import FoundationEssentials

/// The day until which people may apply, where a posting says it: "Apply by 30 June 2026", "Bewerbungsfrist: 30.06.2026".
enum PostingDeadline {
    static func read(_ reading: PostingReading) -> Date? {
        for hit in cues.hits(in: reading) {
            let from = reading.words[hit.words.upperBound - 1].range.upperBound
            let line = reading.bytes[from..<min(reading.bytes.count, from + 40)].prefix { $0 != 0x0A }
            if let date = date(in: String(decoding: line, as: UTF8.self)) { return date }
        }
        return nil
    }

    private static let cues = CueBook<Bool>([
        (
            true,
            """
            apply by|apply before|application deadline|closing date|deadline|applications close|bewerbungsfrist|\
            bewerbungsschluss|bewerben bis|bewerbung bis|bewerbungen bis|срок подачи|отклики до|резюме до
            """
        )
    ])

    /// The last moment of a day written as 2026-06-30, 30.06.2026, 30 June 2026 or June 30, 2026.
    private static func date(in text: String) -> Date? {
        let parts = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).prefix(6).map(String.init)
        for (first, rest) in zip(parts.indices, parts.indices.dropFirst(2)) {
            guard let one = number(parts[first]), let three = number(parts[rest]) else {
                // June 30, 2026
                if let month = months[parts[first].lowercased()], let day = number(parts[first + 1]),
                    let year = number(parts[rest])
                {
                    return end(year, month, day)
                }
                continue
            }
            let two = number(parts[first + 1]) ?? months[parts[first + 1].lowercased()]
            guard let month = two else { continue }
            return one > 1000 ? end(one, month, three) : end(three, month, one)
        }
        return nil
    }

    private static func number(_ text: String) -> Int? {
        var digits = text[...]
        for ending in ["st", "nd", "rd", "th"] where digits.hasSuffix(ending) { digits = digits.dropLast(2) }
        return Int(digits)
    }

    private static func end(_ year: Int, _ month: Int, _ day: Int) -> Date? {
        guard (2000...2099).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return UTCDate.parse("\(year)-\(two(month))-\(two(day))T23:59:59Z")
    }

    private static let months: [String: Int] = {
        let names = [
            "january januar января", "february februar февраля", "march märz марта", "april апреля", "may mai мая",
            "june juni июня", "july juli июля", "august августа", "september сентября", "october oktober октября",
            "november ноября", "december dezember декабря",
        ]
        var months: [String: Int] = [:]
        for (index, group) in names.enumerated() {
            for name in group.split(separator: " ") {
                months[String(name)] = index + 1
                if name.utf8.allSatisfy({ $0 < 0x80 }) { months[String(name.prefix(3))] = index + 1 }
            }
        }
        return months
    }()
}
