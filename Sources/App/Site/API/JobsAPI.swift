internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Storage

enum JobsAPI {
    static func list(_ context: Context) throws -> Response {
        let limit = try context.limit()
        var search = try search(context)
        let cursor = try context.cursor(PostingCursor.init(text:))
        guard cursor?.fits(search) ?? true else {
            throw Problem.unprocessable([.init(field: "after", message: "is no cursor of this list")])
        }
        let (rows, postings) = try context.services.database.transaction(readOnly: true) { db in
            search.blocks = try db.postingBlocks(for: context.owner?.user.id)
            let rows = try db.postings(matching: search, after: cursor, limit: limit + 1)
            let postings = try db.postings(rows.map(\.id), for: search.viewer)
            return (rows, Dictionary(uniqueKeysWithValues: postings.map { ($0.id, $0) }))
        }
        let pairs = rows.compactMap { row in postings[row.id].map { (row, $0) } }
        return try context.list(pairs, limit: limit) {
            PostingBody($0.1)
        } cursor: {
            PostingCursor(sortKey: $0.0.sortKey, id: $0.0.id).text
        }
    }

    private static func search(_ context: Context) throws -> PostingSearch {
        let query = context.request.query
        var search = PostingSearch()
        search.viewer = context.owner?.user.id
        search.text = query["q"]?.trimmed.cut(to: 300) ?? ""
        search.isInternship = try context.parameter("internship", "is true or false", flag)
        search.isRemote = try context.parameter("remote", "is true or false", flag)
        search.type = try context.parameter("type", "is no type of posting") { PostingType(rawValue: $0) }
        search.level = try context.parameter("level", "is no level of posting") { PostingLevel(rawValue: $0) }
        search.status =
            try context.parameter("status", "is no status of a posting") { PostingStatus(rawValue: $0) } ?? .open
        search.location = query["location"]?.cut(to: 300)
        search.country = query["country"]?.cut(to: 10).uppercased()
        search.sourceName = query["source"]?.cut(to: 300)
        search.company = query["company"]?.cut(to: 300)
        search.postedAfter = try context.parameter("posted_after", "is no time", UTCDate.parse)
        let currency = query["currency"]?.uppercased() ?? "EUR"
        func pay(_ text: String) -> Int? {
            guard let amount = Int(text), (0...1_000_000_000).contains(amount) else { return nil }
            return ExchangeRates.euroCents(amount * 100, currency: currency)
        }
        let problem = "is a whole number of \(currency), which must be a currency we know"
        search.minimumPay = try context.parameter("min_stipend", problem, pay)
        search.maximumPay = try context.parameter("max_stipend", problem, pay)
        let standard: PostingSearch.Sort = search.text.isEmpty ? .newest : .relevance
        search.sort =
            try context.parameter("sort", "is newest, relevance or pay") { PostingSearch.Sort(rawValue: $0) }
            ?? standard
        return search
    }

    private static func flag(_ text: String) -> Bool? {
        ["true": true, "1": true, "false": false, "0": false][text.lowercased()]
    }

    static func show(_ context: Context) throws -> Response {
        let id = try context.id()
        return try .json(PostingBody(try posting(id, context)))
    }

    /// The posting, or that which stands for it.
    static func posting(_ id: UUID, _ context: Context) throws -> Posting {
        let posting = try context.services.database.withConnection { db -> Posting? in
            guard let posting = try db.posting(id, for: context.owner?.user.id) else { return nil }
            return try posting.canonicalID.map { try db.posting($0, for: context.owner?.user.id) } ?? posting
        }
        guard let posting else { throw Problem.notFound() }
        return posting
    }
}
