public import FoundationEssentials
public import Model
public import Postgres

/// A match whose score an earlier version of the built-in scorer gave.
public struct OutdatedMatch: RowDecodable, Sendable {
    public let id: UUID
    public let user: UUID
    public let resume: UUID
    public let posting: UUID

    public init(row: inout Row) throws {
        id = try row.next()
        user = try row.next()
        resume = try row.next()
        posting = try row.next()
    }
}

extension Connection {
    private func outdated(_ version: String) -> SQL {
        // Two ranges of the index, because it cannot be asked for what differs.
        """
        engine = 'embedded' and score is not null and (engine_version < \(version) or engine_version > \(version))
        """
    }

    /// How many matches another version of the built-in scorer has scored.
    public func outdatedMatchCount(version: String) throws -> Int {
        try value("select count(*) from matches where \(outdated(version))")
    }

    /// These matches, in the order of their ids.
    public func outdatedMatches(version: String, after id: UUID?, limit: Int) throws -> [OutdatedMatch] {
        var query: SQL = "select id, user_id, resume_id, posting_id from matches where \(outdated(version))"
        if let id { query += " and id > \(id)" }
        return try self.query(query + " order by id limit \(limit)")
    }

    /// A person's matches by the built-in scorer whose resume, posting or owner's settings have changed since, those of one resume
    /// after the other.
    public func staleMatches(of user: UUID, limit: Int) throws -> [OutdatedMatch] {
        try query(
            """
            select matches.id, matches.user_id, resume_id, posting_id \(stale(user))
            order by resume_id, matches.id limit \(limit)
            """)
    }

    /// Whether a resume has matches.
    public func isScored(resume: UUID) throws -> Bool {
        try value("select exists (select from matches where resume_id = \(resume))")
    }

    /// How many of a person's are so.
    public func staleMatchCount(of user: UUID) throws -> Int {
        try value("select count(*) \(stale(user))")
    }

    private func stale(_ user: UUID) -> SQL {
        """
        from matches join resumes on resumes.id = resume_id join postings on postings.id = posting_id
            left join preferences on \(Preferences.areOfMatch)
        where matches.user_id = \(user) and engine = 'embedded' and score is not null and resumes.text is not null
            and (not \(Match.isOfPresentTexts) or preferences.updated_at > matches.updated_at)
        """
    }

    /// Gives a match the score of another version of its engine. Where that version has scored the pair by itself, its match
    /// stays and this one goes.
    public func rescore(_ match: UUID, _ score: Score, resumeRevision: Int, postingHash: [UInt8]) throws {
        let changed = try execute(
            """
            update matches set score = \(score.score), result = \(json: score), engine_version = \(score.engineVersion),
                resume_revision = \(resumeRevision), posting_hash = \(postingHash), updated_at = now()
            where id = \(match) and engine = \(score.engine) and not exists (
                select from matches as other
                where other.id <> matches.id and other.resume_id = matches.resume_id and other.posting_id = matches.posting_id
                    and other.engine = matches.engine and other.engine_version = \(score.engineVersion))
            """)
        if changed == 0 {
            try execute(
                "delete from matches where id = \(match) and engine_version <> \(score.engineVersion)")
        }
    }
}
