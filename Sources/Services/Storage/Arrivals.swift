public import FoundationEssentials
public import Postgres

/// Postings that have come or changed, to be scored for those they concern.
public struct Arrivals: Sendable {
    /// The numbers of changes that these follow, and that they end with.
    public let after: Int64
    public let upTo: Int64
    /// What the scorer prepared of those that are new and still there.
    public let postings: [(id: UUID, features: [UInt8])]
}

/// A resume that postings may concern.
public struct ConcernedResume: RowDecodable, Sendable {
    public let user: UUID
    public let text: ResumeText

    public init(row: inout Row) throws {
        user = try row.next()
        text = try ResumeText(row: &row)
    }
}

extension Connection {
    /// The next postings that nobody has been told of; nil where there are none.
    /// - Parameters:
    ///   - days: that a posting is new for: what has been there longer and has changed, or was prepared anew, is not.
    ///   - version: of the features that can be read.
    public func nextArrivals(days: Int, version: String, limit: Int) throws -> Arrivals? {
        let after: Int64 = try value("select scored from posting_arrivals")
        let rows: [(Int64, UUID, [UInt8]?)] = try query(
            """
            select change, posting_id, case when version = \(version)
                and postings.created_at > now() - make_interval(days => \(days)::integer) then features end
            from posting_features left join postings on postings.id = posting_id
            where change > \(after) order by change limit \(limit)
            """
        ) { row in (try row.next(), try row.next(), try row.next()) }
        guard let last = rows.last else { return nil }
        return Arrivals(
            after: after, upTo: last.0, postings: rows.compactMap { row in row.2.map { (id: row.1, features: $0) } })
    }

    /// Whether there may be postings that nobody has been told of.
    public func hasArrivals() throws -> Bool {
        try value("select scored < head from posting_arrivals, posting_index")
    }

    /// Notes that arrivals have been scored for everyone.
    /// - Returns: false where somebody else has gone on from the same place.
    public func endArrivals(_ arrivals: Arrivals) throws -> Bool {
        try execute(
            """
            update posting_arrivals set scored = \(arrivals.upTo), updated_at = now()
            where scored = \(arrivals.after)
            """) > 0
    }

    /// Resumes that have been read, of people who look for work, in the order of their ids. What recruiters collect is not
    /// among them.
    public func concernedResumes(after id: UUID?, limit: Int) throws -> [ConcernedResume] {
        var query: SQL =
            """
            select resumes.user_id, \(ResumeText.columns) from \(ResumeText.tables)
            join users on users.id = resumes.user_id
            where text is not null and source_id is null and users.role <> 'recruiter' and users.disabled_at is null
            """
        if let id { query += " and resumes.id > \(id)" }
        query += " order by resumes.id limit \(limit)"
        return try self.query(query)
    }

    // MARK: What is new to their owner

    /// Since when matches are new to a person.
    public func matchesSeen(by user: UUID) throws -> Date {
        try value("select matches_seen_at from users where id = \(user)")
    }

    /// Notes that a person has seen the matches there were at a moment.
    public func setMatchesSeen(by user: UUID, at moment: Date) throws {
        try execute(
            "update users set matches_seen_at = greatest(matches_seen_at, least(\(moment), now())) where id = \(user)")
    }
}
