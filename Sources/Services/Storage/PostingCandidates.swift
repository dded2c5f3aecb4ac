internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// Which postings matching by text may answer.
public struct CandidateFilter: Sendable, Equatable {
    public var location: String?
    /// The country that ``location`` names.
    public var locationCountry: String?
    /// What ``location`` names beside the country; nil for nothing.
    public var locationTown: String?
    public var internshipOnly = false
    public var type: PostingType?
    public var level: PostingLevel?
    /// A year's pay in euro cents; postings that do not state pay stay in.
    public var minimumPay: Int?

    public init() {}

    /// From `and` on: what belongs to one person is nobody else's to find.
    fileprivate var condition: SQL { " and user_id is null\(conditionForAny)" }

    /// The same whoever a posting belongs to.
    var conditionForAny: SQL {
        var condition: SQL = " and status = 'open' and liveness <> 'closed'"
        if let location {
            condition += """
                 and (strpos(lower(location), lower(\(location))) > 0 or country = \(locationCountry)::text
                    and strpos(lower(coalesce(location, '')), lower(\(locationTown ?? ""))) > 0)
                """
        }
        if internshipOnly { condition += " and is_internship" }
        if let type { condition += " and type = \(type.rawValue)" }
        if let level { condition += " and level = \(level.rawValue)" }
        if let minimumPay {
            condition += " and (annual_max_reference is null or annual_max_reference >= \(minimumPay))"
        }
        return condition
    }
}

/// How often words stand in postings, as PostgreSQL's own statistics have it.
public struct WordFrequencies: Sendable {
    /// The part of all postings that have a word, for the most common ones.
    private let common: [String: Double]
    /// What a word that is not among them has at the most.
    private let rest: Double
    /// About so many postings there are.
    public let postings: Int

    public init(common: [String: Double], postings: Int) {
        self.common = common
        rest = common.values.min() ?? 0
        self.postings = postings
    }

    /// About how many postings have all of some words, taken as independent of one another.
    public func expected(_ words: [String]) -> Double {
        words.reduce(Double(postings)) { $0 * (common[$1] ?? rest) }
    }
}

extension Connection {
    /// How often words stand in postings. A table that was never analysed has none, and is taken for small.
    public func postingWordFrequencies() throws -> WordFrequencies {
        let rows: [([String], [Float])] = try query(
            """
            select most_common_elems::text::text[], most_common_elem_freqs from pg_stats
            where schemaname = current_schema() and tablename = 'postings' and attname = 'search'
                and most_common_elems is not null
            """
        ) { row in (try row.next(), try row.next()) }
        // The list of frequencies ends with the least and the largest.
        let pairs = rows.first.map { zip($0.0, $0.1).map { ($0, Double($1)) } } ?? []
        let count: Float = try scalar("select reltuples from pg_class where oid = 'postings'::regclass") ?? 0
        return WordFrequencies(
            common: Dictionary(pairs) { first, _ in first }, postings: pairs.isEmpty ? 0 : max(0, Int(count)))
    }

    /// The words of each phrase as the full text has them, in order; none for one of stop words alone.
    public func lexemes(of phrases: [String]) throws -> [[String]] {
        try query(
            """
            select (select coalesce(array_agg(lexeme order by positions[1]), '{}') from unnest(to_tsvector('english', phrase)))
            from unnest(\(phrases)) with ordinality as given (phrase, number) order by number
            """
        ) { row in try row.next() }
    }

    /// Postings that have all the words of one of some groups, those that have most of the words at the best places first.
    /// - Parameters:
    ///   - groups: words as ``lexemes(of:)`` gives them.
    ///   - found: so many are ranked at the most.
    public func postings(
        withWords groups: [[String]], filter: CandidateFilter, found: Int, limit: Int
    ) throws -> [UUID] {
        let query = groups.filter { !$0.isEmpty }.map { group in
            "(" + group.map(Self.quotedLexeme).joined(separator: " & ") + ")"
        }.joined(separator: " | ")
        guard !query.isEmpty else { return [] }
        return try scalars(
            """
            select id from (
                select id, search from postings where search @@ \(query)::tsquery\(filter.condition) limit \(found)
            ) as found order by ts_rank(search, \(query)::tsquery) desc, id limit \(limit)
            """)
    }

    /// Goes over those of some postings that a filter lets through, with what the scorer prepared of them, in no particular order.
    /// - Parameter version: of what was prepared; postings that have another are left out.
    public func forEachScorableCandidate(
        of ids: [UUID], filter: CandidateFilter, blocks: PostingBlocks, version: String,
        _ body: (_ id: UUID, _ features: [UInt8]) throws -> Void
    ) throws {
        try stream(
            """
            select postings.id, features from postings join posting_features on posting_id = postings.id
            where postings.id = any(\(ids)) and version = \(version) and features is not null\(filter.condition)
                \(blocks.condition)
            """
        ) { row in try body(try row.next(), try row.next()) }
    }

    private static func quotedLexeme(_ word: String) -> String {
        var quoted = "'"
        for scalar in word.unicodeScalars {
            if scalar == "'" || scalar == "\\" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "'"
    }

    // MARK: Answers for a day

    /// A word that changes whenever a posting does.
    public func postingRevisions() throws -> String {
        try value("select last_value::text || ' ' || (select head from posting_index) from posting_changes_id_seq")
    }

    /// An answer that was kept, or nil.
    public func matchAnswer(_ key: [UInt8], seconds: Int) throws -> [UInt8]? {
        try scalar(
            """
            select body from match_answers
            where key = \(key) and created_at > now() - make_interval(secs => \(seconds))
            """)
    }

    /// Keeps an answer. Of two at once the last stays: they are the same.
    public func keepMatchAnswer(_ body: [UInt8], key: [UInt8], user: UUID) throws {
        try execute(
            """
            insert into match_answers (key, user_id, body) values (\(key), \(user), \(body))
            on conflict (key) do update set body = excluded.body, created_at = now(), updated_at = now()
            """)
    }

    /// Removes answers that are too old.
    public func forgetMatchAnswers(olderThanSeconds seconds: Int) throws -> Int {
        try execute("delete from match_answers where created_at <= now() - make_interval(secs => \(seconds))")
    }
}
