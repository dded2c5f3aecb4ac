public import FoundationEssentials

extension UTCDate {
    /// Reads a date of mail and of RSS (RFC 5322, section 3.3): `Sat, 21 Nov 2026 09:22:00 +0100`. Weekday and seconds may be
    /// missing, the year may have two digits, the zone may be a name of the obsolete form; an unknown one is UTC. `nil` for
    /// anything else.
    public static func parseMail(_ text: some StringProtocol) -> Date? {
        var parts: [String] = String(text).split { $0 == " " || $0 == "\t" || $0 == "\n" }.map { String($0) }
        if let first = parts.first, first.hasSuffix(",") { parts.removeFirst() }
        guard (4...5).contains(parts.count), let day = Int(parts[0]), let year = Int(parts[2]),
            let month = mailMonths.firstIndex(of: parts[1].prefix(3).lowercased())
        else { return nil }
        let clock: [String] = parts[3].split(separator: ":").map { String($0) }
        guard (2...3).contains(clock.count) else { return nil }
        let full = year < 50 ? year + 2000 : year < 100 ? year + 1900 : year
        func two(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }
        let zone = parts.count > 4 ? parts[4] : "GMT"
        let offset = zone.hasPrefix("+") || zone.hasPrefix("-") ? zone : mailZones[zone.uppercased()] ?? "Z"
        return parse(
            "\(full)-\(two("\(month + 1)"))-\(two("\(day)"))T\(two(clock[0])):\(two(clock[1])):"
                + "\(clock.count > 2 ? two(clock[2]) : "00")\(offset)")
    }

    private static let mailMonths = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
    private static let mailZones = [
        "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600",
        "PST": "-0800", "PDT": "-0700",
    ]
}
