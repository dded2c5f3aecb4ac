internal import Base
public import FoundationEssentials
public import Postgres

/// A page of a source as it was the last time.
public struct SourcePageState: RowDecodable, Sendable, Equatable {
    public var etag: String?
    public var lastModified: String?
    /// Of all its records.
    public var digest: [UInt8]
    public var records: Int
    /// Where the run goes on.
    public var next: String?
    public var total: Int?
    public var pagesTotal: Int?

    public init(
        etag: String? = nil, lastModified: String? = nil, digest: [UInt8], records: Int, next: String?, total: Int?,
        pagesTotal: Int?
    ) {
        self.etag = etag
        self.lastModified = lastModified
        self.digest = digest
        self.records = records
        self.next = next
        self.total = total
        self.pagesTotal = pagesTotal
    }

    public init(row: inout Row) throws {
        etag = try row.next()
        lastModified = try row.next()
        digest = try row.next()
        records = try row.next()
        next = try row.next()
        total = try row.next()
        pagesTotal = try row.next()
    }
}

/// A record of a source as it was the last time.
public struct SourceRecordState: RowDecodable, Sendable {
    public let externalID: String
    public let digest: [UInt8]
    public let postingID: UUID
    /// Whether the posting's whole description was fetched on its own.
    public let isFilled: Bool

    public init(row: inout Row) throws {
        externalID = try row.next()
        digest = try row.next()
        postingID = try row.next()
        isFilled = try row.next()
    }
}

extension Connection {
    /// The page as it was the last time; `nil` for one that was not seen.
    public func sourcePage(_ page: String, of source: UUID) throws -> SourcePageState? {
        try first(
            """
            select etag, last_modified, digest, records, next, total, pages_total from source_pages
            where source_id = \(source) and page = \(page)
            """)
    }

    public func setSourcePage(_ page: String, of source: UUID, to state: SourcePageState) throws {
        try execute(
            """
            insert into source_pages (source_id, page, etag, last_modified, digest, records, next, total, pages_total)
            values (\(source), \(page), \(state.etag), \(state.lastModified), \(state.digest), \(state.records),
                \(state.next), \(state.total), \(state.pagesTotal))
            on conflict (source_id, page) do update
            set etag = excluded.etag, last_modified = excluded.last_modified, digest = excluded.digest,
                records = excluded.records, next = excluded.next, total = excluded.total,
                pages_total = excluded.pages_total, updated_at = now()
            """)
    }

    /// Forgets what is known of the source's pages and records, so that its next run reads everything.
    public func forgetSourcePages(of source: UUID) throws {
        try execute("delete from source_pages where source_id = \(source)")
        try execute("update source_records set digest = '' where source_id = \(source)")
    }

    /// Forgets pages that a run which began at `date`, and saw them all, has not seen.
    public func forgetSourcePages(of source: UUID, before date: Date) throws {
        try execute("delete from source_pages where source_id = \(source) and updated_at < \(date)")
    }

    /// Those of the records that were seen before.
    public func sourceRecords(_ externalIDs: [String], of source: UUID) throws -> [SourceRecordState] {
        try query(
            """
            select external_id, digest, posting_id, filled_at is not null from source_records
            where source_id = \(source) and external_id = any(\(externalIDs))
            """)
    }

    /// The latest source record that a posting came from, with its source, among sources of these kinds.
    public func sourceRecord(of posting: UUID, kinds: [String]) throws -> (source: UUID, externalID: String)? {
        let found: [(UUID, String)] = try query(
            """
            select source_id, external_id from source_records join sources on sources.id = source_id
            where posting_id = \(posting) and kind = any(\(kinds)) order by seen_at desc limit 1
            """
        ) { row in (try row.next(), try row.next()) }
        return found.first.map { (source: $0.0, externalID: $0.1) }
    }

    /// Notes what records became.
    public func setSourceRecords(
        _ records: [(externalID: String, digest: [UInt8], posting: UUID)], of source: UUID, page: String
    ) throws {
        try execute(
            """
            insert into source_records (source_id, external_id, digest, posting_id, page)
            select \(source), external_id, digest, posting_id, \(page)
            from unnest(\(records.map(\.externalID)), \(records.map(\.digest)), \(records.map(\.posting)))
                as record (external_id, digest, posting_id)
            on conflict (source_id, external_id) do update
            set digest = excluded.digest, posting_id = excluded.posting_id, page = excluded.page, seen_at = now()
            """)
    }

    /// Notes that a page has come without the records that it had before: seeing the page again is not seeing them. They stand
    /// on the page "-", which no cursor names.
    public func leaveSourcePage(_ page: String, of source: UUID, except externalIDs: [String]) throws {
        try execute(
            """
            update source_records set page = '-'
            where source_id = \(source) and page = \(page) and external_id <> all(\(externalIDs))
            """)
    }

    /// Notes that a posting's whole description was fetched: what pages say of it does not replace that.
    public func noteFilled(_ externalID: String, of source: UUID) throws {
        try execute(
            """
            update source_records set filled_at = now()
            where source_id = \(source) and external_id = \(externalID)
            """)
    }

    /// Notes that records were seen as they were; postings that had expired are open again.
    /// - Returns: whether there were any.
    public func touchSourceRecords(_ externalIDs: [String], of source: UUID, page: String) throws -> Bool {
        try execute(
            """
            update source_records set seen_at = now(), page = \(page)
            where source_id = \(source) and external_id = any(\(externalIDs))
            """)
        return try reopenPostings(of: source, "external_id = any(\(externalIDs))")
    }

    /// The same for all records of a page.
    public func touchSourcePage(_ page: String, of source: UUID) throws -> Bool {
        try execute("update source_records set seen_at = now() where source_id = \(source) and page = \(page)")
        try execute("update source_pages set updated_at = now() where source_id = \(source) and page = \(page)")
        return try reopenPostings(of: source, "page = \(page)")
    }

    private func reopenPostings(of source: UUID, _ condition: SQL) throws -> Bool {
        let back: [UUID] = try scalars(
            """
            update posting_sources set gone_at = null
            where source_id = \(source) and gone_at is not null
                and posting_id in (select posting_id from source_records where source_id = \(source) and \(condition))
            returning posting_id
            """)
        let parted = back.isEmpty ? [] : try partTwins(among: back)
        let reopened = try execute(
            """
            update postings set status = 'open', updated_at = now(),
                liveness = case when liveness_method = 'listing' then 'open' else liveness end,
                liveness_reason = case when liveness_method = 'listing' then null else liveness_reason end
            where status = 'expired' and coalesce(expires_at > now(), true)
                -- A board may list for days what its own page says is closed: that page's word holds for a week.
                and not coalesce(liveness = 'closed' and liveness_method = 'page'
                    and liveness_checked_at > now() - interval '7 days', false)
                and id in (select posting_id from source_records where source_id = \(source) and \(condition))
            """)
        return reopened > 0 || !parted.isEmpty
    }

    /// The latest raw records of a source, of those with an id behind `cursor`, in the order of their ids.
    public func latestRawRecords(
        of source: UUID, after cursor: String, limit: Int
    ) throws -> [(externalID: String, body: [UInt8])] {
        try query(
            """
            select distinct on (external_id) external_id, body from raw_records
            where source_id = \(source) and external_id > \(cursor)
            order by external_id, created_at desc limit \(limit)
            """
        ) { row in (externalID: try row.next(), body: try row.next()) }
    }

    /// Drops raw records that were replaced by later ones of the same id, some days after.
    public func dropReplacedRawRecords(olderThanDays days: Int) throws -> Int {
        try execute(
            """
            delete from raw_records
            where ordinal is null and created_at < now() - make_interval(days => \(days)::integer)
                and exists (select from raw_records later where later.source_id = raw_records.source_id
                    and later.external_id = raw_records.external_id and later.created_at > raw_records.created_at)
            """)
    }
}
