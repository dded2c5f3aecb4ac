public import FoundationEssentials
public import Model
public import Postgres

extension User: RowDecodable {
    static let columns: SQL = "id, email, name, role, created_at, disabled_at"

    public init(row: inout Row) throws {
        self.init(
            id: try row.next(), email: try row.next(), name: try row.next(), role: try row.next(),
            createdAt: try row.next(), disabledAt: try row.next())
    }
}

/// What the log-in needs of an account.
public struct Credentials: RowDecodable, Sendable {
    public let userID: UUID
    public let passwordHash: String
    public let isDisabled: Bool

    public init(row: inout Row) throws {
        userID = try row.next()
        passwordHash = try row.next()
        isDisabled = try row.next()
    }
}

extension Connection {
    /// Stores an account. With `firstIsAdmin`, the first account of the installation gets the admin's role, and of two that
    /// register at once only one does.
    /// - Throws: a unique violation of `users_email_key` when the address is taken.
    public func insertUser(
        id: UUID, email: String, name: String, role: Role, passwordHash: String, firstIsAdmin: Bool
    ) throws -> User? {
        try transaction { db in
            // Serialises registrations only; log-ins and pages do not wait for it.
            try db.execute("select pg_advisory_xact_lock(hashtext('hunter.register'))")
            return try db.first(
                """
                insert into users (id, email, name, role, password_hash)
                values (\(id), \(email), \(name),
                    case when \(firstIsAdmin) and not exists (select from users) then 'admin' else \(role.rawValue) end,
                    \(passwordHash))
                returning \(User.columns)
                """)
        }
    }

    /// The account, or `nil`.
    public func user(_ id: UUID) throws -> User? {
        try first("select \(User.columns) from users where id = \(id)")
    }

    /// The account with this address, or `nil`.
    public func user(email: String) throws -> User? {
        try first("select \(User.columns) from users where lower(email) = lower(\(email))")
    }

    /// What is needed to check a password; `nil` when nobody has the address.
    public func credentials(email: String) throws -> Credentials? {
        try first(
            "select id, password_hash, disabled_at is not null from users where lower(email) = lower(\(email))")
    }

    /// Replaces a hash made with older parameters.
    public func updatePasswordHash(_ hash: String, of user: UUID) throws {
        try execute("update users set password_hash = \(hash), updated_at = now() where id = \(user)")
    }

    /// Changes the name a person goes by.
    public func rename(_ user: UUID, to name: String) throws {
        try execute("update users set name = \(name), updated_at = now() where id = \(user)")
    }

    /// Gives an account another role; answers whether there was one.
    public func setRole(_ role: Role, of user: UUID) throws -> Bool {
        try execute("update users set role = \(role.rawValue), updated_at = now() where id = \(user)") > 0
    }

    /// Accounts by age, `limit` at the most.
    public func users(limit: Int) throws -> [User] {
        try query("select \(User.columns) from users order by created_at, id limit \(limit)")
    }

    /// How many accounts there are, counted up to a limit.
    public func userCount(limit: Int) throws -> Tally {
        let count: Int = try value("select count(*) from (select from users limit \(limit + 1)) as counted")
        return Tally(min(count, limit), isExact: count <= limit)
    }

    public func hasUsers() throws -> Bool { try value("select exists (select from users)") }
}
