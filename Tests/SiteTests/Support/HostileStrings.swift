import Foundation

/// Text that has broken programs before: what a field may hold, and octets that are no text at all.
enum HostileStrings {
    /// Valid UTF-8 without NUL: a field takes it and gives it back, or says what is wrong with it.
    static let texts: [String] = [
        // Markup and scripts
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</textarea><svg/onload=alert(1)>",
        "</title><b>x", "<!--", "]]>", "&lt;b&gt;", "&amp;amp;", "javascript:alert(1)",
        "<a href=\"java\tscript:alert(1)\">", "<x hx-get=/logout>",
        "<style>*{display:none}</style>", "&#x3C;b&#x3E;", "`${alert(1)}`",
        // Templates, formats, shells, paths
        "{{csrfToken}}", "{{{user}}}", "{{>layout}}", "{{#user}}x{{/user}}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
        "%s%n%x%d", "%00",
        "$(touch /tmp/x)", "`id`", "; rm -rf / #", "| cat /etc/passwd", "../../../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "C:\\Windows\\system32", "file:///etc/passwd", "=cmd|' /C calc'!A0",
        // SQL and search syntax
        "' or '1'='1", "'; drop table users; --", "1); delete from resumes; --", "\\", "\\'", "$1", "$$x$$", "%", "_",
        "%_\\%",
        "\"unclosed", "a & b | !c", "a:*", "<->", "or or or", "-", "- -x", "((((", "'a':'b'",
        // Header and log lines
        "a\r\nSet-Cookie: session=x", "a\nLocation: http://evil.example", "a\u{85}b", "a\u{2028}b\u{2029}c",
        "\u{1B}[31mred\u{1B}[0m", "\u{7F}\u{8}\u{8}",
        // Unicode
        "مرحبا بالعالم", "שלום", "\u{202E}evil\u{202C}", "\u{2066}x\u{2069}", "\u{200B}\u{200D}\u{FEFF}x", "é",
        "e\u{301}", "Å\u{212B}A\u{30A}", "ﬀ ß İ ı",
        "👩‍👩‍👧‍👦🏳️‍🌈", "🇩🇪🇫", "\u{FFFD}", "\u{FFFE}\u{FFFF}", "\u{10FFFF}", "\u{E000}mark\u{E001}", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A", "田中さんにあげて下さい",
        "ÅÍÎÏ˝ÓÔÒÚÆ☃",
        // Numbers and nothing
        "NaN", "-0", "1e400", "0x1p3", "9223372036854775808", "١٢٣", "null", "undefined", "true", "[]", "{}", "", " ",
        "\u{A0}\u{3000}",
        // Long
        String(repeating: "a", count: 201), String(repeating: "é", count: 5000),
        String(repeating: "\u{301}", count: 3000),
        String(repeating: "<", count: 4000), String(repeating: "x ", count: 10_000),
    ]

    /// No UTF-8, or with NUL: never taken.
    static let octets: [[UInt8]] = [
        [0], Array("a".utf8) + [0] + Array("b".utf8), [0xFF], [0xFE, 0xFF], [0xC0, 0x80], [0xC1, 0xBF],
        [0xE0, 0x80, 0xAF],
        // Lone surrogates, a pair of them, beyond Unicode, cut short, a continuation alone
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xF4, 0x90, 0x80, 0x80],
        [0xF0, 0x9F, 0x98],
        [0x80], [0xE2, 0x82], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ]

    /// The strings of the shared corpus, evenly chosen where there are many; `nil` where it is not there.
    static func corpus(limit: Int) -> [String]? {
        let folder =
            (ProcessInfo.processInfo.environment["HUNTER_SHARED"] ?? SiteHarness.root + "/../shared")
            + "/corpus/strings"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        var strings: [String] = []
        for name in names.sorted() {
            guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { continue }
            if name.hasSuffix(".json"), let list = try? JSONDecoder().decode(JSONValue.self, from: data) {
                strings += texts(in: list)
            } else {
                strings += String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
            }
        }
        let step = max(1, strings.count / limit)
        return stride(from: 0, to: strings.count, by: step).map { strings[$0] }
    }

    private static func texts(in value: JSONValue) -> [String] {
        switch value {
        case .string(let text): [text]
        case .array(let items): items.flatMap(texts)
        case .object(let members): members.sorted { $0.key < $1.key }.flatMap { texts(in: $0.value) }
        default: []
        }
    }
}
