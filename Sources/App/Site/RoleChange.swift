public import Composition
public import Model
internal import Postgres
internal import Storage

/// Giving an account another role, which ends all its sessions: what a role allows is decided at the log-in.
public enum RoleChange {
    /// How it went.
    public enum Outcome: Sendable, Equatable {
        case unknownAccount
        case done(sessions: Int)
        /// Redis did not answer: what is cached there goes on for a minute at the most.
        case doneUncached(sessions: Int)
    }

    /// Sets the role of the account with this address and ends its sessions, both or neither.
    /// - Throws: `PostgresError`.
    public static func apply(_ role: Role, email: String, services: Services) throws -> Outcome {
        let sessions = Sessions(
            database: services.database, redis: services.redis, lifetime: SessionLifetime(), time: services.time,
            logger: services.logger)
        return try services.database.transaction { db in
            guard let user = try db.credentials(email: email)?.userID, try db.setRole(role, of: user) else {
                return .unknownAccount
            }
            let hashes = try db.sessionTokenHashes(of: user)
            guard !hashes.isEmpty else { return .done(sessions: 0) }
            let isBuried = sessions.bury(hashes)
            for hash in hashes { _ = try db.deleteSession(tokenHash: hash) }
            return isBuried ? .done(sessions: hashes.count) : .doneUncached(sessions: hashes.count)
        }
    }
}
