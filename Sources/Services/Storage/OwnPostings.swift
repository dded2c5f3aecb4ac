public import FoundationEssentials
public import Model
public import Postgres

/// What one person has for themselves: pasted, by its address, or from a source of theirs. It is in no index and no queue of
/// arrivals, which are everybody's, so it is asked for by its owner.
extension Connection {
    /// Whether a person has postings of their own.
    public func hasOwnPostings(_ user: UUID) throws -> Bool {
        try value("select exists (select from postings where user_id = \(user))")
    }

    /// A person's own postings that are offered, those that came last first.
    public func newestOwnPostings(of user: UUID, limit: Int) throws -> [UUID] {
        try scalars(
            """
            select id from postings where user_id = \(user) and status = 'open' and liveness <> 'closed'
            order by ordinal desc limit \(limit)
            """)
    }

    /// Those of a person's own postings that are offered and that a filter lets through, as engines read them, those that came
    /// last first.
    public func ownCandidates(
        of user: UUID, filter: CandidateFilter, blocks: PostingBlocks, limit: Int
    ) throws -> [PostingText] {
        try query(
            """
            select \(PostingText.columns) from postings where user_id = \(user)\(filter.conditionForAny)\(blocks.condition)
            order by ordinal desc limit \(limit)
            """)
    }

    /// Whose own some postings are; what recruiters store for their job posts is ranked there.
    public func owners(of postings: [UUID]) throws -> [UUID] {
        try scalars(
            """
            select distinct user_id from postings join users on users.id = user_id
            where postings.id = any(\(postings)) and users.role <> 'recruiter'
            """)
    }

    /// The resumes of a person that their own postings are scored with, the last first.
    public func concernedResumes(of user: UUID, limit: Int) throws -> [ResumeText] {
        try query(
            """
            select \(ResumeText.columns) from \(ResumeText.tables)
            where resumes.user_id = \(user) and text is not null and source_id is null
            order by resumes.created_at desc, resumes.id desc limit \(limit)
            """)
    }

    /// A person's own postings that are offered and that the built-in scorer has not scored, as they are, for a resume as it is:
    /// those that came last first.
    public func unscoredOwnPostings(
        of user: UUID, for resume: ResumeText, version: String, limit: Int
    ) throws -> [PostingText] {
        try query(
            """
            select \(PostingText.columns) from postings
            where user_id = \(user) and status = 'open' and liveness <> 'closed' and not exists (
                select from matches where resume_id = \(resume.id) and posting_id = postings.id and engine = 'embedded'
                    and engine_version = \(version) and score is not null and resume_revision = \(resume.revision)
                    and posting_hash = content_hash)\(try postingBlocks(for: user).condition)
            order by ordinal desc limit \(limit)
            """)
    }
}
