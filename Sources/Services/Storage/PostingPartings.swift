public import FoundationEssentials
public import Postgres

// How postings that are shown as one become two again.

extension Connection {
    /// Takes a merge back for good: the posting stands for itself again, and is never shown as one with those it was with.
    /// - Returns: the posting that stands for itself again; nil where there is no such merge, or it was undone before.
    public func undoMerge(_ merge: UUID, by user: UUID) throws -> UUID? {
        try execute("select pg_advisory_xact_lock(\(Self.mergeLock))")
        guard let (posting, parting) = try endMerge(merge, by: user) else { return nil }
        try execute(
            """
            insert into posting_distinctions (first_id, second_id, created_by)
            select least(other.id, one.id), greatest(other.id, one.id), \(user)
            from postings as self, postings as one, postings as other
            where self.id = \(posting) and one.id = any(\(parting)) and other.id <> all(\(parting))
                and (other.id = self.canonical_id or other.canonical_id = self.canonical_id)
            on conflict do nothing
            """)
        try part(posting, with: parting)
        return posting
    }

    /// Parts those of some postings, and of those they are one with, that one source lists beside each other: these are two. While
    /// one of them was not listed they may have been taken for one, as when a source comes back after all it had was closed.
    ///
    /// The one that was merged last parts, with what was one with it before.
    /// - Returns: the postings that stand for themselves again.
    public func partTwins(among ids: [UUID]) throws -> [UUID] {
        let areMerged: Bool = try value(
            """
            select exists (select from postings where id = any(\(ids)) and canonical_id is not null)
                or exists (select from postings where canonical_id = any(\(ids)))
            """)
        guard areMerged else { return [] }
        try execute("select pg_advisory_xact_lock(\(Self.mergeLock))")
        // As often as the largest group has twins: each round ends a merge of each group that has any.
        var parted: [UUID] = []
        while true {
            let merges = try twins(among: ids)
            if merges.isEmpty { return parted }
            for merge in merges {
                guard let (posting, parting) = try endMerge(merge, by: nil) else { continue }
                try part(posting, with: parting)
                parted.append(posting)
            }
        }
    }

    /// Of each group the latest merge of a posting that one source lists beside another of the group.
    private func twins(among ids: [UUID]) throws -> [UUID] {
        try scalars(
            """
            with root as (select distinct coalesce(canonical_id, id) as id from postings where id = any(\(ids)))
            select distinct on (root.id) posting_merges.id
            from root join postings as own on own.canonical_id = root.id
                join posting_merges on posting_merges.posting_id = own.id and undone_at is null
                join posting_sources as seen on seen.posting_id = own.id and seen.gone_at is null
                join postings as other on other.id = root.id or other.canonical_id = root.id
                join posting_sources as beside on beside.posting_id = other.id and beside.source_id = seen.source_id
                    and beside.gone_at is null
                left join posting_merges as before on before.posting_id = other.id and before.undone_at is null
            where other.id <> own.id and own.status = 'merged' and other.status in ('open', 'merged')
                and coalesce(before.id < posting_merges.id, true)
            order by root.id, posting_merges.id desc
            """)
    }

    /// - Returns: the posting that was merged, and with it all that were one with it before; nil for a merge that is over.
    private func endMerge(_ merge: UUID, by user: UUID?) throws -> (posting: UUID, parting: [UUID])? {
        let posting: UUID? = try scalar(
            """
            update posting_merges set undone_at = now(), undone_by = \(user), updated_at = now()
            where id = \(merge) and undone_at is null returning posting_id
            """)
        guard let posting else { return nil }
        let parting: [UUID] = try scalars(
            """
            with recursive parting as (
                select \(posting)::uuid as id
                union select posting_id from posting_merges join parting on canonical_id = parting.id where undone_at is null
            )
            select id from parting
            """)
        return (posting, parting)
    }

    private func part(_ posting: UUID, with parting: [UUID]) throws {
        try execute(
            """
            update postings set updated_at = now(), canonical_id = case when id <> \(posting) then \(posting)::uuid end,
                status = case when id <> \(posting) then 'merged'
                    when liveness = 'closed' or expires_at < now() then 'expired' else 'open' end
            where id = any(\(parting)) and canonical_id is not null
            """)
    }
}
