internal import Base
public import FoundationEssentials
internal import Model
public import Postgres

/// A page of a search: its rows in order, and whether there are more.
public struct FoundPage: Sendable {
    public var rows: [PostingSummary]
    public var hasMore: Bool
}

extension Connection {
    /// A page of what a search found, after `cursor` where there is one. Snippets are made for the page's rows only.
    ///
    /// By match and by relevance, the order is that of the candidates. By newness and by pay it is that of all that fit: where
    /// the candidates are not all, an index is walked, and only where that finds too little, or by newness would, are the candidates
    /// taken.
    public func page(
        of found: FoundPostings, for search: PostingSearch, after cursor: PostingCursor? = nil, limit: Int,
        limits: SearchLimits
    ) throws -> FoundPage {
        let ordered = try places(of: found, for: search, after: cursor, limit: limit + 1, limits: limits)
        let rows = try summaries(ordered.prefix(limit).map { $0 }, search)
        return FoundPage(rows: rows, hasMore: ordered.count > limit)
    }

    /// The ids of a search's first postings, in its order.
    public func postingIDs(matching search: PostingSearch, limit: Int) throws -> [UUID] {
        let limits = SearchLimits(candidates: max(limit, SearchLimits().candidates))
        let found = try find(search, limits: limits)
        return try places(of: found, for: search, after: nil, limit: limit, limits: limits).map(\.id)
    }

    /// Those of some postings that a search finds, in no particular order.
    public func postingIDs(matching search: PostingSearch, among ids: [UUID]) throws -> [UUID] {
        // The postings first: there are few, and looking for the words in these alone is quicker than in the index.
        try scalars(
            """
            select id from (select * from postings where id = any(\(ids)) offset 0) as postings
            where search @@ (\(search.indexQuery))\(search.remainder)
            """)
    }

    /// How many open postings there are, counted up to `limit`.
    public func openPostingCount(limit: Int) throws -> Int {
        try scalar(
            """
            select count(*) from (
                select from postings where status = 'open' and user_id is null limit \(limit)) as counted
            """) ?? 0
    }

    // MARK: Orders

    private func places(
        of found: FoundPostings, for search: PostingSearch, after cursor: PostingCursor?, limit: Int,
        limits: SearchLimits
    ) throws -> [Place] {
        if search.order == .match { return try scored(search, after: cursor, limit: limit, walked: limits.walked) }
        let walked = try walk(search, found, after: cursor, limit: limit, limits: limits)
        guard walked.count < limit else { return walked }
        let end = walked.last.map { PostingCursor(sortKey: $0.sortKey, id: $0.id) } ?? cursor
        return walked + found.places(sort: search.order, after: end, limit: limit - walked.count)
    }

    /// The page by an index that has its order, where the candidates are not all there is: as many as a bounded walk comes by.
    private func walk(
        _ search: PostingSearch, _ found: FoundPostings, after cursor: PostingCursor?, limit: Int, limits: SearchLimits
    ) throws -> [Place] {
        guard !found.isWhole, search.status == .open, search.like == nil,
            // Along the newest it would come by too few of them.
            search.order == .pay || found.density * Double(limits.walked) >= Double(limit) / 2
        else { return [] }
        let (column, key, start): (SQL, SQL, SQL)
        switch search.order {
        case .newest:
            column = "listed_at"
            key = "(extract(epoch from listed_at) * 1000000)::bigint"
            start = "'epoch'::timestamptz + (\(cursor?.sortKey)::text || ' microseconds')::interval"
        case .pay:
            column = "annual_max_reference"
            key = column
            start = "\(cursor?.sortKey)::text::bigint"
        case .relevance, .match: return []
        }
        var steps: SQL = "select * from postings where status = 'open' and \(column) is not null"
        if let cursor { steps += " and (\(column), id) < (\(start), \(cursor.id))" }
        steps += " order by \(column) desc, id desc limit \(limits.walked)"
        let condition: SQL =
            search.isUnconditional
            ? PostingSearch.visible(to: search.viewer) : "search @@ (\(search.indexQuery))\(search.remainder)"
        return try query(
            "select id, \(key)::text from (\(steps)) as postings where \(condition) order by \(column) desc, id desc limit \(limit)"
        ) { Place(id: try $0.next(), sortKey: try $0.next()) }
    }

    /// The page by the scores of a resume: those of its best scored postings that fit. Of several engines' scores a model's
    /// counts where it is of the texts as they are, else the built-in one.
    private func scored(
        _ search: PostingSearch, after cursor: PostingCursor?, limit: Int, walked: Int
    ) throws -> [Place] {
        var condition: SQL =
            search.isUnconditional
            ? "status = \(search.status.rawValue) and \(PostingSearch.visible(to: search.viewer))"
            : "search @@ (\(search.indexQuery))\(search.remainder)"
        if let cursor { condition += " and (score, id) < (\(cursor.sortKey)::text::double precision, \(cursor.id))" }
        return try query(
            """
            select id, score::text from (
                select distinct on (posting_id) posting_id, score from (
                    select distinct posting_id as best_id from (
                        select posting_id from matches
                        where resume_id = \(search.scoredFor) and score is not null and engine <> 'simulated'
                        order by score desc limit \(walked)) as walked) as best
                join matches on posting_id = best_id and resume_id = \(search.scoredFor) and score is not null
                    and engine <> 'simulated'
                join resumes on resumes.id = resume_id join postings on postings.id = posting_id
                order by posting_id, (engine = 'embedded' or \(Match.isOfPresentTexts)) desc, (engine <> 'embedded') desc,
                    matches.updated_at desc) as counted
            join postings on id = posting_id where \(condition) order by score desc, id desc limit \(limit)
            """
        ) { Place(id: try $0.next(), sortKey: try $0.next()) }
    }

    // MARK: Rows

    private func summaries(_ places: [Place], _ search: PostingSearch) throws -> [PostingSummary] {
        let marks = "StartSel=\(PostingSummary.highlightStart), StopSel=\(PostingSummary.highlightEnd)"
        let snippet: SQL =
            search.words.isEmpty
            ? "left(description_markdown, 240)"
            : """
            ts_headline('english', left(description_markdown, 6000), \(search.exactQuery),
                \(marks + ", MaxWords=32, MinWords=16, MaxFragments=1"))
            """
        let rows: [PostingSummary] = try query(
            """
            select id, url, title, company, location, country, is_remote, type, level, salary_min, salary_max, currency,
                period, listed_at, posted_at,
                (select name from posting_sources join sources on sources.id = source_id where posting_id = postings.id
                    order by posting_sources.created_at limit 1),
                place.sort_key, \(snippet)
            from unnest(\(places.map(\.id))::uuid[], \(places.map(\.sortKey))::text[]) with ordinality
                as place (posting, sort_key, number)
            join postings on id = posting order by number
            """)
        return rows
    }
}

/// Where a posting stands in a list.
struct Place {
    var id: UUID
    /// What the list is ordered by, as text.
    var sortKey: String
}

extension PostingSearch {
    /// The order that the list has: what cannot be ranked is ordered by newness.
    public var order: Sort {
        switch sort {
        case .relevance where words.isEmpty && like == nil: .newest
        case .match where scoredFor == nil: .newest
        default: like == nil ? sort : .relevance
        }
    }
}

extension FoundPostings {
    /// The candidates in an order, those after `cursor` where there is one.
    func places(sort: PostingSearch.Sort, after cursor: PostingCursor?, limit: Int) -> [Place] {
        var keyed = candidates.map { (key: $0.key(sort), id: $0.id.text, candidate: $0) }
        if let cursor, let start = Double(cursor.sortKey) {
            let id = cursor.id.text
            keyed.removeAll { ($0.key, $0.id) >= (start, id) }
        }
        keyed.sort { ($0.key, $0.id) > ($1.key, $1.id) }
        return keyed.prefix(limit).map { Place(id: $0.candidate.id, sortKey: $0.candidate.sortKey(sort)) }
    }
}

extension PostingCandidate {
    fileprivate func key(_ sort: PostingSearch.Sort) -> Double {
        switch sort {
        case .relevance: rank
        case .pay: Double(annualMaximum ?? -1)
        case .newest, .match: (listedAt.timeIntervalSince1970 * 1_000_000).rounded()
        }
    }

    fileprivate func sortKey(_ sort: PostingSearch.Sort) -> String {
        sort == .relevance ? String(rank) : String(Int(key(sort)))
    }
}
