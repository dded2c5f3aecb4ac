internal import Base
internal import FoundationEssentials
internal import Model
public import Postgres

/// Finding candidates: the index is asked for the postings that came last, then for those before them, until there are enough.
/// So words that everybody uses cost no more than others. See docs/decisions/0032.
extension Connection {
    /// The number of the posting that arrived last.
    public func lastArrival() throws -> Int {
        try scalar("select last_value from postings_ordinal_seq") ?? 0
    }

    /// What fits a search, up to its limits. Inside a transaction, so that all of it sees the same postings.
    public func find(_ search: PostingSearch, limits: SearchLimits) throws -> FoundPostings {
        try prepareSearching()
        let limit = limits.candidates
        guard !search.isUnconditional else {
            let rows = try newest(search, limit: limit + 1)
            return FoundPostings(candidates: Array(rows.prefix(limit)), isWhole: rows.count <= limit)
        }
        if let like = search.like { return try find(like: like, search, limit: limit) }
        let terms = try resolve(search)
        var found = try find(terms.index, search, limit: limit)
        guard !found.isWhole, search.sort == .relevance, let title = terms.title else { return found }
        // Among very many, those with all the words in their titles come first, wherever they stand.
        let titled = try find(title, search, limit: max(1, limit / Self.titledShare))
        var seen = Set(titled.candidates.map(\.id))
        found.candidates = titled.candidates + found.candidates.filter { seen.insert($0.id).inserted }.prefix(limit)
        return found
    }

    /// Plans for these values, made at once, by the index: a plan for all values would be one for rare words or one for common
    /// ones, and looking at every posting is never what is meant here.
    func prepareSearching() throws {
        try execute(
            """
            select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
                set_config('enable_seqscan', 'off', true)
            """)
    }

    /// The terms of a search, in the notation of `tsquery`; `title` where words in the title should be looked for first.
    private func resolve(_ search: PostingSearch) throws -> (index: String, title: String?) {
        let title = search.titleQuery.map { ", (\(search.indexQuery) && \($0))::text, numnode(\($0))" as SQL }
        return try first("select (\(search.indexQuery))::text\(title ?? ", null::text, 0")") { row in
            let index: String = try row.next()
            let title: String? = try row.next()
            let count: Int = try row.next()
            return (index, count > 0 ? title : nil)
        } ?? ("", nil)
    }

    /// Titles that have all the words are rarer than these: a thousand of them would lie very far back.
    private static let titledShare = 5
    /// From so many arrivals on, a look may have to pass over as many postings as have the rarest of the terms.
    private static let costlyDepth = 1 << 17
    /// More than so many it does not pass over.
    private static let passLimit = 150_000

    /// What has the terms, newest arrivals first.
    private func find(_ terms: String, _ search: PostingSearch, limit: Int) throws -> FoundPostings {
        let last = try lastArrival()
        // What the index cannot decide is decided for so many at the most.
        let budget = search.remainder.isEmpty ? limit + 1 : limit * 4
        var looked = 0
        var found = FoundPostings(candidates: [], isWhole: false)
        var range = ArrivalRange.newest(of: last)
        var isTooCostly: Bool?
        while true {
            let missing = limit + 1 - found.candidates.count
            let (rows, count) = try candidates(
                "(\(terms)) & (\(range.query(last: last)))", search, limit: missing, budget: budget - looked)
            looked += count
            found.candidates += rows
            let hasMore = found.candidates.count > limit
            if hasMore { found.candidates.removeLast() }
            // Where only what came later than the range's start is asked for, no other one is left.
            found.isWhole = range.start == 0 || search.arrivedAfter.map { $0 >= range.start } ?? false
            if hasMore || looked >= budget {
                found.isWhole = false
                return found
            }
            guard !found.isWhole else { return found }

            // What is missing over what there is: of those that fit, and of those that may be looked at.
            let growths = [(limit + 1, found.candidates.count), (budget, looked)].map { whole, part in
                Double(whole - part) / Double(part + 1)
            }
            var next = range.next(last: last, growth: growths.min() ?? 1)
            if last - next.start > Self.costlyDepth {
                let stops = try isTooCostly ?? (search.rarestShare(self) * Double(last) > Double(Self.passLimit))
                isTooCostly = stops
                if stops { next = next.cut(toLast: Self.costlyDepth, of: last) }
                guard next.start < range.start else { return found }
            }
            range = next
        }
    }

    /// The newest of a range of arrivals that have the terms and what else is asked for.
    /// - Parameters:
    ///   - limit: how many are answered at the most.
    ///   - budget: how many that have the terms are looked at for the rest.
    /// - Returns: the postings, and how many have been looked at.
    private func candidates(
        _ terms: String, _ search: PostingSearch, limit: Int, budget: Int
    ) throws -> (rows: [PostingCandidate], looked: Int) {
        let rank: SQL =
            search.words.isEmpty || search.sort != .relevance
            ? "0::double precision" : "ts_rank_cd(search, \(search.exactQuery))::double precision"
        var (count, rows) = (0, [PostingCandidate]())
        _ = try query(
            """
            with looked as materialized (
                select * from postings
                where search @@ \(terms)::text::tsquery order by ordinal desc limit \(budget)),
            fitting as (
                select \(PostingCandidate.columns), \(rank) as rank, ordinal from looked as postings
                where true\(search.remainder) order by ordinal desc limit \(limit))
            select looked_at, fitting.id is not null, \(PostingCandidate.columns), rank
            from (select count(*) as looked_at from looked) as counted left join fitting on true order by ordinal desc
            """
        ) { row in
            count = try row.next()
            let fits: Bool = try row.next()
            if fits { rows.append(try PostingCandidate(row: &row)) } else { row.skip(row.columnCount - 2) }
        }
        return (rows, count)
    }

    private func newest(_ search: PostingSearch, limit: Int) throws -> [PostingCandidate] {
        try query(
            """
            select \(PostingCandidate.columns), 0::double precision from postings where status = \(search.status.rawValue)
                and \(PostingSearch.visible(to: search.viewer))
            order by listed_at desc, id desc limit \(limit)
            """)
    }

    // MARK: Likeness

    /// Postings that share a posting's title and skills, ranked by the part of each that they share.
    private func find(like id: UUID, _ search: PostingSearch, limit: Int) throws -> FoundPostings {
        let terms: (title: [String], skills: [String])? = try first(
            """
            select array(select term from unnest(tsvector_to_array(search)) as term where term like '=title:%'),
                array(select term from unnest(tsvector_to_array(search)) as term where term like '=skill:%' limit 30)
            from postings where id = \(id) and \(PostingSearch.visible(to: search.viewer))
            """
        ) { (try $0.next(), try $0.next()) }
        guard let terms, !(terms.title + terms.skills).isEmpty else {
            return FoundPostings(candidates: [], isWhole: true)
        }
        let filters = try resolve(search).index
        func joined(_ terms: [String], _ sign: String) -> String {
            "(" + terms.map(PostingSearch.quoted).joined(separator: sign) + ")"
        }
        var plain = search
        plain.sort = .newest
        var queries = [joined(terms.title + terms.skills, " | ")]
        // Those with the whole title first, wherever they stand.
        if !terms.title.isEmpty { queries.insert(joined(terms.title, " & "), at: 0) }
        var (ids, isWhole) = ([UUID](), true)
        for query in queries {
            let found = try find("(\(filters)) & \(query)", plain, limit: limit)
            ids += found.candidates.map(\.id)
            isWhole = found.isWhole
        }
        let rows: [PostingCandidate] = try query(
            """
            select \(PostingCandidate.columns), \(Self.shared(terms.title)) * 2 + \(Self.shared(terms.skills))
            from postings where id = any(\(ids)) and id <> \(id)
            """)
        return FoundPostings(candidates: rows, isWhole: isWhole)
    }

    /// The part of these terms that a posting has.
    private static func shared(_ terms: [String]) -> SQL {
        guard !terms.isEmpty else { return "0::double precision" }
        return """
            (select count(*) from unnest(tsvector_to_array(search)) as term where term = any(\(terms)))
                / \(terms.count)::double precision
            """
    }
}

extension PostingSearch {
    /// The share of all postings that have the rarest term of the search, as PostgreSQL's statistics know it; 0 for terms that
    /// are too rare for them. Of alternatives, the commonest.
    func rarestShare(_ db: Connection) throws -> Double {
        let alternatives = words.alternatives.isEmpty ? [[]] : words.alternatives
        return try alternatives.map { parts in
            let plain = parts.filter { $0.field == nil && !$0.isExcluded }.map(\.text).joined(separator: " ")
            let titled = parts.filter { $0.field == .title && !$0.isExcluded }.map(\.text).joined(separator: " ")
            return try db.scalar(
                """
                select min(coalesce(share, 0))::double precision from (
                    select unnest(tsvector_to_array(to_tsvector('english', \(plain)))) as term
                    union select '=title:' || unnest(tsvector_to_array(to_tsvector('english', \(titled))))
                    union select unnest(\(singleTerms))
                ) as terms left join (
                    select unnest(most_common_elems::text::text[]) as element, unnest(most_common_elem_freqs) as share
                    from pg_stats
                    where schemaname = current_schema() and tablename = 'postings' and attname = 'search'
                ) as statistics on term = element
                """) ?? 0
        }.max() ?? 0
    }
}
