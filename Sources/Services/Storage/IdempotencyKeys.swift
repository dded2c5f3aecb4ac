public import FoundationEssentials
public import Postgres

/// What is kept of the first answer to a request with an `Idempotency-Key`.
public struct StoredAnswer: RowDecodable, Sendable {
    public let requestHash: [UInt8]
    /// `nil` while the first request is still being answered.
    public let status: Int?
    public let contentType: String?
    public let body: [UInt8]?

    public init(row: inout Row) throws {
        requestHash = try row.next()
        status = try row.next()
        contentType = try row.next()
        body = try row.next()
    }
}

extension Connection {
    /// Takes a key for 24 hours. Answers `nil` when it is now the caller's, or what is stored under it.
    public func claimIdempotencyKey(_ key: String, user: UUID, requestHash: [UInt8]) throws -> StoredAnswer? {
        try execute(
            """
            delete from idempotency_keys
            where user_id = \(user) and key = \(key)
                and (created_at < now() - interval '24 hours' or status is null and created_at < now() - interval '1 minute')
            """)
        let claimed = try execute(
            """
            insert into idempotency_keys (user_id, key, request_hash) values (\(user), \(key), \(requestHash))
            on conflict do nothing
            """)
        guard claimed == 0 else { return nil }
        return try storedAnswer(key, user: user)
    }

    /// What is stored under a key in the last 24 hours, or `nil`.
    public func storedAnswer(_ key: String, user: UUID) throws -> StoredAnswer? {
        try first(
            """
            select request_hash, status, content_type, body from idempotency_keys
            where user_id = \(user) and key = \(key) and created_at >= now() - interval '24 hours'
            """)
    }

    /// Keeps the answer under a key that was claimed.
    public func storeAnswer(
        _ key: String, user: UUID, status: Int, contentType: String?, body: [UInt8]
    ) throws {
        try execute(
            """
            update idempotency_keys
            set status = \(status), content_type = \(contentType), body = \(body), updated_at = now()
            where user_id = \(user) and key = \(key)
            """)
    }

    /// Gives a key back after a failure, so that the request can be repeated.
    public func releaseIdempotencyKey(_ key: String, user: UUID) throws {
        try execute("delete from idempotency_keys where user_id = \(user) and key = \(key)")
    }

    /// Removes answers older than a day; answers how many.
    public func deleteOldAnswers() throws -> Int {
        try execute("delete from idempotency_keys where created_at < now() - interval '24 hours'")
    }
}
