internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// What to look for among the postings.
public struct PostingSearch: Sendable, Equatable {
    public enum Sort: String, Sendable, CaseIterable {
        case newest, relevance, pay
    }

    /// Words, "phrases", `or` and `-without`, as people type them into a search box.
    public var text = ""
    public var isRemote: Bool?
    public var isInternship: Bool?
    public var type: PostingType?
    public var level: PostingLevel?
    public var sourceName: String?
    public var company: String?
    public var location: String?
    /// ISO 3166-1 alpha-2.
    public var country: String?
    /// A year's pay in euro cents; postings that do not state pay stay in.
    public var minimumPay: Int?
    public var maximumPay: Int?
    public var postedAfter: Date?
    public var status = PostingStatus.open
    public var sort = Sort.newest
    /// What whoever searches does not want to see.
    public var blocks = PostingBlocks()
    /// Who looks: finds what is everybody's, and what is theirs alone.
    public var viewer: UUID?

    public init() {}

    /// The condition under which a person may see a posting; with nobody, what is everybody's.
    static func visible(to viewer: UUID?) -> SQL {
        guard let viewer else { return "postings.user_id is null" }
        return "(postings.user_id is null or postings.user_id = \(viewer))"
    }

    /// Words of a search that count. Ranking and highlighting take time that grows far faster than the number of words.
    static let wordLimit = 20

    /// The text up to its last word that counts.
    var words: String {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count > Self.wordLimit else { return text }
        return words.prefix(Self.wordLimit).joined(separator: " ")
    }
}

/// Where the next page of a search starts: the last row's sort key and id.
public struct PostingCursor: Sendable, Equatable {
    public var sortKey: String
    public var id: UUID

    public init(sortKey: String, id: UUID) {
        self.sortKey = sortKey
        self.id = id
    }
}

/// How many postings of a search have one value of a filter.
public struct FacetCount: RowDecodable, Sendable {
    public let facet: String
    public let value: String
    public let count: Int

    public init(row: inout Row) throws {
        facet = try row.next()
        value = try row.next()
        count = try row.next()
    }
}

extension PostingSearch {
    private var query: SQL { "websearch_to_tsquery('english', \(words))" }

    /// The condition, from `where` on.
    fileprivate var condition: SQL {
        var condition: SQL = "where status = \(status.rawValue) and \(Self.visible(to: viewer))"
        if !text.isEmpty { condition += " and search @@ \(query)" }
        if let isRemote { condition += " and is_remote is \(raw: isRemote ? "true" : "not true")" }
        if let isInternship { condition += " and is_internship = \(isInternship)" }
        if let type { condition += " and type = \(type.rawValue)" }
        if let level { condition += " and level = \(level.rawValue)" }
        if let company { condition += " and company ilike \(contains: company)" }
        if let location { condition += " and location ilike \(contains: location)" }
        if let country { condition += " and country = \(country)" }
        if let minimumPay {
            condition += " and (annual_max_reference is null or annual_max_reference >= \(minimumPay))"
        }
        if let maximumPay {
            condition += " and (annual_min_reference is null or annual_min_reference <= \(maximumPay))"
        }
        if let postedAfter { condition += " and listed_at >= \(postedAfter)" }
        if let sourceName {
            condition += """
                 and exists (select from posting_sources join sources on sources.id = source_id
                    where posting_id = postings.id and sources.name = \(sourceName))
                """
        }
        return condition + blocks.condition
    }

    /// What the rows are ordered by, descending. Relevance without words is newness.
    fileprivate var sortKey: (expression: SQL, type: String) {
        switch sort {
        case .relevance where !text.isEmpty: ("ts_rank_cd(search, \(query))::double precision", "double precision")
        case .pay: ("coalesce(annual_max_reference, -1)", "bigint")
        case .newest, .relevance: ("listed_at", "timestamptz")
        }
    }
}

extension SQL.Interpolation {
    /// A pattern of `like` for texts that contain `part` as it is.
    fileprivate mutating func appendInterpolation(contains part: String) {
        var pattern = "%"
        for scalar in part.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern.unicodeScalars.append("\\") }
            pattern.unicodeScalars.append(scalar)
        }
        appendInterpolation(pattern + "%")
    }
}

extension Connection {
    /// One page of a search, after `cursor` where there is one. Snippets are made for the page's rows only.
    public func postings(
        matching search: PostingSearch, after cursor: PostingCursor? = nil, limit: Int
    ) throws -> [PostingSummary] {
        let (key, type) = search.sortKey
        var page: SQL = "select postings.*, \(key) as sort_key from postings \(search.condition)"
        if let cursor { page += " and (\(key), id) < (\(cursor.sortKey)::text::\(raw: type), \(cursor.id))" }
        page += " order by \(key) desc, id desc limit \(limit)"
        let marks = "StartSel=\(PostingSummary.highlightStart), StopSel=\(PostingSummary.highlightEnd)"
        let snippet: SQL =
            search.text.isEmpty
            ? "left(description_markdown, 240)"
            : """
            ts_headline('english', left(description_markdown, 20000), websearch_to_tsquery('english', \(search.words)),
                \(marks + ", MaxWords=32, MinWords=16, MaxFragments=1"))
            """
        return try query(
            """
            select id, url, title, company, location, country, is_remote, type, level, salary_min, salary_max, currency,
                period, listed_at, posted_at,
                (select name from posting_sources join sources on sources.id = source_id where posting_id = page.id
                    order by posting_sources.created_at limit 1),
                sort_key::text, \(snippet)
            from (\(page)) as page order by sort_key desc, id desc
            """)
    }

    /// The ids of a search's first postings, in its order.
    public func postingIDs(matching search: PostingSearch, limit: Int) throws -> [UUID] {
        try scalars(
            "select id from postings \(search.condition) order by \(search.sortKey.expression) desc, id desc limit \(limit)"
        )
    }

    /// Those of some postings that a search finds, in no particular order.
    public func postingIDs(matching search: PostingSearch, among ids: [UUID]) throws -> [UUID] {
        try scalars("select id from postings \(search.condition) and id = any(\(ids))")
    }

    /// How many postings a search finds, counted up to `limit`.
    public func postingCount(matching search: PostingSearch, limit: Int) throws -> Int {
        try scalar("select count(*) from (select from postings \(search.condition) limit \(limit)) as found") ?? 0
    }

    /// How the first `limit` postings of a search spread over types and places of work.
    public func facets(of search: PostingSearch, limit: Int) throws -> [FacetCount] {
        try query(
            """
            with found as (select type, is_remote from postings \(search.condition) limit \(limit))
            select 'type', type, count(*) from found where type is not null group by type
            union all
            select 'remote', 'true', count(*) from found where is_remote having count(*) > 0
            order by 1, 3 desc, 2
            """)
    }
}
