internal import Base
internal import FoundationEssentials
public import Postgres

// How postings grow old: open, expired, archived.

extension Connection {
    /// Expires open postings whose day has come, and those that no source has shown for so many days. What stands for a
    /// recruiter's job post is none of a source's, and ends with that.
    /// - Returns: how many.
    public func expirePostings(unseenDays days: Int) throws -> Int {
        // The posting and those that it stands for.
        let group: SQL =
            "(select postings.id union all select one.id from postings as one where one.canonical_id = postings.id)"
        return try execute(
            """
            update postings set status = 'expired', updated_at = now()
            where status = 'open' and (expires_at < now() or greatest(
                created_at,
                (select max(updated_at) from posting_sources where posting_id in \(group)),
                (select max(seen_at) from source_records where posting_id in \(group))
            ) < now() - make_interval(days => \(days)::integer))
                and not exists (select from job_posts where posting_id = postings.id)
            """)
    }

    /// Archives postings that expired so many days ago: their descriptions are compressed.
    /// - Returns: how many; fewer than `limit` when there are no more.
    public func archivePostings(expiredDays days: Int, limit: Int) throws -> Int {
        let old: [(UUID, String)] = try query(
            """
            select id, description_markdown from postings
            where status = 'expired' and updated_at < now() - make_interval(days => \(days)::integer)
            limit \(limit) for update skip locked
            """
        ) { row in (try row.next(), try row.next()) }
        guard !old.isEmpty else { return 0 }
        return try execute(
            """
            update postings set status = 'archived', description_archive = old.archive, description_markdown = '',
                updated_at = now()
            from unnest(\(old.map(\.0)), \(old.map { Deflate.compress(Array($0.1.utf8)) })) as old (id, archive)
            where postings.id = old.id
            """)
    }
}
