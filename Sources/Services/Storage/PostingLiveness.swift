internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// What was found when a posting was looked for where it came from.
public struct LivenessFinding: Sendable, Equatable {
    public var liveness: Liveness
    /// A code for what was found.
    public var reason: String?

    public init(_ liveness: Liveness, reason: String? = nil) {
        self.liveness = liveness
        self.reason = reason
    }
}

extension Connection {
    /// Notes what the page of a posting says. One that is closed is offered no more; one that is up again is.
    public func noteLiveness(_ finding: LivenessFinding, of posting: UUID, at now: Date) throws {
        try execute(
            """
            update postings
            set liveness = \(finding.liveness), liveness_method = 'page', liveness_reason = \(finding.reason),
                liveness_checked_at = \(now),
                status = case
                    when status = 'open' and \(finding.liveness == .closed) then 'expired'
                    when status = 'expired' and liveness = 'closed' and \(finding.liveness == .open)
                        and coalesce(expires_at > \(now), true) then 'open'
                    else status end,
                updated_at = now()
            where id = \(posting)
            """)
    }

    /// Open postings that nobody has looked for since `date`, neither in a listing nor on their pages, those first that were
    /// looked for longest ago: everybody's, and a quarter as many of people's own. Samples, what came from files and what was pasted have
    /// no page that could say anything.
    public func postingsToCheck(since date: Date, limit: Int) throws -> [Posting] {
        let everybodys = try postingsToCheck("user_id is null", since: date, limit: limit)
        return try everybodys + postingsToCheck("user_id is not null", since: date, limit: limit / 4)
    }

    private func postingsToCheck(_ whose: SQL, since date: Date, limit: Int) throws -> [Posting] {
        try query(
            """
            select \(Posting.columns) from postings
            where status = 'open' and url <> '' and \(whose) and coalesce(liveness_checked_at < \(date), true)
                and exists (select from posting_sources join sources on sources.id = source_id
                    where posting_id = postings.id and kind not in ('samples', 'import', 'tests'))
                and not exists (select from source_records where posting_id = postings.id and seen_at >= \(date))
            order by liveness_checked_at nulls first, id limit \(limit)
            """)
    }

    /// Closes postings that a source's complete run has not seen, where no other source has them.
    /// - Parameter start: when the run began.
    /// - Returns: the postings that are closed now.
    public func closePostings(of source: UUID, unseenSince start: Date, at now: Date) throws -> [UUID] {
        try execute(
            """
            update posting_sources set gone_at = \(now), updated_at = now()
            where source_id = \(source) and gone_at is null
                and exists (select from source_records
                    where source_id = \(source) and posting_id = posting_sources.posting_id and seen_at < \(start))
                and not exists (select from source_records
                    where source_id = \(source) and posting_id = posting_sources.posting_id and seen_at >= \(start))
            """)
        return try scalars(
            """
            update postings
            set liveness = 'closed', liveness_method = 'listing', liveness_reason = 'not_listed',
                liveness_checked_at = \(now), status = case status when 'open' then 'expired' else status end,
                updated_at = now()
            where id in (select coalesce(one.canonical_id, one.id) from postings as one
                    join posting_sources on posting_id = one.id
                    where source_id = \(source) and gone_at = \(now))
                and not exists (select from posting_sources join postings as one on one.id = posting_id
                    where (one.id = postings.id or one.canonical_id = postings.id) and gone_at is null)
            returning id
            """)
    }
}
