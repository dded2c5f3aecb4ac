internal import Base
internal import Documents
public import FoundationEssentials
public import Model

/// Says from a posting's own page whether it is still up.
public enum LivenessReader {
    /// Bytes of a page that are looked at.
    private static let limit = 1_000_000

    /// - Parameters:
    ///   - status: of the answer, after redirects.
    ///   - body: the page.
    ///   - title: the posting's, which its page shows as long as it is up.
    /// - Returns: with a code that says why.
    public static func read(
        status: Int, body: [UInt8], title: String, now: Date
    ) -> (liveness: Liveness, reason: String?) {
        switch status {
        case 404, 410: return (.closed, "gone")
        case 200...299: break
        case 401, 403, 429, 451: return (.unknown, "refused")
        default: return (.unknown, "unreachable")
        }
        let bytes = Array(body.prefix(limit))
        if let last = validThrough(bytes), last < now { return (.closed, "expired") }
        // What scripts hold is not on the page: many carry the words for a posting that is closed beside all others.
        let text = HTMLToMarkdown.convert(
            bytes, limits: HTMLToMarkdown.Limits(inputBytes: limit, outputBytes: limit))
        let reading = PostingReading(title: "", text: text)
        if !closed.hits(in: reading).isEmpty { return (.closed, "says_closed") }
        let words = Set(PostingReading(title: "", text: String(decoding: bytes, as: UTF8.self)).words.map(\.folded))
        let wanted = PostingReading(line: title).words.map(\.folded)
        return !wanted.isEmpty && wanted.allSatisfy(words.contains) ? (.open, nil) : (.unknown, "unclear")
    }

    /// The last day that the page's structured data gives (schema.org `JobPosting`), to its end where it is only a day.
    private static func validThrough(_ bytes: [UInt8]) -> Date? {
        guard let name = bytes.firstRange(of: Array("\"validThrough\"".utf8)) else { return nil }
        let rest = bytes[name.upperBound...].prefix(60)
        let parts = rest.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        guard parts.count > 2 else { return nil }
        let text = String(decoding: parts[1], as: UTF8.self)
        return text.utf8.count == 10
            ? UTCDate.parse(text + "T23:59:59Z") : UTCDate.parse(text) ?? UTCDate.parse(text + "Z")
    }

    private static let closed = CueBook<Bool>([
        (
            true,
            """
            no longer available|no longer accepting applications|no longer open|no longer active|no longer online|\
            position has been filled|job has been filled|role has been filled|job has expired|posting has expired|\
            position is closed|job is closed|job posting is closed|vacancy is closed|vacancy has closed|\
            applications are closed|applications have closed|job you are looking for does not exist|job not found|\
            nicht mehr verfügbar|nicht mehr online|nicht mehr aktiv|stelle ist bereits besetzt|stelle ist besetzt|\
            stelle wurde besetzt|anzeige ist abgelaufen|stellenanzeige ist abgelaufen|вакансия в архиве|вакансия закрыта|\
            вакансия не найдена|вакансия перенесена в архив|вакансия больше не актуальна
            """
        )
    ])
}
