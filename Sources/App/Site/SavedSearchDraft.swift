internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Postgres
internal import Storage

/// A search that somebody wants to keep, as it was sent, before it is stored.
struct SavedSearchDraft {
    var name: String
    /// Without what belongs to one look at it only.
    var query: SearchQuery

    /// As the database holds them.
    static let (nameLimit, queryLimit) = (100, 5000)
    /// New postings that are counted for one search; where there are more, it says so.
    static let newLimit = 99
    private static let momentary = ["saved", "arrived_after", "resume"]

    /// - Parameter query: as the address of the search page has it, with or without `?`.
    init(name: String, query: String, now: Date) {
        let text = query.hasPrefix("?") ? String(query.dropFirst()) : query
        var parameters = (try? Parameters(urlEncoded: Array(text.utf8), maximumCount: 50)) ?? [:]
        for momentary in Self.momentary { parameters = parameters.replacing(momentary, with: nil) }
        self.query = SearchQuery(parameters, now: now)
        self.name = name.trimmed
    }

    init(_ saved: SavedSearch, now: Date) {
        self.init(name: saved.name, query: saved.query, now: now)
    }

    /// A field and what it must be like.
    struct Failing {
        var field: String
        var message: String
    }

    var problems: [Failing] {
        var problems: [Failing] = []
        if !(1...Self.nameLimit).contains(name.unicodeScalars.count) {
            problems.append(Failing(field: "name", message: "has 1 to \(Self.nameLimit) characters"))
        }
        if query.parameters.encoded.unicodeScalars.count > Self.queryLimit {
            problems.append(Failing(field: "query", message: "has at most \(Self.queryLimit) characters"))
        }
        return problems
    }

    /// The address of its results.
    static func href(_ saved: SavedSearch) -> String {
        "/jobs?" + (saved.query.isEmpty ? "" : saved.query + "&") + "saved=" + saved.id.text
    }
}

extension Site {
    /// How many postings of a search have arrived since somebody saw it, counted up to a limit.
    /// - Parameter blocks: what the user does not want to see, read once for all searches of a list.
    func newPostings(
        _ search: PostingSearch, since arrival: Int, for user: User, without blocks: PostingBlocks, _ db: Connection
    ) throws -> Tally {
        var recent = search
        recent.viewer = user.id
        recent.blocks = blocks
        recent.arrivedAfter = max(arrival, search.arrivedAfter ?? 0)
        recent.sort = .newest
        recent.scoredFor = nil
        let found = try db.find(recent, limits: SearchLimits(candidates: SavedSearchDraft.newLimit))
        return Tally(found.candidates.count, isExact: found.isWhole)
    }
}
