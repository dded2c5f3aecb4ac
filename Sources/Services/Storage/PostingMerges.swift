internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// What is kept of a posting to find those that are one with it.
public struct PostingTrace: Sendable {
    public var id: UUID
    /// Of what the posting states: company, title and place.
    public var facts: [Int64]
    /// Of its text.
    public var rows: [Int64]
    public var sketch: [UInt8]

    var keys: [Int64] { facts + rows }

    public init(id: UUID, facts: [Int64], rows: [Int64], sketch: [UInt8]) {
        self.id = id
        self.facts = facts
        self.rows = rows
        self.sketch = sketch
    }
}

/// A posting that has a key in common with another.
public struct MergeCandidate: RowDecodable, Sendable {
    /// The posting that asks.
    public let wanted: UUID
    public let id: UUID
    /// The description is only its beginning.
    public let draft: PostingDraft
    public let sketch: [UInt8]
    /// Whether it, or what stands for it, is offered.
    public let isOffered: Bool

    public init(row: inout Row) throws {
        wanted = try row.next()
        id = try row.next()
        draft = try PostingDraft(row: &row)
        sketch = try row.next()
        isOffered = try row.next()
    }
}

/// Why a posting is shown as one with another.
public struct PostingMerge: RowDecodable, Sendable {
    public let id: UUID
    public let postingID: UUID
    public let kind: PostingLikeness.Kind
    public let likeness: PostingLikeness
    public let title: String
    public let company: String
    public let location: String?
    public let url: String
    /// The first source it was seen at.
    public let sourceName: String?
    public let postedAt: Date?
    public let createdAt: Date

    static let columns: SQL =
        """
        posting_merges.id, posting_id, kind, likeness, title, company, location, url,
        (select name from posting_sources join sources on sources.id = source_id
            where posting_sources.posting_id = postings.id order by posting_sources.created_at limit 1),
        posted_at, posting_merges.created_at
        """

    public init(row: inout Row) throws {
        id = try row.next()
        postingID = try row.next()
        kind = try row.next()
        likeness = try row.json()
        title = try row.next()
        company = try row.next()
        location = try row.next()
        url = try row.next()
        sourceName = try row.next()
        postedAt = try row.next()
        createdAt = try row.next()
    }
}

extension Connection {
    /// Notes what is kept of postings to find their like.
    public func trace(_ traces: [PostingTrace]) throws {
        guard !traces.isEmpty else { return }
        let ids = traces.map(\.id)
        try execute("delete from posting_sketches where posting_id = any(\(ids))")
        let owners = traces.flatMap { trace in trace.keys.map { _ in trace.id } }
        let keys = traces.flatMap(\.keys)
        try execute(
            """
            insert into posting_sketches (posting_id, sketch, keys)
            select id, sketch, keys from unnest(\(ids), \(traces.map(\.sketch))) as trace (id, sketch)
            join (select owner as id, array_agg(key) as keys from unnest(\(owners), \(keys)) as own (owner, key) group by owner) as own
                using (id)
            """)
        try execute(
            """
            insert into posting_keys (key, posting_id)
            select key, id from unnest(\(keys), \(owners)) as entry (key, id) order by key, id
            on conflict do nothing
            """)
    }

    /// The postings that have a key in common with one of `traces`, but for those that one source lists beside it: these are two. Of what many state
    /// about so many are looked at as `limit` says; words that more have are what a company writes into every posting, and tell
    /// nothing.
    public func mergeCandidates(for traces: [PostingTrace], limit: Int) throws -> [MergeCandidate] {
        guard !traces.isEmpty else { return [] }
        let owners = traces.flatMap { trace in trace.keys.map { _ in trace.id } }
        let areRows = traces.flatMap { trace in trace.facts.map { _ in false } + trace.rows.map { _ in true } }
        return try query(
            """
            with wanted as (
                select owner, key, is_row, \(Self.liveSources(of: "owner")) as sources
                from unnest(\(owners), \(traces.flatMap(\.keys)), \(areRows)) as wanted (owner, key, is_row)
            ), hit as (
                select looked.key, posting_id as id, count(*) over (partition by looked.key) as hits
                from (select distinct key from wanted) as looked cross join lateral (
                    select posting_id from posting_keys where posting_keys.key = looked.key limit \(limit + 1)
                ) as one
            ), found as materialized (
                select key, id, hits, case when status in ('open', 'merged') then \(Self.liveSources(of: "id")) end as sources
                from hit join postings using (id)
            ), pair as (
                select distinct owner, found.id from wanted join found using (key)
                where found.id <> owner and not (is_row and hits > \(limit))
                    and not coalesce(wanted.sources && found.sources, false)
            )
            select owner, postings.id, \(PostingDraft.columns(description: "left(description_markdown, 1500)")), sketch,
                postings.status in ('open', 'merged')
            from pair join postings on postings.id = pair.id
                join posting_sketches on posting_sketches.posting_id = pair.id
            """)
    }

    /// The sources that list a posting now. Each side of a pair brings its list: asked for pairs with a source in common,
    /// PostgreSQL may join each source's listing with itself, which grows with the square of it.
    private static func liveSources(of posting: SQL) -> SQL {
        "(select array_agg(source_id) from posting_sources where posting_id = \(posting) and gone_at is null)"
    }

    /// What stands for a posting and for those that are one with it.
    private struct Stand: RowDecodable {
        let id: UUID
        let root: UUID

        init(row: inout Row) throws {
            id = try row.next()
            root = try row.next()
        }
    }

    /// Shows `duplicate` and all that it stands for as one with `posting`, unless they are so already, or two of them are not one:
    /// somebody has said so, or one source lists both.
    /// - Returns: whether anything changed.
    public func merge(_ duplicate: UUID, into posting: UUID, likeness: PostingLikeness) throws -> Bool {
        // One at a time: two that merge towards each other would make a circle.
        try execute("select pg_advisory_xact_lock(\(Self.mergeLock))")
        let stands: [Stand] = try query(
            "select id, coalesce(canonical_id, id) from postings where id = any(\([duplicate, posting]))")
        guard let from = stands.first(where: { $0.id == duplicate })?.root,
            let into = stands.first(where: { $0.id == posting })?.root, from != into
        else { return false }
        let isForbidden: Bool? = try scalar(
            """
            select exists (
                select from postings as one, postings as other, posting_distinctions
                where (one.id = \(from) or one.canonical_id = \(from)) and (other.id = \(into) or other.canonical_id = \(into))
                    and first_id = least(one.id, other.id) and second_id = greatest(one.id, other.id))
                or exists (
                    select from postings as one, postings as other, posting_sources as seen, posting_sources as beside
                    where (one.id = \(from) or one.canonical_id = \(from)) and (other.id = \(into) or other.canonical_id = \(into))
                        and one.status in ('open', 'merged') and other.status in ('open', 'merged')
                        and seen.posting_id = one.id and seen.gone_at is null
                        and beside.posting_id = other.id and beside.gone_at is null and beside.source_id = seen.source_id)
            """)
        guard isForbidden == false else { return false }
        try execute(
            """
            update postings set canonical_id = \(into), status = 'merged', updated_at = now()
            where id = \(from) or canonical_id = \(from)
            """)
        try execute(
            """
            insert into posting_merges (id, posting_id, canonical_id, kind, likeness)
            values (\(UUID.v7()), \(from), \(into), \(likeness.kind), \(json: likeness))
            """)
        return true
    }

    /// The postings that are shown as one with this, the last first.
    public func merges(into posting: UUID) throws -> [PostingMerge] {
        try query(
            """
            select \(PostingMerge.columns) from postings join posting_merges on posting_merges.posting_id = postings.id
            where postings.canonical_id = \(posting) and undone_at is null
            order by coalesce(posted_at, postings.created_at) desc, posting_merges.id desc limit 100
            """)
    }

    /// Lets copies that are still listed stand for their groups where what stood for them is offered no more.
    /// - Parameters:
    ///   - days: a copy that no source has shown for so long is as old as the rest.
    ///   - page: looks at the copies of one page of a source alone.
    ///   - root: looks at those of one posting alone.
    /// - Returns: the copies that stand for themselves now.
    public func promoteCopies(
        unseenDays days: Int, page: (source: UUID, key: String)? = nil, root: UUID? = nil
    ) throws -> [UUID] {
        var among: SQL = ""
        if let page {
            among +=
                " and copy.id in (select posting_id from source_records where source_id = \(page.source) and page = \(page.key))"
        }
        if let root { among += " and copy.canonical_id = \(root)" }
        let mayRise: Bool = try value(
            """
            select exists (select from postings as copy join postings as root on root.id = copy.canonical_id
                where copy.canonical_id is not null and root.status in ('expired', 'archived')\(among))
            """)
        guard mayRise else { return [] }
        // Alone: two that rise from one group, or rise while it is merged into another, would both stand for it.
        try execute("select pg_advisory_xact_lock(\(Self.mergeLock))")
        return try scalars(
            """
            with heir as (
                select distinct on (root.id) root.id as root, copy.id
                from postings as copy join postings as root on root.id = copy.canonical_id
                where copy.canonical_id is not null and copy.status = 'merged' and root.status in ('expired', 'archived') and copy.liveness <> 'closed'
                    and coalesce(copy.expires_at > now(), true)
                    and exists (select from posting_sources as place
                        where place.posting_id = copy.id and gone_at is null and greatest(place.updated_at, (
                            select max(seen_at) from source_records as record
                            where record.posting_id = copy.id and record.source_id = place.source_id
                        )) > now() - make_interval(days => \(days)::integer))\(among)
                order by root.id, copy.posted_at desc nulls last, copy.id
            ), others as (
                update postings set canonical_id = heir.id, updated_at = now() from heir
                where canonical_id = heir.root and postings.id <> heir.id
            ), fallen as (
                update postings set canonical_id = heir.id, status = 'merged', updated_at = now() from heir
                where postings.id = heir.root
            ), turned as (
                update posting_merges set posting_id = heir.root, canonical_id = heir.id, updated_at = now() from heir
                where posting_id = heir.id and undone_at is null
            )
            update postings set canonical_id = null, status = 'open', updated_at = now() from heir
            where postings.id = heir.id returning postings.id
            """)
    }

    /// Everybody's postings that were stored before there were sketches.
    public func postingsToTrace(limit: Int) throws -> [Posting] {
        try query(
            """
            select \(Posting.columns) from postings where company_key = '' and user_id is null order by id limit \(limit)
            """)
    }

    /// Notes how a company's name is compared.
    public func setCompanyKeys(_ keys: [(posting: UUID, key: String)]) throws {
        try execute(
            """
            update postings set company_key = entry.key
            from unnest(\(keys.map(\.posting)), \(keys.map(\.key))) as entry (id, key) where postings.id = entry.id
            """)
    }

    static let mergeLock = 7_201_833
}
