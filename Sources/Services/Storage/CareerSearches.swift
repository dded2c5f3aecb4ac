internal import Base
public import FoundationEssentials
public import Model
public import Postgres

// Searches of career pages: a run of its own, with the links it found.

extension SearchLink: RowDecodable {
    static let columns: SQL =
        "ordinal, search_links.url, label, state, reason, posting_id, score, reasoning, match_id"

    public init(row: inout Row) throws {
        self.init(
            ordinal: try row.next(), url: try row.next(), label: try row.next(), state: try row.next(),
            reason: try row.next(), postingID: try row.next(), score: try row.next(), reasoning: try row.json(),
            matchID: try row.next())
    }
}

/// A link with the posting it led to.
public struct SearchResult: RowDecodable, Sendable {
    public let link: SearchLink
    public let title: String?
    public let company: String?
    public let location: String?
    public let country: String?
    public let isRemote: Bool?
    public let pay: Pay?

    static let columns: SQL =
        """
        search_links.ordinal, search_links.url, label, search_links.state, reason, posting_id, score, reasoning, match_id,
        title, company, location, country, is_remote, salary_min, salary_max, currency, period
        """

    public init(row: inout Row) throws {
        link = try SearchLink(row: &row)
        title = try row.next()
        company = try row.next()
        location = try row.next()
        country = try row.next()
        isRemote = try row.next()
        pay = try Pay(row: &row)
    }
}

extension Connection {
    /// Stores the links of a search; those that are there stay as they are.
    public func insertSearchLinks(_ links: [(url: String, label: String)], of run: UUID) throws {
        try execute(
            """
            insert into search_links (run_id, ordinal, url, label)
            select \(run), ordinal - 1, url, label
            from unnest(\(links.map(\.url))::text[], \(links.map(\.label))::text[])
                with ordinality as links (url, label, ordinal)
            on conflict do nothing
            """)
        try execute(
            "update runs set total = \(links.count), pages_total = \(links.count), updated_at = now() where id = \(run)"
        )
    }

    /// One link of a search, or `nil`.
    public func searchLink(_ ordinal: Int, of run: UUID) throws -> SearchLink? {
        try first("select \(SearchLink.columns) from search_links where run_id = \(run) and ordinal = \(ordinal)")
    }

    /// Notes the posting that a link led to.
    public func noteReading(of ordinal: Int, of run: UUID, posting: UUID) throws {
        try execute(
            """
            update search_links set state = 'read', posting_id = \(posting), updated_at = now()
            where run_id = \(run) and ordinal = \(ordinal)
            """)
    }

    /// Notes why a link led to nothing.
    public func refuseSearchLink(_ ordinal: Int, of run: UUID, reason: String) throws {
        try execute(
            """
            update search_links set state = 'refused', reason = \(reason), updated_at = now()
            where run_id = \(run) and ordinal = \(ordinal)
            """)
    }

    /// Notes how well the posting of a link fits, and why. A score of nil says that nothing is known of the person.
    public func scoreSearchLink(
        _ ordinal: Int, of run: UUID, score: Double?, reasoning: [String], match: UUID?
    ) throws {
        try execute(
            """
            update search_links
            set state = 'scored', score = \(score), reasoning = \(json: reasoning), match_id = \(match),
                updated_at = now()
            where run_id = \(run) and ordinal = \(ordinal)
            """)
    }

    /// Refuses what was never read, where its task has given up.
    /// - Returns: how many.
    public func refuseWaitingLinks(of run: UUID, reason: String) throws -> Int {
        try execute(
            """
            update search_links set state = 'refused', reason = \(reason), updated_at = now()
            where run_id = \(run) and state = 'waiting'
            """)
    }

    /// How many links a search found, and how many of them led to nothing.
    public func searchLinkCounts(of run: UUID) throws -> (all: Int, refused: Int) {
        let counts = try first(
            "select count(*), count(*) filter (where state = 'refused') from search_links where run_id = \(run)"
        ) { row -> (Int, Int) in (try row.next(), try row.next()) }
        return counts ?? (0, 0)
    }

    /// The links of a search with their postings: best score first, then in the order of the page, what was refused last.
    public func searchResults(
        of run: UUID, after cursor: Int? = nil, limit: Int
    ) throws -> [SearchResult] {
        try query(
            """
            select \(SearchResult.columns) from search_links left join postings on postings.id = posting_id
            where run_id = \(run)
            order by search_links.state = 'refused', score desc nulls last, search_links.ordinal
            limit \(limit) offset \(cursor ?? 0)
            """)
    }

    /// A person's searches of career pages with the page of each, newest first, those after `cursor` where there is one.
    public func careerSearches(
        ownedBy user: UUID, kinds: [String], after cursor: (Date, UUID)? = nil, limit: Int
    ) throws -> [(run: Run, plan: CareerPlan?)] {
        var query: SQL =
            """
            select \(Run.columns) from runs join sources on sources.id = source_id
            where runs.user_id = \(user) and sources.kind = any(\(kinds))
            """
        if let (date, id) = cursor { query += " and (runs.created_at, runs.id) < (\(date), \(id))" }
        query += " order by runs.created_at desc, runs.id desc limit \(limit)"
        let runs: [Run] = try self.query(query)
        return try runs.map { ($0, try runSettings($0.id)) }
    }

    /// The resume of a person that was read last, or `nil`.
    public func newestResume(ownedBy user: UUID) throws -> ResumeText? {
        try first(
            """
            select \(ResumeText.columns) from \(ResumeText.tables)
            where \(wasRead(of: user))
            order by resumes.created_at desc limit 1
            """)
    }

    /// Whether ``newestResume(ownedBy:)`` has one to answer.
    public func hasReadResume(ownedBy user: UUID) throws -> Bool {
        try value("select exists (select from resumes where \(wasRead(of: user)))")
    }

    private func wasRead(of user: UUID) -> SQL {
        "resumes.user_id = \(user) and status = 'done' and text is not null and source_id is null"
    }

    /// The posting, if it is `user`'s alone.
    public func ownPosting(_ id: UUID, of user: UUID) throws -> Posting? {
        try first("select \(Posting.columns) from postings where \(Self.isOwn(id, user))")
    }

    /// What stands for a job post is changed and deleted with that alone.
    private static func isOwn(_ id: UUID, _ user: UUID) -> SQL {
        "postings.id = \(id) and postings.user_id = \(user) and not exists (select from job_posts where posting_id = postings.id)"
    }

    /// Deletes a posting of a person's own, with its matches. The page of a source that lists it is looked into again, though it be
    /// unchanged.
    /// - Returns: whether there was one.
    public func deleteOwnPosting(_ id: UUID, of user: UUID) throws -> Bool {
        try execute(
            """
            delete from source_pages using source_records as record, postings
            where record.source_id = source_pages.source_id and record.page = source_pages.page
                and postings.id = record.posting_id and \(Self.isOwn(id, user))
            """)
        return try execute("delete from postings where \(Self.isOwn(id, user))") > 0
    }

    /// Whether a posting was seen anywhere but at that source.
    public func isPosting(_ id: UUID, knownBeside source: UUID) throws -> Bool {
        try scalar(
            """
            select exists (select from posting_sources where posting_id = \(id) and source_id <> \(source))
            """) ?? false
    }

    /// Adds a task to those that a join waits for: one that is not the join's last child any more when it ends.
    /// - Returns: whether the join still waits.
    public func addChild(to join: UUID) throws -> Bool {
        let count = try execute(
            """
            update tasks set children_left = children_left + 1, updated_at = now()
            where id = \(join) and state = 'queued' and children_left > 0
            """)
        return count > 0
    }
}
