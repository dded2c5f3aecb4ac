internal import Base
public import FoundationEssentials
public import Model
public import Postgres

extension PostingDraft {
    static let columns = columns(description: "description_markdown")

    /// - Parameter description: what stands for the description, where it is not needed whole.
    static func columns(description: SQL) -> SQL {
        """
        postings.url, canonical_url, title, company, location, country, is_remote, type, level, salary_min, salary_max,
        currency, period, \(description), description_archive, skills, posted_at, expires_at, details
        """
    }

    init(row: inout Row) throws {
        self.init(
            url: try row.next(), canonicalURL: try row.next(), title: try row.next(), company: try row.next(),
            location: try row.next(), country: try row.next(), isRemote: try row.next(),
            type: try row.next(), level: try row.next(), pay: try Pay(row: &row),
            descriptionMarkdown: try Self.description(&row), skills: try row.next(), postedAt: try row.next(),
            expiresAt: try row.next(), details: try row.json())
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
    /// The sources are those of every posting that this one stands for. A listing that has the posting was looked at whenever
    /// a run saw it there.
    static let columns: SQL =
        """
        postings.id, \(PostingDraft.columns),
        (select coalesce(jsonb_agg(jsonb_build_object('name', sources.name, 'url', posting_sources.url)
                order by posting_sources.created_at), '[]')
            from posting_sources join sources on sources.id = source_id
            where posting_id in (select postings.id union all
                select one.id from postings as one where one.canonical_id = postings.id)),
        status, liveness,
        case when liveness_method = 'listing' and liveness = 'open' then greatest(liveness_checked_at,
            (select max(seen_at) from source_records where posting_id = postings.id))
            else liveness_checked_at end,
        liveness_method, liveness_reason, canonical_id, postings.created_at, postings.updated_at
        """

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), draft: try PostingDraft(row: &row), sources: try row.json(),
            status: try row.next(), liveness: try row.next(), check: try LivenessCheck(row: &row),
            canonicalID: try row.next(), createdAt: try row.next(), updatedAt: try row.next())
    }
}

extension LivenessCheck {
    /// Three columns: time, method, reason.
    init?(row: inout Row) throws {
        let at: Date? = try row.next()
        let method: Method? = try row.next()
        let reason: String? = try row.next()
        guard let at, let method else { return nil }
        self.init(at: at, method: method, reason: reason)
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

/// The text of a posting as engines need it.
public struct PostingText: RowDecodable, Sendable {
    public let id: UUID
    public let title: String
    public let descriptionMarkdown: String
    public let skills: [String]
    public let contentHash: [UInt8]
    /// What its source states of hard constraints.
    public let conditions: PostingConditions

    static let columns: SQL = """
        id, title, description_markdown, description_archive, skills, content_hash, is_remote, country, type, level,
        salary_min, salary_max, currency, period, details
        """

    public init(row: inout Row) throws {
        id = try row.next()
        title = try row.next()
        descriptionMarkdown = try PostingDraft.description(&row)
        skills = try row.next()
        contentHash = try row.next()
        var conditions = PostingConditions(
            isRemote: try row.next(), country: try row.next(), type: try row.next(), level: try row.next(),
            pay: try Pay(row: &row))
        let details: PostingDetails = try row.json()
        conditions.workMode = details.workMode
        conditions.remoteCountries = details.remoteCountries
        conditions.languages = details.languages
        conditions.visa = details.visa
        self.conditions = conditions
    }
}

extension Connection {
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
}
