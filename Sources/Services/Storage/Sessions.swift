public import FoundationEssentials
public import Model
public import Postgres

/// Who a session's token stands for, as every request needs it.
public struct SessionOwner: RowDecodable, Sendable, Equatable {
    public let sessionID: UUID
    public let user: User
    /// When idleness ends it.
    public let idleUntil: Date
    /// When it ends whatever happens.
    public let expiresAt: Date

    public init(sessionID: UUID, user: User, idleUntil: Date, expiresAt: Date) {
        self.sessionID = sessionID
        self.user = user
        self.idleUntil = idleUntil
        self.expiresAt = expiresAt
    }

    public init(row: inout Row) throws {
        sessionID = try row.next()
        idleUntil = try row.next()
        expiresAt = try row.next()
        user = try User(row: &row)
    }
}

/// How a session came to be, which decides how its token travels.
public enum SessionKind: String, Sendable {
    case browser, api
}

/// A session as its owner sees it in the list of their log-ins.
public struct SessionEntry: RowDecodable, Sendable {
    public let id: UUID
    public let kind: SessionKind
    public let userAgent: String
    public let address: String
    public let createdAt: Date
    /// When a person last used it; polling does not count.
    public let seenAt: Date

    public init(row: inout Row) throws {
        id = try row.next()
        // A check of the table allows the two kinds only.
        kind = SessionKind(rawValue: try row.next()) ?? .api
        userAgent = try row.next()
        address = try row.next()
        createdAt = try row.next()
        seenAt = try row.next()
    }
}

/// How long sessions last.
public struct SessionLifetime: Sendable {
    public var idleSeconds: Int
    public var absoluteSeconds: Int

    public init(idleSeconds: Int = 1800, absoluteSeconds: Int = 43_200) {
        self.idleSeconds = idleSeconds
        self.absoluteSeconds = absoluteSeconds
    }
}

extension Connection {
    /// Stores a session for a token's SHA-256 and answers when it expires.
    public func insertSession(
        id: UUID, user: UUID, tokenHash: [UInt8], kind: SessionKind, userAgent: String, address: String,
        lifetime: SessionLifetime
    ) throws -> Date? {
        try scalar(
            """
            insert into sessions (id, user_id, token_hash, kind, user_agent, address, expires_at)
            values (\(id), \(user), \(tokenHash), \(kind.rawValue), left(\(userAgent), 300), left(\(address), 100),
                now() + make_interval(secs => \(Double(lifetime.absoluteSeconds))))
            returning expires_at
            """)
    }

    /// Who the token stands for, if its session is neither idle for too long, nor expired, nor its account disabled.
    public func sessionOwner(tokenHash: [UInt8], lifetime: SessionLifetime) throws -> SessionOwner? {
        let idle: SQL = "seen_at + make_interval(secs => \(Double(lifetime.idleSeconds)))"
        return try first(
            """
            select sessions.id, \(idle), expires_at, users.id, email, name, role, users.created_at, disabled_at
            from sessions join users on users.id = user_id
            where token_hash = \(tokenHash) and expires_at > now() and \(idle) > now() and disabled_at is null
            """)
    }

    /// Notes that a person used the session. Polling does not call it.
    public func touchSession(_ id: UUID) throws {
        try execute("update sessions set seen_at = now(), updated_at = now() where id = \(id)")
    }

    /// Ends a session; answers whether there was one.
    public func deleteSession(tokenHash: [UInt8]) throws -> Bool {
        try execute("delete from sessions where token_hash = \(tokenHash)") > 0
    }

    /// A user's sessions that still open something, the one last used first, `limit` at the most.
    public func sessions(of user: UUID, lifetime: SessionLifetime, limit: Int) throws -> [SessionEntry] {
        try query(
            """
            select id, kind, user_agent, address, created_at, seen_at from sessions
            where user_id = \(user) and expires_at > now()
                and seen_at + make_interval(secs => \(Double(lifetime.idleSeconds))) > now()
            order by seen_at desc, id desc limit \(limit)
            """)
    }

    /// The digest of the token of one session; `nil` where it is not there or not this user's.
    public func sessionTokenHash(_ id: UUID, ownedBy user: UUID) throws -> [UInt8]? {
        try scalar("select token_hash from sessions where id = \(id) and user_id = \(user)")
    }

    /// The digests of the tokens of all sessions of a user, but for one.
    public func sessionTokenHashes(of user: UUID, except kept: UUID? = nil) throws -> [[UInt8]] {
        try scalars("select token_hash from sessions where user_id = \(user) and id is distinct from \(kept)")
    }

    /// Removes sessions that no request can use any more; answers how many.
    public func deleteExpiredSessions(lifetime: SessionLifetime) throws -> Int {
        try execute(
            """
            delete from sessions
            where expires_at < now() or seen_at < now() - make_interval(secs => \(Double(lifetime.idleSeconds)))
            """)
    }
}
