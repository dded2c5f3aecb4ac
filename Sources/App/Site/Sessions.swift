internal import Base
internal import Cryptography
internal import FoundationEssentials
internal import Logging
internal import Model
internal import Postgres
internal import Redis
internal import Storage

/// Finds who a token stands for: PostgreSQL is the truth, Redis a cache of a minute.
///
/// Revoking writes a tombstone before the row goes, and a fill of the cache is refused while it stands. So a request that
/// read the row just before it was deleted cannot bring the session back.
struct Sessions: Sendable {
    let database: Pool
    let redis: RedisPool
    let lifetime: SessionLifetime
    let time: TimeSource
    let logger: Logger

    /// Seconds a session stays in the cache.
    private static let cacheSeconds = 60
    /// Seconds a tombstone stands: longer than any request that might still fill the cache.
    private static let tombstoneSeconds = 300
    private static let tombstone = "revoked"

    private static let fill = Script(
        """
        if redis.call('GET', KEYS[1]) == ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
        return 1
        """)

    static func key(_ tokenHash: [UInt8]) -> String { "hunter:session:" + tokenHash.hex }

    /// Opens a session and answers its token and when it ends.
    func open(
        for user: UUID, kind: SessionKind, userAgent: String, address: String
    ) throws -> (token: Token, expiresAt: Date) {
        let token = Token()
        let expiresAt = try database.withConnection { db in
            try db.insertSession(
                id: UUID.v7(), user: user, tokenHash: token.hash, kind: kind, userAgent: userAgent, address: address,
                lifetime: lifetime)
        }
        return (token, expiresAt ?? time.now)
    }

    /// Who `token` stands for, or `nil`.
    func owner(of token: Token, presence: Presence) throws -> SessionOwner? {
        let hash = token.hash
        let cached = try? redis.command("GET", Self.key(hash))
        return try owner(hash: hash, cached: cached?.bytes, presence: presence)
    }

    /// The same where the cache has been asked already, in one round trip with something else.
    func owner(hash: [UInt8], cached: [UInt8]?, presence: Presence) throws -> SessionOwner? {
        if let cached, cached.elementsEqual(Self.tombstone.utf8) { return nil }
        if let cached, let session = CachedSession(record: cached) {
            let now = time.now
            guard session.owner.expiresAt > now, session.owner.idleUntil > now else { return nil }
            // Polling may have filled the cache: a person's use is noted whenever the last note is older than the cache's time.
            let noted = session.owner.idleUntil.addingTimeInterval(-Double(lifetime.idleSeconds))
            if presence == .poll || now.timeIntervalSince(noted) < Double(Self.cacheSeconds) { return session.owner }
        }
        let found = try database.withConnection { db -> SessionOwner? in
            guard let owner = try db.sessionOwner(tokenHash: hash, lifetime: lifetime) else { return nil }
            guard presence == .person else { return owner }
            try db.touchSession(owner.sessionID)
            return try db.sessionOwner(tokenHash: hash, lifetime: lifetime)
        }
        if let found { remember(found, hash: hash) }
        return found
    }

    /// Ends a session everywhere.
    func close(_ token: Token) throws {
        try close([token.hash])
    }

    /// Ends the sessions whose tokens have these digests: first in the cache, then in the database.
    func close(_ hashes: [[UInt8]]) throws {
        guard !hashes.isEmpty else { return }
        _ = bury(hashes)
        try database.transaction { db in
            for hash in hashes { _ = try db.deleteSession(tokenHash: hash) }
        }
    }

    /// Writes the tombstones; answers whether Redis took them.
    func bury(_ hashes: [[UInt8]]) -> Bool {
        do {
            for reply in try redis.pipeline(
                hashes.map {
                    ["SET", .init(Self.key($0)), .init(Self.tombstone), "EX", .init(Self.tombstoneSeconds)]
                })
            {
                if case .error(let message) = reply { throw Unburied(message: message) }
            }
            return true
        } catch {
            // The rows go all the same; what is cached ends within a minute.
            logger.warning("session tombstone not written", metadata: ["error": .string("\(error)")])
            return false
        }
    }

    private struct Unburied: Error {
        var message: String
    }

    /// Fills the cache, unless the session has been revoked since its row was read.
    func remember(_ owner: SessionOwner, hash: [UInt8]) {
        let record = CachedSession(owner: owner).record
        do {
            _ = try redis.withConnection {
                try Self.fill.run(
                    on: $0, keys: [Self.key(hash)],
                    arguments: [.init(Self.tombstone), .init(record), .init(String(Self.cacheSeconds))])
            }
        } catch {
            logger.warning("session not cached", metadata: ["error": .string("\(error)")])
        }
    }
}

/// A session as it stands in Redis.
private struct CachedSession {
    let owner: SessionOwner

    private static let form = "session-1"

    init(owner: SessionOwner) {
        self.owner = owner
    }

    /// - Returns: nil for what is no record of this form, the tombstone included.
    init?(record: [UInt8]) {
        guard var lines = FieldLineReader(record[...], form: Self.form), let session = lines.optionalID(),
            let user = lines.optionalID(), let role = Role(rawValue: lines.text()),
            let createdAt = lines.optionalDate(), let idleUntil = lines.optionalDate(),
            let expiresAt = lines.optionalDate()
        else { return nil }
        let (email, name) = (lines.text(), lines.text())
        guard lines.isValid else { return nil }
        owner = SessionOwner(
            sessionID: session,
            user: User(id: user, email: email, name: name, role: role, createdAt: createdAt, disabledAt: nil),
            idleUntil: idleUntil, expiresAt: expiresAt)
    }

    var record: [UInt8] {
        var lines = FieldLineWriter(form: Self.form)
        lines.add(owner.sessionID)
        lines.add(owner.user.id)
        lines.add(owner.user.role.rawValue)
        for date in [owner.user.createdAt, owner.idleUntil, owner.expiresAt] { lines.add(date) }
        lines.add(owner.user.email)
        lines.add(owner.user.name)
        return lines.octets
    }
}
