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

    /// Removes sessions that no request can use any more; answers how many.
    public func deleteExpiredSessions(lifetime: SessionLifetime) throws -> Int {
        try execute(
            """
            delete from sessions
            where expires_at < now() or seen_at < now() - make_interval(secs => \(Double(lifetime.idleSeconds)))
            """)
    }
}
