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
        if let like = search.like { return try find(like: like, search, limit: limit, limits.reach) }
        let terms = try resolve(search)
        var shares: TermShares?
        var found = try find(terms.index, search, limit: limit, enough: limits.enough, limits.reach, &shares)
        guard !found.isWhole, search.sort == .relevance, let title = terms.title else { return found }
        // Among very many, those with all the words in their titles come first, wherever they stand.
        let titled = try find(
            title, search, limit: max(1, limit / Self.titledShare), enough: max(1, limits.enough / Self.titledShare),
            limits.reach, &shares)
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

    /// What the index is asked for, in the notation of `tsquery`: with all terms, and without those of
    /// ``PostingSearch/leanCondition``.
    private struct Terms {
        var all = ""
        var lean = ""

        func and(_ query: String) -> Terms {
            func joined(_ terms: String) -> String { terms.isEmpty ? query : "(\(terms)) & \(query)" }
            return Terms(all: joined(all), lean: joined(lean))
        }
    }

    /// The terms of a search; `title` where words in the title should be looked for first. A title that has the words has them at
    /// its terms, so the words themselves are left out.
    private func resolve(_ search: PostingSearch) throws -> (index: Terms, title: Terms?) {
        var filters = search
        filters.words = SearchText("")
        let title = search.titleQuery ?? "''::tsquery"
        return try first(
            """
            select (\(search.indexQuery))::text, (\(search.indexQuery(isLean: true)))::text,
                (\(filters.indexQuery) && \(title))::text, (\(filters.indexQuery(isLean: true)) && \(title))::text,
                numnode(\(title))
            """
        ) { row in
            let index = Terms(all: try row.next(), lean: try row.next())
            let title = Terms(all: try row.next(), lean: try row.next())
            let count: Int = try row.next()
            return (index, count > 0 ? title : nil)
        } ?? (Terms(), nil)
    }

    /// Titles that have all the words are rarer than these: a thousand of them would lie very far back.
    private static let titledShare = 5
    /// What more postings than this have is looked at in their rows.
    private static let commonShare = 0.5

    /// What has the terms, newest arrivals first.
    /// - Parameter enough: that suffice where more would take long.
    private func find(
        _ terms: Terms, _ search: PostingSearch, limit: Int, enough: Int, _ reach: SearchLimits.Reach,
        _ shares: inout TermShares?
    ) throws -> FoundPostings {
        let last = try lastArrival()
        // What the index cannot decide is decided for so many at the most.
        let budget = search.remainder.isEmpty ? limit + 1 : limit * 4
        var looked = 0
        var found = FoundPostings(candidates: [], isWhole: false)
        var range = ArrivalRange.newest(of: last)
        while true {
            let missing = limit + 1 - found.candidates.count
            let (rows, count) = try candidates(
                terms, in: range, of: last, search, shares, limit: missing, budget: budget - looked)
            looked += count
            found.candidates += rows
            found.density = Double(found.candidates.count) / Double(last + 1 - range.start)
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
            func next(for wanted: Int) -> ArrivalRange {
                let growths = [(wanted, found.candidates.count), (budget, looked)].map { whole, part in
                    Double(whole - part) / Double(part + 1)
                }
                return range.next(last: last, growth: growths.min() ?? 1)
            }
            if shares == nil, last > reach.costlyDepth { shares = try search.shares(self) }
            var following = next(for: limit + 1)
            if let shares, last - following.start > reach.costlyDepth {
                let passed = shares.rarest * Double(last)
                if passed > reach.easyPasses {
                    // A look for the last quarter would take as long as one for all.
                    guard enough == limit || 4 * found.candidates.count < 3 * enough else { return found }
                    // Where all will be needed, they cost least when they are asked for at once.
                    let all = (found.candidates.count + 1) * last / (last + 1 - range.start)
                    following = all <= 2 * limit ? range.rest : next(for: enough)
                }
                if passed > reach.passLimit { following = following.cut(toLast: reach.costlyDepth, of: last) }
                guard following.start < range.start else { return found }
            }
            range = following
        }
    }

    /// The newest of a range of arrivals that have the terms and what else is asked for.
    /// - Parameters:
    ///   - limit: how many are answered at the most.
    ///   - budget: how many that have the terms are looked at for the rest.
    /// - Returns: the postings, and how many have been looked at.
    private func candidates(
        _ terms: Terms, in range: ArrivalRange, of last: Int, _ search: PostingSearch, _ shares: TermShares?,
        limit: Int, budget: Int
    ) throws -> (rows: [PostingCandidate], looked: Int) {
        let blocks = range.query(last: last)
        let asked = blocks.isEmpty ? terms : terms.and("(\(blocks))")
        let isLean = (shares?.standing ?? 0) > Self.commonShare && !asked.lean.isEmpty
        let condition = range.condition(last: last) + (isLean ? search.leanCondition : "")
        let rank: SQL =
            search.words.isEmpty || search.sort != .relevance
            ? "0::double precision" : "ts_rank_cd(search, \(search.exactQuery))::double precision"
        var (count, rows) = (0, [PostingCandidate]())
        _ = try query(
            """
            with looked as materialized (
                select * from postings
                where search @@ \(isLean ? asked.lean : asked.all)::text::tsquery\(condition) order by ordinal desc limit \(budget)),
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
    private func find(
        like id: UUID, _ search: PostingSearch, limit: Int, _ reach: SearchLimits.Reach
    ) throws -> FoundPostings {
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
        var shares: TermShares?
        for query in queries {
            let found = try find(filters.and(query), plain, limit: limit, enough: limit, reach, &shares)
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

/// The shares of all postings that have the terms of a search, as PostgreSQL's statistics know them; 0 for terms that are too rare
/// for these.
private struct TermShares: RowDecodable {
    /// Of the rarest; of alternatives, the commonest.
    let rarest: Double
    /// Of the rarest of ``PostingSearch/standingTerms`` and of all bands of pay together.
    let standing: Double

    init(row: inout Row) throws {
        rarest = try row.next()
        standing = try row.next()
    }
}

extension PostingSearch {
    fileprivate func shares(_ db: Connection) throws -> TermShares {
        let alternatives = words.alternatives.isEmpty ? [[]] : words.alternatives
        // A place that names a country is found by the country as well.
        let place = locationCountry == nil ? location ?? "" : ""
        let all: [TermShares] = try alternatives.map { parts in
            let plain = parts.filter { $0.field == nil && !$0.isExcluded }.map(\.text).joined(separator: " ")
            let titled = parts.filter { $0.field == .title && !$0.isExcluded }.map(\.text).joined(separator: " ")
            return try db.one(
                """
                select coalesce(min(coalesce(share, 0)) filter (where kind = 'own'), 0)::double precision,
                    least(min(coalesce(share, 0)) filter (where kind = 'standing'),
                        sum(coalesce(share, 0)) filter (where kind = 'pay'))::double precision
                from (
                    select unnest(tsvector_to_array(to_tsvector('english', \(plain)))) as term, 'own' as kind
                    union select '=title:' || unnest(tsvector_to_array(to_tsvector('english', \(titled)))), 'own'
                    union select '=company:' || unnest(tsvector_to_array(to_tsvector('simple', \(company ?? "")))), 'own'
                    union select '=location:' || unnest(tsvector_to_array(to_tsvector('simple', \(place)))), 'own'
                    union select '=source:' || id, 'own' from sources
                        where lower(name) = lower(\(sourceName)) and (user_id is null or user_id = \(viewer))
                    union select unnest(\(singleTerms)), 'own'
                    union select unnest(\(standingTerms)), 'standing'
                    union select unnest(\(payTerms)), 'pay'
                ) as terms left join (
                    select unnest(most_common_elems::text::text[]) as element, unnest(most_common_elem_freqs) as share
                    from pg_stats
                    where schemaname = current_schema() and tablename = 'postings' and attname = 'search'
                ) as statistics on term = element
                """)
        }
        return all.dropFirst().reduce(all[0]) { $0.rarest < $1.rarest ? $1 : $0 }
    }
}
