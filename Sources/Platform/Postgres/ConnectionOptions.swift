/// How a session with PostgreSQL is set up.
public struct ConnectionOptions: Sendable {
    /// How long making the connection may take; whole seconds, two at least (libpq's rule).
    public var connectTimeout: Duration = .seconds(5)
    /// The server stops a statement that runs longer (`SQLState.queryCanceled`); zero for never.
    public var statementTimeout: Duration = .seconds(30)
    /// The server ends a session that idles longer inside a transaction; zero for never.
    public var idleInTransactionTimeout: Duration = .seconds(60)
    /// How many statements stay prepared.
    public var statementLimit = 256
    /// How the session shows in `pg_stat_activity`.
    public var applicationName = "resume-hunter"

    public init() {}
}

/// What a transaction sees of others.
public enum Isolation: String, Sendable {
    case readCommitted = "read committed"
    case repeatableRead = "repeatable read"
    case serializable
}
