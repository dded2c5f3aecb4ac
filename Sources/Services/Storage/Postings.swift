internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension PostingDraft {
    static let columns: SQL =
        """
        postings.url, canonical_url, title, company, location, country, is_remote, type, level, salary_min, salary_max,
        currency, period, description_markdown, description_archive, skills, posted_at, expires_at
        """

    init(row: inout Row) throws {
        self.init(
            url: try row.next(), canonicalURL: try row.next(), title: try row.next(), company: try row.next(),
            location: try row.next(), country: try row.next(), isRemote: try row.next(),
            type: try row.next(), level: try row.next(), pay: try Pay(row: &row),
            descriptionMarkdown: try Self.description(&row), skills: try row.next(), postedAt: try row.next(),
            expiresAt: try row.next())
    }

    /// Two columns: the description, and the same compressed where the posting is archived.
    static func description(_ row: inout Row) throws -> String {
        let text: String = try row.next()
        let archive: [UInt8]? = try row.next()
        return archive.flatMap { Deflate.expand($0) }.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The id of the posting: one of a person's own is told apart from everybody's of the same address.
    public func id(ownedBy user: UUID?) -> UUID {
        guard let user else { return id }
        return UUID.v5(name: user.text + "\n" + canonicalURL, namespace: .urlNamespace)
    }
}

extension Pay {
    /// Four columns: minimum, maximum, currency, period.
    init?(row: inout Row) throws {
        let minimum: Int? = try row.next()
        let maximum: Int? = try row.next()
        let currency: String? = try row.next()
        let period: Period? = try row.next()
        guard let currency, let period, minimum != nil || maximum != nil else { return nil }
        self.init(minimum: minimum, maximum: maximum, currency: currency, period: period)
    }
}

extension Posting: RowDecodable {
    static let columns: SQL =
        """
        postings.id, \(PostingDraft.columns),
        (select coalesce(jsonb_agg(jsonb_build_object('name', sources.name, 'url', posting_sources.url)
                order by posting_sources.created_at), '[]')
            from posting_sources join sources on sources.id = source_id where posting_id = postings.id),
        status, liveness, postings.created_at, postings.updated_at
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), draft: try PostingDraft(row: &row), sources: try row.json(),
            status: try row.next(), liveness: try row.next(), createdAt: try row.next(),
            updatedAt: try row.next())
    }
}

/// A posting as a list shows it.
public struct PostingSummary: RowDecodable, Sendable {
    public let id: UUID
    public let url: String
    public let title: String
    public let company: String
    public let location: String?
    public let country: String?
    public let isRemote: Bool?
    public let type: PostingType?
    public let level: PostingLevel?
    public let pay: Pay?
    public let listedAt: Date
    public let postedAt: Date?
    /// The first source it was seen at.
    public let sourceName: String?
    /// What the list is ordered by, as text, for the cursor of the next page.
    public let sortKey: String
    /// A piece of the description with the words of the search between ``highlightStart`` and ``highlightEnd``.
    public let snippet: String

    /// Characters of a private use area, which cleaned descriptions do not have.
    public static let highlightStart: Character = "\u{E000}"
    public static let highlightEnd: Character = "\u{E001}"

    public init(row: inout Row) throws {
        id = try row.next()
        url = try row.next()
        title = try row.next()
        company = try row.next()
        location = try row.next()
        country = try row.next()
        isRemote = try row.next()
        type = try row.next()
        level = try row.next()
        pay = try Pay(row: &row)
        listedAt = try row.next()
        postedAt = try row.next()
        sourceName = try row.next()
        sortKey = try row.next()
        snippet = try row.next()
    }
}

/// What became of a draft that was stored.
public enum Upsert: Sendable {
    case created, updated, unchanged
}

/// The text of a posting as engines need it.
public struct PostingText: RowDecodable, Sendable {
    public let id: UUID
    public let title: String
    public let descriptionMarkdown: String
    public let skills: [String]
    public let contentHash: [UInt8]

    static let columns: SQL = "id, title, description_markdown, description_archive, skills, content_hash"

    public init(row: inout Row) throws {
        id = try row.next()
        title = try row.next()
        descriptionMarkdown = try PostingDraft.description(&row)
        skills = try row.next()
        contentHash = try row.next()
    }
}

extension Connection {
    /// Stores a posting under the id of its canonical URL and notes that the source has it.
    /// - Parameters:
    ///   - contentHash: a digest of everything in the draft; an equal one changes nothing.
    ///   - user: whose the posting is; nil for everybody's.
    public func upsertPosting(
        _ draft: PostingDraft, contentHash: [UInt8], source: UUID, ownedBy user: UUID? = nil, seenAt now: Date
    ) throws -> Upsert {
        let id = draft.id(ownedBy: user)
        let annual = draft.pay?.annual
        let currency = draft.pay?.currency ?? ""
        let lowest = annual?.minimum.flatMap { ExchangeRates.euroCents($0, currency: currency) }
        let highest = annual?.maximum.flatMap { ExchangeRates.euroCents($0, currency: currency) }
        let isNew: Bool? = try scalar(
            """
            insert into postings (id, url, canonical_url, title, company, location, country, is_remote, type, level,
                is_internship, salary_min, salary_max, currency, period, annual_min_reference, annual_max_reference,
                description_markdown, skills, posted_at, expires_at, listed_at, content_hash, user_id)
            values (\(id), \(draft.url), \(draft.canonicalURL), \(draft.title), \(draft.company), \(draft.location),
                \(draft.country), \(draft.isRemote), \(draft.type?.rawValue), \(draft.level?.rawValue),
                \(draft.isInternship), \(draft.pay?.minimum), \(draft.pay?.maximum),
                \(draft.pay?.currency), \(draft.pay?.period.rawValue), \(lowest ?? highest), \(highest ?? lowest),
                \(draft.descriptionMarkdown), \(draft.skills), \(draft.postedAt), \(draft.expiresAt),
                \(draft.postedAt ?? now), \(contentHash), \(user))
            on conflict (id) do update
            set url = excluded.url, title = excluded.title, company = excluded.company, location = excluded.location,
                country = excluded.country, is_remote = excluded.is_remote, type = excluded.type, level = excluded.level,
                is_internship = excluded.is_internship, salary_min = excluded.salary_min,
                salary_max = excluded.salary_max, currency = excluded.currency, period = excluded.period,
                annual_min_reference = excluded.annual_min_reference,
                annual_max_reference = excluded.annual_max_reference,
                description_markdown = excluded.description_markdown, description_archive = null, skills = excluded.skills,
                posted_at = excluded.posted_at, expires_at = excluded.expires_at,
                listed_at = coalesce(excluded.posted_at, postings.listed_at), status = 'open',
                content_hash = excluded.content_hash, updated_at = now()
            where postings.content_hash <> excluded.content_hash or postings.status <> 'open'
            returning xmax = 0
            """)
        try execute(
            """
            insert into posting_sources (posting_id, source_id, url) values (\(id), \(source), \(draft.url))
            on conflict (posting_id, source_id) do update set url = excluded.url, updated_at = now()
            """)
        return isNew.map { $0 ? .created : .updated } ?? .unchanged
    }

    /// The posting, if it is everybody's or `viewer`'s own.
    public func posting(_ id: UUID, for viewer: UUID? = nil) throws -> Posting? {
        try first("select \(Posting.columns) from postings where id = \(id) and \(PostingSearch.visible(to: viewer))")
    }

    /// Several postings that are everybody's or `viewer`'s own, in no particular order.
    public func postings(_ ids: [UUID], for viewer: UUID? = nil) throws -> [Posting] {
        try query(
            "select \(Posting.columns) from postings where id = any(\(ids)) and \(PostingSearch.visible(to: viewer))")
    }

    /// What engines read of a posting, or `nil`.
    public func postingText(_ id: UUID) throws -> PostingText? {
        try first("select \(PostingText.columns) from postings where id = \(id)")
    }

    /// The same for several, in no particular order.
    public func postingTexts(_ ids: [UUID]) throws -> [PostingText] {
        try query("select \(PostingText.columns) from postings where id = any(\(ids))")
    }

    /// How many postings there are.
    public func postingCount() throws -> Int {
        try scalar("select count(*) from postings where status = 'open' and user_id is null") ?? 0
    }
}
