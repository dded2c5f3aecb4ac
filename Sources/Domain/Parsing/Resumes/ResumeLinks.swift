/// The addresses on the web that a person gives: those above the first heading, those of sections about contact, and
/// those of well-known sites anywhere.
enum ResumeLinks {
    private static let limit = 20

    static func all(in parts: [ResumePart]) -> [ResumeLine] {
        var links: [ResumeLine] = []
        var seen: Set<String> = []
        for part in parts {
            let isOwn = part.section == .head || part.section == .contact || part.section == .links
            for line in part.lines where line.text.utf8.contains(UInt8(ascii: ".")) {
                for range in addresses(in: line.text) where links.count < limit {
                    let link = line.piece(range)
                    let key = key(link.text)
                    guard isOwn || isProfile(key), seen.insert(key).inserted else { continue }
                    links.append(link)
                }
            }
        }
        return links
    }

    /// Runs without white space that begin like an address on the web, or with a well-known site.
    private static func addresses(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        var found: [Range<Int>] = []
        var index = 0
        while index < bytes.count {
            while index < bytes.count, isEnd(bytes[index]) { index += 1 }
            let start = index
            while index < bytes.count, !isEnd(bytes[index]) { index += 1 }
            var end = index
            while end > start, ".,;:)]".utf8.contains(bytes[end - 1]) { end -= 1 }
            guard end - start > 7, end - start <= 300 else { continue }
            let word = String(decoding: bytes[start..<end], as: UTF8.self)
            let hasScheme = word.hasPrefix("http://") || word.hasPrefix("https://") || word.hasPrefix("www.")
            let isAddress = hasScheme ? word.utf8.dropFirst(8).contains(UInt8(ascii: ".")) : isProfile(key(word))
            if isAddress, !word.utf8.contains(UInt8(ascii: "@")) { found.append(start..<end) }
        }
        return found
    }

    /// White space, and what stands between addresses.
    private static func isEnd(_ byte: UInt8) -> Bool { byte <= 0x20 || "|()<>[]\"".utf8.contains(byte) }

    /// An address without its scheme, its question and its end, in lower case: what tells it from others.
    private static func key(_ address: String) -> String {
        var rest = Substring(address)
        for prefix in ["https://", "http://", "www."] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        var key = rest.prefix { $0 != "?" && $0 != "#" }
        while key.last == "/" { key.removeLast() }
        return key.lowercased()
    }

    private static func isProfile(_ key: String) -> Bool { sites.contains { key.hasPrefix($0) && key != $0 } }

    private static let sites = [
        "linkedin.com/", "in.linkedin.com/", "de.linkedin.com/", "ru.linkedin.com/", "github.com/", "gitlab.com/",
        "bitbucket.org/", "xing.com/", "t.me/", "behance.net/", "dribbble.com/", "stackoverflow.com/users",
        "medium.com/", "kaggle.com/", "habr.com/", "career.habr.com/", "hh.ru/resume", "indeed.com/r/", "vk.com/",
        "orcid.org/", "researchgate.net/profile", "scholar.google.com/", "leetcode.com/", "hackerrank.com/",
    ]
}
