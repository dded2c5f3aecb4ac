public import FoundationEssentials
public import Model
public import Postgres

/// What matching needs of a posting, as it is stored beside it.
public struct PostingFeatures: Sendable {
    public var postingID: UUID
    public var content: Content?

    public struct Content: Sendable {
        public var vector: [UInt8]
        public var features: [UInt8]
        /// Four bytes each.
        public var terms: [UInt8]

        public init(vector: [UInt8], features: [UInt8], terms: [UInt8]) {
            self.vector = vector
            self.features = features
            self.terms = terms
        }
    }

    /// - Parameter content: nil where the posting is gone.
    public init(postingID: UUID, content: Content?) {
        self.postingID = postingID
        self.content = content
    }
}

/// Where the order of changes stands.
public struct PostingIndexState: RowDecodable, Sendable, Equatable {
    /// Names this history of changes.
    public let epoch: UUID
    /// The last change.
    public let head: Int64
    /// Who has seen less than this must begin anew: what was gone until then is not told any more.
    public let horizon: Int64

    public init(row: inout Row) throws {
        epoch = try row.next()
        head = try row.next()
        horizon = try row.next()
    }
}

/// One change of the order, as an index in memory takes it in.
public struct PostingIndexChange: RowDecodable, Sendable {
    public let postingID: UUID
    public let change: Int64
    /// Nil where the posting is gone.
    public let vector: [UInt8]?
    public let terms: [UInt8]?
    public let isInternship: Bool
    public let type: PostingType?
    public let level: PostingLevel?
    public let annualPay: Int?
    /// With the country behind it in brackets, where it is known.
    public let location: String?

    public init(row: inout Row) throws {
        postingID = try row.next()
        change = try row.next()
        vector = try row.next()
        terms = try row.next()
        isInternship = try row.next()
        type = try row.next()
        level = try row.next()
        annualPay = try row.next()
        location = try row.next()
    }
}

/// How many postings have features, for people who look after the installation.
public struct PostingIndexCounts: RowDecodable, Sendable {
    public let indexed: Int
    public let waiting: Int
    public let head: Int64

    public init(row: inout Row) throws {
        indexed = try row.next()
        waiting = try row.next()
        head = try row.next()
    }
}

extension Connection {
    // MARK: Making

    /// The oldest noted changes of postings.
    /// - Returns: their numbers, to be forgotten when the features are stored, and the postings, each once.
    public func notedPostingChanges(limit: Int) throws -> (numbers: [Int], postings: [UUID]) {
        let rows: [(Int, UUID)] = try query(
            "select id, posting_id from posting_changes order by id limit \(limit)"
        ) { row in (try row.next(), try row.next()) }
        var seen: Set<UUID> = []
        return (rows.map { $0.0 }, rows.map { $0.1 }.filter { seen.insert($0).inserted })
    }

    /// Postings whose features another version made.
    public func postingsWithFeatures(notOf version: String, limit: Int) throws -> [UUID] {
        try scalars(
            """
            (select posting_id from posting_features where version < \(version) and vector is not null limit \(limit))
            union all
            (select posting_id from posting_features where version > \(version) and vector is not null limit \(limit))
            limit \(limit)
            """)
    }

    /// What engines read of those of some postings that are offered to everybody: what belongs to one person is in no index.
    public func offeredPostingTexts(_ ids: [UUID]) throws -> [PostingText] {
        try query(
            """
            select \(PostingText.columns) from postings
            where id = any(\(ids)) and status = 'open' and liveness <> 'closed' and user_id is null
            """)
    }

    /// Stores features, each with the next number in the order of changes, and forgets the changes they were made for. In a
    /// transaction; who writes at the same time waits for its end.
    /// - Parameter numbers: of the changes; none where another version is followed, in which case what this version has made in
    ///   the meantime stays.
    /// - Returns: false, and nothing has been stored, where somebody else works on the same changes or has: these features may
    ///   be of an older text than theirs.
    public func storePostingFeatures(
        _ features: [PostingFeatures], version: String, forChanges numbers: [Int]
    ) throws -> Bool {
        let ours: Int = try value(
            """
            select count(*) from (
                select from posting_changes where id = any(\(numbers)) for update skip locked
            ) as ours
            """)
        guard ours == numbers.count else { return false }
        let (there, gone) = (features.filter { $0.content != nil }, features.filter { $0.content == nil })
        try execute(
            """
            with place as (
                update posting_index set head = head + \(features.count), updated_at = now()
                returning head - \(features.count) as base
            ), row as (
                select id, vector, features, terms, number from unnest(
                    \(there.map(\.postingID)), \(there.compactMap { $0.content?.vector }),
                    \(there.compactMap { $0.content?.features }), \(there.compactMap { $0.content?.terms })
                ) with ordinality as row (id, vector, features, terms, number)
                union all
                select id, null, null, null, number + \(there.count)
                from unnest(\(gone.map(\.postingID))) with ordinality as row (id, number)
            )
            insert into posting_features (posting_id, change, vector, features, terms, version)
            select id, base + number, vector, features, terms, \(version) from row, place
            on conflict (posting_id) do update
            set change = excluded.change, vector = excluded.vector, features = excluded.features, terms = excluded.terms,
                version = excluded.version, updated_at = now()
            where not \(numbers.isEmpty) or posting_features.version <> excluded.version
            """)
        try execute("delete from posting_changes where id = any(\(numbers))")
        return true
    }

    /// Forgets which postings were gone longer than some days ago. Who has not followed since then begins anew.
    public func forgetGonePostings(olderThanDays days: Int) throws -> Int {
        try value(
            """
            with gone as (
                delete from posting_features where vector is null and updated_at < now() - make_interval(days => \(days)::integer)
                returning change
            ), moved as (
                update posting_index set horizon = greatest(horizon, (select max(change) from gone)), updated_at = now()
                where exists (select from gone)
            )
            select count(*) from gone
            """)
    }

    // MARK: Following

    /// Where the order of changes stands.
    public func postingIndexState() throws -> PostingIndexState {
        try one("select epoch, head, horizon from posting_index")
    }

    /// The changes that follow a number, in their order.
    public func postingIndexChanges(after number: Int64, limit: Int) throws -> [PostingIndexChange] {
        try query(
            """
            select posting_id, change, vector, terms, coalesce(is_internship, false), type, level, annual_max_reference,
                case when country is null then location else concat(location, ' [', country, ']') end
            from posting_features left join postings on postings.id = posting_id
            where change > \(number) order by change limit \(limit)
            """)
    }

    /// What the scorer prepared of some postings, in no particular order.
    public func preparedFeatures(_ ids: [UUID], version: String) throws -> [(id: UUID, features: [UInt8])] {
        try query(
            """
            select posting_id, features from posting_features
            where posting_id = any(\(ids)) and version = \(version) and features is not null
            """
        ) { row in (id: try row.next(), features: try row.next()) }
    }

    /// How many postings have features and how many wait for theirs.
    public func postingIndexCounts() throws -> PostingIndexCounts {
        try one(
            """
            select (select count(*) from posting_features where vector is not null),
                (select count(distinct posting_id) from posting_changes), (select head from posting_index)
            """)
    }
}
