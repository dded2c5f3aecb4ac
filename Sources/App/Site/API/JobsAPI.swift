internal import Base
internal import FoundationEssentials
internal import HTTP
internal import Model
internal import Parsing
internal import Storage

enum JobsAPI {
    static func list(_ context: Context) throws -> Response {
        let limit = try context.limit()
        var search = try search(context)
        let cursor = try context.cursor(PostingCursor.init(text:))
        guard cursor?.fits(search) ?? true else {
            throw Problem.unprocessable([.init(field: "after", message: "is no cursor of this list")])
        }
        let limits = context.services.settings.web.searchLimits
        let (page, postings) = try context.services.database.transaction(readOnly: true) { db in
            search.blocks = try db.postingBlocks(for: context.owner?.user.id)
            let found = try db.find(search, limits: limits)
            let page = try db.page(of: found, for: search, after: cursor, limit: limit, limits: limits)
            return (page, try db.postings(page.rows.map(\.id), for: search.viewer))
        }
        let bodies = Dictionary(uniqueKeysWithValues: postings.map { ($0.id, PostingBody($0)) })
        let next = page.hasMore ? page.rows.last.map { PostingCursor(sortKey: $0.sortKey, id: $0.id).text } : nil
        return try .json(ListBody(items: page.rows.compactMap { bodies[$0.id] }, next: next))
    }

    private static func search(_ context: Context) throws -> PostingSearch {
        let query = context.request.query
        var search = PostingSearch()
        search.viewer = context.owner?.user.id
        func text(_ name: String, limit: Int = 300) -> String? {
            query[name]?.cut(to: limit).trimmed.nonEmpty
        }
        search.look(for: SearchQuery.words(text("q") ?? ""))
        search.isInternship = try context.parameter("internship", "is true or false", flag)
        search.isRemote = try context.parameter("remote", "is true or false", flag)
        search.type = try context.parameter("type", "is no type of posting") { PostingType(rawValue: $0) }
        search.level = try context.parameter("level", "is no level of posting") { PostingLevel(rawValue: $0) }
        search.status =
            try context.parameter("status", "is no status of a posting") { PostingStatus(rawValue: $0) } ?? .open
        search.look(in: text("location"))
        search.country = try context.parameter("country", "is no country that is known: give its code of two letters") {
            Countries.code($0)
        }
        search.sourceName = text("source")
        search.company = text("company")
        search.skill = text("skill").map(SearchQuery.skill)
        search.like = try context.parameter("like", "is no id") { UUID(text: $0) }
        search.postedAfter = try context.parameter("posted_after", "is no time", UTCDate.parse)
        let currency = query["currency"]?.uppercased() ?? "EUR"
        func pay(_ text: String) -> Int? {
            guard let amount = Int(text), (0...1_000_000_000).contains(amount) else { return nil }
            return ExchangeRates.euroCents(amount * 100, currency: currency)
        }
        let problem = "is a whole number of \(currency), which must be a currency we know"
        search.minimumPay = try context.parameter("min_stipend", problem, pay)
        search.maximumPay = try context.parameter("max_stipend", problem, pay)
        if let least = search.minimumPay, let most = search.maximumPay, least > most {
            throw Problem.unprocessable([.init(field: "max_stipend", message: "is less than min_stipend")])
        }
        let standard: PostingSearch.Sort = search.words.isEmpty && search.like == nil ? .newest : .relevance
        let sort = try context.parameter("sort", "is relevance, newest (or date), pay or match") {
            PostingSearch.Sort(named: $0)
        }
        search.sort = sort ?? standard
        let resume = try context.parameter("resume_id", "is no id") { UUID(text: $0) }
        if search.sort == .match { search.scoredFor = try context.scored(resume) }
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
