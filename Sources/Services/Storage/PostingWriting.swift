internal import Base
public import FoundationEssentials
public import Model
public import Postgres

/// What became of a draft that was stored.
public enum Upsert: Sendable {
    case created, updated, unchanged
}

/// A posting on its way into its table.
public struct PostingEntry: Sendable {
    public var draft: PostingDraft
    /// A digest of everything in the draft; an equal one changes nothing.
    public var contentHash: [UInt8]
    /// The company as names are compared.
    public var companyKey: String

    public init(draft: PostingDraft, contentHash: [UInt8], companyKey: String) {
        self.draft = draft
        self.contentHash = contentHash
        self.companyKey = companyKey
    }
}

/// Where a posting was seen when it was stored.
public enum PostingSight: Sendable {
    /// In the source's own listing, which shows that it is up.
    case listed
    /// On a page, in a file or in somebody's words.
    case page
    /// Not now: what was kept of it is read again, and says nothing of how it stands.
    case before
}

extension Connection {
    /// Stores postings, each under the id of its canonical URL, and notes that the source has them. Of two with one id the last
    /// counts. A posting that is shown as one with another stays so.
    ///
    /// - Parameters:
    ///   - user: whose they are; nil for everybody's.
    ///   - seen: of what was seen before now, how it stands stays as it is.
    /// - Returns: the ids that were created and those that changed.
    public func upsertPostings(
        _ entries: [PostingEntry], source: UUID, ownedBy user: UUID?, seen: PostingSight, at now: Date
    ) throws -> (created: Set<UUID>, updated: Set<UUID>) {
        var last: [UUID: PostingEntry] = [:]
        for entry in entries { last[entry.draft.id(ownedBy: user)] = entry }
        // In the order of their ids, so that two runs that meet wait for each other and never in a circle.
        let rows = last.sorted { $0.key.text < $1.key.text }
        let (ids, stored) = (rows.map(\.key), rows.map(\.value))
        let drafts = stored.map(\.draft)
        let pays = drafts.map { ReferencePay($0.pay) }
        let (isListed, isSeen) = (seen == .listed, seen != .before)
        var (created, updated): (Set<UUID>, Set<UUID>) = ([], [])
        let changes: [(UUID, Bool)] = try query(
            """
            insert into postings (id, url, canonical_url, title, company, company_key, location, country, is_remote, type,
                level, is_internship, salary_min, salary_max, currency, period, annual_min_reference,
                annual_max_reference, description_markdown, skills, posted_at, expires_at, listed_at, content_hash, details,
                liveness, liveness_method, liveness_checked_at, user_id, source_ids, status)
            select id, url, canonical_url, title, company, company_key, location, country, is_remote, type,
                level, is_internship, salary_min, salary_max, currency, period, annual_min, annual_max,
                description_markdown, string_to_array(skills, chr(31)), posted_at, expires_at, coalesce(posted_at, \(now)),
                content_hash, \(json: drafts.map(\.details))::jsonb -> (ordinal - 1)::int,
                case when \(isListed) then 'open' else 'unknown' end, case when \(isListed) then 'listing' end,
                case when \(isListed) then \(now) end, \(user), \([source]),
                case when \(isSeen) then 'open' else 'expired' end
            from unnest(
                \(ids), \(drafts.map(\.url)), \(drafts.map(\.canonicalURL)), \(drafts.map(\.title)),
                \(drafts.map(\.company)), \(stored.map(\.companyKey)), \(drafts.map(\.location)),
                \(drafts.map(\.country)), \(drafts.map(\.isRemote)), \(drafts.map { $0.type?.rawValue }),
                \(drafts.map { $0.level?.rawValue }), \(drafts.map(\.isInternship)), \(drafts.map { $0.pay?.minimum }),
                \(drafts.map { $0.pay?.maximum }), \(drafts.map { $0.pay?.currency }),
                \(drafts.map { $0.pay?.period.rawValue }), \(pays.map(\.minimum)), \(pays.map(\.maximum)),
                \(drafts.map(\.descriptionMarkdown)), \(drafts.map { $0.skills.joined(separator: "\u{1f}") }),
                \(drafts.map(\.postedAt)), \(drafts.map(\.expiresAt)), \(stored.map(\.contentHash))
            ) with ordinality as entry (id, url, canonical_url, title, company, company_key, location, country, is_remote,
                type, level, is_internship, salary_min, salary_max, currency, period, annual_min, annual_max,
                description_markdown, skills, posted_at, expires_at, content_hash, ordinal)
            order by ordinal
            on conflict (id) do update
            set url = excluded.url, title = excluded.title, company = excluded.company,
                company_key = excluded.company_key, location = excluded.location,
                country = excluded.country, is_remote = excluded.is_remote, type = excluded.type, level = excluded.level,
                is_internship = excluded.is_internship, salary_min = excluded.salary_min,
                salary_max = excluded.salary_max, currency = excluded.currency, period = excluded.period,
                annual_min_reference = excluded.annual_min_reference,
                annual_max_reference = excluded.annual_max_reference,
                description_markdown = excluded.description_markdown, description_archive = null,
                skills = excluded.skills,
                posted_at = excluded.posted_at, expires_at = excluded.expires_at,
                listed_at = coalesce(excluded.posted_at, postings.listed_at),
                status = case when postings.canonical_id is not null then 'merged'
                    when \(isSeen) then 'open' else postings.status end,
                liveness = case when not \(isSeen) or excluded.liveness_method is null and postings.status = 'open'
                    then postings.liveness else excluded.liveness end,
                liveness_method = case when not \(isSeen) or excluded.liveness_method is null and postings.status = 'open'
                    then postings.liveness_method else excluded.liveness_method end,
                liveness_checked_at = case when not \(isSeen) or excluded.liveness_method is null and postings.status = 'open'
                    then postings.liveness_checked_at else excluded.liveness_checked_at end,
                liveness_reason = case when \(isSeen) then null else postings.liveness_reason end, details = excluded.details,
                content_hash = excluded.content_hash, updated_at = now()
            -- A board may list for days what its own page says is closed: that page's word holds for a week.
            where (\(isSeen) or postings.status <> 'archived') and (
                postings.content_hash <> excluded.content_hash or postings.company_key <> excluded.company_key
                or \(isSeen) and postings.status not in ('open', 'merged') and not (postings.liveness = 'closed'
                    and postings.liveness_method = 'page' and postings.liveness_checked_at > \(now) - interval '7 days'))
            returning id, xmax = 0
            """
        ) { row in (try row.next(), try row.next()) }
        for (id, isNew) in changes {
            if isNew { created.insert(id) } else { updated.insert(id) }
        }
        try execute(
            """
            insert into posting_sources (posting_id, source_id, url)
            select id, \(source), url from unnest(\(ids), \(drafts.map(\.url))) as entry (id, url)
            on conflict (posting_id, source_id) do update set url = excluded.url,
                gone_at = case when not \(isSeen) then posting_sources.gone_at end,
                updated_at = case when \(isSeen) then now() else posting_sources.updated_at end
            """)
        return (created, updated)
    }
}

/// Pay for a year in euro cents, for comparing. Where only one end is known it is both.
private struct ReferencePay {
    var minimum: Int?
    var maximum: Int?

    init(_ pay: Pay?) {
        guard let pay else { return }
        let annual = pay.annual
        let lowest = annual.minimum.flatMap { ExchangeRates.euroCents($0, currency: pay.currency) }
        let highest = annual.maximum.flatMap { ExchangeRates.euroCents($0, currency: pay.currency) }
        minimum = lowest ?? highest
        maximum = highest ?? lowest
    }
}
