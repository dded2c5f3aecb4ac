public import FoundationEssentials
public import Postgres

/// A posting that Google's Talent Solution does not have as it is.
public struct DueTalentJob: RowDecodable, Sendable {
    public let id: UUID
    public let title: String
    public let company: String
    public let location: String?
    public let url: String
    public let descriptionMarkdown: String
    public let postedAt: Date?
    public let expiresAt: Date?
    public let contentHash: [UInt8]
    /// Its resource there; nil where it is not there.
    public let name: String?

    public init(row: inout Row) throws {
        id = try row.next()
        title = try row.next()
        company = try row.next()
        location = try row.next()
        url = try row.next()
        descriptionMarkdown = try row.next()
        postedAt = try row.next()
        expiresAt = try row.next()
        contentHash = try row.next()
        name = try row.next()
    }
}

extension Connection {
    /// Open postings of everybody that were never brought to Talent Solution, or not as they are now; those that failed lately are left
    /// out. In the order of their ids, so that each call goes on where the last one ended.
    public func dueTalentJobs(after id: UUID?, limit: Int) throws -> [DueTalentJob] {
        try query(
            """
            select postings.id, title, company, location, url, description_markdown, posted_at, expires_at,
                postings.content_hash, talent_jobs.name
            from postings left join talent_jobs on talent_jobs.posting_id = postings.id
            where postings.status = 'open' and liveness <> 'closed' and postings.user_id is null and (\(id)::uuid is null or postings.id > \(id))
                and (talent_jobs.posting_id is null or talent_jobs.state = 'ended'
                    or talent_jobs.state = 'there' and talent_jobs.content_hash <> postings.content_hash
                    or talent_jobs.state = 'failed' and talent_jobs.updated_at < now() - interval '1 day')
            order by postings.id limit \(limit)
            """)
    }

    /// The resources of jobs whose postings are not open any more; those that failed lately are left out.
    public func endedTalentJobs(limit: Int) throws -> [(posting: UUID, name: String)] {
        try query(
            """
            select talent_jobs.posting_id, talent_jobs.name
            from talent_jobs left join postings on postings.id = talent_jobs.posting_id
            where (state = 'there' or state = 'failed' and talent_jobs.updated_at < now() - interval '1 day')
                and talent_jobs.name is not null
                and (postings.id is null or postings.status <> 'open' or liveness = 'closed' or postings.user_id is not null)
            order by talent_jobs.posting_id limit \(limit)
            """
        ) { row in (try row.next(), try row.next()) }
    }

    /// Notes what became of a posting there.
    /// - Parameter problem: why it failed; nil where it is there.
    public func setTalentJob(_ posting: UUID, name: String?, contentHash: [UInt8], problem: String?) throws {
        try execute(
            """
            insert into talent_jobs (posting_id, name, content_hash, state, problem)
            values (\(posting), \(name), \(contentHash), \(problem == nil ? "there" : "failed"), \(problem))
            on conflict (posting_id) do update
            set name = excluded.name, content_hash = excluded.content_hash, state = excluded.state,
                problem = excluded.problem, updated_at = now()
            """)
    }

    /// Notes that a job has ended there; where that failed, that it is to be left alone.
    public func endTalentJob(_ posting: UUID, problem: String?) throws {
        try execute(
            """
            update talent_jobs
            set state = \(problem == nil ? "ended" : "failed"), problem = \(problem), updated_at = now()
            where posting_id = \(posting)
            """)
    }

    /// The resource of an employer there.
    public func talentCompany(_ name: String) throws -> String? {
        try scalar("select resource from talent_companies where name = \(name)")
    }

    public func setTalentCompany(_ name: String, resource: String) throws {
        try execute(
            """
            insert into talent_companies (name, resource) values (\(name), \(resource))
            on conflict (name) do update set resource = excluded.resource, updated_at = now()
            """)
    }
}
